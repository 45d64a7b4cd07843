/** The state in PostgreSQL: read as of one moment, written in one transaction that changes the rows that changed. */
import type { JournalEntry, StateEntry, StateSnapshot } from '../../model/state.ts'
import type { Cipher } from '../cipher.ts'
import { unfolded } from '../journal-lines.ts'
import { sealedIn } from '../sealed.ts'
import { freshState } from '../snapshot.ts'
import { successor } from '../succession.ts'
import { optional, type Row, type Session, text, transaction, whole } from './connection.ts'
import { linesOf, openRunGone } from './journal.ts'
import type { Fence } from './lock-row.ts'
import { changing, damagedRows, looking, type Place } from './place.ts'
import {
  addressIn,
  checkAll,
  headText,
  newNames,
  parseEntry,
  parseHead,
  rowName,
  type Sums,
  sumsOf,
  type Texts,
  textsOf,
} from './state-rows.ts'

/** What the rows are encrypted with, all with the same: undefined where they are not. */
interface Under {
  readonly key: string | undefined
  /** See `Head`. */
  readonly names: string | undefined
}

export interface Stored {
  readonly snapshot: StateSnapshot
  readonly sums: Sums
  readonly under: Under
}

export interface StateRow {
  readonly lineage: string
  readonly serial: number
  readonly foldedSeq: number
  /** As it lies there. Undefined before the first write. */
  readonly head: string | undefined
  readonly openRun: string | undefined
  /** Names the write that it comes from. */
  readonly written: string | undefined
}

/** Rows, or characters, that are sent at once. */
const batch = { rows: 2000, characters: 4_000_000 }

export class PostgresState {
  readonly #place: Place
  readonly #fence: Fence
  /** What was read or written last: what a write need not send again. */
  #known: (Pick<Stored, 'sums' | 'under'> & { readonly written: string }) | undefined

  constructor(place: Place, fence: Fence) {
    this.#place = place
    this.#fence = fence
  }

  async read(): Promise<{ readonly snapshot: StateSnapshot; readonly journal: readonly JournalEntry[] }> {
    const found = await looking(this.#place, (session) =>
      transaction(session, 'read', async () => {
        const row = await stateRow(session, this.#place)
        const { snapshot } = await this.#whole(session, row)
        const foldedSeq = row?.foldedSeq ?? 0
        const lines = await linesOf(session, this.#place, { after: foldedSeq, serial: snapshot.serial })
        if (row?.openRun !== undefined && !lines.some(({ entry }) => entry.run === row.openRun))
          throw openRunGone(row.openRun)
        return { snapshot, journal: unfolded(lines, foldedSeq) }
      }),
    )
    return found ?? { snapshot: freshState.snapshot, journal: [] }
  }

  /** Refuses (E4003) where the stored serial is another, and where somebody has taken the lock since it was ours. */
  async write(next: StateSnapshot, expectedSerial: number): Promise<void> {
    const { newId } = this.#place
    // Now: what the caller does to its own copy later is not ours.
    const texts = textsOf(next.entries)
    const sums = sumsOf(texts)
    const { entries: _, ...rest } = structuredClone(next)
    const written = newId()
    let under: Under = { key: undefined, names: undefined }
    await changing(this.#place, (session) =>
      transaction(session, 'write', async () => {
        const row = await stateRow(session, this.#place, true)
        // The answer to an earlier try was lost.
        if (row?.written === written) return
        const stored = this.#alreadyKnown(row) ?? (await this.#whole(session, row))
        const snapshot = successor({ stored: stored.snapshot, next: { ...rest, entries: {} }, expectedSerial, newId })
        under = underNow(this.#place.cipher, stored.under)
        if (under.key === stored.under.key) await this.#change(session, stored.sums, { texts, sums, under })
        else await this.#changeAll(session, { texts, sums, under })
        await this.#putHead(session, { snapshot, sums, under, written })
        // Last: a heartbeat waits for this row until the transaction has ended.
        await this.#fence.check(session)
      }),
    )
    this.#known = { written, sums, under }
  }

  /** A state that stands on nothing before it. */
  async replace(session: Session, snapshot: StateSnapshot): Promise<void> {
    const { cipher, newId } = this.#place
    const texts = textsOf(snapshot.entries)
    const sums = sumsOf(texts)
    const under = underNow(cipher, { key: undefined, names: undefined })
    await this.#changeAll(session, { texts, sums, under })
    await this.#putHead(session, { snapshot, sums, under, written: newId() })
    this.#known = undefined
    await this.#fence.check(session)
  }

  /** Of a snapshot only what a write asks for. */
  #alreadyKnown(row: StateRow | undefined): Stored | undefined {
    const known = this.#known
    if (row === undefined || known === undefined || row.written !== known.written) return undefined
    const { lineage, serial } = row
    return { snapshot: { ...freshState.snapshot, lineage, serial }, sums: known.sums, under: known.under }
  }

  async #whole(session: Session, row: StateRow | undefined): Promise<Stored> {
    const stored = await wholeState(session, this.#place, row)
    this.#known =
      row?.written === undefined ? undefined : { written: row.written, sums: stored.sums, under: stored.under }
    return stored
  }

  /** Under another key every row is another one. */
  async #changeAll(session: Session, next: Next): Promise<void> {
    const { schema, environment } = this.#place
    await session.query(schema.sql('DELETE FROM S.entry WHERE environment = $1'), [environment])
    await this.#change(session, new Map(), next)
  }

  async #change(session: Session, before: Sums, { texts, sums: after, under }: Next): Promise<void> {
    const { schema, environment, cipher } = this.#place
    const named = (address: string) => rowName(address, under.names)
    const gone = [...before.keys()].filter((address) => !after.has(address))
    if (gone.length > 0)
      await session.query(schema.sql('DELETE FROM S.entry WHERE environment = $1 AND address = ANY($2)'), [
        environment,
        gone.map(named),
      ])
    const put = schema.sql(
      `INSERT INTO S.entry SELECT $1, one.* FROM unnest($2::text[], $3::text[]) AS one(address, body)
       ON CONFLICT (environment, address) DO UPDATE SET body = excluded.body`,
    )
    for (const part of inParts([...texts].filter(([address]) => before.get(address) !== after.get(address)))) {
      const bodies = part.map(([, body]) => cipher.seal(body, 'state'))
      await session.query(put, [environment, part.map(([address]) => named(address)), bodies])
    }
  }

  async #putHead(
    session: Session,
    { snapshot, sums, under, written }: Omit<Stored, 'entries'> & { readonly written: string },
  ): Promise<void> {
    const { schema, environment, cipher } = this.#place
    const { rows } = await session.query(
      schema.sql(
        `SELECT greatest(folded_seq, (SELECT max(seq) FROM S.journal WHERE environment = $1)) AS folded
         FROM S.state WHERE environment = $1`,
      ),
      [environment],
    )
    const folded = whole(rows[0] ?? {}, 'folded')
    const head = cipher.seal(headText(snapshot, folded, sums, under.names), 'state')
    const { count } = await session.query(
      schema.sql(
        `UPDATE S.state SET lineage = $2, serial = $3, folded_seq = $4, head = $5, open_run = NULL, written = $6
         WHERE environment = $1`,
      ),
      [environment, snapshot.lineage, snapshot.serial, folded, head, written],
    )
    if (count === 0) throw damagedRows('the state', 'its row is gone')
  }
}

interface Next extends Omit<Stored, 'snapshot'> {
  readonly texts: Texts
}

function underNow(cipher: Cipher, before: Under): Under {
  const key = keyOf(cipher.seal('', 'state'))
  if (key === before.key) return before
  return { key, names: key === undefined ? undefined : newNames() }
}

function keyOf(sealed: string): string | undefined {
  const found = sealedIn(sealed)
  return found === 'damaged' ? undefined : found?.key
}

export async function stateRow(
  session: Session,
  { schema, environment }: Place,
  forUpdate = false,
): Promise<StateRow | undefined> {
  const query = `SELECT * FROM S.state WHERE environment = $1${forUpdate ? ' FOR UPDATE' : ''}`
  const { rows } = await session.query(schema.sql(query), [environment])
  return rows[0] === undefined ? undefined : parsedRow(rows[0])
}

function parsedRow(row: Row): StateRow {
  return {
    lineage: text(row, 'lineage'),
    serial: whole(row, 'serial'),
    foldedSeq: whole(row, 'folded_seq'),
    head: optional(row, 'head'),
    openRun: optional(row, 'open_run'),
    written: optional(row, 'written'),
  }
}

export async function entryRows(session: Session, { schema, environment }: Place): Promise<readonly Row[]> {
  const query = 'SELECT address, body FROM S.entry WHERE environment = $1 ORDER BY address'
  return (await session.query(schema.sql(query), [environment])).rows
}

/** Throws E4001 where it is not as it was written. */
export async function wholeState(session: Session, place: Place, row: StateRow | undefined): Promise<Stored> {
  const rows = await entryRows(session, place)
  if (row?.head === undefined) {
    if (rows.length === 0 && (row?.serial ?? 0) === 0)
      return { snapshot: freshState.snapshot, sums: new Map(), under: { key: undefined, names: undefined } }
    throw damagedRows('the state', 'its head is not there, but entries or a serial are')
  }
  const { cipher } = place
  const head = parseHead(cipher.open(row.head, 'state'))
  if (head.serial !== row.serial || head.lineage !== row.lineage || head.foldedSeq !== row.foldedSeq)
    throw damagedRows('the state', 'its serial is not the one that was written with it')
  const texts = new Map(rows.map((one) => openedRow(one, cipher, head.names)))
  const entries: Record<string, StateEntry> = {}
  for (const [address, body] of texts) entries[address] = parseEntry(address, body)
  const sums = sumsOf(texts)
  checkAll(head, sums)
  const { entries: _, foldedSeq: __, names, ...rest } = head
  return { snapshot: { ...rest, entries }, sums, under: { key: keyOf(row.head), names } }
}

/** The address and what is there. */
function openedRow(row: Row, cipher: Cipher, names: string | undefined): [string, string] {
  const [name, body] = [text(row, 'address'), cipher.open(text(row, 'body'), 'state')]
  const address = names === undefined ? name : addressIn(body, name, names)
  if (address === undefined) throw damagedRows('the state', `the row ${name} holds something else`)
  return [address, body]
}

function* inParts(rows: readonly (readonly [string, string])[]): Generator<readonly (readonly [string, string])[]> {
  let part: (readonly [string, string])[] = []
  let characters = 0
  for (const row of rows) {
    part.push(row)
    characters += row[1].length
    if (part.length < batch.rows && characters < batch.characters) continue
    yield part
    part = []
    characters = 0
  }
  if (part.length > 0) yield part
}
