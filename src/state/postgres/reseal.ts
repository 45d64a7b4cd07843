/**
 * Rows that are written once and lie behind the state: lines that it has taken in, and what was put aside as damaged. After a
 * key was changed, or encryption begun, each is sealed anew.
 */
import { ReconcilerError } from '../../model/errors.ts'
import type { Cipher } from '../cipher.ts'
import { WrongKeyError } from '../sealed.ts'
import { type Session, text, transaction } from './connection.ts'
import { changing, type Place } from './place.ts'

interface Table {
  readonly name: string
  readonly key: string
  readonly column: string
  readonly seal: string
}

const tables: readonly Table[] = [
  { name: 'journal', key: 'seq::text', column: 'line', seal: 'journal' },
  { name: 'damaged', key: "stamp || ' ' || what || ' ' || key", column: 'body', seal: 'state' },
]
/** Rows that are sealed at once. */
const batch = 2_000

export async function reseal(place: Place): Promise<void> {
  await changing(place, (session) =>
    transaction(session, 'write', async () => {
      for (const table of tables) await resealTable(session, place, table)
    }),
  )
}

async function resealTable(session: Session, { schema, environment, cipher }: Place, table: Table): Promise<void> {
  const { name, key, column, seal } = table
  const look = schema.sql(
    `SELECT ${key} AS id, ${column} AS body FROM S.${name}
     WHERE environment = $1 AND ${column} IS NOT NULL AND ($2::text IS NULL OR ${key} COLLATE "C" > $2) ORDER BY ${key} COLLATE "C" LIMIT ${batch}`,
  )
  const put = schema.sql(
    `UPDATE S.${name} SET ${column} = one.body FROM unnest($2::text[], $3::text[]) AS one(id, body)
     WHERE environment = $1 AND ${key} = one.id`,
  )
  for (let last: string | null = null; ; ) {
    const { rows } = await session.query(look, [environment, last])
    if (rows.length === 0) return
    const ids = rows.map((row) => text(row, 'id'))
    await session.query(put, [environment, ids, rows.map((row) => anew(text(row, 'body'), seal, cipher))])
    last = ids.at(-1) ?? null
  }
}

/** What is damaged stays as it is: there is nothing in it to seal. */
function anew(body: string, seal: string, cipher: Cipher): string {
  try {
    return cipher.seal(cipher.open(body, seal), seal)
  } catch (error) {
    if (error instanceof WrongKeyError || !(error instanceof ReconcilerError)) throw error
    return body
  }
}
