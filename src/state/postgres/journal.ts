/**
 * The journal in PostgreSQL: a row a line, appended by one statement that is durable when it is answered. An answer that was
 * lost is looked for by the numbers of its lines. Lines that a state has taken in stay: a rebuild may need them.
 */
import { ReconcilerError } from '../../model/errors.ts'
import type { JournalEntry } from '../../model/state.ts'
import { type JournalLine, journalLine, parseJournal } from '../journal-lines.ts'
import { type Row, type Session, text, whole } from './connection.ts'
import { isDuplicate } from './faults.ts'
import type { Fence } from './lock-row.ts'
import { changing, damagedRows, type Place } from './place.ts'

const label = 'the journal'

export class PostgresJournal {
  readonly #place: Place
  readonly #fence: Fence
  /** Number of the last line; undefined until opened. */
  #last: number | undefined

  constructor(place: Place, fence: Fence) {
    this.#place = place
    this.#fence = fence
  }

  async open(): Promise<void> {
    const { schema, environment } = this.#place
    const query = schema.sql(
      `SELECT greatest(folded_seq, (SELECT max(seq) FROM S.journal WHERE environment = $1)) AS last
       FROM S.state WHERE environment = $1`,
    )
    const { rows } = await changing(this.#place, (session) => session.query(query, [environment]))
    this.#last = whole(rows[0] ?? {}, 'last')
  }

  async append(entries: readonly JournalEntry[]): Promise<void> {
    const last = this.#last
    if (last === undefined) throw writtenByAnother()
    const { cipher } = this.#place
    const lines = entries.map((entry, index): Line => {
      const seq = last + 1 + index
      return { seq, run: entry.run, line: cipher.seal(journalLine(seq, entry).trimEnd(), 'journal') }
    })
    const begun = entries.findLast(({ phase }) => phase === 'begun')
    await changing(this.#place, (session) => this.#put(session, lines, begun?.run))
    this.#last = last + lines.length
  }

  async #put(session: Session, lines: readonly Line[], begun: string | undefined): Promise<void> {
    const { schema, environment } = this.#place
    // One statement, so one way to the server and back. It commits as it ends: durable, whatever the server's own setting.
    const query = schema.sql(
      `WITH durable AS (SELECT set_config('synchronous_commit', 'on', true)),
       fence AS (SELECT 1 FROM S.lock WHERE ${this.#fence.condition.of(1, 2)} FOR UPDATE),
       opened AS (UPDATE S.state SET open_run = $6
         WHERE environment = $1 AND $6::text IS NOT NULL AND EXISTS (SELECT 1 FROM fence))
       INSERT INTO S.journal SELECT $1, one.* FROM durable, fence,
         unnest($3::bigint[], $4::text[], $5::text[]) AS one(seq, run, line)`,
    )
    const values = [
      environment,
      this.#fence.turn,
      lines.map(({ seq }) => seq),
      lines.map(({ run }) => run),
      lines.map(({ line }) => line),
      begun ?? null,
    ]
    try {
      const { count } = await session.query(query, values)
      if (count === 0) throw await this.#fence.refusal(session)
    } catch (error) {
      if (!isDuplicate(error)) throw error
      if (!(await this.#areThere(session, lines))) throw writtenByAnother()
    }
  }

  /** True where an earlier try has written them. */
  async #areThere(session: Session, lines: readonly Line[]): Promise<boolean> {
    const { schema, environment } = this.#place
    const { rows } = await session.query(
      schema.sql('SELECT seq, line FROM S.journal WHERE environment = $1 AND seq = ANY($2)'),
      [environment, lines.map(({ seq }) => seq)],
    )
    const found = new Map(rows.map((row) => [whole(row, 'seq'), text(row, 'line')]))
    return lines.every(({ seq, line }) => found.get(seq) === line)
  }
}

interface Line {
  readonly seq: number
  readonly run: string
  /** As it is kept. */
  readonly line: string
}

export interface From {
  /** The number up to which the state has taken them in. */
  readonly after: number
  readonly serial: number
}

/** Those that no state has taken in. Throws E4001 where one is damaged or missing, or tells of a later state. */
export async function linesOf(
  session: Session,
  place: Place,
  { after, serial }: From,
): Promise<readonly JournalLine[]> {
  const rows = await lineRows(session, place, after)
  const { lines, torn } = parseJournal(Buffer.from(rows.map((row) => `${opened(row, place)}\n`).join('')), label)
  const numbers = rows.map((row) => whole(row, 'seq'))
  // A row is there whole or not at all: nothing breaks off.
  if (torn) throw damagedRows(label, 'the checksum of its last line does not match')
  if (numbers.some((seq, index) => seq !== after + 1 + index || seq !== lines[index]?.seq))
    throw damagedRows(label, `lines are missing, or not where they were: numbers go on from ${after}`)
  const later = lines.find(({ entry }) => entry.phase === 'begun' && entry.serial > serial)
  if (later !== undefined)
    throw damagedRows('the state', `it has serial ${serial}, and the run ${later.entry.run} began with a later one`)
  return lines
}

export async function lineRows(
  session: Session,
  { schema, environment }: Place,
  after: number,
): Promise<readonly Row[]> {
  const query = 'SELECT seq, line FROM S.journal WHERE environment = $1 AND seq > $2 ORDER BY seq'
  return (await session.query(schema.sql(query), [environment, after])).rows
}

/** Throws E4001 where it does not open. */
export function opened(row: Row, { cipher }: Place): string {
  return cipher.open(text(row, 'line'), 'journal')
}

export function openRunGone(run: string): ReconcilerError {
  return damagedRows(label, `the lines of the run ${run} are gone, which had begun and not ended`)
}

function writtenByAnother(): ReconcilerError {
  return new ReconcilerError('E4003', 'the journal in PostgreSQL cannot be written: another run has written to it', {
    hint: 'nothing was written to the shop without a line in it; run again',
  })
}
