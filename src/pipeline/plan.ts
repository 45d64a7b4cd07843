/** Field changes → the plan: an ordered, priced, guarded value that apply carries out without computing anything new. Pure. */
import type { AddressId } from '../model/address.ts'
import { partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { digestOf } from '../model/digest.ts'
import { byCodeUnit, type Json, sameJson } from '../model/json.ts'
import type { Basis, Change, Cost, FieldChange, Plan, Precondition, Risk, StateUpdate, Summary } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { type DesiredState, isId, type Observed, type ObservedState, type Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { Binding } from './bind.ts'
import type { ResourceDiff } from './diff.ts'
import { guards } from './guard.ts'
import { identityProblems } from './identity.ts'
import { priceOf } from './price.ts'
import { schedule } from './schedule.ts'
import type { Scope } from './select.ts'
import { naturalKeyOf, refsIn } from './spec.ts'
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
  readonly identities: { readonly [connection: string]: string }
  readonly basis: Basis
  readonly diagnostics: readonly Diagnostic[]
  readonly allowDelete: boolean
  readonly ack: readonly string[]
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
  #none = 0

  constructor(input: PlanInput) {
    this.#input = input
    this.#diagnostics = [...input.diagnostics, ...input.binding.diagnostics, ...viewProblems(input.observed)]
    this.#kinds = (address) => {
      const { connection, kind } = partsOf(address)
      return kindOf(input.connected.find((one) => one.config.name === connection)?.provider, kind)
    }
  }

  build(): Plan {
    const { input, skipped } = { input: this.#input, skipped: this.#notEvaluated() }
    for (const one of input.diffs.values()) if (input.scope.selected(one.resource.address)) this.#declared(one)
    for (const [address, entry] of input.entries) this.#removed(address, entry)
    for (const update of input.settled) this.#settled(update)
    const changes = this.#withNeeds(this.#changes).sort((a, b) => byCodeUnit(a.address, b.address))
    const scheduled = schedule(input.connected, changes)
    const identity = identityProblems(input, this.#kinds)
    const found = guards({
      changes,
      protectedOnes: new Set([...input.entries].filter(([, entry]) => entry.policy.protect).map(([address]) => address)),
      incomplete: skipped,
      identity: identity.addresses,
      identityMessages: identity.messages,
      emptied: this.#emptied(),
      allowDelete: input.allowDelete,
      ack: input.ack,
    })
    const stateUpdates = this.#updates.sort((a, b) => byCodeUnit(a.address, b.address))
    const { operations } = scheduled
    return {
      formatVersion: 1,
      hash: planHash({ changes: scheduled.changes, operations, stateUpdates }),
      summary: this.#summary(changes, skipped.length),
      cost: this.#cost(scheduled.changes, operations),
      changes: scheduled.changes,
      operations,
      stateUpdates,
      guards: found,
      views: [...input.observed.views.values()]
        .map(({ connection, kind, age, reach }) => ({ connection, kind, age, reach }))
        .sort((a, b) => byCodeUnit(`${a.connection}/${a.kind}`, `${b.connection}/${b.kind}`)),
      diagnostics: this.#diagnostics,
      complete: skipped.length === 0,
      basis: input.basis,
    }
  }

  #notEvaluated(): AddressId[] {
    return [...this.#input.binding.unevaluated.keys()].filter((address) => this.#input.scope.selected(address)).sort(byCodeUnit)
  }

  #declared(one: ResourceDiff): void {
    this.#diagnostics.push(...one.diagnostics)
    const { address } = one.resource
    const before = this.#input.entries.get(address)
    const moved = one.bound?.movedFrom
    if (moved !== undefined) this.#updates.push({ address: moved, reason: `moved to ${address}`, entry: null })
    if (one.verdict === 'same' && one.bound?.by === 'state') {
      this.#none += 1
      if (before === undefined || !sameJson(asJson(before), asJson(one.entry))) {
        this.#updates.push({ address, reason: 'the state learns what the files say', entry: one.entry })
      }
      return
    }
    this.#changes.push(this.#changeOf(one, moved))
  }

  #changeOf(one: ResourceDiff, moved: AddressId | undefined): Change {
    const { address } = one.resource
    const remoteId = one.bound?.remoteId
    const base = { address, class: one.kind.class, needs: [], diff: one.diff, entry: one.entry, risk: riskOf(one.diff) }
    if (one.verdict === 'create') {
      const reason = this.#input.binding.gone.has(address) ? 'gone from the shop: made again' : 'declared, and not in the shop'
      return { ...base, action: 'create', reason, risk: 'low', write: one.write, precondition: absence(one) }
    }
    const held = { ...(remoteId === undefined ? {} : { remoteId }) }
    if (one.verdict === 'replace') {
      const reason = `${topLevel(one.diff).join(', ')} cannot be changed by the vendor: deleted and made again`
      return { ...base, ...held, action: 'replace', reason, risk: 'high', write: one.write, precondition: presence(one, {}) }
    }
    const write = one.verdict === 'same' ? {} : { write: one.write, precondition: presence(one, one.write) }
    if (one.bound?.by === 'natural-key') {
      const reason = moved === undefined ? `found by ${one.kind.label(one.resource.spec)}` : `moved from ${moved}`
      return { ...base, ...held, action: 'adopt', reason, ...write }
    }
    return { ...base, ...held, action: 'update', reason: `differs in ${topLevel(one.diff).join(', ')}`, ...write }
  }

  /** In the state, not in the files. */
  #removed(address: AddressId, entry: StateEntry): void {
    const { desired, scope, binding, basis } = this.#input
    if (desired.resources.has(address) || !scope.selected(address) || binding.unevaluated.has(address)) return
    if (this.#updates.some((update) => update.address === address)) return
    const kind = this.#kinds(address)
    if (kind === undefined) return
    const observed = binding.bound.get(address)?.observed
    const base = { address, class: kind.class, remoteId: entry.remoteId, needs: [], diff: [] }
    if (basis.destroy && entry.policy.protect) {
      this.#none += 1
      this.#diagnostics.push({ severity: 'note', code: 'E3001', summary: `${address} is protected and stays`, address })
      return
    }
    const wanted = basis.destroy ? 'delete' : entry.policy.onRemove
    if (entry.remoteId === '') {
      this.#updates.push({ address, reason: 'was on its way, and is declared no more', entry: null })
    } else if (binding.gone.has(address)) {
      this.#changes.push({ ...base, action: 'forget', reason: 'removed from the files, and gone from the shop', risk: 'low' })
    } else if (wanted === 'delete' && kind.writing.delete !== undefined) {
      const precondition = observed === undefined ? {} : { precondition: { remoteId: entry.remoteId, naturalKey: keyDigest(kind, observed.spec), ...parentIn(kind, observed.spec) } }
      const before: FieldChange[] = observed === undefined ? [] : shownBefore(kind, observed)
      this.#changes.push({ ...base, diff: before, action: 'delete', reason: 'removed from the files', risk: 'high', ...precondition })
    } else if (wanted === 'offline' && kind.offline !== undefined && observed !== undefined) {
      this.#changes.push(this.#offline(base, kind.offline, kind, observed))
    } else {
      const reason = 'removed from the files; the shop keeps it'
      this.#changes.push({ ...base, action: 'forget', reason, risk: 'low' })
    }
  }

  #offline(base: Pick<Change, 'address' | 'class' | 'needs'> & { remoteId: string }, write: Spec, kind: Kind, observed: Observed): Change {
    const reason = 'removed from the files; set offline, and the shop keeps it'
    const fields = Object.keys(write)
    if (fields.every((name) => sameJson(write[name], observed.spec[name]))) {
      return { ...base, action: 'forget', diff: [], reason: 'removed from the files; offline already, and the shop keeps it', risk: 'low' }
    }
    const diff = fields.map((path): FieldChange => {
      const before = observed.spec[path]
      return { path, ...(before === undefined ? {} : { before }), after: write[path] ?? null, cause: 'config', sensitive: false, meaning: 'visibility' }
    })
    const precondition = { remoteId: base.remoteId, naturalKey: keyDigest(kind, observed.spec), fields: fieldsDigest(observed.spec, write) }
    return { ...base, action: 'forget', diff, reason, risk: 'medium', write, precondition }
  }

  #settled(update: StateUpdate): void {
    const known = this.#changes.some((change) => change.address === update.address) || this.#updates.some((other) => other.address === update.address)
    if (!known) this.#updates.push(update)
  }

  /** References among the changes: what is made first, and, for deletes, what must let go first. */
  #withNeeds(changes: readonly Change[]): Change[] {
    const made = new Set(changes.filter((change) => change.action === 'create' || change.action === 'replace').map((change) => change.address))
    const holders = new Map<AddressId, Set<AddressId>>()
    for (const change of changes) {
      if (change.action === 'create') continue
      for (const need of this.#input.entries.get(change.address)?.needs ?? []) {
        const set = holders.get(need) ?? new Set()
        holders.set(need, set.add(change.address))
      }
    }
    return changes.map((change) => {
      if (change.action === 'delete') {
        const writing = [...(holders.get(change.address) ?? [])].filter((holder) => changes.some((other) => other.address === holder && (other.action === 'delete' || other.write !== undefined)))
        return { ...change, needs: writing.sort(byCodeUnit) }
      }
      const refs = [...new Set(refsIn(change.write as Json | undefined))].filter((ref) => made.has(ref) && ref !== change.address)
      return { ...change, needs: refs.sort(byCodeUnit) }
    })
  }

  #emptied(): AddressId[] {
    const { desired, entries, basis } = this.#input
    return desired.resources.size === 0 && !basis.destroy ? [...entries.keys()] : []
  }

  #summary(changes: readonly Change[], notEvaluated: number): Summary {
    const count = (action: Change['action']) => changes.filter((change) => change.action === action).length
    return {
      create: count('create'),
      update: count('update'),
      replace: count('replace'),
      delete: count('delete'),
      adopt: count('adopt'),
      forget: count('forget'),
      manual: count('manual'),
      none: this.#none,
      notEvaluated,
    }
  }

  #cost(changes: readonly Change[], operations: Plan['operations']): { [connection: string]: Cost } {
    const parts = this.#input.connected.map((connected): [string, Cost] => {
      const { name } = connected.config
      const writes = operations.filter((operation) => operation.connection === name).length
      const applyReads = priceOf(connected, changes)
      return [name, { planReads: this.#input.observed.calls.get(name) ?? 0, applyReads, writes, remaining: null }]
    })
    return Object.fromEntries(parts.sort(([a], [b]) => byCodeUnit(a, b)))
  }
}

/** Covers changes with their preconditions, operations and state updates; not times, ages and what is left of a quota. */
export function planHash({ changes, operations, stateUpdates }: Pick<Plan, 'changes' | 'operations' | 'stateUpdates'>): string {
  return digestOf(JSON.parse(JSON.stringify({ changes, operations, stateUpdates })))
}

export function keyDigest(kind: Kind, spec: Spec): string {
  return digestOf(naturalKeyOf(spec, kind.naturalKey) ?? '')
}

/** Of the observed values of the fields about to be written: what moved elsewhere does not matter. */
export function fieldsDigest(observed: Spec, write: Spec): string {
  return digestOf(Object.keys(write).sort(byCodeUnit).map((name) => [name, observed[name] ?? null]))
}

function absence(one: ResourceDiff): Precondition {
  return { naturalKey: keyDigest(one.kind, one.entry.applied), ...parentIn(one.kind, one.entry.applied) }
}

function presence(one: ResourceDiff, write: Spec): Precondition {
  const spec = one.bound?.observed?.spec ?? {}
  const held = one.bound === undefined ? {} : { remoteId: one.bound.remoteId }
  return { ...held, naturalKey: keyDigest(one.kind, spec), fields: fieldsDigest(spec, write), ...parentIn(one.kind, spec) }
}

function parentIn(kind: Kind, spec: Spec): { parent?: string } {
  const parent = kind.reading.by === 'list-per-parent' ? (spec[kind.reading.parent.field] ?? null) : null
  return isId(parent) ? { parent: parent.id } : {}
}

function topLevel(diffs: readonly FieldChange[]): string[] {
  return [...new Set(diffs.map((change) => change.path.split(/[.[]/)[0] ?? change.path))]
}

/** What a reader of a delete wants to see: what it was. */
function shownBefore(kind: Kind, observed: Observed): FieldChange[] {
  const fields = [...new Set([...kind.naturalKey, 'name'])].filter((name) => typeof observed.spec[name] === 'string')
  return fields.map((path) => ({ path, before: observed.spec[path] ?? null, cause: 'config', sensitive: false, meaning: kind.fields[path]?.meaning ?? 'other' }))
}

function riskOf(diffs: readonly FieldChange[]): Risk {
  const risky = diffs.some((change) => change.meaning === 'identity' || (change.meaning === 'image' && change.after === undefined))
  if (risky) return 'high'
  const medium: readonly FieldChange['meaning'][] = ['price', 'stock', 'visibility']
  return diffs.some((change) => medium.includes(change.meaning)) ? 'medium' : 'low'
}

function viewProblems(observed: ObservedState): Diagnostic[] {
  const problems = [...observed.views.values()].flatMap((view) => view.problem ?? [])
  return problems.filter((problem, index) => problems.findIndex((other) => other.summary === problem.summary) === index)
}

function asJson(entry: StateEntry): Json {
  return JSON.parse(JSON.stringify(entry))
}
