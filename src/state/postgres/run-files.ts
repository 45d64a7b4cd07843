/** Files that are kept with a run (`plan.json`), in rows. */
import { optional, text } from './connection.ts'
import { changing, looking, type Place } from './place.ts'

export async function keep(place: Place, run: string, name: string, content: string): Promise<void> {
  const { schema, environment, cipher } = place
  const sealed = cipher.seal(content, 'run')
  const query = schema.sql(
    `INSERT INTO S.run_file VALUES ($1, $2, $3, $4)
     ON CONFLICT (environment, run, name) DO UPDATE SET content = excluded.content, nth = DEFAULT`,
  )
  await changing(place, (session) => session.query(query, [environment, run, name, sealed]))
}

export async function kept(place: Place, run: string, name: string): Promise<string | undefined> {
  const { schema, environment, cipher } = place
  const query = schema.sql('SELECT content FROM S.run_file WHERE environment = $1 AND run = $2 AND name = $3')
  const found = await looking(place, (session) => session.query(query, [environment, run, name]))
  const sealed = optional(found?.rows[0] ?? {}, 'content')
  return sealed === undefined ? undefined : cipher.open(sealed, 'run')
}

export async function runs(place: Place): Promise<readonly string[]> {
  const { schema, environment } = place
  const query = schema.sql('SELECT run FROM S.run_file WHERE environment = $1 GROUP BY run ORDER BY max(nth) DESC')
  const found = await looking(place, (session) => session.query(query, [environment]))
  return (found?.rows ?? []).map((row) => text(row, 'run'))
}
