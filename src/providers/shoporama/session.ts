/** One connection to one shop: sends the operations of contract.ts and parses their answers, once. */
import type { HttpClient, HttpReply, HttpRequest } from '../../http/client.ts'
import { nameOf, type Operation } from '../../http/operation.ts'
import { type Ahead, type OffsetPage, pages } from '../../http/paginate.ts'
import { repeatOf } from '../../http/repeat.ts'
import { VendorError } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import type { Ports } from '../../model/ports.ts'
import type { Rows } from './answers.ts'
import type { Settings } from './settings.ts'

export interface ShoporamaSession {
  readonly settings: Settings
  readonly http: Pick<HttpClient, 'send' | 'atOnce'>
  /** Told of the pictures in the rows of lists, where somebody asks. */
  readonly picture?: Ports['picture']
}

/** The scheme must be Shoporama (seed). */
export function headersOf({ token }: Settings): Record<string, string> {
  return { authorization: `Shoporama ${token}` }
}

export interface Call {
  /** Fills `{id}` in the path. */
  readonly id?: string
  readonly query?: { readonly [name: string]: string }
  readonly body?: Json
  readonly signal: AbortSignal
}

export async function send<Reply>(session: ShoporamaSession, operation: Operation<Reply>, call: Call): Promise<Reply> {
  return (await ask(session, operation, call)).answer
}

/** As `send`, with the reply as it came: probes and `butik doctor` look at its headers too. */
export async function ask<Reply>(
  session: ShoporamaSession,
  operation: Operation<Reply>,
  call: Call,
): Promise<{ readonly answer: Reply; readonly reply: HttpReply }> {
  const reply = await exchange(session, operation, {
    path: operation.path.replace('{id}', encodeURIComponent(call.id ?? '')),
    repeat: repeatOf(operation, { body: call.body, assume: { ...session.settings.assume } }),
    signal: call.signal,
    ...(call.query === undefined ? {} : { query: call.query }),
    ...(call.body === undefined ? {} : { body: call.body }),
  })
  const isEmpty = operation.expect === 'anything' || reply.text.trim() === ''
  const parsed = operation.reply.safeParse(isEmpty ? undefined : reply.json())
  if (parsed.success) return { answer: parsed.data, reply }
  throw new VendorError(
    'E2004',
    `${session.settings.connection}: ${nameOf(operation)}: the answer is not what the vendor documents`,
    {
      status: reply.status,
      effect: operation.writes ? 'unknown' : 'none',
      hint: 'check the url of the connection',
    },
  )
}

/** Sends a filled request. Where any answer does, a web page still does not: then it was not the API that answered. */
export async function exchange(
  session: ShoporamaSession,
  operation: Operation<unknown>,
  request: Omit<HttpRequest, 'method' | 'expect'>,
): Promise<HttpReply> {
  const reply = await session.http.send({ ...request, method: operation.method, expect: operation.expect })
  if (!reply.text.trimStart().startsWith('<')) return reply
  throw new VendorError('E2004', `${nameOf(operation)}: a web page answered (status ${reply.status})`, {
    status: reply.status,
    effect: operation.writes ? 'unknown' : 'none',
  })
}

export interface ListCall {
  readonly query?: { readonly [name: string]: string }
  readonly signal: AbortSignal
  /** Ask for pages. Lists that the vendor answers whole are asked plainly, and paged on only if a page comes. */
  readonly paged: boolean
  /** The row to begin with; the first one unless given. */
  readonly start?: number
  /** Perhaps not read to its end: no page is asked for before it is wanted. */
  readonly partly?: boolean
  /** What paging counts on a page, one text each; where that is not given, the rows. */
  counted?(page: Rows, offset: number): readonly string[]
}

export interface CountedPage extends OffsetPage<string> {
  readonly page: Rows
  /** The vendor's clock, ISO 8601. */
  readonly clock: string | undefined
}

/** All pages of a list. The next one starts where this one ended, as the vendor's maximum is only assumed. */
export function pagesOf(
  session: ShoporamaSession,
  operation: Operation<Rows>,
  call: ListCall,
): AsyncGenerator<CountedPage> {
  const { maxLimit: size } = session.settings.assume
  const fetchPage = async (offset: number, signal: AbortSignal): Promise<CountedPage> => {
    const paging = call.paged || offset > 0 ? { limit: String(size), offset: String(offset) } : {}
    const sent = { query: { ...call.query, ...paging }, signal }
    const { answer: page, reply } = await ask(session, operation, sent)
    const rows = call.counted?.(page, offset) ?? page.rows.map((_, index) => String(offset + index))
    const { limit, total = page.paged ? undefined : rows.length } = page
    return { page, rows, limit, total, clock: clockOf(reply) }
  }
  const ahead: Ahead = { size, atOnce: () => session.http.atOnce() }
  return pages<string, CountedPage>(fetchPage, {
    label: `${session.settings.connection}: ${nameOf(operation)}`,
    signal: call.signal,
    start: call.start ?? 0,
    ...(call.paged && call.partly !== true ? { ahead } : {}),
  })
}

function clockOf({ headers }: HttpReply): string | undefined {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? undefined : new Date(date).toISOString()
}

/** An object that was created, as the vendor answered it; without an id it may or may not be there. */
export function missingId(operation: Operation<unknown>): VendorError {
  return new VendorError('E2004', `${nameOf(operation)}: the answer names no id for what was created`, {
    effect: 'unknown',
  })
}
