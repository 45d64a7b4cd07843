// One row of a vendor's error table against the real client: an answer, and what becomes of a read and of a write by it.
import { expect } from 'vitest'
import { VendorError } from '../../src/model/errors.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { ApiInput, Provider } from '../../src/model/provider.ts'
import { base, elsewhere, type FakeAnswer, fakeVendor, signal } from './fake-vendor.ts'

/** The code, how often the call is sent, and whether a write may have been carried out. */
export type Becomes = readonly [code: string, calls: number, doubt?: 'in doubt']

export interface ErrorRow {
  readonly what: string
  readonly answer: FakeAnswer
  readonly read: Becomes
  /** Of a write that must not be sent twice, and of one that may; absent where the vendor has none such. */
  readonly once?: Becomes
  readonly again?: Becomes
  /** The vendor's words as they are told. */
  readonly words?: string
}

export interface Sending {
  readonly provider: Provider
  readonly values: JsonObject
  readonly id: string
  readonly input: ApiInput
}

const secrets = /sesame/

export async function becomes({ answer, words }: ErrorRow, sending: Sending, expected: Becomes): Promise<void> {
  const { provider, values, id, input } = sending
  const { session, sent, traces } = fakeVendor(provider, { values: { url: base, ...values } }, () => answer)
  const error: unknown = await provider.api.send(session, id, input, signal).catch((reason: unknown) => reason)
  if (!(error instanceof VendorError)) throw new Error(`no VendorError but ${String(error)}`)
  const [code, calls, doubt] = expected
  expect({ code: error.code, calls: sent.length, effect: error.effect }).toEqual({
    code,
    calls,
    effect: doubt === undefined ? 'none' : 'unknown',
  })
  expect(error.message).toMatch(/^here: /)
  if (words !== undefined) expect(error.message).toContain(`"${words}"`)
  if (doubt !== undefined) expect(error.message).toContain('it is not known whether the vendor carried it out')
  // Whoever was asked, it was not the host of a redirect, and nothing that is told holds a credential.
  expect(sent.filter(({ url }) => url.host !== new URL(base).host)).toEqual([])
  expect([error.message, error.hint, ...traces].join('\n')).not.toMatch(secrets)
}

const to = (status: number): FakeAnswer => ({ ...elsewhere, status })

/** What no vendor documents and every one may answer. `E2004` of a read is a web page or half a body that stays so. */
export const anywhere: readonly ErrorRow[] = [
  { what: '429', answer: { status: 429 }, read: ['E2005', 2], once: ['E2005', 2], again: ['E2005', 2] },
  row5xx('500 with an empty body', { status: 500 }),
  row5xx('502 with a web page', { status: 502, body: '<html><title>Bad Gateway</title></html>' }),
  row5xx('503 with half a body', { status: 503, body: '{"error":"mainten' }),
  row5xx('408', { status: 408 }),
  unusable('a success with an empty body', { body: '' }),
  unusable('a success that is a web page', { body: '<!doctype html><title>Log in</title>' }),
  unusable('a success with half a text', { body: '[{"id":1,"na' }),
  {
    what: 'a success that breaks off',
    answer: { body: [{ id: 1, name: 'Stol' }], truncated: true },
    read: ['E2001', 4],
    once: ['E2009', 1, 'in doubt'],
    again: ['E2001', 4, 'in doubt'],
  },
  // A redirect says "not here": the write was not done, but where 302 and 303 may follow one that was.
  ...[301, 307, 308].map(
    (status): ErrorRow => ({
      what: `${status} to another host`,
      answer: to(status),
      read: ['E2004', 1],
      once: ['E2004', 1],
      again: ['E2004', 1],
    }),
  ),
  ...[302, 303].map(
    (status): ErrorRow => ({
      what: `${status} to another host`,
      answer: to(status),
      read: ['E2004', 1],
      once: ['E2004', 1, 'in doubt'],
      again: ['E2004', 1, 'in doubt'],
    }),
  ),
]

function row5xx(what: string, answer: FakeAnswer): ErrorRow {
  return { what, answer, read: ['E2003', 4], once: ['E2009', 1, 'in doubt'], again: ['E2003', 4, 'in doubt'] }
}

function unusable(what: string, answer: FakeAnswer): ErrorRow {
  return { what, answer, read: ['E2004', 4], once: ['E2009', 1, 'in doubt'], again: ['E2004', 4, 'in doubt'] }
}
