import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../src/model/json.ts'
import { distributionInnovation } from '../../../../src/providers/distribution-innovation/index.ts'
import { shop } from '../../../../src/providers/distribution-innovation/resources/shop.ts'
import { declare } from './fakes.ts'

const oslo = {
  ownerPartyKey: 'owner-party-name',
  email: 'post@acme.example',
  address: { street: 'Normannsgata', streetNumber: 5, entrance: 'A', zipCode: '1265', city: 'Oslo', countryCode: 'NO' },
}
const at = (more: object) => declare({ ...oslo, address: { ...oslo.address, ...more } })

describe('a shop', () => {
  it('takes what is written, and leaves the rest and the butik block', () => {
    const { spec, problems } = declare({
      ...oslo,
      organizationNumber: '123 456 789',
      legalName: 'Acme AS',
      vatLiable: false,
      ceo: null,
      customerManager: '',
      contactPersonPhone: 58692698,
      externalCustomerIds: [{ freightProductId: 1, customerNumber: '0017' }],
      addressCollector: true,
      transportSolutionIds: [1, '2'],
      butik: { protect: true },
    })
    expect(problems).toEqual([])
    expect(spec).toEqual({
      ownerPartyKey: 'owner-party-name',
      email: 'post@acme.example',
      address: {
        street: 'Normannsgata',
        streetNumber: '5',
        entrance: 'A',
        zipCode: '1265',
        city: 'Oslo',
        countryCode: 'NO',
      },
      organizationNumber: '123456789',
      legalName: 'Acme AS',
      vatLiable: false,
      ceo: null,
      customerManager: null,
      contactPersonPhone: '58692698',
      externalCustomerIds: [{ freightProductId: '1', customerNumber: '17' }],
      addressCollector: true,
      transportSolutionIds: ['1', '2'],
    })
  })

  it('is the same however its number and its address are written', () => {
    const { countryCode, city, ...rest } = oslo.address
    const one = declare({ ...oslo, organizationNumber: '123\u00a0456 789' }).spec
    const other = declare({ ...oslo, address: { countryCode, city, ...rest }, organizationNumber: '123456789' }).spec
    expect(JSON.stringify(other)).toBe(JSON.stringify(one))
  })

  it('has an empty list where the list is cleared', () => {
    expect(declare({ ...oslo, externalCustomerIds: null }).spec['externalCustomerIds']).toEqual([])
  })

  it('keeps a zip code with a zero in front', () => {
    expect(at({ zipCode: '0150' })).toMatchObject({ spec: { address: { zipCode: '0150' } }, problems: [] })
  })

  it('leaves what comes from a variable to the vendor', () => {
    const { spec, problems } = declare({
      ...oslo,
      email: '!env SHOP_MAIL',
      organizationNumber: '!env ORG',
      address: { ...oslo.address, zipCode: '!env ZIP', entrance: '!env ENTRANCE_OF_THE_SHOP' },
    })
    expect(problems).toEqual([])
    expect(spec).toMatchObject({ email: { env: 'SHOP_MAIL' }, organizationNumber: { env: 'ORG' } })
  })

  it('is labelled by its legal name, or else its mail', () => {
    expect(shop.label({ legalName: 'Acme AS', email: 'post@acme.example' })).toBe('legalName Acme AS')
    expect(shop.label({ legalName: null, email: 'post@acme.example' })).toBe('email post@acme.example')
    expect(shop.label({ email: { env: 'SHOP_MAIL', digest: 'd' } })).toBe('a shop')
  })
})

describe('the rules of the page', () => {
  it.each<[string, object, string, string]>([
    [
      'three digits in Norway',
      { zipCode: '126' },
      'zipCode "126" is not 4 digits, as countryCode NO has them',
      'check it against countryCode',
    ],
    [
      'letters in Norway',
      { zipCode: 'N-1265' },
      'zipCode "N-1265" is not 4 digits, as countryCode NO has them',
      'write "1265"',
    ],
    [
      'four digits in Sweden',
      { countryCode: 'SE' },
      'zipCode "1265" is not 5 digits, as countryCode SE has them',
      'check it against countryCode',
    ],
    [
      'a space in Sweden',
      { countryCode: 'SE', zipCode: '111 22' },
      'zipCode "111 22" is not 5 digits, as countryCode SE has them',
      'write "11122"',
    ],
  ])('zip codes: %s', (_, address, summary, hint) => {
    const { problems, hints, places } = at(address)
    expect(problems).toEqual([`E1107 ${summary}`])
    expect(hints).toEqual([hint])
    expect(places).toEqual([(address as { zipCode?: string }).zipCode ?? '1265'])
  })

  it.each([
    { countryCode: 'SE', zipCode: '11122' },
    { countryCode: 'DE', zipCode: '10115' },
    { countryCode: 'EN', zipCode: 'SW1A 1AA' },
    { countryCode: 'FI', zipCode: '00100' },
    { countryCode: 'SV', zipCode: '11122' },
  ])('zip codes that nothing is said against: %j', (address) => expect(at(address).problems).toEqual([]))

  it('an entrance has at most 5 characters, whatever they take in memory', () => {
    expect(at({ entrance: 'Ååååå' }).problems).toEqual([])
    expect(at({ entrance: '𝐀𝐀𝐀𝐀𝐀' }).problems).toEqual([])
    expect(at({ entrance: 'Nord-2' })).toMatchObject({
      problems: ['E1107 address.entrance "Nord-2" has more than 5 characters'],
      places: ['Nord-2'],
    })
  })

  it('parts of the address are not empty, but for number and entrance', () => {
    expect(at({ streetNumber: '', entrance: null }).problems).toEqual([])
    expect(at({ street: '', city: '' }).problems).toEqual([
      'E1107 street of the address must not be empty',
      'E1107 city of the address must not be empty',
    ])
  })

  it.each([
    'post',
    'post@acme',
    'post@@acme.example',
    'post @acme.example',
    'post@acme..example',
    'post@.example',
    '@acme.example',
  ])('an e-mail address is one: %s', (email) => {
    expect(declare({ ...oslo, email })).toMatchObject({
      problems: [`E1107 "${email}" is not an e-mail address`],
      places: [email],
    })
  })

  it.each(['a@b.no', 'post+oslo@shop.acme.example', 'ordre.øst@acme.example'])(
    'an e-mail address is one: %s, too',
    (email) => expect(declare({ ...oslo, email }).problems).toEqual([]),
  )

  it('a pair of freight product and customer number occurs once', () => {
    const { problems } = declare({
      ...oslo,
      externalCustomerIds: [
        { freightProductId: 1, customerNumber: 7 },
        { freightProductId: 1, customerNumber: 8 },
        { freightProductId: 2, customerNumber: 7 },
        { freightProductId: '1', customerNumber: '007' },
      ],
    })
    expect(problems).toEqual(['E1107 customerNumber 7 of freightProductId 1 occurs twice'])
  })

  it('a short name has at most 5 characters', () => {
    const customerSystem = {
      name: 'Acme',
      shortName: 'acme-1',
      customerFacingName: 'Acme Møbler',
      addressCollector: false,
    }
    expect(declare({ ...oslo, customerSystem }, { body_version: 'middle' }).problems).toEqual([
      'E1107 customerSystem.shortName "acme-1" has more than 5 characters',
    ])
  })

  it.each<[JsonObject, object, string, string, string]>([
    [
      {},
      { address: { ...oslo.address, countryCode: 'FI', zipCode: '001' } },
      'E1107 zipCode "001" is not 5 digits, as countryCode FI has them',
      'check it against countryCode; where the vendor takes it, set zip_… under assume to any',
      'address.zipCode',
    ],
    [
      { assume: { zip_en: 6, zip_later: 1 } },
      { address: { ...oslo.address, countryCode: 'EN' } },
      'E1107 zipCode "1265" is not 6 digits, as countryCode EN has them',
      'check it against countryCode; where the vendor takes it, set zip_… under assume to any',
      'address.zipCode',
    ],
    [
      {},
      { customerSystem: { name: 'A', shortName: 'a' }, addressCollector: false },
      'E3007 body version v8 has no customerSystem',
      'remove it, or set body_version of the connection: customerSystem is of middle',
      'customerSystem',
    ],
    [
      { body_version: 'early' },
      { transportSolutionIds: [1] },
      'E3007 body version early has no transportSolutionIds',
      'remove it, or set body_version of the connection: transportSolutionIds is of middle and v8',
      'transportSolutionIds',
    ],
  ])('with %j, of %j: %s', (settings, more, problem, hint, place) => {
    expect(declare({ ...oslo, ...more }, settings)).toMatchObject({
      problems: [problem],
      hints: [hint],
      places: [place],
    })
  })

  it.each<[JsonObject, object]>([
    [{ assume: { zip_fi: 'any' } }, { address: { ...oslo.address, countryCode: 'FI', zipCode: 'X' } }],
    [{ body_version: 'middle' }, { customerSystem: { name: 'A', shortName: 'a' }, transportSolutionIds: [1] }],
    // What is wrong with the settings themselves is told there.
    [{ body_version: 'v7', assume: 'any' }, { addressCollector: true }],
  ])('with %j, nothing of %j', (settings, more) => {
    expect(declare({ ...oslo, ...more }, settings).problems).toEqual([])
  })

  it('what a version requires is asked for where a shop is to be made', () => {
    const names = (settings: JsonObject) => shop.neededToCreate?.(settings).map(({ name }) => name)
    expect(names({})).toEqual(['addressCollector', 'transportSolutionIds'])
    expect(names({ body_version: 'middle' })).toEqual(['customerSystem', 'transportSolutionIds'])
    expect(names({ body_version: 'early' })).toEqual([])
  })

  it('are all told at once', () => {
    const { problems } = declare({
      ...oslo,
      email: 'post',
      address: { ...oslo.address, zipCode: '1', entrance: 'Nord-2' },
    })
    expect(problems).toHaveLength(3)
  })
})

describe('the kind', () => {
  it('can be written, never seen and never removed', () => {
    expect(distributionInnovation.kinds).toEqual([shop])
    expect(shop).toMatchObject({ name: 'shop', section: 'shops', class: 'write-only', reading: { by: 'nothing' } })
    expect(Object.keys(shop.writing)).toEqual(['create', 'update'])
    expect(Object.entries(shop.fields).filter(([, field]) => field.writeOnly !== true)).toEqual([])
  })

  it('takes four fields once', () => {
    expect(Object.keys(shop.fields).filter((name) => shop.fields[name]?.createOnly === true)).toEqual([
      'ownerPartyKey',
      'customerSystem',
      'addressCollector',
      'transportSolutionIds',
    ])
  })

  it('is known by what every shop has', () => {
    expect(shop.naturalKey).toEqual(['ownerPartyKey', 'email', 'address'])
  })

  it('names its operations as plans do', () => {
    expect(shop.writing.create?.operation).toBe('POST /ws/json/shop/v-1')
    expect(shop.writing.update?.operation).toBe('PATCH /ws/json/shop/v-1/{shopId}')
  })
})
