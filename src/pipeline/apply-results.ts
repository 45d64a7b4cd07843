/** What is known of one member of an operation after its call: made, changed, or in doubt, and what the state keeps of it. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { ReconcilerError } from '../model/errors.ts'
import type { Outcome } from '../model/event.ts'
import { isJsonObject } from '../model/json.ts'
import type { Change } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { Observed } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { Progress } from './apply.ts'
import type { Body } from './apply-body.ts'
import { asList } from './compare.ts'
import { settledImages } from './settle.ts'
import { resolveHint } from './unseen.ts'

export interface Done {
  readonly address: AddressId
  readonly outcome: Outcome
  readonly message?: string
  /** Null: the entry goes. Undefined: the state keeps what it has. */
  readonly entry?: StateEntry | null
}

export interface Member {
  readonly address: AddressId
  readonly change: Change
  readonly body: Body
  readonly entry: StateEntry | undefined
}

export class Results {
  readonly #progress: Progress
  readonly #connection: string

  constructor(progress: Progress, connection: string) {
    this.#progress = progress
    this.#connection = connection
  }

  /** What was seen of the object just before the writes. */
  seen(change: Change): Observed | undefined {
    const look = this.#progress.looks.get(this.#connection)
    return look?.seen.get(`${partsOf(change.address).kind}/${change.remoteId ?? ''}`)
  }

  made(member: Member, remoteId: string, observed: Observed | undefined): Done {
    if (observed !== undefined) this.#progress.answers.set(member.address, observed)
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

  updated(member: Member, observed: Observed | undefined): Done {
    if (observed !== undefined) this.#progress.answers.set(member.address, observed)
    if (member.change.action === 'forget') return { address: member.address, outcome: 'succeeded', entry: null }
    const { entry } = member
    if (entry === undefined) return { address: member.address, outcome: 'succeeded' }
    const before = imageIds(this.seen(member.change))
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

  inDoubt({ address, change }: Member, kind: Kind, error: ReconcilerError): Done {
    const next =
      kind.reading.by !== 'nothing'
        ? 'the next run looks again before it writes'
        : change.action === 'create'
          ? `the vendor shows nothing to settle it by; say what happened: ${resolveHint(address)}`
          : 'the vendor shows nothing to settle it by, so the next plan writes it again'
    return { address, outcome: 'in-doubt', message: `${error.message}; ${next}` }
  }
}

export function imageIds(observed: Observed | undefined): string[] {
  return asList(observed?.spec['images']).flatMap((image) => (isJsonObject(image) ? String(image['image_id']) : []))
}

/** An outcome has one line: what went wrong, and what to do about it. */
export function wordsOf(error: ReconcilerError): string {
  return error.hint === undefined ? error.message : `${error.message} (${error.hint})`
}
