/** One connection to one shop: sends the operations of the contract with the credentials that each takes. */
import type { HttpClient, HttpReply, HttpRequest } from '../../http/client.ts'
import { nameOf } from '../../http/operation.ts'
import { repeatOf } from '../../http/repeat.ts'
import { ReconcilerError, VendorError } from '../../model/errors.ts'
import type { VenueOperation } from './contract-form.ts'
import type { Settings } from './settings.ts'

export interface VenueSession {
  readonly settings: Settings
  readonly http: Pick<HttpClient, 'send'>
}

export interface Request {
  /** Below the base; parts are encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: HttpRequest['body']
  readonly secrets?: readonly string[]
}

/** The header of an operation; throws E1301 where the connection has no credentials of that kind. */
export function authorization({ settings }: VenueSession, operation: VenueOperation): Record<string, string> {
  switch (operation.takes) {
    case 'none':
      return {}
    case 'customer':
      if (settings.customerToken === undefined) throw lacking(settings, operation, 'customer_token')
      return { authorization: `Bearer ${settings.customerToken}` }
    case 'basic': {
      if (settings.apiUser === undefined) throw lacking(settings, operation, 'api_username and api_password')
      const { username, password } = settings.apiUser
      return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
    }
  }
}

function lacking({ connection }: Settings, operation: VenueOperation, what: string): ReconcilerError {
  return new ReconcilerError('E1301', `connection ${connection}: ${nameOf(operation)} needs the setting ${what}`, {
    hint: `it takes ${operation.auth}`,
  })
}

export function secretsOf({ settings }: { readonly settings: Settings }): string[] {
  const { customerToken, apiUser } = settings
  return [customerToken, apiUser?.username, apiUser?.password].filter((secret) => secret !== undefined)
}

export async function exchange(
  session: VenueSession,
  operation: VenueOperation,
  { path, query, headers, body, secrets }: Request,
  signal: AbortSignal,
): Promise<HttpReply> {
  return await session.http.send({
    method: operation.method,
    path,
    repeat: repeatOf(operation, { body }),
    // XML is no JSON.
    expect: query?.['format'] === 'xml' ? 'anything' : operation.expect,
    headers: { ...authorization(session, operation), ...headers },
    signal,
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    ...(secrets === undefined ? {} : { secrets }),
  })
}

export async function read<Reply>(
  session: VenueSession,
  operation: VenueOperation<Reply>,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Reply> {
  const { status, json } = await exchange(session, operation, { path: operation.path, query }, signal)
  const parsed = operation.reply.safeParse(json())
  if (parsed.success) return parsed.data
  const { connection } = session.settings
  throw new VendorError('E2004', `${connection}: ${nameOf(operation)}: the answer is not what the vendor documents`, {
    status,
    effect: 'none',
    hint: 'check the url of the connection: it ends in /api/core',
  })
}
