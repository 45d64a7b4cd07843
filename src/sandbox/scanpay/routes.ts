/** The operations of both dialects, by method and path: one table to list, to match and to run. */
import type { Call } from './context.ts'
import { refusal } from './errors.ts'
import { readFeed } from './feed.ts'
import { expireLink, newLink, renewSubscriber } from './links.ts'
import { charge, invalidate } from './subscribers.ts'
import { capture, refund, voidTransaction } from './transactions.ts'

export interface Operation {
  readonly name: string
  readonly dialect: 'v1' | 'v2'
  readonly body: 'json' | 'optional' | 'none'
  /** Whether an idempotency key is looked at: v1 takes it on charge only. */
  readonly idempotent: boolean
  readonly run: (call: Call) => unknown
}

export interface Route {
  readonly operation: Operation
  /** `undefined` where the path names no shop: v1 reads it from the key. */
  readonly shopid: number | undefined
  /** Empty where the path names nothing below the shop. */
  readonly id: string
}

interface Entry {
  readonly operation: Operation
  readonly method: string
  readonly pattern: RegExp
}

interface Facts {
  readonly body?: Operation['body']
  readonly idempotent?: boolean
}

function entry(name: string, run: Operation['run'], { body = 'json', idempotent = false }: Facts = {}): Entry {
  const [method = '', path = ''] = name.split(' ')
  const dialect = path.startsWith('/v1/') ? 'v1' : 'v2'
  return { operation: { name, dialect, body, idempotent, run }, method, pattern: patternOf(path) }
}

/**
 * The second colon of a v2 path is the # of the vendor's URIs, which may be sent as either. The page of v1 shows
 * transactions as {shopid}:{trnid} too.
 */
function patternOf(path: string): RegExp {
  const source = path
    .replace('{shopid}', '(?<shop>[1-9]\\d{0,14})')
    .replace('{trnid}', '(?:(?<shop>[1-9]\\d{0,14}):)?(?<id>[^/:#]+)')
    .replace(/:\{(?:id|prevseq)\}/, '[:#](?<id>[^/:#]+)')
    .replace(/\{(?:seq|subid)\}/, '(?<id>[^/:#]+)')
  return new RegExp(`^${source}$`)
}

const entries: readonly Entry[] = [
  entry('POST /v2/{shopid}:pay/new', newLink),
  entry('POST /v2/{shopid}:pay:{id}/expire', expireLink, { body: 'none' }),
  entry('POST /v2/{shopid}:trn:{id}/capture', capture, { idempotent: true }),
  entry('POST /v2/{shopid}:trn:{id}/refund', refund, { idempotent: true }),
  entry('POST /v2/{shopid}:trn:{id}/void', voidTransaction, { body: 'optional', idempotent: true }),
  entry('POST /v2/{shopid}:sub:{id}/charge', charge, { idempotent: true }),
  entry('POST /v2/{shopid}:sub:{id}/renew', renewSubscriber),
  entry('POST /v2/{shopid}:sub:{id}/invalidate', invalidate, { body: 'none' }),
  entry('GET /v2/{shopid}:seq:{prevseq}', readFeed, { body: 'none' }),
  entry('POST /v1/new', newLink),
  entry('GET /v1/seq/{seq}', readFeed, { body: 'none' }),
  entry('POST /v1/transactions/{trnid}/capture', capture),
  entry('POST /v1/transactions/{trnid}/refund', refund),
  entry('POST /v1/transactions/{trnid}/void', voidTransaction, { body: 'optional' }),
  entry('POST /v1/subscribers/{subid}/charge', charge, { idempotent: true }),
  entry('POST /v1/subscribers/{subid}/renew', renewSubscriber),
]

/** Every operation there is, as `METHOD /path`. */
export function operationNames(): string[] {
  return entries.map(({ operation }) => operation.name)
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw refusal('404 not found')
  }
}

/** The operation a request is for; 404 for a path, 405 for a method that is not on the page. */
export function findRoute(method: string, encodedPath: string): Route {
  const path = decoded(encodedPath)
  const onPath = entries.flatMap((one) => {
    const match = one.pattern.exec(path)
    return match === null ? [] : [{ ...one, groups: match.groups ?? {} }]
  })
  if (onPath.length === 0) throw refusal('404 not found')
  const found = onPath.find((one) => one.method === method)
  if (found === undefined) throw refusal('405 method not allowed')
  const { shop, id = '' } = found.groups
  return { operation: found.operation, shopid: shop === undefined ? undefined : Number(shop), id }
}
