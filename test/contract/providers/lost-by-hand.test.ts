// A write of `butik api` whose answer is lost: no later run settles it, so whoever sent it is told to look, and where.
import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import type { ApiInput } from '../../../src/model/provider.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import { base, fakeVendor, signal } from '../../support/fake-vendor.ts'

const providers = await loadProviders()

const look = 'look at the vendor before you send it again'

test.each<[string, JsonObject, string, ApiInput, string]>([
  ['shoporama', { token: 'sesame' }, 'supplier.create', { parameters: { name: 'Acme' } }, look],
  ['venue-manager', {}, 'customer.resetpass', { parameters: { username: 'a@b.example' } }, look],
  [
    'scanpay',
    { api_key: 's12:3:sesame-0123' },
    'pay.new',
    { parameters: {}, body: {} },
    'look in the dashboard before you send it again',
  ],
  [
    'distribution-innovation',
    { username: 'wsfoobar', password: 'sesame' },
    'shop.create',
    { parameters: {}, body: {} },
    'the vendor shows no shops: ask Distribution Innovation whether it was made, and with which id',
  ],
])('%s', async (vendor, values, id, input, hint) => {
  const provider = providers.find((one) => one.vendor === vendor)
  if (provider === undefined) throw new Error('no such vendor')
  const { session } = fakeVendor(provider, { values: { url: base, ...values } }, ({ path }) =>
    path.includes('/auth/') ? { body: { token: 'token-1' } } : { body: { id: 1 }, truncated: true },
  )
  await expect(provider.api.send(session, id, input, signal)).rejects.toMatchObject({
    code: 'E2009',
    effect: 'unknown',
    hint,
  })
})

test('24nettbutikk has no writes', () => {
  const provider = providers.find(({ vendor }) => vendor === '24nettbutikk')
  expect(provider?.api.operations.filter(({ writes }) => writes)).toEqual([])
})
