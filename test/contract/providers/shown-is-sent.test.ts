// `butik api --show-request` shows what would be sent: every operation of every vendor, with the settings that change what
// is sent set to what is not their default.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import type { ApiInput, ApiOperation, ApiRequest, Provider } from '../../../src/model/provider.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import { base, type FakeRequest, fakeVendor, signal } from '../../support/fake-vendor.ts'

const providers = await loadProviders()

const settings: { readonly [vendor: string]: JsonObject } = {
  shoporama: { token: 'sesame-0123' },
  'distribution-innovation': {
    username: 'sesame-user',
    password: 'sesame-0123',
    body_version: 'middle',
    assume: { patch_path: '/ws/json/shop/v-9/{shopId}/edit' },
  },
  'venue-manager': {
    customer_token: 'sesame-0123',
    api_username: 'sesame-user',
    api_password: 'sesame-4567',
    assume: { product_argument: 'productId' },
  },
  '24nettbutikk': { token: 'sesame-0123', assume: { segment_order: 'offset_limit' } },
  scanpay: { api_key: 's12:3:sesame-0123', shop_id: 12 },
}

/** Everything that the operation takes, each with a value of its own, so that none can be taken for another. */
function everything({ id, parameters, takesBody }: ApiOperation): ApiInput {
  const given = parameters.map(({ name }, index) => [name, String(index + 1)] as const)
  // A login without a body is the one of the connection.
  const body = takesBody && id !== 'auth.login' ? { body: { note: 'x', list: [1] } } : {}
  return { parameters: Object.fromEntries(given), ...body }
}

/** A request of the fake vendor in the form in which one is shown. */
function asShown({ method, url, headers, body }: FakeRequest): ApiRequest {
  const authorization = headers.get('authorization')
  const masked = authorization === null ? {} : { authorization: authorization.replace(/ .*/, ' ***') }
  return {
    method,
    url: url.href,
    headers: { ...Object.fromEntries(headers), ...masked },
    ...(body === undefined ? {} : { body: JSON.parse(body.replaceAll(/"sesame[^"]*"/g, '"***"')) }),
  }
}

const answers = (provider: Provider) =>
  fakeVendor(provider, { values: { url: base, ...settings[provider.vendor] } }, ({ path }) => ({
    body: path.includes('/auth/') ? { token: 'token-1' } : {},
  }))

async function compare(provider: Provider, id: string, input: ApiInput): Promise<void> {
  const { session, sent } = answers(provider)
  const shown = provider.api.show(session, id, input)
  expect(sent).toEqual([])
  await provider.api.send(session, id, input, signal)
  const last = sent.at(-1)
  expect(shown).toEqual(last === undefined ? undefined : asShown(last))
}

describe.each(providers)('$vendor', (provider) => {
  const { operations } = provider.api
  test.each(operations)('$id', (operation) => compare(provider, operation.id, everything(operation)))

  test.each(operations.filter(({ takesBody }) => !takesBody))('$id, with as little as it takes', (operation) => {
    const needed = operation.parameters.filter(({ required }) => required)
    return compare(provider, operation.id, everything({ ...operation, parameters: needed }))
  })
})

test('who logs in as somebody else has both parts masked', () => {
  const provider = providers.find(({ vendor }) => vendor === 'distribution-innovation')
  if (provider === undefined) throw new Error('no such vendor')
  const { session } = answers(provider)
  const input = { parameters: { minutes: '5', username: 'somebody', password: 'else' } }
  expect(provider.api.show(session, 'auth.login', input).body).toEqual({ username: '***', password: '***' })
})
