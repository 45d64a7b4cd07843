/**
 * Views of earlier runs in rows: they spare calls and may be deleted at any time. Reading and writing one never fails a run:
 * what is damaged, or cannot be written, counts as not there.
 *
 * A view is one row, and where it is large some more with its objects, compressed: what changed since those were written is
 * in the one row, so that a shop of 100,000 products is not sent anew for three of them.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import type { Observed } from '../../model/resource.ts'
import type { Checkpoint, SavedView, ViewStore, ViewUpdate } from '../../model/state.ts'
import { type Row, type Session, text, transaction, whole } from './connection.ts'
import { changing, looking, type Place } from './place.ts'

const [deflate, inflate] = [promisify(deflateRaw), promisify(inflateRaw)]

const formatVersion = 1
/** Objects that the head holds at most. */
const fewObjects = 500
/** Objects of one part. */
const perPart = 5000

interface Stored {
  readonly formatVersion: typeof formatVersion
  readonly view: Omit<SavedView, 'objects'>
  /** The parts: what they are under, and the digest of what is in them. */
  readonly parts?: { readonly base: string; readonly sha256: string }
  /** Objects that are not in the parts, or other than there. */
  readonly objects: readonly Observed[]
  /** Ids of what is in the parts and there no more. */
  readonly gone: readonly string[]
}

export function createPostgresViews(place: Place): ViewStore {
  const rows = new ViewRows(place)
  // A kind has no tilde in its name.
  const part = (kind: string) => `${kind}~part`
  return {
    read: (connection, kind) => rows.read(connection, kind),
    count: (connection, kind) => rows.count(connection, kind),
    async write(connection, kind, view, update) {
      if (await rows.write(connection, kind, view, update)) await rows.drop(connection, part(kind))
    },
    checkpoints: {
      // What is under this name was written by `write` below.
      read: async (connection, kind) => (await rows.read(connection, part(kind))) as Checkpoint | undefined,
      write: (connection, kind, checkpoint) => rows.write(connection, part(kind), checkpoint),
      drop: (connection, kind) => rows.drop(connection, part(kind)),
    },
  }
}

class ViewRows {
  readonly #place: Place
  /** How the views that were read are stored. */
  readonly #stored = new WeakMap<SavedView, Stored>()

  constructor(place: Place) {
    this.#place = place
  }

  async read(connection: string, kind: string): Promise<SavedView | undefined> {
    const rows = await this.#rows(connection, kind)
    const sealed = rows[0]?.['head']
    if (typeof sealed !== 'string') return undefined
    try {
      const stored = this.#opened(sealed)
      if (stored.formatVersion !== formatVersion) return undefined
      const view = { ...stored.view, objects: await this.#objects(stored, rows) }
      this.#stored.set(view, stored)
      return view
    } catch {
      this.#place.notice(`The view of ${connection}/${kind.replace('~part', '')} is damaged and is thrown away.`)
      return undefined
    }
  }

  async count(connection: string, kind: string): Promise<number | undefined> {
    const { schema, environment } = this.#place
    const query = schema.sql('SELECT objects FROM S.view WHERE environment = $1 AND connection = $2 AND kind = $3')
    const found = await this.#tried(() =>
      looking(this.#place, (session) => session.query(query, [environment, connection, kind])),
    )
    const row = found?.rows[0]
    return row === undefined ? undefined : whole(row, 'objects')
  }

  /** False where it cannot be: the next run reads the list again; that costs calls and nothing else. */
  async write(connection: string, kind: string, view: SavedView, update?: ViewUpdate): Promise<boolean> {
    const { stored, parts } = await this.#storedOf(view, update)
    const { environment, schema, cipher } = this.#place
    const head = cipher.seal(JSON.stringify(stored), 'view')
    const base = stored.parts?.base ?? null
    const put = async (session: Session) => {
      await this.#lock(session, connection, kind)
      // Another run has written its own meanwhile, and the parts that this one goes on from are gone.
      if (base !== null && parts.length === 0 && !(await this.#isBase(session, base))) return false
      await this.#dropParts(session, { connection, kind, but: base })
      for (const [nth, body] of parts.entries())
        await session.query(schema.sql('INSERT INTO S.view_part VALUES ($1, $2, $3) ON CONFLICT DO NOTHING'), [
          base,
          nth,
          body,
        ])
      await session.query(
        schema.sql(
          `INSERT INTO S.view VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (environment, connection, kind)
           DO UPDATE SET objects = excluded.objects, base = excluded.base, head = excluded.head`,
        ),
        [environment, connection, kind, view.objects.length, base, head],
      )
      return true
    }
    const work = (session: Session) => transaction(session, 'write', () => put(session))
    return (await this.#tried(() => changing(this.#place, work))) ?? false
  }

  async drop(connection: string, kind: string): Promise<void> {
    const { environment, schema } = this.#place
    const query = schema.sql('DELETE FROM S.view WHERE environment = $1 AND connection = $2 AND kind = $3')
    const drop = (session: Session) =>
      transaction(session, 'write', async () => {
        await this.#lock(session, connection, kind)
        await this.#dropParts(session, { connection, kind, but: null })
        await session.query(query, [environment, connection, kind])
      })
    // Where nothing is, nothing is made.
    if ((await this.count(connection, kind)) !== undefined) await this.#tried(() => changing(this.#place, drop))
  }

  /** One at a time: of two that write at once neither leaves parts behind that no head names. */
  async #lock(session: Session, connection: string, kind: string): Promise<void> {
    const name = `butik view ${this.#place.environment}/${connection}/${kind}`
    await session.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name])
  }

  async #isBase(session: Session, base: string): Promise<boolean> {
    const query = this.#place.schema.sql('SELECT 1 FROM S.view_part WHERE base = $1 LIMIT 1')
    return (await session.query(query, [base])).count === 1
  }

  async #dropParts(
    session: Session,
    { connection, kind, but }: { readonly connection: string; readonly kind: string; readonly but: string | null },
  ): Promise<void> {
    const { schema, environment } = this.#place
    await session.query(
      schema.sql(
        `DELETE FROM S.view_part USING S.view WHERE view_part.base = view.base AND view.environment = $1
         AND view.connection = $2 AND view.kind = $3 AND view.base IS DISTINCT FROM $4::text`,
      ),
      [environment, connection, kind, but],
    )
  }

  /** The head with each of its parts, all as of one moment. */
  async #rows(connection: string, kind: string): Promise<readonly Row[]> {
    const { schema, environment } = this.#place
    const query = schema.sql(
      `SELECT CASE WHEN coalesce(part.nth, 0) = 0 THEN view.head END AS head, part.body FROM S.view
       LEFT JOIN S.view_part AS part ON part.base = view.base
       WHERE environment = $1 AND connection = $2 AND kind = $3 ORDER BY part.nth`,
    )
    const look = () => looking(this.#place, (session) => session.query(query, [environment, connection, kind]))
    return (await this.#tried(look))?.rows ?? []
  }

  #opened(sealed: string): Stored {
    return JSON.parse(this.#place.cipher.open(sealed, 'view'))
  }

  async #objects({ parts, objects, gone }: Stored, rows: readonly Row[]): Promise<readonly Observed[]> {
    if (parts === undefined) return objects
    const found = new Map<string, Observed>()
    const hash = createHash('sha256')
    for (const row of rows) {
      const part = await this.#unpacked(text(row, 'body'))
      hash.update(part)
      // The digest is of what this file wrote: what has it has its shape.
      for (const object of JSON.parse(part) as Observed[]) found.set(object.remoteId, object)
    }
    if (hash.digest('hex') !== parts.sha256) throw new Error('the parts are not those of the head')
    for (const id of gone) found.delete(id)
    for (const object of objects) found.set(object.remoteId, object)
    return [...found.values()]
  }

  async #storedOf(
    view: SavedView,
    update: ViewUpdate | undefined,
  ): Promise<{ readonly stored: Stored; readonly parts: readonly string[] }> {
    const { objects, ...rest } = view
    const shared = { formatVersion, view: rest } as const
    if (objects.length <= fewObjects) return { stored: { ...shared, objects, gone: [] }, parts: [] }
    const before = update === undefined ? undefined : this.#stored.get(update.from)
    const added = update === undefined || before === undefined ? undefined : together(before, update)
    if (before?.parts !== undefined && added !== undefined && added.objects.length + added.gone.length <= fewObjects)
      return { stored: { ...shared, parts: before.parts, ...added }, parts: [] }
    const hash = createHash('sha256')
    const parts: string[] = []
    for (let from = 0; from < objects.length; from += perPart) {
      const part = JSON.stringify(objects.slice(from, from + perPart))
      hash.update(part)
      parts.push(await this.#packed(part))
    }
    const base = this.#place.newId()
    return { stored: { ...shared, parts: { base, sha256: hash.digest('hex') }, objects: [], gone: [] }, parts }
  }

  /** An eighth of its length, as a rule: the way to the server is longer than the time that takes. */
  async #packed(part: string): Promise<string> {
    return this.#place.cipher.seal((await deflate(part, { level: 3 })).toString('base64'), 'view')
  }

  async #unpacked(body: string): Promise<string> {
    return (await inflate(Buffer.from(this.#place.cipher.open(body, 'view'), 'base64'))).toString('utf8')
  }

  async #tried<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch {
      return undefined
    }
  }
}

/** What is not in the parts that were written before, with what came now. */
function together(before: Stored, { changed, gone }: ViewUpdate): Pick<Stored, 'objects' | 'gone'> {
  const objects = new Map(before.objects.map((object) => [object.remoteId, object]))
  const away = new Set(before.gone)
  for (const id of gone) {
    objects.delete(id)
    away.add(id)
  }
  for (const object of changed) {
    objects.set(object.remoteId, object)
    away.delete(object.remoteId)
  }
  return { objects: [...objects.values()], gone: [...away] }
}
