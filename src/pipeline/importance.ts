/**
 * The operations of a plan in the order in which a day's calls are given out: the most important first, but none before
 * what has to come before it. Any beginning of this order can be carried out by itself, in the plan's own order. Pure.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Meaning } from '../model/field.ts'
import type { Change, Operation, Plan } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { type Importance, importances, type QuotaSettings } from '../model/quota.ts'
import { viewKey } from '../model/resource.ts'
import { refsIn } from './spec.ts'
import { pointsUp } from './tree.ts'
import { type Connected, kindOf } from './world.ts'

export type OrderAt = (connection: string) => readonly Importance[]

/** As butik.yaml says, by connection. */
export function orderIn(quota: ReadonlyMap<string, QuotaSettings>): OrderAt {
  return (connection) => quota.get(connection)?.order ?? importances
}

interface Known {
  readonly changes: ReadonlyMap<AddressId, Change>
  readonly connected: readonly Connected[]
}

export function mostImportantFirst(
  { operations, changes }: Pick<Plan, 'operations' | 'changes'>,
  connected: readonly Connected[],
  orderAt: OrderAt,
): Operation[] {
  const known = { changes: new Map(changes.map((change) => [change.address, change])), connected }
  const before = predecessors(operations, known)
  const ranks = operations.map((operation) => rankOf(operation, known, orderAt(operation.connection)))
  const sorted = operations.map((_, index) => index).sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0) || a - b)
  const taken = new Set<number>()
  const ordered: Operation[] = []
  for (const start of sorted) {
    // Without recursion: a chain of needs may be as long as the plan.
    const stack = [start]
    for (let index = stack.at(-1); index !== undefined; index = stack.at(-1)) {
      const missing = (before[index] ?? []).filter((earlier) => !taken.has(earlier))
      if (!taken.has(index) && missing.length > 0) {
        stack.push(...missing.reverse())
        continue
      }
      stack.pop()
      const operation = operations[index]
      if (taken.has(index) || operation === undefined) continue
      taken.add(index)
      ordered.push(operation)
    }
  }
  return ordered
}

/** By place in the plan: the places that come first. All of them are earlier, as the plan's own order is safe. */
function predecessors(operations: readonly Operation[], known: Known): number[][] {
  const { changes } = known
  const places = new Map<AddressId, number[]>()
  const earlier = new Map<string, number[]>()
  const lastMove = new Map<string, number>()
  const lastRemoval = new Map<string, number>()
  return operations.map((operation, index) => {
    const { connection, addresses } = operation
    const found = new Set(
      addresses.flatMap((address) => needsOf(address, changes)).flatMap((need) => places.get(need) ?? []),
    )
    for (const address of addresses) places.set(address, [...(places.get(address) ?? []), index])
    const tree = treeOf(operation, known)
    if (tree !== undefined) {
      // Moved from the top down: each goes below what has arrived already.
      const move = lastMove.get(tree)
      if (move !== undefined) found.add(move)
      lastMove.set(tree, index)
    }
    const those = earlier.get(connection) ?? []
    if (isRemoval(operation, changes)) {
      // Deleted last, in its order: the one before it has waited for all the rest.
      const removal = lastRemoval.get(connection)
      for (const place of removal === undefined ? those : [removal]) found.add(place)
      lastRemoval.set(connection, index)
    }
    those.push(index)
    earlier.set(connection, those)
    return [...found].sort((a, b) => a - b)
  })
}

/** Itself too: a replace deletes first, a link follows its create. */
function needsOf(address: AddressId, changes: ReadonlyMap<AddressId, Change>): AddressId[] {
  const change = changes.get(address)
  return [address, ...(change?.needs ?? []), ...Object.values(change?.links ?? {}).flatMap(refsIn)]
}

/** The tree that an update moves something in. */
function treeOf({ role, connection, addresses: [address] }: Operation, known: Known): string | undefined {
  if (role !== 'update' || address === undefined) return undefined
  const kind = kindAt(address, known)
  const written = Object.keys(known.changes.get(address)?.write ?? {})
  const moves = kind !== undefined && written.some((field) => pointsUp(kind.fields[field], kind))
  return moves ? viewKey(connection, kind.name) : undefined
}

function kindAt(address: AddressId, { connected }: Known): Kind | undefined {
  const { connection, kind } = partsOf(address)
  return kindOf(connected.find(({ config }) => config.name === connection)?.provider, kind)
}

function isRemoval({ role, addresses }: Operation, changes: ReadonlyMap<AddressId, Change>): boolean {
  return role === 'delete' && addresses.some((address) => changes.get(address)?.action === 'delete')
}

function rankOf(operation: Operation, known: Known, order: readonly Importance[]): number {
  const ranks = operation.addresses.flatMap((address) => {
    const change = known.changes.get(address)
    return change === undefined ? [] : order.indexOf(importanceOf(operation, change, { known, order }))
  })
  return Math.min(...ranks, order.length)
}

/** Of an update the most important of what it writes. */
function importanceOf(
  { role }: Operation,
  change: Change,
  { known, order }: { readonly known: Known; readonly order: readonly Importance[] },
): Importance {
  if (change.action === 'delete') return 'deletes'
  if (kindAt(change.address, known)?.within !== undefined) return 'stock'
  if (role !== 'update') return 'creates'
  const written = new Set(change.diff.flatMap(({ meaning }) => byMeaning[meaning] ?? []))
  return order.find((one) => written.has(one)) ?? 'updates'
}

const byMeaning: { readonly [meaning in Meaning]?: Importance } = {
  price: 'prices',
  visibility: 'visibility',
  stock: 'stock',
}
