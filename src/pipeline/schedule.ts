/**
 * Changes → API calls in a safe order, the fewest of them: parents before children, many objects a call where the
 * vendor takes them, circles linked afterwards, what moves in a tree from the top down, deletes last and in reverse. Pure.
 */
import type { AddressId } from '../model/address.ts'
import { byCodeUnit, isJsonObject, type Json } from '../model/json.ts'
import type { Change, Operation, OperationRole } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { isAsset, type Spec } from '../model/resource.ts'
import { type Edges, type Levels, levelsOf } from './graph.ts'
import { isDeferrable, refsIn } from './spec.ts'
import { pointsUp } from './tree.ts'
import type { Connected } from './world.ts'

export interface Scheduled {
  readonly operations: readonly Operation[]
  /** With `links` split off where a circle had to be broken. */
  readonly changes: readonly Change[]
}

/** `depthOf`: how deep an object will hang among those of its kind. */
export function schedule(
  connected: readonly Connected[],
  changes: readonly Change[],
  depthOf: (address: AddressId) => number,
): Scheduled {
  const byAddress = new Map(changes.map((change) => [change.address, change]))
  const drafts: Omit<Operation, 'id'>[] = []
  for (const connection of connected) {
    const planner = new ConnectionSchedule(connection, byAddress, depthOf)
    drafts.push(...planner.operations())
  }
  const width = Math.max(4, String(drafts.length).length)
  const operations = drafts.map((draft, index) => ({ id: `op-${String(index + 1).padStart(width, '0')}`, ...draft }))
  return { operations, changes: [...byAddress.values()] }
}

type Draft = Omit<Operation, 'id'>

class ConnectionSchedule {
  readonly #connected: Connected
  readonly #changes: Map<AddressId, Change>
  readonly #depthOf: (address: AddressId) => number

  constructor(connected: Connected, changes: Map<AddressId, Change>, depthOf: (address: AddressId) => number) {
    this.#connected = connected
    this.#changes = changes
    this.#depthOf = depthOf
  }

  operations(): Draft[] {
    const { kinds } = this.#connected.provider
    const writes = kinds.flatMap((kind) => [...this.#written(kind), ...this.#links(kind)])
    const deletes = [...kinds].reverse().flatMap((kind) => this.#deletes(kind))
    return [...writes, ...deletes]
  }

  #of(kind: Kind, wanted: (change: Change) => boolean): Change[] {
    const prefix = `${this.#connected.config.name}/${kind.name}/`
    const mine = [...this.#changes.values()].filter((change) => change.address.startsWith(prefix) && wanted(change))
    return mine.sort((a, b) => byCodeUnit(a.address, b.address))
  }

  #draft(operation: string, role: OperationRole, addresses: readonly AddressId[]): Draft {
    return { connection: this.#connected.config.name, operation, role, addresses }
  }

  /** Creates, then updates; but an update that gives up a name comes before the create that takes it. */
  #written(kind: Kind): Draft[] {
    const drafts: Draft[] = []
    const waiting = this.#givers(kind)
    const done = new Set<AddressId>()
    let creates = this.#of(kind, ({ action }) => action === 'create' || action === 'replace')
    while (waiting.size > 0) {
      const later = needing(creates, waiting)
      const isFree = ({ needs }: Change) => !needs.some((need) => later.has(need))
      const free = new Set(
        this.#of(kind, (change) => waiting.has(change.address) && isFree(change)).map(({ address }) => address),
      )
      if (free.size === 0) break
      drafts.push(
        ...this.#creates(
          kind,
          creates.filter(({ address }) => !later.has(address)),
        ),
        ...this.#updates(kind, (address) => free.has(address)),
      )
      creates = creates.filter(({ address }) => later.has(address))
      for (const address of free) {
        waiting.delete(address)
        done.add(address)
      }
    }
    return [...drafts, ...this.#creates(kind, creates), ...this.#updates(kind, (address) => !done.has(address))]
  }

  #creates(kind: Kind, changes: readonly Change[]): Draft[] {
    if (changes.length === 0) return []
    const { create, createMany } = kind.writing
    const { session } = this.#connected
    const fits = (level: readonly AddressId[]) =>
      createMany === undefined
        ? chunks(level, () => 1, 1, 1)
        : this.#batches(level, createMany.size(session), createMany.bytes(session))
    const { levels, deferred } = fewestCalls(edgesAmong(changes, kind), fits)
    for (const change of changes) if (deferred.has(change.address)) this.#split(change, kind, levels)
    const operation = createMany?.operation ?? create?.operation ?? ''
    return levels
      .flatMap(fits)
      .flatMap((addresses) => [
        ...addresses.flatMap((address) => this.#deleteFirst(address, kind)),
        this.#draft(operation, 'create', addresses),
      ])
  }

  #batches(addresses: readonly AddressId[], count: number, bytes: number): AddressId[][] {
    return chunks(addresses, (address) => bodySize(this.#changes.get(address)?.write), count, bytes)
  }

  #deleteFirst(address: AddressId, kind: Kind): Draft[] {
    const replaced = this.#changes.get(address)?.action === 'replace'
    return replaced && kind.writing.delete !== undefined
      ? [this.#draft(kind.writing.delete.operation, 'delete', [address])]
      : []
  }

  /** Fields that point at what is made in the same level or later wait for a second call. */
  #split(change: Change, kind: Kind, levels: readonly (readonly AddressId[])[]): void {
    const own = levels.findIndex((level) => level.includes(change.address))
    const later = new Set(levels.slice(own).flat())
    const write: { [name: string]: Spec[string] } = {}
    const links: { [name: string]: Spec[string] } = {}
    for (const [name, value] of Object.entries(change.write ?? {})) {
      const waits = isDeferrable(kind.fields[name]) && refsIn(value).some((ref) => later.has(ref))
      const side = waits ? links : write
      side[name] = value
    }
    this.#changes.set(change.address, { ...change, write, links })
  }

  /** Updates that a create waits for, and what these wait for: each gives up a key that the next one takes. */
  #givers(kind: Kind): Set<AddressId> {
    const updates = new Map(this.#of(kind, writesLater).map((change) => [change.address, change]))
    const found = new Set<AddressId>()
    const add = (change: Change): void => {
      for (const need of change.needs) {
        const giver = found.has(need) ? undefined : updates.get(need)
        if (giver === undefined) continue
        found.add(need)
        add(giver)
      }
    }
    for (const change of this.#of(kind, ({ action }) => action === 'create')) add(change)
    return found
  }

  #updates(kind: Kind, wanted: (address: AddressId) => boolean): Draft[] {
    const depth = (change: Change) => this.#depthOf(change.address)
    const mine = this.#of(kind, (change) => writesLater(change) && wanted(change.address))
    // The order of a tree counts for what moves in it; the rest goes by names that are handed on.
    const moving = needsFirst(mine)
      .filter(({ write }) => Object.keys(write ?? {}).some((name) => pointsUp(kind.fields[name], kind)))
      .sort((a, b) => depth(a) - depth(b))
    const changes = needsFirst(mine, moving)
    const { update, updateMany } = kind.writing
    if (updateMany !== undefined) {
      const addresses = changes.map((change) => change.address)
      const { session } = this.#connected
      return this.#batches(addresses, updateMany.size(session), updateMany.bytes(session)).map((some) =>
        this.#draft(updateMany.operation, 'update', some),
      )
    }
    return changes.map((change) => this.#draft(update?.operation ?? '', 'update', [change.address]))
  }

  #links(kind: Kind): Draft[] {
    const changes = this.#of(kind, (change) => change.links !== undefined)
    return changes.map((change) => this.#draft(kind.writing.update?.operation ?? '', 'link', [change.address]))
  }

  /** What others of the same kind need goes after them: leaves first. */
  #deletes(kind: Kind): Draft[] {
    const changes = this.#of(kind, (change) => change.action === 'delete')
    const nodes = new Map(
      changes.map((change): [AddressId, Edges<AddressId>] => [change.address, { hard: [], soft: change.needs }]),
    )
    const order = levelsOf(nodes, 'keep').levels.flat()
    return order.map((address) => this.#draft(kind.writing.delete?.operation ?? '', 'delete', [address]))
  }
}

/** The creates that need one of these, themselves or through another. */
function needing(creates: readonly Change[], these: ReadonlySet<AddressId>): Set<AddressId> {
  const found = new Set<AddressId>()
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const { address, needs } of creates)
      if (needs.some((need) => these.has(need) || found.has(need))) found.add(address)
  }
  return found
}

/** In this order, but none before what it needs; and those of `fixed` in theirs, whatever they need. */
function needsFirst(changes: readonly Change[], fixed: readonly Change[] = []): Change[] {
  const byAddress = new Map(changes.map((change) => [change.address, change]))
  const before = new Map(fixed.map((change, index) => [change, fixed[index - 1]]))
  const ordered = new Set<Change>()
  const begun = new Set<Change>()
  const put = (change: Change): void => {
    if (begun.has(change)) return
    const previous = before.get(change)
    if (previous !== undefined) {
      put(previous)
      // It is being put further up: this one has its turn after it.
      if (!ordered.has(previous)) return
    }
    begun.add(change)
    for (const need of change.needs) {
      const other = byAddress.get(need)
      if (other !== undefined) put(other)
    }
    ordered.add(change)
  }
  for (const change of [...changes, ...fixed]) put(change)
  return [...ordered]
}

/** Updates, adoptions with a difference, and what is set offline as it is forgotten. */
function writesLater(change: Change): boolean {
  return (
    change.write !== undefined &&
    (change.action === 'update' || change.action === 'adopt' || change.action === 'forget')
  )
}

function edgesAmong(changes: readonly Change[], kind: Kind): Map<AddressId, Edges<AddressId>> {
  const made = new Set(changes.map((change) => change.address))
  return new Map(
    changes.map((change) => {
      const hard = new Set<AddressId>()
      const soft = new Set<AddressId>()
      for (const [name, value] of Object.entries(change.write ?? {})) {
        for (const ref of refsIn(value)) if (made.has(ref)) (isDeferrable(kind.fields[name]) ? soft : hard).add(ref)
      }
      return [change.address, { hard: [...hard], soft: [...soft] }]
    }),
  )
}

/** Following every link takes more levels, ignoring them takes more second calls: the cheaper of the two. */
function fewestCalls(
  nodes: ReadonlyMap<AddressId, Edges<AddressId>>,
  fits: (level: readonly AddressId[]) => readonly unknown[],
): Levels<AddressId> {
  const cost = ({ levels, deferred }: Levels<AddressId>) =>
    levels.reduce((sum, level) => sum + fits(level).length, 0) + deferred.size
  const kept = levelsOf(nodes, 'keep')
  const ignored = levelsOf(nodes, 'ignore')
  return cost(ignored) < cost(kept) ? ignored : kept
}

/** At most `count` items and `bytes` bytes together; an item that is larger alone goes alone. */
function chunks<Item>(items: readonly Item[], sizeOf: (item: Item) => number, count: number, bytes: number): Item[][] {
  const parts: Item[][] = []
  let part: Item[] = []
  let filled = 0
  for (const item of items) {
    const size = sizeOf(item)
    if (part.length > 0 && (part.length >= count || filled + size > bytes)) {
      parts.push(part)
      part = []
      filled = 0
    }
    part.push(item)
    filled += size
  }
  return part.length === 0 ? parts : [...parts, part]
}

/** Bytes in a request body, about: the text of the fields, and files by their size in base64. */
function bodySize(value: Json | undefined): number {
  if (value === undefined) return 0
  if (isAsset(value)) return Math.ceil((value.asset.bytes * 4) / 3) + 200
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + bodySize(item), 2)
  if (isJsonObject(value))
    return Object.entries(value).reduce((sum, [name, part]) => sum + name.length + 4 + bodySize(part), 2)
  return Buffer.byteLength(JSON.stringify(value)) + 1
}
