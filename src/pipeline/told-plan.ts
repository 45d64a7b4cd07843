/** What butik.yaml tells of objects (`moved`, `imports`), in what a plan binds and in what the state learns by it. Pure. */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { StateUpdate } from '../model/plan.ts'
import type { DesiredState } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { BindInput, Binding, Bound } from './bind.ts'
import type { Told } from './told-state.ts'
import { errorAt, type Words } from './told-words.ts'
import { unevaluated } from './unevaluated.ts'

/** What is told shows as a change; what is imported and not in the shop is an error, and nothing is made in its place. */
export function boundAsTold(binding: Binding, { moved, imported }: Told, input: BindInput): Binding {
  const untouched = [...binding.gone].filter(
    (address) => !imported.has(address) && isUntouched(input.entries.get(address)),
  )
  if (moved.size + imported.size + untouched.length === 0) return binding
  const bound = new Map(binding.bound)
  const missing = untouched.map((address) => byHandNotThere(address, input))
  for (const [from, to] of moved) {
    const one = bound.get(to)
    if (one?.by === 'state') bound.set(to, { ...one, by: 'moved', formerly: from } satisfies Bound)
  }
  for (const [address, { remoteId, at }] of imported) {
    const one = bound.get(address)
    if (one?.by === 'state' && one.remoteId === remoteId) bound.set(address, { ...one, by: 'imports' })
    else if (!binding.unevaluated.has(address))
      missing.push({ ...errorAt(at, notThere(address, remoteId, input.desired)), address })
  }
  if (missing.length === 0) return { ...binding, bound }
  const diagnostics = [...binding.diagnostics, ...missing]
  const undecided = new Set(diagnostics.flatMap(({ address }) => address ?? []))
  const gone = new Set([...binding.gone].filter((address) => !untouched.includes(address)))
  return { ...binding, bound, gone, diagnostics, unevaluated: unevaluated(input, undecided) }
}

/** As `butik import` leaves it: an id, and nothing that was ever written. */
function isUntouched(entry: StateEntry | undefined): boolean {
  return entry !== undefined && Object.keys(entry.applied).length + Object.keys(entry.stored).length === 0
}

/** A slip in the id, as a rule: made again it would be a second one. */
function byHandNotThere(address: AddressId, { entries, desired }: BindInput): Diagnostic {
  const words = notThere(address, entries.get(address)?.remoteId ?? '', desired)
  const hint = `put the id right: butik import ${address} ID; or butik state forget ${address}, and the next plan makes it`
  const source = desired.resources.get(address)?.source
  return { severity: 'error', ...words, hint, address, ...(source === undefined ? {} : { source }) }
}

function notThere(address: AddressId, remoteId: string, { resources }: DesiredState): Words {
  return {
    code: 'E1526',
    summary: `the shop has no ${resources.get(address)?.kind ?? 'object'} with the id ${remoteId}`,
    detail: `${address} is imported with that id; nothing is made in its place`,
    hint: 'put the id right, or take the line out and the next plan makes it',
  }
}

export interface MovedInput {
  readonly told: Pick<Told, 'before' | 'moved' | 'renamed'>
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  /** True where this run decides about what has this address. */
  decides(address: AddressId): boolean
}

/** Old addresses go, new ones come with what was applied, and what refers to them knows them by the new one. */
export function movedUpdates({ told, entries, decides }: MovedInput): StateUpdate[] {
  if (told.moved.size === 0) return []
  const carried = new Set([...told.moved].flatMap(([from, to]) => (decides(to) ? from : [])))
  const pairs = [...told.renamed].filter(([from, to]) => carried.has(from) || (!told.moved.has(from) && decides(to)))
  const goes = new Map(pairs)
  const stays = new Map([...told.renamed].flatMap(([from, to]) => (goes.has(from) ? [] : [[to, from] as const])))
  const needsOf = (entry: StateEntry): StateEntry =>
    entry.needs.some((need) => stays.has(need))
      ? { ...entry, needs: entry.needs.map((need) => stays.get(need) ?? need) }
      : entry
  const moves = pairs.flatMap(([from, to]): StateUpdate[] => {
    const entry = entries.get(to)
    const old: StateUpdate[] = told.before.has(from) ? [{ address: from, reason: `moved to ${to}`, entry: null }] : []
    return entry === undefined ? old : [...old, { address: to, reason: `moved from ${from}`, entry: needsOf(entry) }]
  })
  const referring = [...told.before].flatMap(([address, { needs }]): StateUpdate[] => {
    if (told.renamed.has(address) || !needs.some((need) => goes.has(need))) return []
    const entry = entries.get(address)
    return entry === undefined ? [] : [{ address, reason: 'refers to what has moved', entry: needsOf(entry) }]
  })
  return [...moves, ...referring]
}

/** Of each address what is learnt last: a move, and then what the files say of what has moved. */
export function lastOfEach(updates: readonly StateUpdate[]): StateUpdate[] {
  return [...new Map(updates.map((update) => [update.address, update])).values()]
}
