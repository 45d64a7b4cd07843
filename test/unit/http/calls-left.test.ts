import { expect, test } from 'vitest'
import { callsLeft } from '../../../src/http/calls-left.ts'
import { client, ok, read, scripted, text } from './scripted.ts'

test.each([
  ['none', {}, undefined],
  ['the common ones', { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '17' }, { calls: 17, limit: 1000 }],
  ['with another dash', { 'x-rate-limit-limit': '60', 'x-rate-limit-remaining': '0' }, { calls: 0, limit: 60 }],
  ['without a limit', { 'x-ratelimit-remaining': '17' }, { calls: 17 }],
  ['a limit alone', { 'x-ratelimit-limit': '1000' }, undefined],
  [
    'of an early draft',
    { 'ratelimit-limit': '1000, 1000;w=86400', 'ratelimit-remaining': '3' },
    { calls: 3, limit: 1000, windowSeconds: 86_400 },
  ],
  ['of two times', { 'ratelimit-limit': '10, 10;w=1, 1000;w=86400', 'ratelimit-remaining': '9' }, undefined],
  ['in one header', { ratelimit: 'limit=100, remaining=50, reset=5' }, { calls: 50 }],
  [
    'of a late draft',
    { ratelimit: '"day";r=50;t=300', 'ratelimit-policy': '"day";q=1000;w=86400' },
    { calls: 50, limit: 1000, windowSeconds: 86_400 },
  ],
  ['no number', { 'x-ratelimit-remaining': 'many' }, undefined],
])('headers: %s', (_what, headers: Record<string, string>, left) => {
  expect(callsLeft(new Headers(headers))).toEqual(left)
})

test('the meter is told what an answer says of the calls that are left', async () => {
  const headers = { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '17' }
  const { ports } = scripted(Response.json({ ok: true }, { headers }), ok())
  await client(ports).send(read)
  await client(ports).send(read)
  expect(ports.metered.map(({ quota }) => quota)).toEqual([{ left: { calls: 17, limit: 1000 } }, undefined])
})

test('and that there are none', async () => {
  const words = { statusCode: (status: number) => (status === 403 ? ('E2005' as const) : undefined) }
  const told = async (...answers: Response[]) => {
    const { ports } = scripted(...answers)
    await client(ports, words)
      .send(read)
      .catch(() => undefined)
    return ports.metered.map(({ quota }) => quota)
  }
  expect(await told(text(429, ''))).toEqual([{ spent: {} }, { spent: {} }])
  expect(await told(text(429, '', { 'retry-after': '7200' }))).toEqual([{ spent: { waitMs: 7_200_000 } }])
  expect(await told(text(403, 'quota'))).toEqual([{ spent: {} }])
  expect(await told(text(404, ''))).toEqual([undefined])
})
