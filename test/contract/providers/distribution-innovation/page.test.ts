/** The contract against the vendor's page: its operations, the example of each field, and its sample error. */
import { describe, expect, it } from 'vitest'
import { nameOf, type Operation } from '../../../../src/http/operation.ts'
import { repeatOf } from '../../../../src/http/repeat.ts'
import type { Json, JsonObject } from '../../../../src/model/json.ts'
import { create, login, operations, update } from '../../../../src/providers/distribution-innovation/contract.ts'
import { shop } from '../../../../src/providers/distribution-innovation/resources/shop.ts'

/** Column "Example" of the page's tables, with the line of each. */
const examples: readonly { readonly line: number; readonly name: string; readonly example: Json }[] = [
  { line: 35, name: 'organizationNumber', example: '123 456 789' },
  { line: 36, name: 'email', example: 'email@test.com' },
  { line: 38, name: 'legalName', example: 'Company AS' },
  { line: 40, name: 'vatLiable', example: true },
  { line: 41, name: 'webShopPlatform', example: 'Egen' },
  { line: 42, name: 'ceo', example: 'The CEO' },
  { line: 43, name: 'customerManager', example: 'The manager' },
  { line: 44, name: 'contactPersonPhone', example: '58692698' },
  { line: 45, name: 'externalCustomerIds', example: [{ freightProductId: 1, customerNumber: 1 }] },
]
/** Lines 49 to 54. */
const address = {
  street: 'Normannsgata',
  streetNumber: 5,
  entrance: 'A',
  zipCode: '1265',
  city: 'Oslo',
  countryCode: 'NO',
}
/** Fields of the page that have no example: line 39 (no value), 37 (its table). */
const withoutExample = ['delivererEDI', 'address']
/** Line 29. */
const ownerPartyKey = 'owner-party-name'
/** Line 54. */
const countryCodes = ['NO', 'SE', 'DE', 'EN', 'FI', 'SV']
/** Lines 78 to 82 and 84. */
const statuses = [400, 401, 403, 404, 405, 500]
/** Line 88. */
const sampleError = { statusCode: 401, errorKey: 'authentication.missing', errorMap: {} }

const shopOfThePage: JsonObject = {
  ...Object.fromEntries(examples.map(({ name, example }) => [name, example])),
  address,
}
const takes = (operation: Operation, body: unknown) => operation.body?.safeParse(body).success

describe('the operations', () => {
  it('are three: the two of the page, and the login that it refers to', () => {
    expect(operations.map((operation) => [operation.id, nameOf(operation), operation.line])).toEqual([
      ['auth.login', 'POST /ws/json/auth/v-3/login/{minutes}', 0],
      ['shop.create', 'POST /ws/json/shop/v-1', 14],
      ['shop.update', 'PATCH /ws/json/shop/v-1/{shopId}', 58],
    ])
  })

  it('have an id each, and a parameter for each name in the path', () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
    for (const { path, params } of operations)
      expect([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])).toEqual(Object.keys(params.shape))
  })

  it('answer as the page says, successes first', () => {
    for (const operation of [create, update]) {
      const refusals = operation.replies.filter(({ status }) => status >= 400)
      expect(refusals.map(({ status, sure }) => [status, sure])).toEqual(statuses.map((status) => [status, 'seed']))
      expect(operation.replies.slice(0, -refusals.length).every(({ status }) => status < 300)).toBe(true)
      for (const { shape } of refusals) expect(shape?.safeParse(sampleError).success).toBe(true)
    }
  })

  it('say honestly what may be sent twice', () => {
    const bodies = [{ ceo: null }, [{ op: 'remove', path: '/ceo' }]]
    const classes = operations.map((one) => [one.id, one.writes, ...bodies.map((body) => repeatOf(one, { body }))])
    expect(classes).toEqual([
      ['auth.login', false, 'safe', 'safe'],
      ['shop.create', true, 'look-first', 'look-first'],
      ['shop.update', true, 'safe', 'look-first'],
    ])
  })
})

describe('the body of a create', () => {
  it('takes the examples of the page', () => {
    expect(create.body?.safeParse({ ownerPartyKey, shop: shopOfThePage }).error).toBeUndefined()
    for (const countryCode of countryCodes)
      expect(takes(create, { ownerPartyKey, shop: { ...shopOfThePage, address: { ...address, countryCode } } })).toBe(
        true,
      )
  })

  it.each(examples)('takes $name as in line $line', ({ name, example }) => {
    expect(takes(create, { ownerPartyKey, shop: { email: 'email@test.com', address, [name]: example } })).toBe(true)
    expect(takes(update, { [name]: example })).toBe(true)
  })

  it('takes the sample of each later version', () => {
    const sample = {
      organizationNumber: '543 123 345',
      email: 'email@email.com',
      address: { street: 'Street gata', streetNumber: 5, zipCode: 55555, city: 'The City', countryCode: 'NO' },
      vatLiable: false,
      externalCustomerIds: [{ freightProductId: 1, customerNumber: 3799475 }],
    }
    const customerSystem = { name: ' customer system', shortName: 'abcd' }
    const versions = [
      { customerSystem, transportSolutionsIds: [1] },
      {
        customerSystem: { ...customerSystem, customerFacingName: 'x', addressCollector: true },
        transportSolutionIds: [1, 2, 3],
      },
      { addressCollector: true, transportSolutionIds: [1, 2, 3] },
    ]
    for (const beside of versions) expect(takes(create, { ownerPartyKey, shop: sample, ...beside })).toBe(true)
  })

  it('refuses what the page rules out', () => {
    const refused = [
      { shop: shopOfThePage },
      { ownerPartyKey },
      { ownerPartyKey, shop: { ...shopOfThePage, id: 123 } },
      { ownerPartyKey, shop: { ...shopOfThePage, address: { ...address, entrance: 'Nordre' } } },
      { ownerPartyKey, shop: { ...shopOfThePage, address: { ...address, countryCode: 'DK' } } },
    ]
    expect(refused.map((body) => takes(create, body))).toEqual(refused.map(() => false))
    expect(takes(create, { ownerPartyKey, shop: { ...shopOfThePage, id: '' } })).toBe(true)
  })
})

describe('the fields of the page', () => {
  it('can all be written', () => {
    const ofThePage = [...examples.map(({ name }) => name), ...withoutExample, 'ownerPartyKey']
    const later = ['customerSystem', 'addressCollector', 'transportSolutionIds']
    expect(Object.keys(shop.fields).sort()).toEqual([...ofThePage, ...later].sort())
    const traits = shop.fields['address']
    expect(traits?.shape === 'object' ? Object.keys(traits.fields) : []).toEqual(Object.keys(address))
  })
})

describe('the answers', () => {
  it('of a login is a token, among whatever else', () => {
    expect(login.reply.parse({ token: 'eyJ.eyJ.x', expires: 3600 })).toBe('eyJ.eyJ.x')
    expect(login.reply.safeParse({}).success).toBe(false)
  })

  it('of a create may have new fields, as the page asks of its clients (line 21)', () => {
    expect(create.reply.parse({ id: 123, somethingNew: { id: 4 } })).toBe('123')
  })
})
