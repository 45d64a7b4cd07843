/** One connection to one shop: sends the operations of contract.ts and parses their answers, once. */
import type { HttpClient, HttpReply } from '../../http/client.ts'
import { nameOf, type Operation } from '../../http/operation.ts'
import { repeatOf } from '../../http/repeat.ts'
import { VendorError } from '../../model/errors.ts'
import type { Settings } from './settings.ts'

export interface NettbutikkSession {
  readonly settings: Settings
  readonly http: Pick<HttpClient, 'send'>
}

/** The token as user, and the password that the page names (seed). */
export function authorization(token: string): string {
  return `Basic ${Buffer.from(`${token}:x-oauth-basic`).toString('base64')}`
}

/** `/orders/{limit}/{offset}` with its segments filled. */
export function pathOf({ path }: Operation, params: { readonly [name: string]: string }): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}

/** As this account wants it: what is not given ends the path, and the first two segments may be the other way round. */
export function arranged(path: string, { assume }: Pick<Settings, 'assume'>): string {
  const segments = path.split('/').filter((segment) => segment !== '')
  const [collection = '', limit, offset, ...rest] = segments
  const turned = assume.segmentOrder === 'offset_limit' && limit !== undefined && offset !== undefined
  return `/${(turned ? [collection, offset, limit, ...rest] : segments).join('/')}`
}

export async function reply(
  session: NettbutikkSession,
  operation: Operation,
  params: { readonly [name: string]: string },
  signal: AbortSignal,
): Promise<HttpReply> {
  return await session.http.send({
    method: operation.method,
    path: arranged(pathOf(operation, params), session.settings),
    repeat: repeatOf(operation),
    expect: operation.expect,
    signal,
  })
}

export async function send<Reply>(
  session: NettbutikkSession,
  operation: Operation<Reply>,
  params: { readonly [name: string]: string },
  signal: AbortSignal,
): Promise<Reply> {
  const { status, json } = await reply(session, operation, params, signal)
  const parsed = operation.reply.safeParse(json())
  if (parsed.success) return parsed.data
  const { connection } = session.settings
  throw new VendorError('E2004', `${connection}: ${nameOf(operation)}: the answer is not what the vendor documents`, {
    status,
    effect: 'none',
    hint: 'check the url of the connection: it ends in /api/v1',
  })
}
