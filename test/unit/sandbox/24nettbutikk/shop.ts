/** A sandbox that serves 24Nettbutikk alone, and a hand to call it and to act in the shop. */
import { nettbutikkTokens } from '../../../../src/sandbox/24nettbutikk/credentials.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../src/sandbox/server.ts'
import type { VendorSandbox } from '../../../../src/sandbox/side.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests reach into replies whose shape is what they check
export type Loose = any

export interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** The parsed body; a failed parse is `undefined`. */
  readonly json: Loose
}

export interface Shop {
  readonly sandbox: Sandbox
  readonly side: VendorSandbox
  readonly url: string
  /** With the token as Basic user unless headers are given. */
  call(method: string, path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>
  /** The parsed reply of a GET that has to succeed; whole urls are taken too. */
  ok(path: string): Promise<Loose>
  put(word: string, fields?: object, more?: object): Loose
  /** As many new ones as said, each a second younger than the one before. */
  fill(word: string, count: number): void
  control(method: string, path: string, body?: unknown): Promise<Reply>
  close(): Promise<void>
}

export const { token, otherToken } = nettbutikkTokens

export function basic(user: string, password = ''): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Reply> {
  const content = body === undefined ? null : JSON.stringify(body)
  const response = await fetch(url, { method, headers: { ...headers, connection: 'close' }, body: content })
  const text = await response.text()
  return { status: response.status, text, headers: response.headers, json: parse(text) }
}

/** The clock stands still at noon of 1 March 2026, UTC, unless `now` is given. */
export async function openShop(
  options: Omit<SandboxOptions, 'switches'> & { readonly switches?: Readonly<Record<string, unknown>> } = {},
): Promise<Shop> {
  const { switches = {}, now = '2026-03-01T12:00:00Z', ...others } = options
  const sandbox = await startSandbox({
    vendors: ['24nettbutikk'],
    now,
    ...others,
    switches: { '24nettbutikk': switches },
  })
  sandbox.clock.freeze()
  sandbox.clock.set(now)
  const side = sandbox.vendor('24nettbutikk')
  const whole = (path: string): string => (path.startsWith('http') ? path : `${side.url}${path}`)
  const call: Shop['call'] = (method, path, headers = basic(token)) => send(whole(path), method, headers)
  const put: Shop['put'] = (word, fields = {}, more = {}) => side.act({ put: word, fields, ...more })
  return {
    sandbox,
    side,
    url: side.url,
    call,
    put,
    ok: async (path) => {
      const reply = await call('GET', path)
      if (reply.status !== 200) throw new Error(`GET ${path}: ${reply.status} ${reply.text}`)
      return reply.json
    },
    fill: (word, count) => {
      for (let made = 0; made < count; made += 1) {
        put(word)
        sandbox.clock.advance(1000)
      }
    },
    control: (method, path, body) => send(`${sandbox.ready.control}${path}`, method, {}, body),
    close: () => sandbox.close(),
  }
}

/** Unix seconds of the sandbox's clock. */
export function secondsOf(shop: Shop): number {
  return Math.floor(shop.sandbox.clock.now() / 1000)
}

export function idsOf(reply: Loose): number[] {
  return reply.data.map((row: Loose) => row.id ?? row.order_no)
}
