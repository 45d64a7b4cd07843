/**
 * Files kept with a run, each run on a ref of its own: they are large, and on the branch its history would hold them for
 * ever and its diffs would show nothing else. The last 50 runs are kept.
 */
import { ReconcilerError } from '../../model/errors.ts'
import type { TreeEntry } from './objects.ts'
import { checkPart, type KeptRun, keptRuns } from './refs.ts'
import type { Move, Refs } from './remote.ts'
import type { Store } from './store.ts'

const runsKept = 50
const runPlace = 'run'
const tries = 10
/** Milliseconds for which what was seen is good for the next question: whoever looks for a run asks about many. */
const freshMs = 5_000

export class Runs {
  readonly #store: Store
  #seen: { readonly refs: Refs; readonly at: number } | undefined

  constructor(store: Store) {
    this.#store = store
  }

  keep(run: string, name: string, content: string): Promise<void> {
    checkPart('run', run)
    checkPart('file', name)
    return this.#store.inTurn(async () => {
      this.#seen = undefined
      const { cipher, label } = this.#store.parts
      const id = await this.#store.making((objects) => objects.blob(cipher.seal(content, runPlace)))
      for (let count = 0; count < tries; count += 1)
        if (await this.#tryKeep(run, { name, id }, count > 0 || !this.#store.isHeld)) return
      throw new ReconcilerError('E4003', `${name} of run ${run} cannot be kept in ${label}: others are writing there`, {
        hint: 'several runs keep something at once; run again',
      })
    })
  }

  async kept(run: string, name: string): Promise<string | undefined> {
    checkPart('run', run)
    checkPart('file', name)
    const known = keptRuns(await this.#look()).find((one) => one.run === run)
    if (known === undefined) return undefined
    return await this.#store.reading(
      (refs) => refOf(run, refs),
      async (refs) => {
        const id = (await this.#entries(run, refs)).find((entry) => entry.name === name)?.id
        const [blob] = await this.#store.objects.read(id === undefined ? [] : [id])
        return blob === undefined ? undefined : this.#store.parts.cipher.open(blob.toString('utf8'), runPlace)
      },
    )
  }

  async names(): Promise<readonly string[]> {
    return keptRuns(await this.#look()).map(({ run }) => run)
  }

  /** False where somebody else was faster. */
  async #tryKeep(run: string, file: TreeEntry, afresh: boolean): Promise<boolean> {
    const { parts } = this.#store
    const { refs, before } = await this.#store.reading(
      (seen) => refOf(run, seen),
      async (seen) => ({ refs: seen, before: await this.#entries(run, seen) }),
      afresh,
    )
    const entries = [...before.filter(({ name }) => name !== file.name), file]
    const to = await this.#store.loneCommit(entries, `run ${run}\n`)
    const runs = keptRuns(refs)
    const [newest, own] = [runs[0], runs.find((one) => one.run === run)]
    const others = runs.filter((one) => one !== own)
    const gone = others
      .slice(runsKept - 1)
      .map((one): Move => ({ ref: one.ref, from: refs.get(one.ref), to: undefined }))
    // It moves to the front; where it is there already, its ref stays.
    const front = own !== undefined && own === newest ? own.ref : parts.refs.run(run, (newest?.number ?? 0) + 1)
    const left: Move[] =
      own === undefined || own.ref === front ? [] : [{ ref: own.ref, from: refs.get(own.ref), to: undefined }]
    const result = await this.#store.move([{ ref: front, from: refs.get(front), to }, ...left, ...gone])
    return result.done
  }

  async #entries(run: string, refs: Refs): Promise<TreeEntry[]> {
    const [ref = ''] = refOf(run, refs)
    const commit = refs.get(ref)
    return commit === undefined ? [] : await this.#store.objects.list(commit)
  }

  async #look(): Promise<Refs> {
    const { clock, remote } = this.#store.parts
    const at = clock.now().getTime()
    if (this.#seen === undefined || at - this.#seen.at > freshMs) this.#seen = { refs: await remote.look(), at }
    return this.#seen.refs
  }
}

function refOf(run: string, refs: Refs): string[] {
  const found: KeptRun | undefined = keptRuns(refs).find((one) => one.run === run)
  return found === undefined ? [] : [found.ref]
}
