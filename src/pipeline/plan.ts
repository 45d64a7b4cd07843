/** Field changes → the plan: an ordered, priced, guarded value that apply carries out without computing anything new. Pure. */
import type { AddressId } from '../model/address.ts'
import { partsOf, placeOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { GuardSettings } from '../model/guard-settings.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Basis, Change, Plan, PlanView, StateUpdate } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { type DesiredState, type ObservedState, type View, viewKey } from '../model/resource.ts'
import type { Intent, StateEntry } from '../model/state.ts'
import type { Binding } from './bind.ts'
import { danglingReferences } from './dangling.ts'
import type { ResourceDiff } from './diff.ts'
import { sameEntry } from './diff-resource.ts'
import { dueIn } from './due.ts'
import { guards } from './guard.ts'
import { guardValues } from './guard-values.ts'
import { identityProblems } from './identity.ts'
import { leftOut, leftOutProblems } from './left-out.ts'
import { holdsUntil, mutedIn } from './mutes.ts'
import { withNeeds } from './needs.ts'
import { orphansOf } from './orphans.ts'
import { byHand, changeOf, topLevel } from './plan-change.ts'
import { costOf, summaryOf } from './plan-figures.ts'
import { planHash } from './plan-hash.ts'
import { highest } from './precondition.ts'
import { handedOver } from './release.ts'
import { removalOf } from './removal.ts'
import { renameOffers } from './rename-offers.ts'
import { repictured } from './repictured.ts'
import { schedule } from './schedule.ts'
import type { Scope } from './select.ts'
import { lastOfEach, movedUpdates } from './told-plan.ts'
import type { Told } from './told-state.ts'
import { depthsOf } from './tree.ts'
import { undeclaredDoubts, unseenCreates, unseenViews, waitingOf } from './unseen.ts'
import { type Connected, kindOf } from './world.ts'

export interface PlanInput {
  readonly connected: readonly Connected[]
  readonly desired: DesiredState
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly observed: ObservedState
  readonly binding: Binding
  readonly diffs: ReadonlyMap<AddressId, ResourceDiff>
  readonly scope: Scope
  /** What settling an interrupted run found. */
  readonly settled: readonly StateUpdate[]
  /** What it could not look at. */
  readonly doubts: readonly Intent[]
  readonly identities: { readonly [connection: string]: string }
  readonly basis: Basis
  readonly diagnostics: readonly Diagnostic[]
  readonly guards: GuardSettings
  readonly allowDelete: boolean
  readonly ack: readonly string[]
  /** What butik.yaml tells of objects; `entries` know it already. */
  readonly told?: Pick<Told, 'before' | 'moved' | 'renamed'>
  /** Of a plan that takes a run back: why each address is in it. */
  readonly reasons?: ReadonlyMap<AddressId, string>
}

export function plan(input: PlanInput): Plan {
  const builder = new PlanBuilder(input)
  return builder.build()
}

class PlanBuilder {
  readonly #input: PlanInput
  readonly #kinds: (address: AddressId) => Kind | undefined
  readonly #changes: Change[] = []
  readonly #updates: StateUpdate[] = []
  readonly #diagnostics: Diagnostic[]
  /** Addresses whose object answers to another one, selected or not. */
  readonly #moved: ReadonlySet<AddressId>
  /** Deleted and made anew by this plan. */
  readonly #replaced: ReadonlySet<AddressId>
  /** Not to be written until a person says what became of it, and why. */
  readonly #waiting: ReadonlyMap<AddressId, string>
  /** Selected, and needing what this run leaves out. */
  readonly #leftOut: ReadonlyMap<AddressId, AddressId>
  #none = 0

  constructor(input: PlanInput) {
    this.#input = input
    this.#diagnostics = [
      ...input.diagnostics,
      ...input.binding.diagnostics,
      ...input.binding.notes,
      ...viewProblems(input.observed),
    ]
    this.#moved = new Set([...input.binding.bound.values()].flatMap((bound) => bound.movedFrom ?? []))
    const replaced = [...input.diffs.values()].filter((one) => one.verdict === 'replace')
    this.#replaced = new Set(replaced.map((one) => one.resource.address).filter(input.scope.selected))
    this.#waiting = waitingOf(input)
    this.#leftOut = leftOut(input)
    this.#diagnostics.push(...leftOutProblems(this.#leftOut, input))
    const kinds = new Map(
      input.connected.flatMap(({ config, provider }) =>
        provider.kinds.map((kind): [string, Kind] => [viewKey(config.name, kind.name), kind]),
      ),
    )
    this.#kinds = (address) => kinds.get(placeOf(address))
  }

  build(): Plan {
    const { input, skipped } = { input: this.#input, skipped: this.#notEvaluated() }
    const decides = this.#decides()
    const { told } = input
    if (told !== undefined) this.#updates.push(...movedUpdates({ told, entries: input.entries, decides }))
    const { muted, notes } = mutedIn(
      [...input.diffs.values()].filter(({ muted: some, resource }) => some !== undefined && decides(resource.address)),
    )
    this.#diagnostics.push(...notes)
    for (const one of input.diffs.values()) if (input.scope.selected(one.resource.address)) this.#declared(one)
    this.#diagnostics.push(...this.#handedOver())
    for (const [address, entry] of input.entries) this.#removed(address, entry)
    const orphans = orphansOf(input)
    for (const update of [...input.settled, ...orphans.updates]) this.#settled(update)
    this.#diagnostics.push(...orphans.diagnostics)
    this.#diagnostics.push(...undeclaredDoubts(input))
    const reasoned = this.#changes.map((change) => ({
      ...change,
      reason: input.reasons?.get(change.address) ?? change.reason,
    }))
    const seenAt = (address: AddressId) => input.binding.bound.get(address)?.observed?.spec
    const changes = withNeeds(reasoned, input.entries, this.#kinds, seenAt).sort((a, b) =>
      byCodeUnit(a.address, b.address),
    )
    this.#diagnostics.push(...danglingReferences(changes, input, this.#kinds))
    this.#diagnostics.push(...this.#renameOffers(changes))
    const scheduled = schedule(input.connected, changes, depthsOf(input))
    const identity = identityProblems(input, this.#kinds)
    const values = this.#values(changes)
    this.#diagnostics.push(...values.notes)
    const found = guards({
      changes,
      protectedOnes: new Set(
        [...input.entries].filter(([, entry]) => entry.policy.protect).map(([address]) => address),
      ),
      incomplete: skipped,
      identity: identity.addresses,
      identityMessages: identity.messages,
      repictured: input.guards.on.has('images') ? repictured(changes, input.binding, input.entries, this.#kinds) : [],
      values: values.tripped,
      emptied: this.#emptied(changes),
      unseen: unseenCreates(changes, input),
      allowDelete: input.allowDelete,
      ack: input.ack,
    })
    const updates = told === undefined || told.moved.size === 0 ? this.#updates : lastOfEach(this.#updates)
    const stateUpdates = updates.sort((a, b) => byCodeUnit(a.address, b.address))
    const { operations } = scheduled
    const views = viewsOf(input)
    const made: Omit<Plan, 'hash'> = {
      formatVersion: 1,
      summary: summaryOf(changes, { none: this.#none, notEvaluated: skipped.length }),
      cost: costOf({
        connected: input.connected,
        changes: scheduled.changes,
        views,
        operations,
        planReads: (name) => input.observed.calls.get(name) ?? 0,
      }),
      changes: scheduled.changes,
      operations,
      stateUpdates,
      doubts: input.doubts,
      guards: found,
      views,
      diagnostics: this.#diagnostics,
      ...(muted.length === 0 ? {} : { muted }),
      ...this.#due(),
      complete: skipped.length === 0,
      basis: { ...input.basis, ...holdsUntil(muted) },
    }
    return { ...made, hash: planHash(made) }
  }

  /** What takes something back, or down, has no days to come. */
  #due(): Pick<Plan, 'due'> {
    const { desired, scope, basis } = this.#input
    if (basis.destroy || basis.undo !== undefined) return {}
    const due = dueIn(desired.resources.values(), scope.selected)
    return due.length === 0 ? {} : { due }
  }

  #values(changes: readonly Change[]): ReturnType<typeof guardValues> {
    const { desired, guards: settings, basis } = this.#input
    const isDeclared = (address: AddressId) => desired.resources.has(address)
    return guardValues({ ...this.#input, changes, settings, kindAt: this.#kinds, isDeclared, destroy: basis.destroy })
  }

  /** Who says that all goes, or that a run is taken back, has renamed nothing. */
  #renameOffers(changes: readonly Change[]): Diagnostic[] {
    const { basis } = this.#input
    return basis.destroy || basis.undo !== undefined ? [] : renameOffers(changes, this.#input, this.#kinds)
  }

  #decides(): (address: AddressId) => boolean {
    const { scope, binding } = this.#input
    const isLeft = (address: AddressId) => binding.unevaluated.has(address) || this.#leftOut.has(address)
    return (address) => scope.selected(address) && !isLeft(address)
  }

  #handedOver(): Diagnostic[] {
    const { diffs, scope, entries, binding } = this.#input
    const selected = [...diffs.values()].filter(
      ({ resource: { address } }) => scope.selected(address) && !this.#leftOut.has(address),
    )
    return handedOver(selected, ({ bound, resource: { address } }) =>
      bound === undefined ? undefined : entries.get(binding.bound.get(address)?.movedFrom ?? address),
    )
  }

  #notEvaluated(): AddressId[] {
    return [...new Set([...this.#input.binding.unevaluated.keys(), ...this.#leftOut.keys()])]
      .filter((address) => this.#input.scope.selected(address))
      .sort(byCodeUnit)
  }

  #declared(one: ResourceDiff): void {
    const { address } = one.resource
    if (this.#leftOut.has(address)) return
    const waits = this.#waiting.get(address)
    if (waits !== undefined) {
      this.#changes.push(byHand(one, waits))
      return
    }
    this.#diagnostics.push(...one.diagnostics)
    if (one.kind.class === 'observed') {
      if (one.verdict === 'same' && one.bound !== undefined) this.#none += 1
      else this.#changes.push(byHand(one, this.#expectation(one)))
      return
    }
    const former = this.#input.binding.bound.get(address)?.movedFrom
    const { resources } = this.#input.desired
    this.#giveUp(address)
    if (one.bound === undefined && former !== undefined && !resources.has(former))
      this.#updates.push({ address: former, reason: `made anew as ${address}`, entry: null })
    const moved = one.bound?.movedFrom
    const entry = moved === undefined ? undefined : this.#input.entries.get(moved)
    if (moved !== undefined && entry !== undefined) {
      // What was applied goes along, whether or not its change can be carried out.
      // An address that is declared still has an object of its own by now.
      if (!resources.has(moved)) this.#updates.push({ address: moved, reason: `moved to ${address}`, entry: null })
      this.#updates.push({ address, reason: `moved from ${moved}`, entry })
    }
    if (one.verdict === 'same' && one.bound?.by === 'state') {
      this.#none += 1
      const before = this.#input.entries.get(address)
      if (before !== one.entry && (before === undefined || !sameEntry(before, one.entry))) {
        this.#updates.push({ address, reason: 'the state learns what the files say', entry: one.entry })
      }
      return
    }
    this.#changes.push(changeOf(one, this.#input.binding.gone.has(address)))
  }

  /** Its object answers to another address by now, and it is made: until then the state has nothing of it. */
  #giveUp(address: AddressId): void {
    const { entries, binding } = this.#input
    const had = entries.get(address)?.remoteId ?? ''
    if (had === '' || binding.bound.has(address)) return
    const { connection, kind } = partsOf(address)
    const holder = binding.addressOf(connection, kind, had)
    if (holder === undefined || holder === address) return
    this.#updates.push({ address, reason: `its object is ${holder} now`, entry: null })
  }

  #expectation({ kind, bound, diff, resource }: ResourceDiff): string {
    const { session } = this.#input.connected.find(({ config }) => config.name === resource.connection) ?? {}
    const where = session === undefined ? undefined : kind.byHand?.(session)
    const what = bound === undefined ? 'expected, and not there' : `differs in ${topLevel(diff).join(', ')}`
    return where === undefined ? what : `${what}; by hand: ${where}`
  }

  /** In the state, not in the files. What answers to a new address moves there, in this run or a wider one. */
  #removed(address: AddressId, entry: StateEntry): void {
    const { desired, scope, binding, basis } = this.#input
    if (desired.resources.has(address) || !scope.selected(address) || binding.unevaluated.has(address)) return
    const kind = this.#kinds(address)
    if (kind === undefined || this.#moved.has(address)) return
    const { connection, kind: name } = partsOf(address)
    const holder = binding.addressOf(connection, name, entry.remoteId)
    if (holder !== undefined && holder !== address) {
      // A run that was killed had moved it: the object is the other one's now.
      this.#updates.push({ address, reason: `moved to ${holder}`, entry: null })
      return
    }
    const observed = binding.bound.get(address)?.observed
    const gone = binding.gone.has(address)
    const replaced = this.#replaced
    // What a run made goes, whatever `on_remove` says.
    const destroy = basis.destroy || basis.undo !== undefined
    const found = removalOf({ address, entry, kind, observed, gone, destroy, replaced })
    if (found.change !== undefined) this.#changes.push(found.change)
    if (found.update !== undefined) this.#updates.push(found.update)
    if (found.note !== undefined) {
      this.#none += 1
      this.#diagnostics.push(found.note)
    }
  }

  #settled(update: StateUpdate): void {
    const known =
      this.#changes.some((change) => change.address === update.address) ||
      this.#updates.some((other) => other.address === update.address)
    if (!known) this.#updates.push(update)
  }

  /** Files that were emptied, or the state of another configuration: what it owns would be let go of, or deleted. */
  #emptied(changes: readonly Change[]): AddressId[] {
    const { desired, entries, basis } = this.#input
    if (basis.destroy || basis.undo !== undefined) return []
    const left = new Set(changes.flatMap(({ action, address }) => (isLeaving(action) ? [address] : [])))
    const isAnother = entries.size >= fewestOfAnother && [...entries.keys()].every((address) => left.has(address))
    return desired.resources.size === 0 || isAnother ? [...entries.keys()] : []
  }
}

/** Whoever begins has one or two resources, and may replace all of them. */
const fewestOfAnother = 3

function isLeaving(action: Change['action']): boolean {
  return action === 'forget' || action === 'delete'
}

function viewsOf(input: PlanInput): PlanView[] {
  const seen = [...input.observed.views.values()].map((view): PlanView => {
    const { connection, kind: name, age, reach, objects, proof } = view
    const { provider } = input.connected.find(({ config }) => config.name === connection) ?? {}
    const reading = kindOf(provider, name)?.reading
    const newest = reading?.by === 'paged-list' && reading.newest !== undefined ? highest(objects) : undefined
    return {
      connection,
      kind: name,
      age,
      reach,
      ...(newest === undefined ? {} : { newest }),
      ...(proof === undefined ? {} : { proof }),
      ...recentOf(view, reading),
    }
  })
  return [...seen, ...unseenViews(input)].sort((a, b) =>
    byCodeUnit(`${a.connection}/${a.kind}`, `${b.connection}/${b.kind}`),
  )
}

function recentOf({ proof, objects }: View, reading: Kind['reading'] | undefined): Pick<PlanView, 'recent'> {
  const { by, clock } = proof ?? {}
  if (by !== 'saved' || clock === undefined || reading?.by !== 'paged-list') return {}
  const { changes } = reading
  if (changes === undefined) return {}
  return { recent: objects.filter(({ stamp }) => stamp === undefined || changes.covers(stamp, clock)).length }
}

function viewProblems(observed: ObservedState): Diagnostic[] {
  const problems = [...observed.views.values()].flatMap((view) => view.problem ?? [])
  return problems.filter((problem, index) => problems.findIndex((other) => other.summary === problem.summary) === index)
}
