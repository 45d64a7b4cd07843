/** The plan that takes a run back: what `--undo` puts in the place of the files, before the shop is read and after it. */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { Plan } from '../model/plan.ts'
import type { DesiredState, ObservedState } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { UndoRecord } from '../model/undo.ts'
import type { Binding } from './bind.ts'
import type { ResourceDiff } from './diff.ts'
import { layered } from './layered.ts'
import type { Scope } from './select.ts'
import type { Recovered } from './settle.ts'
import { type Undo, undoOf } from './undo.ts'
import { editsFor } from './undo-edits.ts'
import { earlierPart, findUndo, type Kept } from './undo-find.ts'
import { kindAt, type World } from './world.ts'

/** What a plan is to lead to, before anything is read. */
export interface Aim {
  readonly desired: DesiredState
  readonly recovered: Recovered
  /** Nothing else is part of it. */
  readonly within?: ReadonlySet<AddressId>
}

export interface TakeBackInput {
  readonly record: UndoRecord
  /** The files. */
  readonly declared: DesiredState
  readonly secretKey: string
  /** The run whose plan it went on with. */
  readonly earlier: string | undefined
}

/** Undefined where nothing is asked for. Throws E3011 where there is no such run, or nothing to go by. */
export async function takingBack(
  world: World,
  asked: string | undefined,
  { declared, ...kept }: Omit<Kept, 'backend'> & { readonly declared: DesiredState },
): Promise<TakeBack | undefined> {
  if (asked === undefined) return undefined
  const record = await findUndo(asked, { ...kept, backend: world.backend })
  const earlier = await earlierPart(record.run, world.backend)
  return new TakeBack(world, { record, declared, secretKey: kept.snapshot.lineage, earlier })
}

export class TakeBack {
  readonly run: string
  readonly #world: World
  readonly #input: TakeBackInput
  /** Known to no state, and looked for: what the run forgot. */
  #forgotten: ReadonlySet<AddressId> = new Set()
  #known: ReadonlyMap<AddressId, unknown> = new Map()

  constructor(world: World, input: TakeBackInput) {
    this.run = input.record.run
    this.#world = world
    this.#input = input
  }

  aim(recovered: Recovered): Aim {
    const { desired, entries, takenBack } = this.#undo(recovered.entries, () => true, undefined)
    this.#forgotten = takenBack
    this.#known = desired.resources
    const within = new Set(this.#input.record.changes.map(({ address }) => address))
    return { desired, recovered: { ...recovered, entries }, within }
  }

  /** What differs by now from what the run wrote stays: only what was read says what goes back. */
  read(entries: ReadonlyMap<AddressId, StateEntry>, scope: Scope, observed: ObservedState): TakenBack {
    const own = new Map([...entries].filter(([address]) => !this.#forgotten.has(address)))
    // Of what is nowhere any more it is said at least that it is.
    const isNowhere = (address: AddressId) => !this.#known.has(address) && !entries.has(address)
    const selected = (address: AddressId) => scope.selected(address) || isNowhere(address)
    return new TakenBack(this.#world, this.#input, this.#undo(own, selected, observed), scope)
  }

  #undo(entries: Undo['entries'], selected: Scope['selected'], observed: ObservedState | undefined): Undo {
    return undoOf({ ...this.#input, entries, selected, observed, kind: (address) => kindAt(this.#world, address) })
  }
}

export class TakenBack {
  /** What the ordinary stages are given. */
  readonly undo: Undo
  readonly scope: Scope
  readonly #world: World
  readonly #input: TakeBackInput

  constructor(world: World, input: TakeBackInput, undo: Undo, scope: Scope) {
    this.undo = undo
    this.scope = { ...scope, selected: (address) => undo.addresses.has(address) && scope.selected(address) }
    this.#world = world
    this.#input = input
  }

  /** Throws E3011 where a name of before leads an address to another object by now: what it wrote would go to that one. */
  bound(binding: Binding): Binding {
    for (const { address, action, remoteId } of this.#input.record.changes) {
      const found = binding.bound.get(address)?.remoteId
      const isAnew = action === 'delete' || action === 'replace' || kindAt(this.#world, address)?.within !== undefined
      if (isAnew || !this.undo.addresses.has(address) || found === undefined || remoteId === '' || found === remoteId)
        continue
      throw new ReconcilerError(
        'E3011',
        `names changed hands in the run ${this.#input.record.run}: ${address} was id ${remoteId}, and what it was named is id ${found} now`,
        { hint: 'put the files back as they were before it, and apply them; or undo the rest with --exclude' },
      )
    }
    return withTakenBack(binding, this.undo.takenBack)
  }

  released(diffs: ReadonlyMap<AddressId, ResourceDiff>): ReadonlyMap<AddressId, ResourceDiff> {
    return released(diffs, this.undo.unmanaged)
  }

  #half(): Diagnostic[] {
    const { record, earlier } = this.#input
    if (earlier === undefined) return []
    const summary = `the run ${record.run} went on with the plan of the run ${earlier}, whose part is not taken back with it`
    return [{ severity: 'warning', code: 'N1032', summary, hint: `after this one: butik plan --undo ${earlier}` }]
  }

  /** With what stays, what cannot come back, and what to write into the files, so that they do not ask for the same again. */
  told(made: Plan, binding: Binding): Plan {
    // The place of a field is where its value is written, an override's in butik.yaml.
    const { project } = layered(this.#world.project, this.#world.providers)
    const kind = (address: AddressId) => kindAt(this.#world, address)
    const edits = editsFor(made.changes, { ...this.#input, project, undo: this.undo, binding, kind })
    return { ...made, diagnostics: [...made.diagnostics, ...this.#half(), ...this.undo.diagnostics, ...edits] }
  }
}

/** What the run forgot is taken on again: a change that the plan shows, though the state's entry is there already. */
function withTakenBack(binding: Binding, takenBack: ReadonlySet<AddressId>): Binding {
  const bound = new Map(
    [...binding.bound].map(([address, one]) => [
      address,
      takenBack.has(address) ? { ...one, by: 'natural-key' as const } : one,
    ]),
  )
  return { ...binding, bound }
}

/** Fields that were nobody's before are nobody's again. */
function released(
  diffs: ReadonlyMap<AddressId, ResourceDiff>,
  unmanaged: Undo['unmanaged'],
): Map<AddressId, ResourceDiff> {
  return new Map(
    [...diffs].map(([address, one]) => {
      const names = unmanaged.get(address) ?? []
      if (names.length === 0) return [address, one]
      const applied = Object.fromEntries(Object.entries(one.entry.applied).filter(([name]) => !names.includes(name)))
      return [address, { ...one, entry: { ...one.entry, applied } }]
    }),
  )
}
