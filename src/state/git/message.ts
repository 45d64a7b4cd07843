/** What the commit of a write says: which run, and what it did to how many resources. No value of any resource. */
import type { JournalEntry, StateSnapshot } from '../../model/state.ts'

export interface Told {
  readonly environment: string
  readonly before: StateSnapshot
  readonly next: StateSnapshot
  readonly journal: readonly JournalEntry[]
  /** Who wrote it, where a lock is held: `ole@laptop pid 12 runs apply`. */
  readonly holder?: string | undefined
  /** Link to the CI run. */
  readonly link?: string | undefined
  /** Of this write alone: no two writes make the same commit. */
  readonly id: string
}

const deeds = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
  adopt: 'adopted',
  forget: 'forgotten',
  manual: '',
} as const

export function commitMessage(told: Told): string {
  const run = told.journal.at(-1)?.run
  const counts = countsOf(told)
  const what = counts.length === 0 ? 'nothing in the state changed' : counts.join(', ')
  const doubts = told.next.doubts?.length ?? 0
  const left = told.next.unfinished?.left.flatMap(({ addresses }) => addresses).length ?? 0
  const body = [
    ...(told.holder === undefined ? [] : [told.holder]),
    ...(doubts === 0 ? [] : [`${doubts} in doubt`]),
    ...(left === 0 ? [] : [`${left} left undone`]),
  ]
  const trailers = [
    ...(run === undefined ? [] : [`Run: ${run}`]),
    ...(told.link === undefined ? [] : [`Link: ${told.link}`]),
    `Serial: ${told.next.serial}`,
    `Write: ${told.id}`,
  ]
  const parts = [`${told.environment}: ${what}`, ...(body.length === 0 ? [] : [body.join('\n')]), trailers.join('\n')]
  return `${parts.join('\n\n')}\n`
}

/** Writes by what the journal says of them; what needed no call by what the state has gained and lost. */
function countsOf({ before, next, journal }: Told): string[] {
  const done = new Map<string, string>()
  for (const line of journal)
    if (line.phase === 'outcome' && line.outcome.outcome === 'succeeded')
      done.set(line.outcome.address, deeds[line.outcome.action])
  for (const address of Object.keys(next.entries))
    if (before.entries[address] === undefined && !done.has(address)) done.set(address, 'taken on')
  for (const address of Object.keys(before.entries))
    if (next.entries[address] === undefined && !done.has(address)) done.set(address, 'let go')
  const counts = new Map<string, number>()
  for (const deed of done.values()) counts.set(deed, (counts.get(deed) ?? 0) + 1)
  const order = [...Object.values(deeds), 'taken on', 'let go']
  return order.flatMap((deed) => (deed === '' || !counts.has(deed) ? [] : [`${counts.get(deed)} ${deed}`]))
}
