/** One connection to one shop: sends the operations of contract.ts and parses their answers, once. */
import type { HttpClient, HttpReply } from '../../http/client.ts'
import { type OffsetPage, pages } from '../../http/paginate.ts'
import { VendorError } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import type { Repeat } from '../../model/provider.ts'
import type { Operation, Rows } from './contract.ts'
import { nameOf } from './contract.ts'
import type { Settings } from './settings.ts'

export interface ShoporamaSession {
  readonly settings: Settings
  readonly http: Pick<HttpClient, 'send'>
}

export interface Call {
  /** Fills `{id}` in the path. */
  readonly id?: string
  readonly query?: { readonly [name: string]: string }
  readonly body?: Json
  /** For writes; a read may always be repeated. */
  readonly repeat?: Repeat
  readonly signal: AbortSignal
}

export async function send<Reply>(session: ShoporamaSession, operation: Operation<Reply>, call: Call): Promise<Reply> {
  const { method } = operation
  const isRead = method === 'GET'
  const reply = await session.http.send({
    method,
    path: operation.path.replace('{id}', encodeURIComponent(call.id ?? '')),
    repeat: isRead ? 'safe' : (call.repeat ?? 'look-first'),
    expect: operation.expect,
    signal: call.signal,
    ...(call.query === undefined ? {} : { query: call.query }),
    ...(call.body === undefined ? {} : { body: call.body }),
  })
  const parsed = operation.reply.safeParse(answerOf(operation, reply))
  if (parsed.success) return parsed.data
  throw new VendorError(
    'E2004',
    `${session.settings.connection}: ${nameOf(operation)}: the answer is not what the vendor documents`,
    {
      status: reply.status,
      effect: isRead ? 'none' : 'unknown',
      hint: 'check the url of the connection',
    },
  )
}

/** Undefined where any answer does, but never for a web page: then it was not the API that answered. */
function answerOf(operation: Operation<unknown>, reply: HttpReply): unknown {
  if (operation.expect === 'json' && reply.text.trim() !== '') return reply.json()
  if (!reply.text.trimStart().startsWith('<')) return undefined
  throw new VendorError('E2004', `${nameOf(operation)}: a web page answered (status ${reply.status})`, {
    status: reply.status,
    effect: 'unknown',
  })
}

export interface ListCall {
  readonly query?: { readonly [name: string]: string }
  readonly signal: AbortSignal
  /** Ask for pages. Lists that the vendor answers whole are asked plainly, and paged on only if a page comes. */
  readonly paged: boolean
  /** What paging counts on a page, one text each; where that is not given, the rows. */
  counted?(page: Rows, offset: number): readonly string[]
}

export interface CountedPage extends OffsetPage<string> {
  readonly page: Rows
}

/** All pages of a list. The next one starts where this one ended, as the vendor's maximum is only assumed. */
export function pagesOf(
  session: ShoporamaSession,
  operation: Operation<Rows>,
  call: ListCall,
): AsyncGenerator<CountedPage> {
  const limit = String(session.settings.assume.maxLimit)
  const fetchPage = async (offset: number): Promise<CountedPage> => {
    const paging = call.paged || offset > 0 ? { limit, offset: String(offset) } : {}
    const page = await send(session, operation, { query: { ...call.query, ...paging }, signal: call.signal })
    const rows = call.counted?.(page, offset) ?? page.rows.map((_, index) => String(offset + index))
    return { page, rows, total: page.total ?? (page.paged ? undefined : rows.length) }
  }
  return pages<string, CountedPage>(fetchPage, { label: `${session.settings.connection}: ${nameOf(operation)}` })
}

/** An object that was created, as the vendor answered it; without an id it may or may not be there. */
export function missingId(operation: Operation<never> | Operation): VendorError {
  return new VendorError('E2004', `${nameOf(operation)}: the answer names no id for what was created`, {
    effect: 'unknown',
  })
}
