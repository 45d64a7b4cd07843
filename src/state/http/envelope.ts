/**
 * What lies at one address: JSON with `serial` and `lineage` on the outside, as servers of this protocol expect of a state
 * (GitLab refuses a body without a serial of its own), and with what is kept on the inside.
 */
import { ReconcilerError } from '../../model/errors.ts'
import { isJsonObject, type JsonObject } from '../../model/json.ts'
import { OtherVersionError } from '../snapshot.ts'

export type EnvelopeKind = 'state' | 'journal' | 'runs' | 'ledger' | 'damaged'

export interface Envelope {
  /** Of this address: one higher with each write. */
  readonly serial: number
  readonly lineage: string
  /** Made for each write: one whose answer was lost is known again by it. */
  readonly write: string
  readonly members: JsonObject
}

/** Whole, and not what belongs there, or not to be opened: nothing to repair. */
export class ForeignContent extends ReconcilerError {}

/** Names and their JSON. */
export type Members = Readonly<Record<string, string>>

export function envelopeText(
  kind: EnvelopeKind,
  { serial, lineage, write }: Omit<Envelope, 'members'>,
  members: Members,
): string {
  const outside = { serial, lineage, butik: kind, format: 1, write }
  const parts = [
    ...Object.entries(outside).map(([name, value]) => [name, JSON.stringify(value)]),
    ...Object.entries(members),
  ]
  return `{\n${parts.map(([name, json]) => `"${name}": ${json}`).join(',\n')}\n}\n`
}

/** Throws E4001. `label`: of the address, for people. */
export function parseEnvelope(text: string, kind: EnvelopeKind, label: string): Envelope {
  const value = parse(text, label)
  const { butik, format, serial, lineage, write, ...members } = value
  if (butik === undefined && (value['terraform_version'] !== undefined || value['version'] !== undefined)) {
    throw new ForeignContent('E4001', `${label} holds a state of Terraform, not of butik`, {
      hint: 'give butik an address of its own under state: in butik.yaml',
    })
  }
  if (typeof butik !== 'string' || typeof format !== 'number') throw brokenAt(label, 'what is there is not of butik')
  if (butik !== kind) {
    throw new ForeignContent('E4001', `${label} holds the ${butik} of butik, where its ${kind} belongs`, {
      hint: 'give each environment an address of its own under state: in butik.yaml; where the server has one address only, say journal_address: none',
    })
  }
  if (format !== 1) {
    throw new OtherVersionError('E4001', `${label} has format version ${format}; this butik reads version 1`, {
      hint: 'use the butik that wrote it, or a newer one',
    })
  }
  if (!isSerial(serial) || typeof lineage !== 'string' || typeof write !== 'string')
    throw brokenAt(label, 'its serial, its lineage or its mark is missing')
  return { serial, lineage, write, members }
}

/** The serial that a text claims, whatever else is wrong with it. */
export function serialIn(text: string): number | undefined {
  const found = /"serial": ?(\d{1,15})/.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

export function brokenAt(label: string, why: string, cause?: unknown): ReconcilerError {
  return new ReconcilerError('E4001', `${label} is damaged: ${why}`, {
    hint: 'butik state rebuild makes a new state of what can still be read and of what the shops show; or put a good copy in its place: GitLab, for one, keeps earlier versions',
    cause,
  })
}

function parse(text: string, label: string): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const isPage = /^\s*</.test(text)
    throw brokenAt(label, isPage ? 'a web page is there, no state' : 'it is not JSON, or not all of it', error)
  }
  if (!isJsonObject(value)) throw brokenAt(label, 'what is there is not of butik')
  return value
}

function isSerial(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
