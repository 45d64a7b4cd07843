/** A sandbox that serves Scanpay, and hands to call it with: what every test of this folder begins with. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../src/sandbox/server.ts'
import type { VendorSandbox } from '../../../../src/sandbox/side.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests reach into replies whose shape is what they check
export type Loose = any

export interface Reply {
  readonly status: number
  readonly reason: string
  readonly text: string
  readonly json: Loose
  readonly headers: Headers
}

export interface CallOptions {
  /** Name of a key in `ready`, or any text; `null` sends no credential. */
  readonly key?: string | null
  readonly base?: 'url' | 'testUrl'
  readonly headers?: Readonly<Record<string, string>>
}

export interface Gateway {
  readonly sandbox: Sandbox
  readonly room: VendorSandbox
  readonly ready: Loose
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Reply>
  /** The parsed reply of a call that has to succeed. */
  ok(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Loose>
  act(act: Readonly<Record<string, unknown>>): Loose
  /** A payment by link; the id of its transaction. */
  sell(body: unknown, payer?: Readonly<Record<string, unknown>>): Promise<number>
  /** A subscriber by link; its id. */
  enrol(body?: Readonly<Record<string, unknown>>, payer?: Readonly<Record<string, unknown>>): Promise<number>
  /** The whole feed of a shop, page after page, and the number it ends at. */
  feed(from?: number, options?: CallOptions): Promise<{ readonly changes: readonly Loose[]; readonly seq: number }>
  /** One object of the feed, as it is now. */
  find(type: string, id: number): Promise<Loose>
  close(): Promise<void>
}

export const now = '2026-03-01T12:00:00Z'
export const unixNow = Date.parse(now) / 1000
export const chair = { items: [{ name: 'Egestol', quantity: 2, total: '199.90 DKK', sku: 'CH-001' }] }

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function basic(key: string): string {
  return `Basic ${Buffer.from(key).toString('base64')}`
}

export async function openGateway(options: SandboxOptions = {}): Promise<Gateway> {
  const sandbox = await startSandbox({ vendors: ['scanpay'], now, ...options })
  sandbox.clock.freeze()
  sandbox.clock.set(options.now ?? now)
  const room = sandbox.vendor('scanpay')
  const ready: Loose = room.ready
  const call: Gateway['call'] = async (method, path, body, { key = 'apiKey', base = 'url', headers = {} } = {}) => {
    const authorization = key === null ? {} : { authorization: basic(ready[key] ?? key) }
    const content = body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body)
    const sent = { connection: 'close', ...authorization, ...headers }
    const response = await fetch(`${ready[base]}${path}`, { method, headers: sent, body: content })
    const text = await response.text()
    return { status: response.status, reason: response.statusText, text, json: parse(text), headers: response.headers }
  }
  const ok: Gateway['ok'] = async (method, path, body, callOptions) => {
    const reply = await call(method, path, body, callOptions)
    if (reply.status !== 200) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
    return reply.json
  }
  const act: Gateway['act'] = (request) => room.act(request)
  const make = async (body: unknown, payer: object = {}): Promise<Loose> =>
    act({ act: 'pay', link: (await ok('POST', '/v2/7001:pay/new', body)).id, ...payer })
  const feed: Gateway['feed'] = async (from = 0, callOptions = {}) => {
    const changes: Loose[] = []
    for (let seq = from; ; ) {
      const page = await ok('GET', `/v2/7001:seq:${seq}`, undefined, callOptions)
      if (page.seq === seq) return { changes, seq }
      changes.push(...page.changes)
      seq = page.seq
    }
  }
  return {
    sandbox,
    room,
    ready,
    call,
    ok,
    act,
    sell: async (body, payer) => (await make(body, payer)).transaction,
    enrol: async (body = {}, payer = {}) => (await make({ subscriber: { ref: 'kunde-1' }, ...body }, payer)).subscriber,
    feed,
    find: async (type, id) => (await feed()).changes.findLast((change) => change.type === type && change.id === id),
    close: () => sandbox.close(),
  }
}

export interface ReceiverAnswer {
  readonly status?: number
  readonly text: string
  readonly location?: string
}

export interface Receiver {
  readonly url: string
  readonly pings: { readonly body: string; readonly seq: number; readonly shopid: number; readonly signature: string }[]
  /** From now on; `undefined` is none at all. */
  answer: ReceiverAnswer | undefined | ((seq: number) => ReceiverAnswer)
  /** Waits until so many pings have come. */
  count(wanted: number): Promise<void>
  close(): Promise<void>
}

/** What a shop has at its ping url. */
export async function openReceiver(): Promise<Receiver> {
  const pings: Receiver['pings'] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk as Buffer))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      pings.push({ body, ...JSON.parse(body), signature: request.headers['x-signature'] })
      const { answer: given } = receiver
      const answer = typeof given === 'function' ? given(pings.at(-1)?.seq ?? 0) : given
      if (answer === undefined) return
      const headers = answer.location === undefined ? {} : { location: answer.location }
      response.writeHead(answer.status ?? 200, headers).end(answer.text)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping`,
    pings,
    answer: { text: 'ok' },
    count: (wanted) => until(() => pings.length >= wanted),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}

export async function until(met: () => boolean): Promise<void> {
  for (let turn = 0; !met(); turn += 1) {
    if (turn > 400) throw new Error('it did not come to pass')
    await pause(10)
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
