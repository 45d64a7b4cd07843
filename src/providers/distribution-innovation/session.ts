/** One connection: logs in, sends the operations of contract.ts with a token, and parses their answers, once. */
import { createHttpClient, type HttpClient, type HttpReply } from '../../http/client.ts'
import { jsonOf } from '../../http/json-text.ts'
import { nameOf, type Operation } from '../../http/operation.ts'
import { repeatOf } from '../../http/repeat.ts'
import { VendorError } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import type { Ports } from '../../model/ports.ts'
import type { Repeat } from '../../model/provider.ts'
import { login } from './contract.ts'
import { isUnauthorised, loginError, shopError, statusCode, vendorMessage } from './errors.ts'
import type { Settings } from './settings.ts'
import { type Login, TokenKeeper } from './token.ts'

export interface DistributionInnovationSession {
  readonly settings: Settings
  readonly tokens: TokenKeeper
  /** Where logins go; often another host than that of the shops. */
  readonly doorman: Pick<HttpClient, 'send'>
  readonly shops: Pick<HttpClient, 'send'>
}

type Session = DistributionInnovationSession

export interface Call {
  /** Below the base of the shops; parts of it are encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Json
  readonly secrets?: readonly string[]
  readonly signal: AbortSignal
}

/** Nothing is sent before the first call. */
export function openSession(settings: Settings, ports: Ports): Session {
  const { connection, username, password } = settings
  const secrets = (): readonly string[] => [username, password, ...tokens.secrets()]
  const shared = { connection, ports, headers: () => ({}), timeoutMs: settings.timeoutSeconds * 1000 }
  const tokens = new TokenKeeper({
    clock: ports.clock,
    lifetimeMs: settings.tokenMinutes * 60_000,
    login: (signal) => logIn({ settings, doorman }, signal),
  })
  const doorman = createHttpClient({
    ...shared,
    baseUrl: settings.loginUrl,
    get secrets() {
      return secrets()
    },
    vendorMessage: vendorMessage('login'),
    statusCode: statusCode('login'),
  })
  const shops = createHttpClient({
    ...shared,
    baseUrl: settings.shopUrl,
    concurrency: settings.concurrency,
    get secrets() {
      return secrets()
    },
    vendorMessage: vendorMessage('shop'),
    statusCode: statusCode('shop'),
  })
  return { settings, tokens, doorman, shops }
}

/** Everything that must not be read in what leaves butik. */
export function secretsOf({ settings, tokens }: Session): readonly string[] {
  return [settings.username, settings.password, ...tokens.secrets()]
}

async function logIn(session: Pick<Session, 'settings' | 'doorman'>, signal: AbortSignal): Promise<Login> {
  const { username, password, tokenMinutes } = session.settings
  const path = login.path.replace('{minutes}', String(tokenMinutes))
  const reply = await knock(session, { path, body: { username, password }, signal })
  const date = reply.headers.get('date')
  return { token: tokenIn(session, reply), ...(date === null ? {} : { date }) }
}

/** Sends a login as it is given. Throws with no write in doubt: there was none. */
export async function knock(
  { settings, doorman }: Pick<Session, 'settings' | 'doorman'>,
  call: Call,
): Promise<HttpReply> {
  try {
    return await doorman.send({ ...call, method: login.method, repeat: repeatOf(login), expect: login.expect })
  } catch (error) {
    throw loginError(error, settings.connection)
  }
}

export function tokenIn({ settings }: Pick<Session, 'settings'>, reply: HttpReply): string {
  const parsed = login.reply.safeParse(reply.json())
  if (parsed.success) return parsed.data
  throw new VendorError('E2004', `${settings.connection}: the login was answered without a token that can be sent`, {
    status: reply.status,
    effect: 'none',
    hint: `check the url of connection ${settings.connection}`,
  })
}

/**
 * Sends with a token. One that is refused is replaced once and the call sent again: a 401 says that it was not carried
 * out. A second refusal is thrown.
 */
export async function send(session: Session, operation: Operation, call: Call): Promise<HttpReply> {
  const repeat = repeatOf(operation, { body: call.body })
  const attempt = async (token: string): Promise<HttpReply> => {
    const headers = { ...call.headers, authorization: `Bearer ${token}` }
    try {
      return await session.shops.send({
        ...call,
        headers,
        method: operation.method,
        repeat,
        expect: operation.expect,
      })
    } catch (error) {
      throw shopError(error, { operation, repeat })
    }
  }
  const token = await session.tokens.current(call.signal)
  try {
    return await attempt(token)
  } catch (error) {
    if (!isUnauthorised(error)) throw error
    return await attempt(await session.tokens.after(token, call.signal))
  }
}

/** What an answer says; nothing where it has no body or one that is not JSON. A web page was not the API. `repeat` is that of the call. */
export function read<Reply>(
  session: Session,
  operation: Operation<Reply>,
  reply: HttpReply,
  repeat: Repeat = repeatOf(operation),
): Reply {
  const parsed = operation.reply.safeParse(jsonOf(reply.text))
  const isPage = reply.text.trimStart().startsWith('<')
  if (parsed.success && !isPage) return parsed.data
  const what = isPage ? 'a web page answered' : 'the answer is not what the vendor documents'
  const { status } = reply
  throw shopError(
    new VendorError('E2004', `${session.settings.connection}: ${nameOf(operation)}: ${what} (status ${status})`, {
      status,
      effect: 'unknown',
    }),
    { operation, repeat },
  )
}
