/** One operation: what is to be announced of it, the call, and what is known afterwards of each address it carries. */
import { type AddressId, partsOf } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { Change, Operation } from '../model/plan.ts'
import type { Kind, WriteItem, Written } from '../model/provider.ts'
import type { Spec } from '../model/resource.ts'
import type { Intent, JournalEntry, StateEntry } from '../model/state.ts'
import type { Progress } from './apply.ts'
import { beforeOf } from './apply-before.ts'
import { bodyOf } from './apply-body.ts'
import { Aftermath } from './apply-lost.ts'
import { type Done, imageIds, type Member, Results, wordsOf } from './apply-results.ts'
import { localiseSpec } from './spec.ts'
import { type Connected, kindOf, type World } from './world.ts'

export interface RunnerInput {
  readonly world: World
  readonly connected: Connected
  readonly run: string
  readonly secretKey: string
  readonly changes: ReadonlyMap<AddressId, Change>
  readonly progress: Progress
  /** Says that nothing more can be written through this connection. */
  readonly stop: (reason: string) => void
}

/** An operation that can be sent as soon as its lines are durable. */
export interface Prepared {
  readonly operation: Operation
  readonly kind: Kind
  readonly members: readonly Member[]
  /** Of what cannot be sent at all: known before anything is announced. */
  readonly failed: readonly Done[]
  /** For the journal; none where nothing is to be sent. */
  readonly lines: readonly JournalEntry[]
  /** What was put on its way by it. */
  readonly coming: readonly AddressId[]
}

export class OperationRunner {
  readonly #input: RunnerInput
  readonly #signal = new AbortController().signal
  readonly #results: Results
  readonly #aftermath: Aftermath
  #guests: ReadonlyMap<AddressId, readonly Change[]> | undefined

  constructor(input: RunnerInput) {
    this.#input = input
    this.#results = new Results(input.progress, input.connected.config.name)
    this.#aftermath = new Aftermath(input, this.#results, (operation, kind, members) =>
      this.#call(operation, kind, members),
    )
  }

  /** Reads what is to be sent, and sends nothing. */
  async prepare(operation: Operation, addresses: readonly AddressId[]): Promise<Prepared> {
    const kind = this.#kind(addresses)
    const { members, failed } = await this.#members(operation, addresses)
    const announced = members.length === 0 ? { lines: [], coming: [] } : this.#announcement(operation, members)
    return { operation, kind, members, failed, ...announced }
  }

  /** For `addresses` of what was prepared and is announced by now. */
  async send({ operation, kind, members }: Prepared, addresses: ReadonlySet<AddressId>): Promise<Done[]> {
    const sent = members.filter(({ address }) => addresses.has(address))
    try {
      return await this.#call(operation, kind, sent)
    } catch (error) {
      if (!(error instanceof ReconcilerError)) throw error
      return await this.#aftermath.afterError(error, operation, kind, sent)
    }
  }

  /** It was announced and is not sent: nothing is on its way by it. */
  withdraw({ coming }: Prepared): void {
    for (const address of coming) this.#input.progress.entries.delete(address)
  }

  #kind([first]: readonly AddressId[]): Kind {
    const name = first === undefined ? '' : partsOf(first).kind
    const kind = kindOf(this.#input.connected.provider, name)
    if (kind === undefined) throw new Error(`no kind ${name}`)
    return kind
  }

  async #members(
    operation: Operation,
    addresses: readonly AddressId[],
  ): Promise<{ members: Member[]; failed: Done[] }> {
    const members: Member[] = []
    const failed: Done[] = []
    for (const address of addresses) {
      const change = this.#input.changes.get(address)
      if (change === undefined) continue
      const fields = operation.role === 'delete' ? {} : operation.role === 'link' ? change.links : change.write
      try {
        const body = await bodyOf(fields ?? {}, this.#input.progress.ids, this.#input.world, this.#input.secretKey)
        members.push({ address, change, body, entry: this.#entryAfter(operation, change) })
      } catch (error) {
        if (!(error instanceof ReconcilerError)) throw error
        failed.push({ address, outcome: error.code === 'E4005' ? 'skipped' : 'failed', message: wordsOf(error) })
      }
    }
    return { members, failed }
  }

  /** The entry this operation leads to: without fields that are linked later, with every id that is known by now. */
  #entryAfter(operation: Operation, change: Change): StateEntry | undefined {
    if (change.entry === undefined) return undefined
    const later = operation.role === 'create' ? Object.keys(change.links ?? {}) : []
    const kept = Object.fromEntries(Object.entries(change.entry.applied).filter(([name]) => !later.includes(name)))
    const known = this.#input.progress.entries.get(change.address)
    const base =
      operation.role === 'link' && known !== undefined
        ? { ...change.entry, stored: known.stored, applied: { ...change.entry.applied, ...imagesOf(known) } }
        : { ...change.entry, applied: kept }
    const ids = this.#input.progress.ids
    return {
      ...base,
      // A level is known by its SKU, and the plan says which one it has from now on.
      remoteId: change.entry.remoteId === '' ? (ids.get(change.address) ?? '') : change.entry.remoteId,
      applied: localiseSpec(base.applied, (address) => ids.get(address)),
    }
  }

  #announcement(operation: Operation, members: readonly Member[]): Pick<Prepared, 'lines' | 'coming'> {
    const { run, world, progress } = this.#input
    const at = world.ports.clock.now().toISOString()
    const onItsWay = operation.role === 'delete' ? [] : members.flatMap((member) => this.#onItsWay(member))
    const coming = onItsWay.flatMap(({ address }) => (progress.entries.has(address) ? [] : address))
    for (const { address, entry } of onItsWay) progress.entries.set(address, entry)
    const entries = onItsWay.map(({ address, entry }): JournalEntry => ({ phase: 'entry', run, at, address, entry }))
    const intents = members.map((member) => this.#intent(operation, member))
    for (const intent of intents) progress.intents.set(intent.address, intent)
    return { lines: [...entries, { phase: 'intent', run, at, operation: operation.id, intents }], coming }
  }

  /** What is to live inside the object (its stock): once the host has it, only this tells that it was not set yet. */
  #onItsWay(member: Member): { address: AddressId; entry: StateEntry }[] {
    this.#guests ??= guestsOf(this.#input)
    return (this.#guests.get(member.address) ?? []).flatMap(({ address, entry }) =>
      entry === undefined ? [] : [{ address, entry: { ...entry, remoteId: '', applied: {} } }],
    )
  }

  #intent(operation: Operation, { address, change, body, entry }: Member): Intent {
    const seen = this.#results.seen(change)
    const images = imageIds(seen)
    const { run, progress, connected } = this.#input
    const kind = kindOf(connected.provider, partsOf(address).kind)
    const known = progress.entries.get(address)
    const before =
      operation.role === 'create' ? undefined : beforeOf({ kind, change, seen, known, recorded: body.recorded })
    return {
      address,
      role: operation.role,
      ...(operation.role === 'create' || change.remoteId === undefined ? {} : { remoteId: change.remoteId }),
      fields: body.recorded,
      ...(entry === undefined ? {} : { entry }),
      ...(Object.hasOwn(body.recorded, 'images') ? { imagesBefore: images } : {}),
      ...(before === undefined ? {} : { before }),
      run,
    }
  }

  async #call(operation: Operation, kind: Kind, members: readonly Member[]): Promise<Done[]> {
    const { session } = this.#input.connected
    const call = { signal: this.#signal }
    const { writing } = kind
    switch (operation.role) {
      case 'create': {
        const items = members.map((member) => itemOf(member))
        if (writing.createMany !== undefined)
          return await this.#created(kind, members, await writing.createMany.run(session, items, call))
        const [item] = items
        if (writing.create === undefined || item === undefined)
          throw new ReconcilerError('E3007', `the vendor cannot make a ${kind.name}`)
        return await this.#created(kind, members, [await writing.create.run(session, item, call)])
      }
      case 'update':
      case 'link': {
        if (writing.updateMany !== undefined) {
          const items = members.map((member) => ({ ...itemOf(member), remoteId: member.change.remoteId ?? '' }))
          await writing.updateMany.run(session, items, call)
          return members.map((member) => this.#results.updated(member, undefined))
        }
        const [member] = members
        if (writing.update === undefined || member === undefined)
          throw new ReconcilerError('E3007', `the vendor cannot change a ${kind.name}`)
        const remoteId = this.#input.progress.ids.get(member.address) ?? ''
        return [this.#results.updated(member, await writing.update.run(session, remoteId, member.body.fields, call))]
      }
      case 'delete': {
        const [member] = members
        if (writing.delete === undefined || member === undefined)
          throw new ReconcilerError('E3007', `the vendor cannot delete a ${kind.name}`)
        await writing.delete.run(session, member.change.remoteId ?? '', call)
        return [{ address: member.address, outcome: 'succeeded', entry: null }]
      }
    }
  }

  /** The vendor's answer names what it made; what it does not name is looked for, once for all. */
  async #created(kind: Kind, members: readonly Member[], written: readonly (Written | undefined)[]): Promise<Done[]> {
    const unnamed = members.filter((_, index) => written[index] === undefined)
    const found = unnamed.length === 0 ? [] : await this.#aftermath.tryToFind(kind, unnamed)
    return members.map((member, index) => {
      const one = written[index]
      if (one === undefined && found instanceof ReconcilerError) return this.#results.inDoubt(member, kind, found)
      const seen =
        one === undefined && !(found instanceof ReconcilerError) ? found[unnamed.indexOf(member)] : one?.observed
      const remoteId = one?.remoteId ?? seen?.remoteId
      if (remoteId !== undefined) return this.#results.made(member, remoteId, seen)
      return { address: member.address, outcome: 'failed', message: 'the vendor took the call and made nothing of it' }
    })
  }
}

/** Changes that make something inside another object, by the address of that object. */
function guestsOf({ changes, connected }: RunnerInput): Map<AddressId, Change[]> {
  const guests = new Map<AddressId, Change[]>()
  for (const change of changes.values()) {
    const within = kindOf(connected.provider, partsOf(change.address).kind)?.within
    if (within === undefined || change.action !== 'create') continue
    for (const host of change.entry?.needs ?? []) guests.set(host, [...(guests.get(host) ?? []), change])
  }
  return guests
}

/** With the values that the plan saw, for vendors that take a difference. */
function itemOf({ address, body, change }: Member): WriteItem {
  const seen = change.diff.flatMap(({ path, before }) => (before === undefined ? [] : [[path, before] as const]))
  return { address, fields: body.fields, observed: Object.fromEntries(seen) }
}

function imagesOf(entry: StateEntry): Spec {
  const images = entry.applied['images']
  return images === undefined ? {} : { images }
}
