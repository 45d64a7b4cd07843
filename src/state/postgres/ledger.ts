/**
 * The ledger in PostgreSQL: a row a day and token, for all environments of the schema. A call is counted here at once and
 * sent as soon as the way is free; what others have counted comes back with the answer. Tokens are told apart by a digest
 * under a key of the schema. Disposable: what cannot be read or written costs a notice, never a run.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { counted, type DayCount, type Ledger, type LedgerLine, noCalls } from '../../model/quota.ts'
import { optional, type Row, type Session, text, whole } from './connection.ts'
import { stateError } from './faults.ts'
import { changing, looking, type Place } from './place.ts'

/** Days that are kept: the vendor of one connection is at home where it is yesterday, another's where it is tomorrow. */
const daysKept = 7

interface Pending {
  readonly day: string
  readonly token: string
  readonly lines: LedgerLine[]
}

export class PostgresLedger implements Ledger {
  readonly #place: Place
  #key: string
  #isKeyKept: boolean
  /** By day and digest of the token, as the tables have it. */
  readonly #known: Map<string, DayCount>
  /** What is not in the tables yet, by day and token. */
  readonly #pending = new Map<string, Pending>()
  #sending: Promise<boolean> | undefined
  #complained = false

  private constructor(place: Place, found: Found | undefined) {
    this.#place = place
    this.#key = found?.key ?? randomBytes(32).toString('hex')
    this.#isKeyKept = found?.key !== undefined
    this.#known = found?.known ?? new Map()
  }

  /** Asked once at the beginning: whoever reads it later does not wait. Throws where the server cannot be asked. */
  static async open(place: Place): Promise<PostgresLedger> {
    return new PostgresLedger(place, await looking(place, (session) => read(session, place)))
  }

  of(token: string): ReturnType<Ledger['of']> {
    return {
      write: (day, line) => {
        const name = `${day} ${token}`
        const waiting = this.#pending.get(name) ?? { day, token, lines: [] }
        waiting.lines.push(line)
        this.#pending.set(name, waiting)
        void this.flush()
      },
      read: (day) => {
        const known = this.#known.get(`${day} ${this.#markOf(token)}`) ?? noCalls
        return (this.#pending.get(`${day} ${token}`)?.lines ?? []).reduce(counted, known)
      },
    }
  }

  /** What waits is sent. Throws nothing. */
  async flush(): Promise<void> {
    while (this.#pending.size > 0 && (await this.#send()));
  }

  #markOf(token: string): string {
    return createHmac('sha256', this.#key).update(token).digest('hex').slice(0, 16)
  }

  /** One at a time; what comes meanwhile waits for the next. False where it failed: it is tried again with the next call. */
  #send(): Promise<boolean> {
    this.#sending ??= this.#put()
      .then(
        () => true,
        (error: unknown) => {
          this.#complain(stateError('E4003', this.#place.server, error).message)
          return false
        },
      )
      .finally(() => {
        this.#sending = undefined
      })
    return this.#sending
  }

  #complain(message: string): void {
    if (this.#complained) return
    this.#complained = true
    this.#place.notice(
      `The ledger of calls cannot be written (${message}): what this run calls is known to this run only.`,
    )
  }

  async #put(): Promise<void> {
    for (const [name, waiting] of [...this.#pending]) {
      const { day, token } = waiting
      const lines = [...waiting.lines]
      const written = this.#place.newId()
      const count = await changing(this.#place, async (session) => {
        if (!this.#isKeyKept) await this.#keepKey(session)
        const mark = this.#markOf(token)
        if (!this.#known.has(`${day} ${mark}`)) await removeOld(session, this.#place, day)
        return await add(session, this.#place, { day, token: mark, lines, written })
      })
      this.#known.set(`${day} ${this.#markOf(token)}`, count)
      waiting.lines.splice(0, lines.length)
      if (waiting.lines.length === 0) this.#pending.delete(name)
    }
  }

  /** Of several runs that make one at once, all take the first. */
  async #keepKey(session: Session): Promise<void> {
    const { schema } = this.#place
    const put = "INSERT INTO S.setting VALUES ('ledger key', $1) ON CONFLICT (name) DO NOTHING"
    await session.query(schema.sql(put), [this.#key])
    this.#key = (await keyIn(session, this.#place)) ?? this.#key
    this.#isKeyKept = true
  }
}

interface Found {
  readonly key: string | undefined
  readonly known: Map<string, DayCount>
}

async function read(session: Session, place: Place): Promise<Found> {
  const query = place.schema.sql('SELECT day, token, calls, spent FROM S.ledger')
  const { rows } = await session.query(query)
  const known = new Map(rows.map((row) => [`${text(row, 'day')} ${text(row, 'token')}`, dayCount(row)]))
  return { key: await keyIn(session, place), known }
}

async function keyIn(session: Session, { schema }: Place): Promise<string | undefined> {
  const { rows } = await session.query(schema.sql("SELECT value FROM S.setting WHERE name = 'ledger key'"))
  return optional(rows[0] ?? {}, 'value')
}

function dayCount(row: Row): DayCount {
  return { calls: whole(row, 'calls'), spent: row['spent'] === true }
}

async function removeOld(session: Session, { schema }: Place, day: string): Promise<void> {
  const first = new Date(Date.parse(`${day}T00:00:00Z`) - daysKept * 86_400_000).toISOString().slice(0, 10)
  await session.query(schema.sql('DELETE FROM S.ledger WHERE day < $1'), [first])
}

/** The rule of `counted`, where the count is: what several runs call at once is all in it. */
async function add(
  session: Session,
  { schema }: Place,
  { day, token, lines, written }: Pending & { readonly written: string },
): Promise<DayCount> {
  // An answer that was lost: the lines are in the count already.
  const { rows: before } = await session.query(
    schema.sql('SELECT calls, spent FROM S.ledger WHERE day = $1 AND token = $2 AND written = $3'),
    [day, token, written],
  )
  if (before[0] !== undefined) return dayCount(before[0])
  const { calls, used, refusedAll, spent } = folded(lines)
  const { rows } = await session.query(
    schema.sql(
      `INSERT INTO S.ledger AS known VALUES ($1, $2, coalesce($4::bigint, 0) + $3, $6, $7)
       ON CONFLICT (day, token) DO UPDATE SET calls = coalesce($4::bigint, known.calls) + $3,
         spent = $6 OR ($5 AND known.spent), written = $7
       RETURNING calls, spent`,
    ),
    [day, token, calls, used ?? null, `${refusedAll}`, `${spent}`, written],
  )
  return dayCount(rows[0] ?? {})
}

interface Folded {
  /** Calls since the vendor's own count, or since before the first line. */
  readonly calls: number
  /** The last count of the vendor's own. */
  readonly used: number | undefined
  /** No line says that there are calls again. */
  readonly refusedAll: boolean
  readonly spent: boolean
}

function folded(lines: readonly LedgerLine[]): Folded {
  let [calls, used, refusedAll, spent] = [0, undefined as number | undefined, true, false]
  for (const line of lines) {
    if (line.used === undefined) calls += line.calls
    else [calls, used] = [0, line.used]
    spent = line.spent === true || (line.refused === true && spent)
    refusedAll &&= line.refused === true
  }
  return { calls, used, refusedAll, spent }
}
