/** What the provider's tests stand on: a vendor that follows a script, and sessions that talk to it. */
import { defaultLimits } from '../../../../src/model/config.ts'
import { VendorError } from '../../../../src/model/errors.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import type { ConnectionSettings, Kind } from '../../../../src/model/provider.ts'
import type { Observed } from '../../../../src/model/resource.ts'
import { scanpay } from '../../../../src/providers/scanpay/index.ts'
import type { ScanpaySession } from '../../../../src/providers/scanpay/session.ts'
import { type TestPorts, testPorts } from '../../http/ports.ts'

/** No key that ever was: the form of one, and a last part that can be looked for in what comes out. */
export const key = 's12:4:not-a-real-key'
export const basic = `Basic ${Buffer.from(key).toString('base64')}`

export function connection(values: JsonObject = {}, probed: JsonObject = {}): ConnectionSettings {
  return { name: 'pay', vendor: 'scanpay', values: { api_key: key, ...values }, bulk: defaultLimits.bulk, probed }
}

export interface Call {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string | undefined
}

export interface FakeVendor {
  readonly session: ScanpaySession
  readonly calls: Call[]
  readonly ports: TestPorts
  /** `GET https://api.scanpay.dk/v2/12:seq:0`, in order. */
  sent(): readonly string[]
}

export type Answer = (call: Call, index: number) => Response | Error

export function fakeVendor(answer: Answer, values: JsonObject = {}, probed: JsonObject = {}): FakeVendor {
  const calls: Call[] = []
  const ports = testPorts(async (input, init = {}) => {
    const { method = 'GET', headers, body } = init
    const call = { method, url: String(input), headers: new Headers(headers), body: body?.toString() }
    calls.push(call)
    const response = answer(call, calls.length - 1)
    if (response instanceof Error) throw response
    return response
  })
  const session = scanpay.connect(connection(values, probed), ports)
  return { session, calls, ports, sent: () => calls.map(({ method, url }) => `${method} ${url}`) }
}

export const page = (seq: number, changes: readonly object[] = []): Response => Response.json({ changes, seq })
export const line = (status: number, text: string): Response => new Response(`${text}\n`, { status })
export const refusal = (): Response => line(403, 'invalid apikey')
const network = (code: string): Error =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) })
/** Nothing left this machine. */
export const unreachable = (): Error => network('ECONNREFUSED')
/** The request may have arrived. */
export const reset = (): Error => network('ECONNRESET')

export const signal: AbortSignal = new AbortController().signal

export async function failure(promise: Promise<unknown>): Promise<VendorError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof VendorError) return error
  throw new Error(`no VendorError but ${String(error)}`)
}

export async function listed(kind: Kind<ScanpaySession>, session: ScanpaySession): Promise<Observed[]> {
  if (kind.reading.by !== 'list') throw new Error(`${kind.name} is not read by list`)
  const all: Observed[] = []
  for await (const { objects } of kind.reading.list(session, signal)) all.push(...objects)
  return all
}
