import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isJsonObject } from '../../../../src/model/json.ts'
import { shop } from '../../../../src/providers/distribution-innovation/resources/shop.ts'
import { resourceFileSchema, settingsSchema } from '../../../../src/providers/distribution-innovation/schema.ts'
import { settingRoles } from '../../../../src/providers/distribution-innovation/settings.ts'

const json = z.toJSONSchema(resourceFileSchema, { target: 'draft-2020-12' })
const settings = z.toJSONSchema(settingsSchema, { target: 'draft-2020-12' })
const ajv = new Ajv2020({ strict: false, validateSchema: false })
const validate = ajv.compile(json)
const address = { street: 'Normannsgata', zipCode: '1265', city: 'Oslo', countryCode: 'NO' }
const oslo = { ownerPartyKey: 'owner-party-name', email: 'post@acme.example', address }
const file = (more: object) => ({ connection: 'delivery', shops: { oslo: { ...oslo, ...more } } })
const accepts = (value: unknown) => validate(value) && resourceFileSchema.safeParse(value).success

describe('the schema of a resource file', () => {
  it.each([
    {},
    { address: { ...address, streetNumber: 5, entrance: 'A', zipCode: 1265 } },
    { address: { ...address, streetNumber: null, entrance: null } },
    { organizationNumber: '123 456 789', legalName: 'Acme AS', delivererEDI: 'x', webShopPlatform: 'Egen' },
    { organizationNumber: 123456789, contactPersonPhone: 58692698, ceo: null, customerManager: '', vatLiable: true },
    { externalCustomerIds: [{ freightProductId: 1, customerNumber: '3799475' }] },
    { externalCustomerIds: null },
    { externalCustomerIds: [] },
    { customerSystem: { name: 'Acme', shortName: 'acme' }, transportSolutionIds: [1, '2'] },
    { customerSystem: { name: 'Acme', shortName: 1, customerFacingName: 'A', addressCollector: false } },
    { addressCollector: false, transportSolutionIds: ['1'] },
    { butik: { protect: true, on_remove: 'forget' } },
  ])('takes %j', (more) => expect(accepts(file(more))).toBe(true))

  it.each<[string, object]>([
    ['a typo', { legalNam: 'Acme' }],
    ['an id', { id: 123 }],
    ['no owner', { ownerPartyKey: undefined }],
    ['an empty owner', { ownerPartyKey: '' }],
    ['no mail', { email: undefined }],
    ['a cleared mail', { email: null }],
    ['no address', { address: undefined }],
    ['a cleared address', { address: null }],
    ['no street', { address: { ...address, street: undefined } }],
    ['no zip code', { address: { ...address, zipCode: undefined } }],
    ['no city', { address: { ...address, city: null } }],
    ['a country in small letters', { address: { ...address, countryCode: 'no' } }],
    ['a country that is none of theirs', { address: { ...address, countryCode: 'DK' } }],
    ['a part that an address does not have', { address: { ...address, floor: 2 } }],
    ['a flag as a number', { vatLiable: 1 }],
    ['a flag as null', { vatLiable: null }],
    ['half a customer number', { externalCustomerIds: [{ freightProductId: 1 }] }],
    ['a customer number with letters', { externalCustomerIds: [{ freightProductId: 1, customerNumber: 'A1' }] }],
    [
      'a customer number that no float can hold',
      { externalCustomerIds: [{ freightProductId: 1, customerNumber: '1234567890123456' }] },
    ],
    ['a negative id', { transportSolutionIds: [-1] }],
    ['no transport solution', { transportSolutionIds: [] }],
    ['transport solutions cleared', { transportSolutionIds: null }],
    ['a customer system without a short name', { customerSystem: { name: 'Acme' } }],
    ['a removal that the vendor cannot do', { butik: { on_remove: 'delete' } }],
  ])('refuses %s', (_, more) => {
    const value: unknown = JSON.parse(JSON.stringify(file(more)))
    expect(validate(value)).toBe(false)
    expect(resourceFileSchema.safeParse(value).success).toBe(false)
  })

  it.each([{ shop: {} }, { shops: { 'a.b': oslo } }])('refuses a file like %j', (value) => {
    expect(validate(value)).toBe(false)
    expect(resourceFileSchema.safeParse(value).success).toBe(false)
  })

  it('has the fields of the kind, and no more', () => {
    const section = isJsonObject(json.properties) ? json.properties['shops'] : undefined
    const one = isJsonObject(section) ? section['additionalProperties'] : undefined
    const properties = isJsonObject(one) && isJsonObject(one['properties']) ? Object.keys(one['properties']) : []
    expect(properties.filter((name) => name !== 'butik')).toEqual(Object.keys(shop.fields))
  })

  it('says of every field and setting what it is, with examples that it takes itself', () => {
    const lacking: string[] = []
    const walk = (schema: unknown, path: string): void => {
      if (!isJsonObject(schema)) return
      if (Array.isArray(schema['examples'])) {
        const own = ajv.compile(schema)
        for (const example of schema['examples']) if (!own(example)) lacking.push(`${path}: ${JSON.stringify(example)}`)
      }
      for (const [name, part] of Object.entries(isJsonObject(schema['properties']) ? schema['properties'] : {})) {
        if (!isJsonObject(part) || typeof part['description'] !== 'string' || !Array.isArray(part['examples']))
          lacking.push(`${path}.${name}`)
        walk(part, `${path}.${name}`)
      }
      for (const branch of [schema['anyOf'], schema['items'], schema['additionalProperties']].flat()) walk(branch, path)
    }
    walk(json, '')
    walk(settings, 'settings')
    expect(lacking).toEqual([])
    expect(JSON.stringify([json, settings])).not.toContain('"$ref"')
  })
})

describe('the schema of the settings', () => {
  it('has the settings of the provider, and no more', () => {
    const properties: object = settings.properties ?? {}
    expect(Object.keys(properties).sort()).toEqual(Object.keys(settingRoles).sort())
    const required = Object.entries(settingRoles).filter(([, role]) => role.required)
    expect(settings.required).toEqual(required.map(([name]) => name))
  })
})
