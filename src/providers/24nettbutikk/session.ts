/** One connection to one shop: sends the operations of contract.ts and parses their answers, once. */
import type { HttpClient, HttpReply } from '../../http/client.ts'
import { nameOf, type Operation } from '../../http/operation.ts'
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

/** `/orders/{limit}/{offset}` with its segments filled; what is not given ends the path. */
export function pathOf(operation: Operation, params: { readonly [name: string]: string }): string {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  return filled === '/' ? filled : filled.replace(/\/+$/, '')
}

export async function reply(
  session: NettbutikkSession,
  operation: Operation,
  params: { readonly [name: string]: string },
  signal: AbortSignal,
): Promise<HttpReply> {
  return await session.http.send({
    method: operation.method,
    path: pathOf(operation, params),
    repeat: 'safe',
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
