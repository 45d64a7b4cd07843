/**
 * One address of the server: read whole, written whole. A write whose answer was lost is looked for before it is said to
 * have failed, and is never made over what somebody else has written since.
 */
import { ReconcilerError } from '../../model/errors.ts'
import type { Spot } from './addresses.ts'
import { type Envelope, type EnvelopeKind, envelopeText, type Members, parseEnvelope, serialIn } from './envelope.ts'
import { type Answer, attempts, type Exchange, isDone, isPassing, isWorthwhile, Unanswered } from './exchange.ts'
import { troubleOf } from './trouble.ts'

export interface PlaceOptions {
  readonly kind: EnvelopeKind
  readonly spot: Spot
  readonly exchange: Exchange
  readonly newId: () => string
}

export interface Writing {
  readonly lineage: string
  /** The id of the lock that is held on this address. */
  readonly lockId?: string | undefined
}

/** Somebody else has written there. */
export class MovedOn extends ReconcilerError {}

export class Place {
  readonly label: string
  readonly #options: PlaceOptions
  #serial: number | undefined

  constructor(options: PlaceOptions) {
    this.#options = options
    this.label = options.spot.label
  }

  /** Undefined where nothing was ever written. Throws E4001. */
  async read(): Promise<Envelope | undefined> {
    const text = await this.text()
    const found = text === undefined ? undefined : parseEnvelope(text, this.#options.kind, this.label)
    this.#serial = found?.serial ?? 0
    return found
  }

  /** Of what lies there, as far as this process knows; undefined where it does not. */
  get serial(): number | undefined {
    return this.#serial
  }

  /** As it lies there, whatever it is. */
  async text(): Promise<string | undefined> {
    const { spot, exchange } = this.#options
    const answer = await exchange.look(spot.url).catch((error: unknown) => {
      throw error instanceof Unanswered ? troubleOf('E4001', this.label, error, exchange) : error
    })
    if (answer.status === 404 || answer.status === 204) return undefined
    if (answer.status !== 200) throw troubleOf('E4001', this.label, answer, exchange)
    return answer.text.trim() === '' ? undefined : answer.text
  }

  /** Throws E4003: LockRefused where the lock is another's, MovedOn, NoSuchAddress. */
  async write(members: Members, writing: Writing): Promise<void> {
    if (this.#serial === undefined) await this.read()
    await this.#writeAs((this.#serial ?? 0) + 1, members, writing)
  }

  /** Over something that cannot be read. */
  async writeOver(text: string | undefined, members: Members, writing: Writing): Promise<void> {
    await this.#writeAs((serialIn(text ?? '') ?? this.#serial ?? 0) + 1, members, writing)
  }

  async #writeAs(serial: number, members: Members, { lineage, lockId }: Writing): Promise<void> {
    const { kind, spot, exchange, newId } = this.#options
    const write = newId()
    const body = envelopeText(kind, { serial, lineage, write }, members)
    const request = { method: spot.updateMethod, url: withLock(spot.url, lockId), body }
    this.#serial = undefined
    for (let count = 1; ; count += 1) {
      const answer = await exchange.once(request).catch((error: unknown) => {
        if (error instanceof Unanswered) return error
        throw error
      })
      if (!(answer instanceof Unanswered) && isDone(answer)) break
      // 422: GitLab has this serial already; of an attempt whose answer was lost it is our own.
      const isOpen = answer instanceof Unanswered || isPassing(answer.status) || answer.status === 422
      if (!isOpen) throw troubleOf('E4003', this.label, answer, exchange)
      const goesOn = count < attempts && (answer instanceof Unanswered || isWorthwhile(answer))
      // A server that asks to be left alone is not asked what lies there meanwhile.
      if (goesOn) await exchange.pause(count, answer)
      if (await this.#isThere({ serial, write }, answer)) break
      if (!goesOn) throw troubleOf('E4003', this.label, answer, exchange)
    }
    this.#serial = serial
  }

  async #isThere(own: Pick<Envelope, 'serial' | 'write'>, answer: Answer | Unanswered): Promise<boolean> {
    const { exchange, kind } = this.#options
    let found: Envelope | undefined
    try {
      const text = await this.text()
      found = text === undefined ? undefined : parseEnvelope(text, kind, this.label)
    } catch {
      const { message } = troubleOf('E4003', this.label, answer, exchange)
      throw new ReconcilerError('E4003', `${message}; whether it was written could not be looked up either`, {
        hint: 'run again when the server of the state can be reached: what a run has announced is settled by looking',
      })
    }
    if (found?.write === own.write) return true
    if (found === undefined || found.serial < own.serial) return false
    throw new MovedOn('E4003', `${this.label} was written by another run meanwhile`, {
      hint: 'plan again; where this happens again, make sure that the server locks',
    })
  }
}

function withLock(address: string, id: string | undefined): string {
  if (id === undefined) return address
  const url = new URL(address)
  url.searchParams.set('ID', id)
  return url.href
}
