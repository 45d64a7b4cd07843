/**
 * Operations in their order → windows: neighbours that one append to the journal announces together. Pure. A window ends where
 * an intent hangs on what the window itself does; and what looking could not settle for certain has a window of its own.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import { fieldOf } from '../model/field.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Change, Operation } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { isAsset, type Spec } from '../model/resource.ts'
import { refsIn } from './spec.ts'

export interface WindowsInput {
  readonly operations: readonly Operation[]
  readonly changes: ReadonlyMap<AddressId, Change>
  readonly kind: (connection: string, name: string) => Kind | undefined
  /** Operations that one append may announce. */
  readonly size: number
}

export interface Window {
  readonly operations: readonly Operation[]
  /** The outcome is written down before anything else is done: looking could not tell it, or not for certain. */
  readonly alone: boolean
}

/** Bytes of files that a window holds at most, as all of them are read before its first call. One larger file goes by itself. */
const uploadsAtOnce = 8_000_000

export function windowsOf(input: WindowsInput): Window[] {
  const windows: Window[] = []
  let open = new OpenWindow(input)
  for (const operation of input.operations) {
    if (!open.takes(operation)) {
      windows.push(open)
      open = new OpenWindow(input)
    }
    open.add(operation)
  }
  return open.operations.length === 0 ? windows : [...windows, open]
}

class OpenWindow implements Window {
  readonly operations: Operation[] = []
  alone = false
  readonly #input: WindowsInput
  readonly #addresses = new Set<AddressId>()
  readonly #made = new Set<AddressId>()
  #uploads = 0

  constructor(input: WindowsInput) {
    this.#input = input
  }

  takes(operation: Operation): boolean {
    if (this.operations.length === 0) return true
    if (this.alone || this.operations.length >= this.#input.size || !this.#isToldByLooking(operation)) return false
    if (this.#uploads + this.#uploadsOf(operation) > uploadsAtOnce) return false
    return !operation.addresses.some((address) => this.#hangsOn(address, operation))
  }

  add(operation: Operation): void {
    this.operations.push(operation)
    this.alone = !this.#isToldByLooking(operation)
    this.#uploads += this.#uploadsOf(operation)
    for (const address of operation.addresses) {
      this.#addresses.add(address)
      if (operation.role === 'create') this.#made.add(address)
    }
  }

  /** It needs what is done in this window, an id that is made in it, or is itself in it already: with another intent. */
  #hangsOn(address: AddressId, { role }: Operation): boolean {
    if (this.#addresses.has(address)) return true
    const change = this.#input.changes.get(address)
    if (change === undefined) return false
    // A link needs what it points at only for its id.
    const needs = role === 'link' ? [] : change.needs
    const refs = [change.write, change.links, change.entry?.applied].flatMap((spec) => refsIn(spec ?? {}))
    return needs.some((need) => this.#addresses.has(need)) || refs.some((ref) => this.#made.has(ref))
  }

  /**
   * False where the vendor shows nothing of the kind, where only a value tells that may move by itself (a stock level), and
   * where a field is written that is not shown: after a kill all of a window would be written again, or asked of a person.
   */
  #isToldByLooking({ connection, role, addresses }: Operation): boolean {
    return addresses.every((address) => {
      const kind = this.#input.kind(connection, partsOf(address).kind)
      if (kind === undefined || kind.reading.by === 'nothing' || kind.within !== undefined) return false
      if (role === 'create' || role === 'delete') return true
      const fields = Object.keys(this.#sent(address, role))
      return fields.every((name) => fieldOf(kind, name)?.writeOnly !== true)
    })
  }

  #uploadsOf({ role, addresses }: Operation): number {
    return addresses.reduce((sum, address) => sum + bytesIn(this.#sent(address, role)), 0)
  }

  #sent(address: AddressId, role: Operation['role']): Spec {
    const change = this.#input.changes.get(address)
    if (role === 'delete') return {}
    return (role === 'link' ? change?.links : change?.write) ?? {}
  }
}

function bytesIn(value: Json): number {
  if (isAsset(value)) return value.asset.bytes
  const parts = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : []
  return parts.reduce((sum: number, part) => sum + bytesIn(part), 0)
}
