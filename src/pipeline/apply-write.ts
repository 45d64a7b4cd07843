/**
 * One operation: intent to the journal, the call, and what is known afterwards of each address it carries. A lost
 * answer is settled by looking, never by a second create; what looking cannot tell is in doubt.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import { ReconcilerError, VendorError } from '../model/errors.ts'
import type { Outcome } from '../model/event.ts'
import { isJsonObject } from '../model/json.ts'
import type { Change, Operation } from '../model/plan.ts'
import type { Kind, WriteItem, Written } from '../model/provider.ts'
import { isId, type Observed, type Spec } from '../model/resource.ts'
import type { Intent, Journal, JournalEntry, StateEntry } from '../model/state.ts'
import type { Progress } from './apply.ts'
import { type Body, bodyOf } from './apply-body.ts'
import { lookAt, lookForCreated } from './apply-look.ts'
import { asList, same } from './compare.ts'
import { imagesArrived, settledImages } from './settle.ts'
import { localiseSpec } from './spec.ts'
import { type Connected, kindOf, type World } from './world.ts'

export interface RunnerInput {
  readonly world: World
  readonly connected: Connected
  readonly journal: Journal
  readonly run: string
  readonly secretKey: string
  readonly changes: ReadonlyMap<AddressId, Change>
  readonly progress: Progress
  /** Says that nothing more can be written through this connection. */
  readonly stop: (reason: string) => void
}

export interface Done {
  readonly address: AddressId
  readonly outcome: Outcome
  readonly message?: string
  /** Null: the entry goes. Undefined: the state keeps what it has. */
  readonly entry?: StateEntry | null
}

interface Member {
  readonly address: AddressId
  readonly change: Change
  readonly body: Body
  readonly entry: StateEntry | undefined
}

/** Unreachable this many times in a row: what is left is skipped, so that it can be resumed. */
const patience = 3

export class OperationRunner {
  readonly #input: RunnerInput
  readonly #signal = new AbortController().signal
  #unreachable = 0
  #guests: ReadonlyMap<AddressId, readonly Change[]> | undefined

  constructor(input: RunnerInput) {
    this.#input = input
  }

  async run(operation: Operation, addresses: readonly AddressId[]): Promise<Done[]> {
    const kind = this.#kind(addresses)
    const { members, failed } = await this.#members(operation, addresses)
    if (members.length === 0) return failed
    await this.#announce(operation, members)
    try {
      const done = await this.#call(operation, kind, members)
      this.#unreachable = 0
      return [...failed, ...done]
    } catch (error) {
      if (!(error instanceof ReconcilerError)) throw error
      return [...failed, ...(await this.#afterError(error, operation, kind, members))]
    }
  }

  #kind(addresses: readonly AddressId[]): Kind {
    const name = addresses[0]?.split('/')[1] ?? ''
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
      remoteId: ids.get(change.address) ?? '',
      applied: localiseSpec(base.applied, (address) => ids.get(address)),
    }
  }

  async #announce(operation: Operation, members: readonly Member[]): Promise<void> {
    const { journal, run, world } = this.#input
    const at = world.ports.clock.now().toISOString()
    const coming = operation.role === 'delete' ? [] : members.flatMap((member) => this.#onItsWay(member))
    for (const { address, entry } of coming) this.#input.progress.entries.set(address, entry)
    const entries = coming.map(({ address, entry }): JournalEntry => ({ phase: 'entry', run, at, address, entry }))
    const intents = members.map((member) => this.#intent(operation, member))
    for (const intent of intents) this.#input.progress.intents.set(intent.address, intent)
    await journal.append([...entries, { phase: 'intent', run, at, operation: operation.id, intents }])
  }

  /** What is to live inside the object (its stock): once the host has it, only this tells that it was not set yet. */
  #onItsWay(member: Member): { address: AddressId; entry: StateEntry }[] {
    this.#guests ??= guestsOf(this.#input)
    return (this.#guests.get(member.address) ?? []).flatMap(({ address, entry }) =>
      entry === undefined ? [] : [{ address, entry: { ...entry, remoteId: '', applied: {} } }],
    )
  }

  #intent(operation: Operation, { address, change, body, entry }: Member): Intent {
    const before = this.#seen(change)
    const images = imageIds(before)
    return {
      address,
      role: operation.role,
      ...(operation.role === 'create' || change.remoteId === undefined ? {} : { remoteId: change.remoteId }),
      fields: body.recorded,
      ...(entry === undefined ? {} : { entry }),
      ...(Object.hasOwn(body.recorded, 'images') ? { imagesBefore: images } : {}),
    }
  }

  #seen(change: Change): Observed | undefined {
    const look = this.#input.progress.looks.get(this.#input.connected.config.name)
    return look?.seen.get(`${change.address.split('/')[1] ?? ''}/${change.remoteId ?? ''}`)
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
          return members.map((member) => this.#updated(member, undefined))
        }
        const [member] = members
        if (writing.update === undefined || member === undefined)
          throw new ReconcilerError('E3007', `the vendor cannot change a ${kind.name}`)
        const remoteId = this.#input.progress.ids.get(member.address) ?? ''
        return [this.#updated(member, await writing.update.run(session, remoteId, member.body.fields, call))]
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
    const found = unnamed.length === 0 ? [] : await this.#tryToFind(kind, unnamed)
    return members.map((member, index) => {
      const one = written[index]
      if (one === undefined && found instanceof ReconcilerError) return this.#inDoubt(member, found)
      const seen =
        one === undefined && !(found instanceof ReconcilerError) ? found[unnamed.indexOf(member)] : one?.observed
      const remoteId = one?.remoteId ?? seen?.remoteId
      if (remoteId !== undefined) return this.#made(member, remoteId, seen)
      return { address: member.address, outcome: 'failed', message: 'the vendor took the call and made nothing of it' }
    })
  }

  async #find(kind: Kind, members: readonly Member[]): Promise<(Observed | undefined)[]> {
    const fields = members.map((member) => member.body.recorded)
    return await lookForCreated(this.#input.connected, kind, fields, parentIds(kind, fields), this.#signal)
  }

  /** The vendor took the call: that it cannot be looked at now must not say that nothing was made. */
  async #tryToFind(kind: Kind, members: readonly Member[]): Promise<(Observed | undefined)[] | ReconcilerError> {
    try {
      return await this.#find(kind, members)
    } catch (error) {
      if (error instanceof ReconcilerError) return error
      throw error
    }
  }

  #made(member: Member, remoteId: string, observed: Observed | undefined): Done {
    if (observed !== undefined) this.#input.progress.answers.set(member.address, observed)
    const entry = member.entry ?? {
      remoteId,
      applied: {},
      stored: {},
      policy: { protect: false, onRemove: 'forget' as const },
      needs: [],
    }
    const images =
      observed === undefined ? {} : settledImages({ fields: member.body.recorded, imagesBefore: [] }, entry, observed)
    return {
      address: member.address,
      outcome: 'succeeded',
      entry: { ...entry, remoteId, applied: { ...entry.applied, ...images } },
    }
  }

  #updated(member: Member, observed: Observed | undefined): Done {
    if (observed !== undefined) this.#input.progress.answers.set(member.address, observed)
    if (member.change.action === 'forget') return { address: member.address, outcome: 'succeeded', entry: null }
    const { entry } = member
    if (entry === undefined) return { address: member.address, outcome: 'succeeded' }
    const before = imageIds(this.#seen(member.change))
    const images =
      observed === undefined
        ? {}
        : settledImages({ fields: member.body.recorded, imagesBefore: before }, entry, observed)
    return {
      address: member.address,
      outcome: 'succeeded',
      entry: { ...entry, applied: { ...entry.applied, ...images } },
    }
  }

  async #afterError(
    error: ReconcilerError,
    operation: Operation,
    kind: Kind,
    members: readonly Member[],
  ): Promise<Done[]> {
    if (error.code === 'E2002' || error.code === 'E2005') this.#input.stop(error.message)
    if (error.code === 'E2001') {
      this.#unreachable += 1
      if (this.#unreachable >= patience) this.#input.stop(error.message)
    }
    const lost = error instanceof VendorError && error.effect === 'unknown'
    if (!lost && members.length > 1 && operation.role === 'create' && rejects(error))
      return await this.#oneByOne(operation, kind, members)
    if (!lost) return members.map((member) => ({ address: member.address, outcome: 'failed', message: wordsOf(error) }))
    try {
      return await this.#look(operation, kind, members, error)
    } catch (second) {
      if (!(second instanceof ReconcilerError)) throw second
      return members.map((member) => this.#inDoubt(member, error))
    }
  }

  /** The vendor refused the array for one of its rows: halves tell which, and the others are still made. */
  async #oneByOne(operation: Operation, kind: Kind, members: readonly Member[]): Promise<Done[]> {
    const found = await this.#tryToFind(kind, members)
    if (found instanceof ReconcilerError) return members.map((member) => this.#inDoubt(member, found))
    const there: Done[] = []
    const rest: Member[] = []
    for (const [index, member] of members.entries()) {
      const seen = found[index]
      if (this.#isMade(kind, member, seen)) there.push(this.#made(member, seen.remoteId, seen))
      else rest.push(member)
    }
    const half = Math.ceil(rest.length / 2)
    const halves = rest.length < members.length || rest.length < 2 ? [rest] : [rest.slice(0, half), rest.slice(half)]
    const done: Done[] = [...there]
    for (const part of halves.filter((some) => some.length > 0)) {
      try {
        done.push(...(await this.#call(operation, kind, part)))
      } catch (error) {
        if (!(error instanceof ReconcilerError)) throw error
        done.push(...(await this.#afterError(error, operation, kind, part)))
      }
    }
    return done
  }

  async #look(operation: Operation, kind: Kind, members: readonly Member[], error: ReconcilerError): Promise<Done[]> {
    if (operation.role === 'create') {
      const found = await this.#find(kind, members)
      return members.map((member, index) => {
        const seen = found[index]
        return this.#isMade(kind, member, seen) ? this.#made(member, seen.remoteId, seen) : this.#inDoubt(member, error)
      })
    }
    return await Promise.all(members.map((member) => this.#lookAtOne(operation, kind, member, error)))
  }

  async #lookAtOne(operation: Operation, kind: Kind, member: Member, error: ReconcilerError): Promise<Done> {
    if (kind.within !== undefined) return this.#inDoubt(member, error)
    const parents = member.change.precondition?.parent === undefined ? [] : [member.change.precondition.parent]
    const seen = await lookAt(
      this.#input.connected,
      kind,
      member.change.remoteId ?? this.#input.progress.ids.get(member.address) ?? '',
      parents,
      this.#signal,
    )
    if (operation.role === 'delete')
      return seen === undefined
        ? { address: member.address, outcome: 'succeeded', entry: null }
        : this.#inDoubt(member, error)
    if (seen === undefined || !this.#holds(kind, member, seen)) return this.#inDoubt(member, error)
    return this.#updated(member, seen)
  }

  /** A stock level is there as soon as its product is: only its value tells that it was set. */
  #isMade(kind: Kind, member: Member, seen: Observed | undefined): seen is Observed {
    return seen !== undefined && (kind.within === undefined || this.#holds(kind, member, seen))
  }

  /** Everything that was sent and can be seen is there. */
  #holds(kind: Kind, member: Member, seen: Observed): boolean {
    return Object.entries(member.body.recorded).every(([name, value]) => {
      const field = kind.fields[name]
      if (field === undefined || field.writeOnly === true) return field === undefined
      if (field.shape === 'images') return imagesArrived(value, imageIds(this.#seen(member.change)), seen)
      return same(field, value, seen.spec[name], { secretKey: this.#input.secretKey })
    })
  }

  #inDoubt(member: Member, error: ReconcilerError): Done {
    return {
      address: member.address,
      outcome: 'in-doubt',
      message: `${error.message}; the next run looks again before it writes`,
    }
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

/** An outcome has one line: what went wrong, and what to do about it. */
function wordsOf(error: ReconcilerError): string {
  return error.hint === undefined ? error.message : `${error.message} (${error.hint})`
}

/** The vendor read the rows and did not want them; with a key or a quota missing, halves would fare no better. */
function rejects(error: ReconcilerError): boolean {
  return error instanceof VendorError && error.code === 'E2003' && error.status !== undefined && error.status < 500
}

function imageIds(observed: Observed | undefined): string[] {
  return asList(observed?.spec['images']).flatMap((image) => (isJsonObject(image) ? String(image['image_id']) : []))
}

function parentIds(kind: Kind, fields: readonly Spec[]): string[] {
  if (kind.reading.by !== 'list-per-parent') return []
  const { field } = kind.reading.parent
  return [
    ...new Set(
      fields.flatMap((spec) => {
        const value = spec[field] ?? null
        return isId(value) ? [value.id] : []
      }),
    ),
  ]
}

function imagesOf(entry: StateEntry): Spec {
  const images = entry.applied['images']
  return images === undefined ? {} : { images }
}
