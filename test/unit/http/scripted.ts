// A vendor that follows a script, and the requests that the tests of the client send to it.
import { expect } from 'vitest'
import { createHttpClient, type HttpClient, type HttpOptions, type HttpRequest } from '../../../src/http/client.ts'
import type { VendorError } from '../../../src/model/errors.ts'
import { type TestPorts, testPorts } from './ports.ts'

export type Step = Response | Error | 'hang' | ((url: URL, init: RequestInit) => Response)

export interface Call {
  readonly url: URL
  readonly init: RequestInit
}

/** Answers with the steps in turn, the last one for ever. */
export function scripted(...steps: readonly Step[]): { ports: TestPorts; calls: Call[] } {
  const calls: Call[] = []
  const port: typeof fetch = async (input, init = {}) => {
    const url = new URL(String(input))
    const step = steps[Math.min(calls.length, steps.length - 1)]
    calls.push({ url, init })
    if (step === 'hang' || step === undefined) return await new Promise<Response>(() => {})
    if (step instanceof Error) throw step
    return typeof step === 'function' ? step(url, init) : step.clone()
  }
  return { ports: testPorts(port), calls }
}

export function client(ports: TestPorts, more: Partial<HttpOptions> = {}): HttpClient {
  return createHttpClient({
    connection: 'shop',
    baseUrl: 'https://api.example/REST/',
    ports,
    headers: () => ({ authorization: 'Bearer tok-123456', 'user-agent': 'butik/0' }),
    secrets: ['tok-123456'],
    ...more,
  })
}

export const live = new AbortController().signal
export const read: HttpRequest = { method: 'GET', path: '/product', repeat: 'safe', signal: live }
export const put: HttpRequest = {
  method: 'put',
  path: '/product/1',
  body: { name: 'Bænk' },
  repeat: 'safe',
  signal: live,
}
export const create: HttpRequest = {
  method: 'POST',
  path: '/product',
  body: { name: 'x' },
  repeat: 'look-first',
  signal: live,
}

export const ok = () => Response.json({ ok: true })
export const text = (status: number, body: string, headers: Record<string, string> = {}) =>
  new Response(body, { status, headers })
export const network = (code: string, syscall?: string) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code, syscall }) })

export async function failure(promise: Promise<unknown>): Promise<VendorError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'VendorError' })
  return error as VendorError
}
