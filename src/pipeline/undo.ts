/**
 * The record of a run × the state × what is observed now → the desired state that takes the run back. Pure. It starts from
 * the state and not from the files, so that nothing but that run goes back; the plan of it is made by the ordinary stages.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Kind } from '../model/provider.ts'
import { type DesiredState, type ObservedState, type Resource, type Spec, viewKey } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { UndoChange, UndoRecord } from '../model/undo.ts'
import { isBelow, refsIn } from './spec.ts'
import { type Back, letGo, resourcesOf } from './undo-desired.ts'
import { fieldsBack, movedFields, remade } from './undo-fields.ts'
import { Ids } from './undo-refs.ts'
import { Words } from './undo-words.ts'

export interface UndoInput {
  readonly record: UndoRecord
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  /** The files: for places, and nothing else. */
  readonly declared: DesiredState
  readonly kind: (address: AddressId) => Kind | undefined
  readonly selected: (address: AddressId) => boolean
  /** Undefined before the shop is read: then every field of the run is taken for one that goes back. */
  readonly observed: ObservedState | undefined
  readonly secretKey: string
}

export interface Undo {
  readonly desired: DesiredState
  /** Those of the state, and those that the run forgot. */
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  /** What the plan is about. */
  readonly addresses: ReadonlySet<AddressId>
  /** By address: the fields that go back; the others stay as they are. An address without a row is compared whole. */
  readonly only: ReadonlyMap<AddressId, ReadonlySet<string>>
  /** Fields that the state did not have before, and has not afterwards. */
  readonly unmanaged: ReadonlyMap<AddressId, readonly string[]>
  readonly takenBack: ReadonlySet<AddressId>
  /** Why each is in the plan. */
  readonly reasons: ReadonlyMap<AddressId, string>
  readonly diagnostics: readonly Diagnostic[]
}

export function undoOf(input: UndoInput): Undo {
  return new Undoing(input).result()
}

/** For people: enough of it to tell runs apart. */
export function shortRun(run: string): string {
  return run.slice(0, 8)
}

class Undoing {
  readonly #input: UndoInput
  readonly #byAddress: ReadonlyMap<AddressId, UndoChange>
  readonly #entries: Map<AddressId, StateEntry>
  readonly #back = new Map<AddressId, Back>()
  readonly #removed = new Set<AddressId>()
  readonly #remade = new Set<AddressId>()
  readonly #only = new Map<AddressId, ReadonlySet<string>>()
  readonly #unmanaged = new Map<AddressId, readonly string[]>()
  readonly #takenBack = new Set<AddressId>()
  readonly #addresses = new Set<AddressId>()
  readonly #reasons = new Map<AddressId, string>()
  readonly #words: Words

  constructor(input: UndoInput) {
    this.#input = input
    this.#entries = new Map(input.entries)
    this.#words = new Words(input.observed === undefined)
    this.#byAddress = new Map(input.record.changes.map((change) => [change.address, change]))
  }

  result(): Undo {
    const mine = this.#input.record.changes.filter(({ address }) => this.#input.selected(address))
    // What lives in another goes where that goes.
    const isGuest = ({ address }: UndoChange) => this.#input.kind(address)?.within !== undefined
    for (const change of [...mine.filter((one) => !isGuest(one)), ...mine.filter(isGuest)]) this.#takeBack(change)
    for (const [address, back] of this.#back) if (!this.#remade.has(address)) this.#holdAgain(address, back)
    const [entries, back, removed] = [this.#entries, this.#back, this.#removed]
    const { resources, used } = resourcesOf({ ...this.#input, entries, back, removed })
    for (const [address, by] of used) {
      this.#addresses.delete(address)
      this.#words.stays(address, `${by} refers to it`, 'undo the runs after it first')
    }
    // What is not part of this plan is not compared.
    for (const address of resources.keys()) if (!this.#back.has(address)) this.#only.set(address, new Set())
    for (const resource of resources.values()) this.#pointAnew(resource)
    const { digest, diagnostics } = this.#input.declared
    return {
      desired: { resources, digest, diagnostics },
      entries: this.#entries,
      addresses: this.#addresses,
      only: this.#only,
      unmanaged: this.#unmanaged,
      takenBack: this.#takenBack,
      reasons: this.#reasons,
      diagnostics: this.#words.said,
    }
  }

  #holdAgain(address: AddressId, back: Back): void {
    const held = letGo(this.#byAddress.get(address)?.entry, back, this.#seen(address, back.entry), this.#remadeIds())
    const names = Object.keys(held)
    if (names.length === 0) return
    this.#back.set(address, { ...back, spec: { ...back.spec, ...held } })
    this.#select(address, this.#reasons.get(address) ?? `as before the run ${this.#run()}: ${names.join(', ')}`)
  }

  #remadeIds(): Ids {
    const ids = new Ids()
    for (const address of this.#remade) ids.add(address, this.#byAddress.get(address)?.entry?.remoteId ?? '')
    return ids
  }

  /** A reference to what is made again goes to its new id. */
  #pointAnew({ address, spec }: Resource): void {
    if (!this.#addresses.has(address) || this.#remade.has(address)) return
    const names = Object.keys(spec).filter((name) => refsIn(spec[name]).some((ref) => this.#remade.has(ref)))
    this.#only.set(address, new Set([...(this.#only.get(address) ?? []), ...names]))
  }

  #takeBack(change: UndoChange): void {
    const kind = this.#input.kind(change.address)
    if (kind === undefined) this.#words.stays(change.address, 'its connection is gone from butik.yaml')
    else if (change.outcome === 'in-doubt')
      this.#words.stays(
        change.address,
        'whether the run wrote it is not known yet',
        'butik apply settles it; then undo again',
      )
    else if (change.action === 'create' && !this.#isRemadeChild(change, kind)) this.#unmake(change, kind)
    else if (change.action === 'create' || change.action === 'delete') this.#makeAgain(change, kind)
    else if (change.action === 'forget') this.#remember(change, kind)
    else this.#putBack(change, kind)
  }

  /** Made anew, or gone, because the run made the one anew that it is nested in: there was one before. */
  #isRemadeChild({ address, entry }: UndoChange, kind: Kind): boolean {
    if (entry === undefined || kind.within !== undefined) return false
    const { key } = partsOf(address)
    return entry.needs.some((need) => this.#byAddress.get(need)?.action === 'replace' && isBelow(key, need, kind))
  }

  #unmake(change: UndoChange, kind: Kind): void {
    const { address } = change
    const entry = this.#own(change)
    if (entry === undefined) return
    if (kind.within !== undefined) {
      const host = entry.needs.find((need) => this.#losesIt(need, kind, entry))
      if (host === undefined) this.#words.level(change.address)
      else this.#remove(address, `made by the run ${this.#run()}: goes with ${host}`)
      return
    }
    if (kind.writing.delete === undefined) {
      this.#words.stays(change.address, 'the vendor cannot delete it', 'take it away by hand, then forget it')
      return
    }
    if (entry.policy.protect) {
      this.#words.stays(change.address, 'it is protected', 'apply butik: { protect: false } first')
      return
    }
    const seen = this.#seen(address, entry)
    const context = { secretKey: this.#input.secretKey }
    if (seen !== undefined) this.#words.deletedThough(address, movedFields({ change, kind, entry, seen, context }))
    this.#remove(address, `made by the run ${this.#run()}: deleted again`)
  }

  /** Its host goes, or the part of it that carries this one. */
  #losesIt(host: AddressId, { within }: Kind, { applied }: StateEntry): boolean {
    const back = this.#back.get(host)
    return this.#removed.has(host) || (back !== undefined && within?.holds(back.spec, applied) === false)
  }

  #makeAgain(change: UndoChange, kind: Kind): void {
    const { address, entry, action } = change
    if (action === 'delete' && this.#entries.has(address)) {
      this.#words.stays(change.address, 'it is in the state again')
      return
    }
    if (entry === undefined) {
      this.#words.stays(change.address, 'what it was is not known')
      return
    }
    if (kind.writing.create === undefined && kind.writing.createMany === undefined) {
      this.#words.stays(change.address, `the vendor makes no ${kind.name} by its API`)
      return
    }
    const { spec, unmanaged, lost } = remade({ ...change, before: action === 'delete' ? change.before : {} }, kind)
    const children = this.#input.record.changes.some(
      (other) => this.#input.kind(other.address)?.within !== undefined && other.entry?.needs.includes(address) === true,
    )
    const all = [`the id ${entry.remoteId}: it gets a new one`, ...lost, ...(children ? ['its stock: count it'] : [])]
    this.#words.lost(address, `made again, but what cannot come back: ${all.join('; ')}`)
    this.#back.set(address, { address, spec, kind, entry })
    this.#remade.add(address)
    this.#unmanaged.set(address, unmanaged)
    // Should somebody have made it by hand meanwhile, it is taken as it is.
    this.#only.set(address, new Set())
    this.#select(address, `deleted by the run ${this.#run()}: made again`)
  }

  #remember(change: UndoChange, kind: Kind): void {
    const { address, entry } = change
    if (entry === undefined || this.#entries.has(address)) return
    if (this.#isRemadeChild(change, kind)) {
      this.#makeAgain(change, kind)
      return
    }
    const { connection, kind: name } = partsOf(address)
    if (kind.within !== undefined && entry.needs.some((need) => this.#byAddress.has(need))) return
    for (const [other, { remoteId }] of this.#entries)
      if (remoteId === entry.remoteId && other.startsWith(`${connection}/${name}/`)) {
        this.#words.stays(change.address, `its object is ${other} by now`)
        return
      }
    if (this.#isGone(address, entry)) {
      this.#words.stays(change.address, 'it is gone from the shop')
      return
    }
    this.#entries.set(address, entry)
    this.#takenBack.add(address)
    this.#restoreFields(change, kind, entry, `forgotten by the run ${this.#run()}: taken back`)
  }

  #putBack(change: UndoChange, kind: Kind): void {
    if (kind.within !== undefined) {
      this.#words.level(change.address)
      return
    }
    const entry = this.#own(change)
    if (entry === undefined) return
    if (this.#isGone(change.address, entry)) {
      this.#words.stays(change.address, 'it is gone from the shop')
      return
    }
    if (change.action === 'replace') this.#words.lost(change.address, `its id of then does not come back`)
    this.#restoreFields(change, kind, entry, undefined)
  }

  #restoreFields(change: UndoChange, kind: Kind, entry: StateEntry, reason: string | undefined): void {
    const { address } = change
    const context = { secretKey: this.#input.secretKey }
    const seen = this.#input.observed === undefined ? change.written : this.#seen(address, entry)
    const { fields, unmanaged, moved, lost } = fieldsBack({ change, kind, entry, seen, context })
    for (const one of moved) this.#words.moved(address, kind, one)
    for (const one of lost) this.#words.lost(address, `not put back: ${one}`)
    const names = Object.keys(fields)
    this.#back.set(address, { address, spec: { ...entry.applied, ...fields }, kind, entry })
    this.#only.set(address, new Set(names))
    this.#unmanaged.set(address, unmanaged)
    if (names.length > 0 || reason !== undefined)
      this.#select(address, reason ?? `as before the run ${this.#run()}: ${names.join(', ')}`)
  }

  #remove(address: AddressId, reason: string): void {
    this.#removed.add(address)
    this.#select(address, reason)
  }

  #select(address: AddressId, reason: string): void {
    this.#addresses.add(address)
    this.#reasons.set(address, reason)
  }

  /** The entry, where it is still that of the object which the run wrote; otherwise it is said. */
  #own(change: UndoChange): StateEntry | undefined {
    const entry = this.#entries.get(change.address)
    if (entry === undefined || entry.remoteId === '')
      this.#words.stays(change.address, 'it is not in the state any more')
    else if (
      change.action !== 'replace' &&
      change.remoteId !== '' &&
      change.remoteId !== entry.remoteId &&
      this.#input.kind(change.address)?.within === undefined
    )
      this.#words.stays(change.address, `it is another object by now (id ${entry.remoteId}, was ${change.remoteId})`)
    else return entry
    return undefined
  }

  #seen(address: AddressId, { remoteId }: StateEntry): Spec | undefined {
    return this.#view(address)?.objects.find((object) => object.remoteId === remoteId)?.spec
  }

  #isGone(address: AddressId, entry: StateEntry): boolean {
    return this.#view(address)?.reach === 'complete' && this.#seen(address, entry) === undefined
  }

  #view(address: AddressId) {
    const { connection, kind } = partsOf(address)
    return this.#input.observed?.views.get(viewKey(connection, kind))
  }

  #run(): string {
    return shortRun(this.#input.record.run)
  }
}
