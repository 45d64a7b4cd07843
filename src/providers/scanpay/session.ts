/** One connection to one shop: sends the operations of contract.ts and parses their answers, once. */
import type { FilledRequest } from '../../http/api.ts'
import type { HttpClient, HttpReply } from '../../http/client.ts'
import { nameOf, type Operation } from '../../http/operation.ts'
import { keyHeader, repeatOf } from '../../http/repeat.ts'
import { VendorError } from '../../model/errors.ts'
import { feeds } from './contract.ts'
import { explained } from './errors.ts'
import type { Feed } from './replies.ts'
import type { Dialect, Settings } from './settings.ts'

type Door = Pick<HttpClient, 'send'>

export interface ScanpaySession {
  readonly settings: Settings
  readonly http: Door
  /** The other environment, with the same key; absent where its address is not known. */
  readonly other?: Door
  /** The last refusal as it came, for the probe of its form. */
  readonly heard: { body?: string }
}

/** Sends one request of the contract. What the error table knows of a failure is in its hint. */
export async function deliver(
  door: Door,
  operation: Operation,
  request: FilledRequest,
  signal: AbortSignal,
): Promise<HttpReply> {
  const hasKey = request.headers[keyHeader] !== undefined
  try {
    return await door.send({
      ...request,
      method: operation.method,
      repeat: repeatOf(operation),
      expect: operation.expect,
      signal,
    })
  } catch (error) {
    const takesKey = operation.headers !== undefined && Object.hasOwn(operation.headers.shape, keyHeader)
    throw explained(error, { takesKey, hasKey })
  }
}

export interface Question {
  readonly signal: AbortSignal
  readonly dialect?: Dialect
  readonly after?: string
  /** The connection's own unless given. */
  readonly door?: Door
}

export interface Heard {
  readonly feed: Feed
  readonly reply: HttpReply
}

/** Past the end of any feed, and still a number that fits wherever the vendor keeps it. */
export const beyond = '2147483647'

/** One page of the feed. Where nothing is said of the number, the one that brings the least. */
export async function askFeed(session: ScanpaySession, question: Question): Promise<Heard> {
  const { settings } = session
  const { signal, door = session.http, dialect = settings.dialect } = question
  const { after = settings.assume.seqBeyond === 'empty' ? beyond : '0' } = question
  const { operation, after: parameter } = feeds[dialect]
  const path = operation.path.replace('{shopid}', settings.shopId).replace(`{${parameter}}`, encodeURIComponent(after))
  const reply = await deliver(door, operation, { path, query: {}, headers: {} }, signal)
  const parsed = operation.reply.safeParse(reply.json())
  if (parsed.success) return { feed: parsed.data, reply }
  throw new VendorError('E2004', `${settings.connection}: ${nameOf(operation)}: what answered is not the feed`, {
    status: reply.status,
    effect: 'none',
    hint: 'check the url of the connection',
  })
}
