// The class of every operation of every contract, and what the client makes of each class under each fault: the client
// decides by the class and by nothing else.
import { describe, expect, test } from 'vitest'
import { vendors } from '../../scripts/vendor-facts.ts'
import { nameOf } from '../../src/http/operation.ts'
import { repeatOf } from '../../src/http/repeat.ts'
import type { Repeat } from '../../src/model/provider.ts'
import { loadProviders } from '../../src/providers/index.ts'
import { client, failure, live, network, type Step, scripted, text } from '../unit/http/scripted.ts'

const providers = await loadProviders()

/** Every writing operation by its class; one whose body or account decides is named with both. */
const writing: { readonly [vendor: string]: { readonly [classes: string]: readonly string[] } } = {
  shoporama: {
    'look-first': [
      'supplier.create',
      'profile.create',
      'profile_attribute.create',
      'profile_attribute_value.create',
      'category.create',
      'product.create',
    ],
    never: ['order.create'],
    safe: [
      'supplier.delete',
      'profile.delete',
      'profile_attribute.delete',
      'profile_attribute_value.delete',
      'category.delete',
      'product.delete',
    ],
    'safe or look-first': [
      'supplier.update',
      'profile.update',
      'profile_attribute.update',
      'profile_attribute_value.update',
      'category.update',
      'product.update',
      'stock.post',
      'order.update',
    ],
  },
  'distribution-innovation': { 'look-first': ['shop.create'], 'safe or look-first': ['shop.update'] },
  'venue-manager': { never: ['every one that writes'] },
  '24nettbutikk': {},
  scanpay: {
    never: ['pay.new', 'sub.renew', 'v1.new', 'v1.capture', 'v1.refund', 'v1.void', 'v1.renew'],
    safe: ['pay.expire', 'sub.invalidate'],
    'with-key': ['trn.capture', 'trn.refund', 'trn.void', 'sub.charge', 'v1.charge'],
  },
}

describe.each(vendors.map(({ vendor, operations }) => [vendor, operations] as const))('%s', (vendor, operations) => {
  test('every operation that writes has the class that is meant, every other is safe', () => {
    const found: { [classes: string]: string[] } = {}
    for (const { id, repeat, writes } of operations) {
      if (!writes) expect([id, repeat]).toEqual([id, 'safe'])
      else {
        const classes = typeof repeat === 'string' ? repeat : repeat.classes.join(' or ')
        found[classes] = [...(found[classes] ?? []), id]
      }
    }
    if (vendor !== 'venue-manager') expect(found).toEqual(writing[vendor])
    else expect(Object.keys(found)).toEqual(['never'])
  })

  test('what a body decides is one of the classes that are named', () => {
    for (const operation of operations) {
      if (typeof operation.repeat === 'string') continue
      const bodies = [undefined, {}, { images: [{ url: 'x' }] }, [{ op: 'remove', path: '/ceo' }]]
      for (const body of bodies) expect(operation.repeat.classes).toContain(repeatOf(operation, { body }))
    }
  })

  test('a key is wanted only where there is a header for it', () => {
    for (const { id, repeat, headers } of operations)
      expect([id, repeat === 'with-key']).toEqual([id, Object.hasOwn(headers?.shape ?? {}, 'idempotency-key')])
  })

  test('a plan writes only what the run after it settles', () => {
    const byName = new Map(operations.map((operation) => [nameOf(operation), operation]))
    const kinds = providers.find((provider) => provider.vendor === vendor)?.kinds ?? []
    for (const { name, writing: powers } of kinds) {
      for (const power of Object.values(powers) as readonly { readonly operation: string }[]) {
        const { repeat } = byName.get(power.operation) ?? {}
        expect([name, power.operation, repeat], 'in the contract').not.toContain(undefined)
        expect([name, repeat], 'with-key and never are for butik api').not.toEqual([
          name,
          expect.stringMatching('never|with-key'),
        ])
      }
    }
  })
})

const hang = 'hang' as const
const refusal = text(500, 'refused in words')

/** Calls that are made, and what is known of the write then, where it may be sent twice and where it may not. */
const faults: readonly [
  name: string,
  step: Step,
  twice: readonly [number, string, 'none' | 'unknown'],
  once: readonly [number, string, 'none' | 'unknown'],
][] = [
  ['refused connection', network('ECONNREFUSED', 'connect'), [4, 'E2001', 'none'], [4, 'E2001', 'none']],
  ['DNS', network('ENOTFOUND', 'getaddrinfo'), [4, 'E2001', 'none'], [4, 'E2001', 'none']],
  ['certificate', network('DEPTH_ZERO_SELF_SIGNED_CERT'), [1, 'E2001', 'none'], [1, 'E2001', 'none']],
  ['reset', network('ECONNRESET'), [4, 'E2001', 'unknown'], [1, 'E2009', 'unknown']],
  ['time-out', hang, [4, 'E2001', 'unknown'], [1, 'E2009', 'unknown']],
  ['500', text(500, ''), [4, 'E2003', 'unknown'], [1, 'E2009', 'unknown']],
  ['500 that refuses in words', refusal, [1, 'E2003', 'none'], [1, 'E2003', 'none']],
  ['503 with Retry-After', text(503, '', { 'retry-after': '1' }), [4, 'E2003', 'unknown'], [1, 'E2009', 'unknown']],
  ['408', text(408, ''), [4, 'E2003', 'unknown'], [1, 'E2009', 'unknown']],
  ['429', text(429, ''), [2, 'E2005', 'none'], [2, 'E2005', 'none']],
  ['429 with Retry-After', text(429, '', { 'retry-after': '1' }), [4, 'E2005', 'none'], [4, 'E2005', 'none']],
  ['429 for an hour', text(429, '', { 'retry-after': '3600' }), [1, 'E2005', 'none'], [1, 'E2005', 'none']],
  ['web page', text(200, '<html>'), [4, 'E2004', 'unknown'], [1, 'E2009', 'unknown']],
  ['half of the JSON', text(200, '{"a":'), [4, 'E2004', 'unknown'], [1, 'E2009', 'unknown']],
  ['empty', text(200, ''), [4, 'E2004', 'unknown'], [1, 'E2009', 'unknown']],
  ['400', text(400, ''), [1, 'E2003', 'none'], [1, 'E2003', 'none']],
  ['401', text(401, ''), [1, 'E2002', 'none'], [1, 'E2002', 'none']],
  ['redirect', text(302, '', { location: 'https://other.example' }), [1, 'E2004', 'unknown'], [1, 'E2004', 'unknown']],
]

const classes: readonly (readonly [name: string, repeat: Repeat, twice: boolean, headers: Record<string, string>])[] = [
  ['safe', 'safe', true, {}],
  ['with-key, with its key', 'with-key', true, { 'Idempotency-Key': 'one' }],
  ['with-key, without one', 'with-key', false, {}],
  ['look-first', 'look-first', false, {}],
  ['never', 'never', false, { 'idempotency-key': 'one' }],
]

describe.each(classes)('%s', (_, repeat, mayBeTwice, headers) => {
  test.each(faults)('%s', async (_name, step, twice, once) => {
    const { ports, calls } = scripted(step)
    const shop = client(ports, { timeoutMs: 10, isRefusal: (_status, body) => body === 'refused in words' })
    const request = { method: 'POST', path: '/x', body: {}, headers, repeat, signal: live }
    const error = await failure(shop.send(request))
    const [count, code, effect] = mayBeTwice ? twice : once
    expect([calls.length, error.code, error.effect]).toEqual([count, code, effect])
    // The same call each time: what tells two apart must not change on the way.
    const keys = calls.map(({ init }) => new Headers(init.headers).get('idempotency-key'))
    expect(new Set(keys).size).toBe(1)
  })

  test('who looks is said', async () => {
    if (mayBeTwice) return
    const request = { method: 'POST', path: '/x', body: {}, headers, repeat, signal: live }
    const error = await failure(client(scripted(network('ECONNRESET')).ports).send(request))
    expect(error.hint).toMatch(repeat === 'look-first' ? /^the next run looks/ : /^look at the vendor before you send/)
  })
})
