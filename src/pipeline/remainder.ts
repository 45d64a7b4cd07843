/**
 * A plan that was carried out in part → the plan of the rest: the same changes, with the same preconditions, without what
 * is done. Pure, and nothing is decided anew: what the shop has become is for the look before the writes.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Change, Operation, Plan, StateUpdate } from '../model/plan.ts'
import { type Proof, viewKey } from '../model/resource.ts'
import type { Intent, LeftOperation, StateEntry } from '../model/state.ts'
import { costOf, summaryOf } from './plan-figures.ts'
import { planHash } from './plan-hash.ts'
import { absence, isHigher } from './precondition.ts'
import { type Connected, kindOf } from './world.ts'

export interface RemainderInput {
  readonly made: Plan
  readonly run: string
  readonly left: readonly LeftOperation[]
  /** What is known by now, what looking told included. */
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  /** What only the state has to learn, and has not learnt yet. */
  readonly stateUpdates: readonly StateUpdate[]
  /** The run was killed: what costs no call is still to be done. */
  readonly killed: boolean
  readonly doubts: readonly Intent[]
  readonly connected: readonly Connected[]
  /** Calls made to find out what is left. */
  readonly planReads: (connection: string) => number
  readonly basis: Plan['basis']
  readonly diagnostics: readonly Diagnostic[]
}

export function remainderOf(input: RemainderInput): Plan {
  const { made, doubts, connected, basis } = input
  const operations = leftOperations(input)
  const changes = leftChanges(input, operations)
  const views = aged(input, changes)
  const rest: Omit<Plan, 'hash'> = {
    formatVersion: 1,
    summary: summaryOf(changes, { none: 0, notEvaluated: 0 }),
    cost: costOf({ connected, changes, views, operations, planReads: input.planReads }),
    changes,
    operations,
    stateUpdates: input.stateUpdates.toSorted((a, b) => byCodeUnit(a.address, b.address)),
    doubts,
    guards: made.guards,
    views,
    diagnostics: [said(input, operations), ...input.diagnostics],
    complete: made.complete,
    basis,
  }
  return { ...rest, hash: planHash(rest) }
}

/** What the plan had seen is older by now, and nobody asked whether it still holds: what proved it then proves nothing now. */
function aged({ made, basis, entries }: RemainderInput, left: readonly Change[]): Plan['views'] {
  const passed = Math.max(0, Math.round((Date.parse(basis.madeAt) - Date.parse(made.basis.madeAt)) / 1000))
  const ours = idsMade(made, entries)
  const open = new Set(left.map(({ address }) => address))
  const written = made.changes.filter(({ address, write }) => write !== undefined && !open.has(address))
  return made.views.map(({ proof, newest, recent, ...view }) => {
    const prefix = `${view.connection}/${view.kind}/`
    const highest = (ours.get(viewKey(view.connection, view.kind)) ?? []).reduce(
      (high, id) => (high !== undefined && isHigher(id, high) ? id : high),
      newest,
    )
    return {
      ...view,
      age: view.age + passed,
      ...(highest === undefined ? {} : { newest: highest }),
      ...(proof === undefined ? {} : { proof: unproved(proof) }),
      // What the run wrote has a stamp of its own since.
      ...(recent === undefined
        ? {}
        : { recent: recent + written.filter(({ address }) => address.startsWith(prefix)).length }),
    }
  })
}

/**
 * By view, what the run made itself. It looked for others of these keys before it wrote, and what is above the last of its own is new to
 * it: with the mark of the plan each of its own would be listed again, a page for every hundred.
 */
function idsMade({ changes }: Plan, entries: RemainderInput['entries']): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>()
  for (const { address, action, remoteId: before } of changes) {
    const remoteId = entries.get(address)?.remoteId
    if ((action !== 'create' && action !== 'replace') || remoteId === undefined || remoteId === before) continue
    const { connection, kind } = partsOf(address)
    const key = viewKey(connection, kind)
    const known = ids.get(key)
    if (known === undefined) ids.set(key, [remoteId])
    else known.push(remoteId)
  }
  return ids
}

function unproved(proof: Proof): Proof {
  if (proof.by === 'saved') return proof
  const { readAt, objects, provedAt } = proof
  return { by: 'saved', readAt, objects, ...(provedAt === undefined ? {} : { provedAt }) }
}

function leftOperations({ made, left }: RemainderInput): Operation[] {
  const rest = new Map(left.map(({ operation, addresses }) => [operation, addresses]))
  return made.operations.flatMap((operation) => {
    const addresses = rest.get(operation.id) ?? []
    return addresses.length === 0 ? [] : [{ ...operation, addresses }]
  })
}

function leftChanges({ made, killed, entries, connected }: RemainderInput, operations: readonly Operation[]): Change[] {
  const called = new Set(made.operations.flatMap(({ addresses }) => addresses))
  return made.changes.flatMap((change): Change[] => {
    const roles = operations.filter(({ addresses }) => addresses.includes(change.address)).map(({ role }) => role)
    if (roles.length === 0) return killed && !called.has(change.address) ? [change] : []
    if (change.action === 'create' && !roles.includes('create')) return [linked(change, entries)]
    if (change.action === 'replace' && !roles.includes('delete')) return [madeAgain(change, connected)]
    return [change]
  })
}

/** It was made; only what it points at is still to be linked. */
function linked(
  { write: _write, precondition: _precondition, ...change }: Change,
  entries: RemainderInput['entries'],
): Change {
  const remoteId = entries.get(change.address)?.remoteId ?? ''
  return { ...change, action: 'update', remoteId, reason: 'made; its links are left' }
}

/** Its old object is deleted: it has to be made, if nobody else did meanwhile. */
function madeAgain({ remoteId: _remoteId, ...change }: Change, connected: readonly Connected[]): Change {
  const { connection, kind: name } = partsOf(change.address)
  const kind = kindOf(connected.find(({ config }) => config.name === connection)?.provider, name)
  const reason = 'deleted; it has to be made again'
  if (kind === undefined) return { ...change, action: 'create', reason }
  return { ...change, action: 'create', reason, precondition: absence(kind, change.entry?.applied ?? {}) }
}

function said({ made, run }: RemainderInput, operations: readonly Operation[]): Diagnostic {
  const of = made.operations.length
  const left = of === 1 ? 'its one call is left' : `${operations.length} of its ${of} calls are left`
  return { severity: 'note', code: 'N1013', summary: `goes on with run ${run}: ${left}` }
}
