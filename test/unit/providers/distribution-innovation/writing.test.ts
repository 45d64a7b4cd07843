/** Every field both ways, by create and by update, in each version of the body and each form of the patch. */
import { describe, expect, it } from 'vitest'
import { ReconcilerError } from '../../../../src/model/errors.ts'
import type { Json, JsonObject } from '../../../../src/model/json.ts'
import { shop } from '../../../../src/providers/distribution-innovation/resources/shop.ts'
import { address, change, failure, fakeVendor, least, make, refusal, v8 } from './fakes.ts'

const ids = [
  { freightProductId: '1', customerNumber: '3799475' },
  { freightProductId: '2', customerNumber: '0' },
]
const sentIds = [
  { freightProductId: 1, customerNumber: 3799475 },
  { freightProductId: 2, customerNumber: 0 },
]
const texts = ['legalName', 'delivererEDI', 'webShopPlatform', 'ceo', 'customerManager', 'contactPersonPhone']

interface Case {
  readonly field: string
  readonly value: Json
  readonly sent: Json
}

const cases: readonly Case[] = [
  ...texts.map((field) => ({ field, value: 'Ål & Ø', sent: 'Ål & Ø' })),
  { field: 'email', value: 'post@acme.example', sent: 'post@acme.example' },
  { field: 'organizationNumber', value: '123 456 789', sent: '123456789' },
  { field: 'vatLiable', value: false, sent: false },
  { field: 'externalCustomerIds', value: ids, sent: sentIds },
  { field: 'address', value: address, sent: address },
  {
    field: 'address',
    value: { ...address, streetNumber: '5', entrance: 'A' },
    sent: { ...address, streetNumber: 5, entrance: 'A' },
  },
  { field: 'address', value: { ...address, streetNumber: '5B' }, sent: { ...address, streetNumber: '5B' } },
  { field: 'address', value: { ...address, streetNumber: '05' }, sent: { ...address, streetNumber: '05' } },
  { field: 'address', value: { ...address, zipCode: '0150' }, sent: { ...address, zipCode: '0150' } },
]

async function created(fields: JsonObject, values: JsonObject = {}): Promise<Json | undefined> {
  const vendor = fakeVendor({}, values)
  await make(vendor.session, fields)
  return vendor.shops()[0]?.body
}

async function updated(fields: JsonObject, values: JsonObject = {}): Promise<Json | undefined> {
  const vendor = fakeVendor({}, values)
  await change(vendor.session, fields)
  return vendor.shops()[0]?.body
}

describe('every field of the shop', () => {
  it.each(cases)('$field $value, in a create', async ({ field, value, sent }) => {
    expect(await created({ ...v8, [field]: value })).toMatchObject({ shop: { [field]: sent } })
  })

  it.each(cases)('$field $value, in a partial update, alone', async ({ field, value, sent }) => {
    expect(await updated({ [field]: value })).toEqual({ [field]: sent })
  })

  it.each(cases)('$field $value, in a JSON Patch, alone', async ({ field, value, sent }) => {
    const op = ['email', 'address', 'vatLiable'].includes(field) ? 'replace' : 'add'
    expect(await updated({ [field]: value }, { patch_form: 'json-patch' })).toEqual([
      { op, path: `/${field}`, value: sent },
    ])
  })

  it('is in these cases', () => {
    const tested = new Set(cases.map(({ field }) => field))
    const taken = Object.keys(shop.fields).filter((name) => shop.fields[name]?.createOnly !== true)
    expect(taken.sort()).toEqual([...tested].sort())
  })
})

describe('the body of a create', () => {
  it('has in version v8 the collector and the transport solutions beside the shop', async () => {
    expect(await created({ ...v8, addressCollector: false, transportSolutionIds: ['1', '2', '3'], ceo: null })).toEqual(
      {
        ownerPartyKey: 'owner',
        addressCollector: false,
        transportSolutionIds: [1, 2, 3],
        shop: { email: 'post@acme.example', address },
      },
    )
  })

  it('has in the middle version a customer system', async () => {
    const customerSystem = {
      name: 'Acme',
      shortName: 'acme',
      customerFacingName: 'Acme Møbler',
      addressCollector: true,
    }
    const fields = { ...least, customerSystem, transportSolutionIds: ['1'] }
    expect(await created(fields, { body_version: 'middle' })).toEqual({
      ownerPartyKey: 'owner',
      customerSystem,
      transportSolutionIds: [1],
      shop: { email: 'post@acme.example', address },
    })
  })

  it('has in the early version nothing but owner and shop', async () => {
    expect(await created(least, { body_version: 'early' })).toEqual({
      ownerPartyKey: 'owner',
      shop: { email: 'post@acme.example', address },
    })
  })

  it('leaves out unset parts of the address, and never has an id', async () => {
    const unset = { ...v8, address: { ...address, streetNumber: null, entrance: null } }
    expect(await created(unset)).toMatchObject({ shop: { email: 'post@acme.example', address } })
    expect(JSON.stringify(await created(unset))).not.toMatch(/null|"id"/)
  })

  it('spells the transport solutions as the table or as the sample of the page', async () => {
    const assume = { transport_solution_spelling: 'transportSolutionsIds' }
    expect(await created(v8, { assume })).toMatchObject({ transportSolutionsIds: [1] })
    expect(await created(v8, { assume })).not.toHaveProperty('transportSolutionIds')
  })
})

describe('a create that cannot be right', () => {
  const transport = { transportSolutionIds: ['1'] }
  const system = { customerSystem: { name: 'Acme', shortName: 'acme' } }
  it.each<[string, JsonObject, JsonObject, string, string]>([
    ['early', { ...least, ...transport }, {}, 'E3007', 'body version early has no transportSolutionIds'],
    ['early', { ...least, addressCollector: true }, {}, 'E3007', 'body version early has no addressCollector'],
    [
      'middle',
      { ...least, ...transport, ...system, addressCollector: true },
      {},
      'E3007',
      'body version middle has no addressCollector',
    ],
    ['middle', least, {}, 'E1104', 'a shop that is to be made needs customerSystem'],
    ['v8', { ...v8, ...system }, {}, 'E3007', 'body version v8 has no customerSystem'],
    ['v8', { ...least, ...transport }, {}, 'E1104', 'a shop that is to be made needs addressCollector'],
    ['v8', { ...v8, address: { ...address, countryCode: 'DE' } }, {}, 'E1107', 'zipCode "1265" is not 5 digits'],
    [
      'v8',
      { ...v8, address: { ...address, countryCode: 'EN' } },
      { zip_en: 6 },
      'E1107',
      'zipCode "1265" is not 6 digits',
    ],
    ['v8', { ...v8, address: { ...address, zipCode: '1' } }, {}, 'E1107', 'zipCode "1" is not 4 digits'],
  ])('is not sent: %s %j', async (body_version, fields, assume, code, words) => {
    const vendor = fakeVendor({}, { body_version, assume })
    const error: unknown = await make(vendor.session, fields).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ReconcilerError)
    expect(error).toMatchObject({ code, message: expect.stringContaining(`delivery: `) })
    expect(error).toMatchObject({ message: expect.stringContaining(words) })
    expect(vendor.sent).toEqual([])
  })

  it('says which version has the field', async () => {
    const { session } = fakeVendor({}, { body_version: 'early' })
    await expect(make(session, { ...least, ...transport })).rejects.toMatchObject({
      hint: 'remove it, or set body_version of the connection: transportSolutionIds is of middle and v8',
    })
  })

  it.each([
    { countryCode: 'DE', zipCode: '10115' },
    { countryCode: 'EN', zipCode: 'SW1A 1AA' },
  ])('is not one that fits: %j', async (part) => {
    expect(await created({ ...v8, address: { ...address, ...part } })).toMatchObject({ shop: { address: part } })
  })

  it('is not one where the rule is switched off', async () => {
    const fields = { ...v8, address: { ...address, countryCode: 'FI', zipCode: 'X' } }
    expect(await created(fields, { assume: { zip_fi: 'any' } })).toMatchObject({ shop: { address: { zipCode: 'X' } } })
  })
})

describe('the id of a new shop', () => {
  const made = async (answer: Response) => await make(fakeVendor({ shop: () => answer }).session)
  it.each<[string, Response]>([
    ['the shop', Response.json({ id: 123, email: 'post@acme.example' })],
    ['another status', Response.json({ id: 123 }, { status: 201 })],
    ['an id as text', Response.json({ id: '123' })],
    ['the shop nested', Response.json({ ownerPartyKey: 'owner', shop: { id: 123 } })],
    ['the shop under data', Response.json({ data: { id: 123 } })],
    ['a shopId', Response.json({ shopId: 123 })],
    ['the id alone', Response.json(123)],
    ['the id alone, as text', new Response('123\n')],
    [
      'a Location',
      new Response(null, { status: 201, headers: { location: 'https://api-flow.di.no/ws/json/shop/v-1/123?x=1' } }),
    ],
    [
      'a Location beside a body without it',
      Response.json({ status: 'ok' }, { status: 201, headers: { location: '/ws/json/shop/v-1/123/' } }),
    ],
  ])('is found in %s', async (_, answer) => expect(await made(answer)).toEqual({ remoteId: '123' }))

  it.each<[string, Response]>([
    ['nothing', new Response('')],
    ['no content', new Response(null, { status: 204 })],
    ['another object', Response.json({ email: 'post@acme.example' })],
    ['an id that is none', Response.json({ id: 0, shop: { id: 'new' } })],
    ['half an answer', new Response('{"id": 12')],
    ['a list', Response.json([{ id: 123 }])],
    ['a Location that is no shop', new Response('', { headers: { location: '/ws/json/shop/v-1' } })],
  ])('is missing in %s: then it is not known what was made, and it is not sent again', async (_, answer) => {
    const vendor = fakeVendor({ shop: () => answer })
    const error = await failure(make(vendor.session))
    expect(error).toMatchObject({
      code: 'E2004',
      effect: 'unknown',
      hint: expect.stringContaining('ask Distribution Innovation'),
    })
    expect(vendor.shops()).toHaveLength(1)
  })
})

describe('an update', () => {
  it('goes to the shop, with what changed', async () => {
    const vendor = fakeVendor()
    expect(await change(vendor.session, { legalName: 'Acme AS', ceo: null, externalCustomerIds: [] })).toBeUndefined()
    expect(vendor.shops()).toEqual([
      {
        request: 'PATCH https://api-flow.di.no/ws/json/shop/v-1/123',
        authorization: 'Bearer token-1',
        body: { legalName: 'Acme AS', ceo: null, externalCustomerIds: [] },
      },
    ])
  })

  it('goes where the settings say, with an id that cannot leave its place', async () => {
    const vendor = fakeVendor(
      {},
      { url: 'http://127.0.0.1:4020/di', assume: { patch_path: '/ws/json/shop/v-2/{shopId}/edit' } },
    )
    await change(vendor.session, { ceo: 'x' }, '7/../8')
    expect(vendor.shops()[0]?.request).toBe('PATCH http://127.0.0.1:4020/di/ws/json/shop/v-2/7%2F..%2F8/edit')
  })

  it('clears with null, or with an empty text where the vendor wants that', async () => {
    const fields = { ceo: null, address: { ...address, entrance: null } }
    expect(await updated(fields)).toEqual(fields)
    expect(await updated(fields, { assume: { patch_clear: 'empty' } })).toEqual({
      ceo: '',
      address: { ...address, entrance: '' },
    })
  })

  it('as a JSON Patch removes, or sets an empty text, and has an address as one value', async () => {
    const fields = { ceo: null, address: { ...address, entrance: null }, externalCustomerIds: [] }
    const rest = [
      { op: 'replace', path: '/address', value: address },
      { op: 'add', path: '/externalCustomerIds', value: [] },
    ]
    const json = { patch_form: 'json-patch' }
    const sorted = (body: Json | undefined) =>
      Array.isArray(body) ? body.map((one) => JSON.stringify(one)).sort() : []
    expect(sorted(await updated(fields, json))).toEqual(sorted([...rest, { op: 'remove', path: '/ceo' }]))
    expect(sorted(await updated(fields, { ...json, assume: { patch_clear: 'empty' } }))).toEqual(
      sorted([...rest, { op: 'add', path: '/ceo', value: '' }]),
    )
  })

  it.each(['ownerPartyKey', 'customerSystem', 'addressCollector', 'transportSolutionIds'])(
    'never has %s, and says so instead of leaving it out',
    async (name) => {
      const vendor = fakeVendor()
      await expect(change(vendor.session, { legalName: 'Acme', [name]: 'x' })).rejects.toMatchObject({
        code: 'E3007',
        message: `delivery: ${name} cannot be changed: taken when a shop is made`,
      })
      expect(vendor.sent).toEqual([])
    },
  )

  it('is not sent with a zip code that does not fit', async () => {
    const vendor = fakeVendor()
    await expect(change(vendor.session, { address: { ...address, countryCode: 'SV' } })).rejects.toMatchObject({
      code: 'E1107',
    })
    expect(vendor.sent).toEqual([])
  })

  it.each([new Response(null, { status: 204 }), new Response('ok'), Response.json({ id: 9 })])(
    'is done by any 2xx, and nothing of the answer is taken for what is stored',
    async (answer) =>
      expect(await change(fakeVendor({ shop: () => answer.clone() }).session, { ceo: 'x' })).toBeUndefined(),
  )

  it('is done where the vendor says that it changes nothing', async () => {
    const { session } = fakeVendor({ shop: () => refusal(400, 'no.changes.in.patch') })
    expect(await change(session, { ceo: 'x' })).toBeUndefined()
  })
})

describe('a lost answer', () => {
  it('of a create is in doubt at once: a second one would be a second shop', async () => {
    const vendor = fakeVendor({ shop: () => 'lost' })
    const error = await failure(make(vendor.session))
    expect(error).toMatchObject({
      code: 'E2009',
      effect: 'unknown',
      hint: expect.stringContaining('ask Distribution Innovation'),
    })
    expect(vendor.shops()).toHaveLength(1)
  })

  it('of an update that sets is settled by setting again, in both forms', async () => {
    for (const patch_form of ['partial', 'json-patch']) {
      const vendor = fakeVendor({ shop: (_, index) => (index === 0 ? 'lost' : Response.json({})) }, { patch_form })
      await change(vendor.session, { ceo: 'x', address, email: 'a@b.no' })
      expect(vendor.shops()).toHaveLength(2)
      expect(vendor.shops()[1]).toEqual(vendor.shops()[0])
    }
  })

  it('of a partial update that clears, too', async () => {
    const vendor = fakeVendor({ shop: (_, index) => (index === 0 ? 'lost' : Response.json({})) })
    await change(vendor.session, { ceo: null })
    expect(vendor.shops()).toHaveLength(2)
  })

  it('of a JSON Patch that removes is in doubt: what is gone cannot be removed again', async () => {
    const vendor = fakeVendor({ shop: () => 'lost' }, { patch_form: 'json-patch' })
    const error = await failure(change(vendor.session, { ceo: null }))
    expect(error).toMatchObject({
      code: 'E2009',
      effect: 'unknown',
      hint: expect.stringContaining('twice is not the same as once'),
    })
    expect(vendor.shops()).toHaveLength(1)
    const page = fakeVendor({ shop: () => new Response('<html>') }, { patch_form: 'json-patch' })
    expect(await failure(change(page.session, { ceo: null }))).toMatchObject({
      code: 'E2004',
      hint: expect.stringContaining('twice is not the same as once'),
    })
    const again = fakeVendor({ shop: () => new Response('<html>') }, { patch_form: 'json-patch' })
    expect(await failure(change(again.session, { ceo: 'x' }))).toMatchObject({
      code: 'E2004',
      hint: expect.stringContaining('may be sent again'),
    })
  })

  it('that stays lost leaves an update in doubt', async () => {
    const vendor = fakeVendor({ shop: () => 'lost' })
    expect(await failure(change(vendor.session, { ceo: 'x' }))).toMatchObject({ code: 'E2001', effect: 'unknown' })
    expect(vendor.shops()).toHaveLength(4)
  })
})
