/**
 * A snapshot ↔ rows: one for each resource, and one, the head, with all the rest and a checksum of the whole. A row has a
 * checksum of its own too, so that it can be said which one is damaged.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import * as z from 'zod'
import { isAddressId } from '../../model/address.ts'
import { digestOfBytes } from '../../model/digest.ts'
import { canonicalJson, isJsonObject, type Json } from '../../model/json.ts'
import type { StateEntry, StateSnapshot } from '../../model/state.ts'
import { intentShape, movedShape, OtherVersionError, unfinishedShape } from '../snapshot.ts'
import { damagedRows } from './place.ts'

/** By address: the text of the entry, with its checksum at the end. */
export type Texts = ReadonlyMap<string, string>
/** By address: the checksum of the entry. */
export type Sums = ReadonlyMap<string, string>

export interface Head extends Omit<StateSnapshot, 'entries'> {
  readonly foldedSeq: number
  /** Over the checksums of all entries, by address. */
  readonly entries: string
  /** Under which rows are named where they are encrypted: an address tells of a shop too. Hexadecimal digits, 32 bytes. */
  readonly names?: string
}

const head: z.ZodType<Head> = z.strictObject({
  formatVersion: z.literal(1),
  lineage: z.string().min(1),
  serial: z.int().min(0),
  foldedSeq: z.int().min(0),
  identities: z.record(z.string(), z.string()),
  doubts: z.exactOptional(z.array(intentShape)),
  unfinished: z.exactOptional(unfinishedShape),
  moved: z.exactOptional(movedShape),
  entries: z.string(),
  names: z.exactOptional(z.string()),
})

const sumLength = 16

export function textsOf(entries: StateSnapshot['entries']): Map<string, string> {
  return new Map(
    Object.keys(entries)
      .sort()
      .map((address) => [address, summed(canonicalJson(plain({ address, entry: entries[address] })))]),
  )
}

export function newNames(): string {
  return randomBytes(32).toString('hex')
}

/** What the row of an address is under. */
export function rowName(address: string, names: string | undefined): string {
  return names === undefined ? address : createHmac('sha256', names).update(address).digest('hex')
}

export function headText(snapshot: StateSnapshot, foldedSeq: number, sums: Sums, names: string | undefined): string {
  const { formatVersion, lineage, serial, identities, doubts, unfinished, moved } = snapshot
  const content = {
    ...{ formatVersion, lineage, serial, foldedSeq, identities, entries: digestOfAll(sums) },
    ...(doubts === undefined ? {} : { doubts }),
    ...(unfinished === undefined ? {} : { unfinished }),
    ...(moved === undefined ? {} : { moved }),
    ...(names === undefined ? {} : { names }),
  }
  return summed(canonicalJson(plain(content)))
}

/** What JSON does not know is left out. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}

/** Throws E4001 where it is not what `headText` gave. */
export function parseHead(text: string): Head {
  // First: another version may have another checksum.
  const version = versionIn(text)
  if (version !== undefined && version !== 1) {
    throw new OtherVersionError(
      'E4001',
      `the state in PostgreSQL has format version ${version}; this butik reads version 1`,
      {
        hint: 'use the butik that wrote it, or a newer one',
      },
    )
  }
  const { data, error } = head.safeParse(parsedSum(text))
  if (data === undefined)
    throw damagedRows('the state', `there is something wrong at ${error.issues[0]?.path.join('.')}`)
  return data
}

function versionIn(text: string): number | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const version = isJsonObject(value) ? value['formatVersion'] : undefined
    return typeof version === 'number' ? version : undefined
  } catch {
    return undefined
  }
}

/** Undefined where the text is not one of `textsOf`, or its row, if it is known, not the one of that address. */
export function addressIn(text: string, row: string | undefined, names: string | undefined): string | undefined {
  const address = /^\{"address":"([^"\\]+)",/.exec(text)?.[1]
  if (address === undefined || row === undefined) return address
  return rowName(address, names) === row ? address : undefined
}

/** Throws E4001 where it is not what `textsOf` gave for this address. The checksum says that it has its shape. */
export function parseEntry(address: string, text: string): StateEntry {
  const value = parsedSum(text, address)
  if (!isJsonObject(value) || value['address'] !== address || !isAddressId(address) || !isJsonObject(value['entry']))
    throw damagedRows('the state', `the row of ${address} holds something else`)
  return value['entry'] as unknown as StateEntry
}

/** Throws E4001 where rows are missing, too many, or of another time than the head. */
export function checkAll(found: Head, sums: Sums): void {
  if (found.entries !== digestOfAll(sums))
    throw damagedRows('the state', 'its entries are not those that were written with it: some are missing, or too old')
}

export function sumsOf(texts: Texts): Map<string, string> {
  // By way of bytes: a slice would keep the whole text in memory.
  const sumIn = (text: string) => Buffer.from(text.slice(-sumLength - 2, -2), 'latin1').toString('latin1')
  return new Map([...texts].map(([address, text]) => [address, sumIn(text)]))
}

function digestOfAll(sums: Sums): string {
  const hash = createHash('sha256')
  for (const address of [...sums.keys()].sort()) hash.update(`${address} ${sums.get(address)}\n`)
  return hash.digest('hex')
}

function summed(json: string): string {
  return `${json.slice(0, -1)},"sum":"${sumOf(json)}"}`
}

function parsedSum(text: string, address = 'the head'): Json {
  const match = /^(.*),"sum":"([0-9a-f]+)"\}$/s.exec(text)
  const json = `${match?.[1] ?? ''}}`
  if (match === null || sumOf(json) !== match[2])
    throw damagedRows('the state', `the row of ${address} does not match its checksum`)
  return JSON.parse(json)
}

function sumOf(json: string): string {
  return digestOfBytes(json).slice(0, sumLength)
}
