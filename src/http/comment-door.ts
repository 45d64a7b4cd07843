/** What GitHub and GitLab have in common: the client, pages of a hundred, and errors that say which right is missing. */
import * as z from 'zod'
import type { CiProject } from '../model/comment.ts'
import { ReconcilerError, VendorError } from '../model/errors.ts'
import type { Json } from '../model/json.ts'
import type { Ports } from '../model/ports.ts'
import { createHttpClient, type HttpClient, type HttpReply } from './client.ts'

export interface DoorOptions {
  readonly place: CiProject
  readonly ports: Ports
  readonly signal: AbortSignal
  /** `butik/0.1.0`: GitHub answers nobody who has no name. */
  readonly agent: string
}

export interface Asked {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: Json
}

/** How one platform differs. */
export interface Dialect {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  /** What to do about a status, in the words of the platform. */
  hint(status: number): string | undefined
  /** Whether the answer says that there are more pages; undefined where it says nothing of it. */
  hasMore(headers: Headers): boolean | undefined
}

/** More than any pull request has; an API that never ends its pages is not asked for ever. */
const mostPages = 100
const perPage = 100

export class CommentDoor {
  readonly #client: HttpClient
  readonly #signal: AbortSignal
  readonly #dialect: Dialect

  constructor({ place, ports, signal, agent }: DoorOptions, dialect: Dialect) {
    this.#signal = signal
    this.#dialect = dialect
    this.#client = createHttpClient({
      connection: dialect.name,
      baseUrl: place.api,
      ports: { ...ports, fetch: limitsAsSuch(ports) },
      headers: () => ({ 'user-agent': agent, ...dialect.headers }),
      secrets: [place.token],
    })
  }

  async #send({ method, path, query, body }: Asked): Promise<HttpReply> {
    try {
      return await this.#client.send({
        method,
        path,
        signal: this.#signal,
        // A comment that may be there already is looked for before another is made.
        repeat: method === 'POST' ? 'look-first' : 'safe',
        ...(query === undefined ? {} : { query }),
        ...(body === undefined ? {} : { body }),
      })
    } catch (error) {
      throw error instanceof VendorError && error.effect === 'none' ? this.#told(error) : error
    }
  }

  /** Rows of all pages, in the order in which they are listed. */
  async pages<Row>(path: string, row: z.ZodType<Row>, filter: Asked['query'] = {}): Promise<Row[]> {
    const rows: Row[] = []
    const schema = z.array(row)
    for (let page = 1; page <= mostPages; page += 1) {
      const reply = await this.#send({ method: 'GET', path, query: { ...filter, per_page: perPage, page } })
      const found = this.#parsed(reply, schema)
      rows.push(...found)
      if (!(this.#dialect.hasMore(reply.headers) ?? found.length === perPage)) return rows
    }
    return rows
  }

  /** One call whose answer is looked at. */
  async ask<Body>(asked: Asked, schema: z.ZodType<Body>): Promise<Body> {
    return this.#parsed(await this.#send(asked), schema)
  }

  #parsed<Body>(reply: HttpReply, schema: z.ZodType<Body>): Body {
    const parsed = schema.safeParse(reply.json())
    if (parsed.success) return parsed.data
    const where = parsed.error.issues[0]?.path.join('.') ?? ''
    throw new ReconcilerError(
      'E6001',
      `${this.#dialect.name} answered with something that is not its API${where === '' ? '' : ` (at ${where})`}`,
      {
        hint: 'is the address that of the API? It is GITHUB_API_URL, or CI_API_V4_URL',
      },
    )
  }

  #told(error: VendorError): ReconcilerError {
    const hint = error.status === undefined ? error.hint : (this.#dialect.hint(error.status) ?? error.hint)
    return new CommentRefused(error, hint)
  }
}

/** Surely nothing was posted. */
export class CommentRefused extends ReconcilerError {
  readonly status: number | undefined
  constructor(error: VendorError, hint: string | undefined) {
    super('E6001', error.message, { cause: error, ...(hint === undefined ? {} : { hint }) })
    this.status = error.status
  }
}

/** GitHub refuses who asks too often with 403 as well: told as 429, it is waited for like any limit. */
function limitsAsSuch({ fetch, clock }: Ports): typeof globalThis.fetch {
  return async (input, init) => {
    const answer = await fetch(input, init)
    const { headers } = answer
    const isSpent = headers.get('x-ratelimit-remaining') === '0'
    if (answer.status !== 403 || (!isSpent && !headers.has('retry-after'))) return answer
    const told = new Headers(headers)
    const reset = Number(headers.get('x-ratelimit-reset'))
    if (!told.has('retry-after') && reset > 0)
      told.set('retry-after', String(Math.max(1, Math.ceil(reset - clock.now().getTime() / 1000))))
    return new Response(await answer.text(), { status: 429, headers: told })
  }
}
