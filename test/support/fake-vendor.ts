// A vendor that is a function: each request of the real client is answered by it, and kept to be looked at. Nothing leaves
// this process.
import { defaultLimits } from '../../src/model/config.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Ports } from '../../src/model/ports.ts'
import type { Provider } from '../../src/model/provider.ts'

export interface FakeRequest {
  readonly method: string
  readonly url: URL
  readonly path: string
  readonly headers: Headers
  readonly body: string | undefined
}

export interface FakeAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** A text as it is; anything else as JSON. Absent: no body. */
  readonly body?: unknown
  /** Breaks off in the middle of the body. */
  readonly truncated?: boolean
}

export interface FakeVendor<Session> {
  readonly session: Session
  readonly sent: FakeRequest[]
  /** Lines of `-v`. */
  readonly traces: string[]
  /** `GET /orders/100/0`: what was sent so far, below the base. */
  calls(): string[]
}

export interface FakeOptions {
  readonly values: JsonObject
  readonly probed?: JsonObject
  /** The clock stands here, and moves by what is waited. */
  readonly now?: string
}

export const base = 'https://vendor.example/api'

export function fakeVendor<Session>(
  provider: Provider<Session>,
  { values, probed = {}, now = '2026-03-01T12:00:00Z' }: FakeOptions,
  answer: (request: FakeRequest, index: number) => FakeAnswer | Promise<FakeAnswer>,
): FakeVendor<Session> {
  const sent: FakeRequest[] = []
  const traces: string[] = []
  let time = Date.parse(now)
  const ports: Ports = {
    clock: {
      now: () => new Date(time),
      sleep: async (ms) => {
        time += ms
      },
    },
    meter: () => {},
    random: () => 0.5,
    hosts: new Map(),
    trace: (line) => void traces.push(line),
    fetch: async (input, init) => {
      const url = new URL(String(input))
      const request: FakeRequest = {
        method: init?.method ?? 'GET',
        url,
        path: url.href.slice(url.href.indexOf('/api') + '/api'.length),
        headers: new Headers(init?.headers),
        body: typeof init?.body === 'string' ? init.body : undefined,
      }
      sent.push(request)
      return responseOf(await answer(request, sent.length - 1))
    },
  }
  const session = provider.connect(
    { name: 'here', vendor: provider.vendor, values, bulk: defaultLimits.bulk, probed },
    ports,
  )
  return { session, sent, traces, calls: () => sent.map(({ method, path }) => `${method} ${path}`) }
}

function responseOf({ status = 200, headers = {}, body, truncated = false }: FakeAnswer): Response {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'text/plain' : 'application/json'
  const empty = status === 204 || status === 304
  const stream = truncated
    ? new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(text.slice(0, Math.ceil(text.length / 2))))
          controller.error(new Error('the connection broke off'))
        },
      })
    : text
  return new Response(empty ? null : stream, { status, headers: { 'content-type': type, ...headers } })
}

export const signal: AbortSignal = new AbortController().signal

/** Redirects that a test can give away: to another host, with a body that must not be asked for. */
export const elsewhere: FakeAnswer = { status: 302, headers: { location: 'https://elsewhere.example/take' } }
