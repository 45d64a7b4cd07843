/** The names of the refs at the remote, and of their places in butik's own repository. */
import { ReconcilerError } from '../../model/errors.ts'

export const usualBranch = 'butik-state'

export interface RefNames {
  readonly branch: string
  readonly lock: string
  readonly journal: string
  readonly cache: string
  /** Of all environments, as a vendor counts by token. */
  readonly ledger: string
  /** Everything of this environment, for a question to the remote. */
  readonly all: readonly string[]
  /** Says which serial was written last, so that a branch that was taken back, or away, shows. */
  written(serial: number): string
  /** Kept files of a run; the run with the highest number kept something last. */
  run(run: string, number: number): string
  slotOf(ref: string): string
}

export interface KeptRun {
  readonly ref: string
  readonly run: string
  readonly number: number
}

export function refNames(environment: string, branch: string): RefNames {
  checkPart('environment', environment)
  if (!/^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(branch) || branch.split('/').some((part) => !isPart(part)))
    throw new ReconcilerError('E4003', `${JSON.stringify(branch)} cannot name a branch`, {
      hint: 'write another name under state in butik.yaml (branch:): letters, digits, dots, dashes and slashes',
    })
  // Two configurations in one repository have a branch each, and share no lock, journal or serial. No environment begins with =.
  const own = branch === usualBranch ? `refs/butik/${environment}` : `refs/butik/=${branch}/${environment}`
  const names = {
    branch: `refs/heads/${branch}`,
    lock: `${own}/lock`,
    journal: `${own}/journal`,
    cache: `${own}/cache`,
    // Not below refs/butik, where an environment might have this name.
    ledger: 'refs/butik-ledger/calls',
  }
  return {
    ...names,
    all: [names.branch, `${own}/*`, names.ledger],
    written: (serial) => `${own}/written/${serial}`,
    run: (run, number) => `${own}/runs/${run}/${number}`,
    // Runs share a place: each is wanted for a moment.
    slotOf: (ref) =>
      ref.startsWith(`${own}/runs/`) ? `refs/seen/run/${environment}` : ref.replace(/^refs/, 'refs/seen'),
  }
}

/** The highest serial that was written; undefined where none was. */
export function writtenSerial(refs: ReadonlyMap<string, string>): number | undefined {
  const serials = [...refs.keys()].flatMap((ref) => /^refs\/butik\/.+\/written\/(\d+)$/.exec(ref)?.[1] ?? [])
  return serials.length === 0 ? undefined : Math.max(...serials.map(Number))
}

/** The one that kept something last comes first. */
export function keptRuns(refs: ReadonlyMap<string, string>): KeptRun[] {
  const runs = [...refs.keys()].flatMap((ref): KeptRun[] => {
    const match = /^refs\/butik\/.+\/runs\/([^/]+)\/(\d+)$/.exec(ref)
    return match === null ? [] : [{ ref, run: match[1] ?? '', number: Number(match[2]) }]
  })
  return runs.sort((a, b) => b.number - a.number || (a.run < b.run ? -1 : 1))
}

/** Names become parts of refs and file names, so none may lead elsewhere. */
export function checkPart(what: string, name: string): void {
  if (!isPart(name)) throw new ReconcilerError('E9999', `${JSON.stringify(name)} cannot name a ${what}`)
}

function isPart(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name) && !/\.\.|\.$|\.lock$/.test(name)
}
