// Venue Manager is only read: which credentials go where, in which languages what is read, and what its errors mean.
import { describe, expect, test } from 'vitest'
import type { DeclareContext, Kind, Page } from '../../../../src/model/provider.ts'
import { insideForm, type ValueContext } from '../../../../src/pipeline/values.ts'
import { parseYaml } from '../../../../src/pipeline/yaml-parse.ts'
import { operations } from '../../../../src/providers/venue-manager/contract.ts'
import { venueManager } from '../../../../src/providers/venue-manager/index.ts'
import type { VenueSession } from '../../../../src/providers/venue-manager/session.ts'
import { base, fakeVendor, signal } from '../../../support/fake-vendor.ts'

const secrets = { customer_token: 'jwt-sesame-0123', api_username: 'erp-user-77', api_password: 'open-sesame-9' }
const values = { url: base }

function kindOf(name: string): Kind<VenueSession> {
  const found = venueManager.kinds.find((kind) => kind.name === name)
  if (found === undefined) throw new Error(name)
  return found
}

async function listed(name: string, session: VenueSession) {
  const { reading } = kindOf(name)
  if (reading.by !== 'list') throw new Error('not by list')
  const found: Page[] = []
  for await (const page of reading.list(session, signal)) found.push(page)
  return found.flatMap(({ objects }) => objects)
}

function declared(name: string, yaml: string, settings: { languages?: string[]; address_types?: string[] } = {}) {
  const { root } = parseYaml('a.yaml', yaml)
  if (root?.type !== 'map') throw new Error('no mapping')
  const kind = kindOf(name)
  const problems: string[] = []
  const values: ValueContext = {
    contents: { of: () => ({ code: 'E1010', summary: 'none' }), digests: () => null },
    reference: () => undefined,
    report: ({ summary }) => problems.push(summary),
    secret: () => undefined,
    digestSecret: () => '',
  }
  const context = {
    key: 'x',
    value: (field: string, node: Parameters<DeclareContext['value']>[1]) => {
      const traits = kind.fields[field]
      return traits === undefined ? undefined : insideForm(traits, node, values)
    },
  }
  const spec = kind.declare(root, context as unknown as DeclareContext)
  kind.check?.(spec, {
    settings,
    report: ({ summary, hint }, path) =>
      problems.push([summary, hint, path].filter((part) => part !== undefined).join('; ')),
  })
  return { spec, problems }
}

const product = {
  id: 3,
  name: 'Årskort 2019',
  label: 'aarskort2019',
  productType: 'seasoncard',
  priceInclVat: 685,
  vat: 137,
  currencyCode: 'DKK',
  hasInventoryPerDate: false,
  appData: { header: 'Årskort', description: 'Årskort til hele året', image: null },
  properties: { seasonCardIsBuyable: '1', seasonCardIsRenewable: '0' },
}

describe('reading', () => {
  test('a product in one form: ids as text, money exact, season flags as flags, empty as null', async () => {
    const { session, calls, sent } = fakeVendor(venueManager, { values }, () => ({ body: [product] }))
    expect(await listed('product', session)).toEqual([
      {
        kind: 'product',
        remoteId: '3',
        spec: {
          id: '3',
          name: 'Årskort 2019',
          label: 'aarskort2019',
          productType: 'seasoncard',
          priceInclVat: '685',
          vat: '137',
          currencyCode: 'DKK',
          hasInventoryPerDate: false,
          appData: { header: 'Årskort', description: 'Årskort til hele året', image: null },
          properties: { seasonCardIsBuyable: true, seasonCardIsRenewable: false },
          language: 'default',
        },
      },
    ])
    expect(calls()).toEqual(['GET /catalog/products/'])
    // The catalogue takes no credentials, so none are sent.
    expect(sent[0]?.headers.get('authorization')).toBeNull()
  })

  test('each language is a reading of its own, besides the default of the shop', async () => {
    const { session, calls } = fakeVendor(
      venueManager,
      { values: { ...values, languages: ['en', 'de'] } },
      ({ url }) => ({
        body: [{ id: 8, name: url.searchParams.get('languageCode') ?? 'dansk', label: 'l' }],
      }),
    )
    expect(
      (await listed('category', session)).map(({ remoteId, spec }) => [remoteId, spec['name'], spec['language']]),
    ).toEqual([
      ['8', 'dansk', 'default'],
      ['8/en', 'en', 'en'],
      ['8/de', 'de', 'de'],
    ])
    expect(calls()).toEqual([
      'GET /catalog/categories',
      'GET /catalog/categories?languageCode=en',
      'GET /catalog/categories?languageCode=de',
    ])
  })

  test('address fields are read for each type of address, and know which', async () => {
    const types = { ...values, address_types: ['billing', 'season_card'] }
    const { session, calls } = fakeVendor(venueManager, { values: types }, () => ({
      body: [
        {
          field: 'firstname',
          type: 'string',
          name: 'Fornavn',
          required: true,
          optionalOnCreation: true,
          values: [{ value: 'M', name: 'Mand' }],
        },
      ],
    }))
    expect((await listed('address_field', session)).map(({ remoteId }) => remoteId)).toEqual([
      'firstname/billing',
      'firstname/season_card',
    ])
    expect(calls()).toEqual(['GET /config/address?addressType=billing', 'GET /config/address?addressType=season_card'])
  })

  test('geofences and customer groups', async () => {
    const fence = {
      id: 1,
      latitude: -56.13,
      longitude: 10.193669,
      radius: 120,
      name: 'Arena',
      topics: { inside: '/i', outside: '/o' },
      messages: { in: { title: 'Hej', body: '' }, out: { title: 'Farvel', body: 'x' } },
    }
    const fences = fakeVendor(venueManager, { values }, () => ({ body: [fence] }))
    expect((await listed('geofence', fences.session))[0]?.spec).toMatchObject({
      latitude: '-56.13',
      radius: '120',
      messages: { in: { title: 'Hej', body: null } },
    })
    const groups = fakeVendor(venueManager, { values }, () => ({
      body: [{ id: 17721, name: 'Sponsor', type: 'normal' }],
    }))
    expect(await listed('customer_group', groups.session)).toEqual([
      { kind: 'customer_group', remoteId: '17721', spec: { id: '17721', name: 'Sponsor', type: 'normal' } },
    ])
  })

  test.each([
    [
      'product',
      [{ ...product }, { label: 'b', id: '' }],
      'GET /catalog/products/: row 2 ("b") has no "id" to know it by',
    ],
    ['geofence', [{ radius: 1 }], 'GET /config/geofence: row 1 has no "id" to know it by'],
    ['address_field', [{ name: 'Fornavn' }], 'GET /config/address: row 1 ("Fornavn") has no "field" to know it by'],
  ])('a %s that cannot be known is an error, as two of them would be one', async (name, body, message) => {
    const { session } = fakeVendor(venueManager, { values }, () => ({ body }))
    await expect(listed(name, session)).rejects.toMatchObject({
      code: 'E2004',
      message: `here: ${message}`,
      effect: 'none',
    })
  })

  test.each([
    ['an object', {}],
    ['an empty body', ''],
    ['a web page', '<html></html>'],
  ])('a list that is %s is no list', async (_what, body) => {
    const { session } = fakeVendor(venueManager, { values }, () => ({ body }))
    await expect(listed('product', session)).rejects.toMatchObject({ code: 'E2004', effect: 'none' })
  })
})

describe('what is expected', () => {
  test('is found by id, label or name, in the default language unless it says another', () => {
    expect(declared('product', '{ label: aarskort, priceInclVat: 685.00 }')).toEqual({
      spec: { language: 'default', label: 'aarskort', priceInclVat: '685' },
      problems: [],
    })
    expect(declared('geofence', '{ id: 1, latitude: -56.130, language: en }', { languages: ['en'] })).toEqual({
      spec: { id: '1', latitude: '-56.13', language: 'en' },
      problems: [],
    })
    expect(declared('address_field', '{ field: firstname, required: true }').spec).toEqual({
      language: 'default',
      addressType: 'billing',
      field: 'firstname',
      required: true,
    })
  })

  test('needs something to be found by, and a language that is read', () => {
    expect(declared('product', '{ priceInclVat: 1 }').problems).toEqual([
      'a product needs "id" or "label" or "name" to be found by',
    ])
    expect(declared('product', '{ id: 1, language: en }', { languages: ['de'] }).problems).toEqual([
      'the language "en" is not read; add it to the connection in butik.yaml: languages: [de, en]; language',
    ])
  })

  test.each([
    ['{ field: email }', {}, []],
    ['{ field: email, addressType: season_card }', { address_types: ['billing', 'season_card'] }, []],
    [
      '{ field: email, addressType: season_card }',
      {},
      [
        'the type of address "season_card" is not read; add it to the connection in butik.yaml: address_types: [billing, season_card]; addressType',
      ],
    ],
    [
      '{ field: email }',
      { address_types: ['season_card'] },
      [
        'the type of address "billing" is not read; add it to the connection in butik.yaml: address_types: [season_card, billing]; addressType',
      ],
    ],
  ])('needs a type of address that is read: %s with %j', (yaml, settings, problems) => {
    expect(declared('address_field', yaml, settings).problems).toEqual(problems)
  })

  test('has a place where a person puts it right', () => {
    const { session } = fakeVendor(venueManager, { values }, () => ({}))
    expect(kindOf('geofence').byHand?.(session)).toBe('https://vendor.example, geofences')
  })
})

describe('settings', () => {
  test.each([
    [{}, 'it needs the setting "customer" or "url"'],
    [{ customer: 'Not A Name' }, 'customer is missing or wrong'],
    [{ url: 'vendor' }, 'url is not an http or https address'],
    [{ url: base, api_username: 'sesame' }, 'api_username and api_password go together'],
    [{ url: base, lang: [] }, 'lang is missing or wrong'],
  ])('%j', (written, message) => {
    const made = () => fakeVendor(venueManager, { values: written }, () => ({}))
    expect(made).toThrow(expect.objectContaining({ code: 'E1301', message: `connection here: ${message}` }))
  })

  test('the address is made from the customer, or written', () => {
    const of = (written: { [name: string]: string }) =>
      venueManager.url({
        name: 'x',
        vendor: 'venue-manager',
        values: written,
        bulk: { products: 1, postings: 1, bytes: 1 },
        probed: {},
      })
    expect(of({ customer: 'arena' })).toBe('https://arena.admin.venuemanager.net/api/core')
    expect(of({ customer: 'arena', url: `${base}/` })).toBe(base)
  })
})

describe('api', () => {
  const everything = { ...values, ...secrets }
  const inputs: { readonly [id: string]: { parameters?: { [name: string]: string }; body?: unknown } } = {
    'customer.read': { parameters: { customerId: '1', clientName: 'app' } },
    'customer.edit': { parameters: { customerId: '1' }, body: { address: [] } },
    'ordertransaction.savedcard': { parameters: { cardId: '1' } },
    'invoice.markAsPaid': { parameters: { externalId: 'DG 817' } },
    'catalog.product': { parameters: { id: '3' } },
  }
  const bearer = `Bearer ${secrets.customer_token}`
  const basic = `Basic ${Buffer.from(`${secrets.api_username}:${secrets.api_password}`).toString('base64')}`

  test.each(operations)('$id is sent with the credentials that it takes', async (operation) => {
    const { session, sent } = fakeVendor(venueManager, { values: everything }, () => ({ status: 200, body: {} }))
    const { parameters = {}, body = {} } = inputs[operation.id] ?? {}
    const input = { parameters, ...(operation.body === undefined ? {} : { body: body as never }) }
    await venueManager.api.send(session, operation.id, input, signal)
    const [request] = sent
    expect(request?.method).toBe(operation.method)
    expect(request?.headers.get('authorization')).toBe({ none: null, customer: bearer, basic }[operation.takes])
    const path = operation.path.replace(/\{\w+\}/, encodeURIComponent(Object.values(parameters)[0] ?? ''))
    expect(request?.url.pathname).toBe(`/api${path}`)
  })

  test('says which setting is missing', async () => {
    const { session, sent } = fakeVendor(venueManager, { values }, () => ({}))
    const call = (id: string) => venueManager.api.send(session, id, { parameters: {} }, signal)
    await expect(call('invoice.list')).rejects.toMatchObject({
      code: 'E1301',
      message: expect.stringContaining('api_username and api_password'),
    })
    await expect(call('token.validate')).rejects.toMatchObject({
      code: 'E1301',
      message: expect.stringContaining('customer_token'),
    })
    expect(sent).toEqual([])
  })

  test('takes XML where it was asked for, and names one product as the account does', async () => {
    const { session, calls } = fakeVendor(
      venueManager,
      { values: everything, probed: { product_argument: 'productId' } },
      () => ({ body: '<invoices/>' }),
    )
    const reply = await venueManager.api.send(session, 'invoice.list', { parameters: { format: 'xml' } }, signal)
    expect(reply.text).toBe('<invoices/>')
    await venueManager.api.send(session, 'catalog.product', { parameters: { id: '3' } }, signal).catch(() => undefined)
    expect(calls().at(-1)).toBe('GET /catalog/product/?productId=3')
  })
})

describe('secrets', () => {
  test('no secret is in a message, trace, request shown or reply', async () => {
    const all = Object.values(secrets)
    const { session, traces } = fakeVendor(venueManager, { values: { ...values, ...secrets } }, ({ url }) =>
      url.pathname.endsWith('invoice') ? { status: 400, body: { error: all.join(' ') } } : { body: { echo: all } },
    )
    const error = await venueManager.api
      .send(session, 'invoice.list', { parameters: {} }, signal)
      .catch((caught: unknown) => caught)
    const reply = await venueManager.api.send(session, 'token.data', { parameters: { token: 'x' } }, signal)
    const shown = ['invoice.list', 'token.data'].map((id) =>
      venueManager.api.show(session, id, { parameters: { token: 'x' } }),
    )
    for (const text of [String(error), JSON.stringify(reply), JSON.stringify(shown), ...traces])
      for (const secret of all) expect(text).not.toContain(secret)
  })
})

describe('doctor and probe', () => {
  test('tries what the connection has of credentials, each on its own', async () => {
    const headers = { date: 'Sun, 01 Mar 2026 12:00:00 GMT' }
    const open = fakeVendor(venueManager, { values }, () => ({ body: 42, headers }))
    expect(await venueManager.doctor.ask(open.session, signal)).toEqual({
      date: headers.date,
      note: 'the catalogue takes no credentials',
    })
    const closed = fakeVendor(venueManager, { values: { ...values, ...secrets } }, ({ url }) =>
      url.pathname.endsWith('token') ? { status: 204 } : { body: [] },
    )
    expect(await venueManager.doctor.ask(closed.session, signal)).toMatchObject({
      note: 'the API user and the customer token',
    })
    expect(closed.calls()).toEqual(['GET /test/integer', 'GET /invoice?limit=1', 'GET /customer/token'])
  })

  test.each([
    ['id', { known: true, value: 'id', evidence: 'id=4 gave that product' }],
    ['productId', { known: true, value: 'productId', evidence: 'productId=4 gave that product' }],
    ['sku', { known: false, why: 'none of id, productId, product_id gave the product that was asked for' }],
  ])('the argument of one product is found out: %s', async (argument, finding) => {
    const { session } = fakeVendor(venueManager, { values }, ({ url }) => {
      if (url.pathname.endsWith('/products/')) return { body: [product, { ...product, id: 4 }] }
      // What is not known is ignored, and the first one given.
      return { body: { ...product, id: Number(url.searchParams.get(argument) ?? 3) } }
    })
    expect(await venueManager.probes[0]?.run(session, signal)).toEqual(finding)
  })
})
