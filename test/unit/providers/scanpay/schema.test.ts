import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isJsonObject } from '../../../../src/model/json.ts'
import { gateway } from '../../../../src/providers/scanpay/resources/gateway.ts'
import { resourceFileSchema, settingsSchema } from '../../../../src/providers/scanpay/schema.ts'

const ajv = new Ajv2020({ strict: false, validateSchema: false })
const jsonOf = (schema: z.ZodType) => z.toJSONSchema(schema, { target: 'draft-2020-12' })
const both = (schema: z.ZodType) => {
  const validate = ajv.compile(jsonOf(schema))
  return (value: unknown) => {
    const [editor, own] = [validate(value), schema.safeParse(value).success]
    if (editor !== own) throw new Error(`the two forms of the schema differ over ${JSON.stringify(value)}`)
    return own
  }
}

describe('the schema of a resource file', () => {
  const accepts = both(resourceFileSchema)
  const cards = (more: object) => ({ gateways: { cards: { shop_id: 1153, ...more } } })

  it.each([
    {},
    { connection: 'payments' },
    { gateways: {} },
    cards({}),
    cards({ shop_id: '1153' }),
    cards({ environment: 'test', feed: 'reachable', key: 'accepted', key_owner: 'partner' }),
    cards({ environment: 'production', feed: 'refused', key: 'refused', key_owner: 'user' }),
  ])('takes %j', (value) => expect(accepts(value)).toBe(true))

  it.each([
    ['no shop', { gateways: { cards: {} } }],
    ['a shop that is no number', cards({ shop_id: 'acme' })],
    ['shop 0', cards({ shop_id: 0 })],
    ['a shop cleared', cards({ shop_id: null })],
    ['another environment', cards({ environment: 'staging' })],
    ['another owner', cards({ key_owner: 'friend' })],
    ['a feed that is a flag', cards({ feed: true })],
    ['a field that Scanpay does not show', cards({ ping_url: 'https://shop.example/ping' })],
    ['what only what is written has', cards({ butik: { protect: true } })],
    ['a typo in the section', { gateway: {} }],
    ['a key with a dot', { gateways: { 'a.b': { shop_id: 1 } } }],
  ])('refuses %s', (_, value) => expect(accepts(value)).toBe(false))

  it('has the fields that the kind has', () => {
    const properties = jsonOf(resourceFileSchema)['properties']?.['gateways']
    const one = isJsonObject(properties) ? properties['additionalProperties'] : undefined
    const fields = isJsonObject(one) && isJsonObject(one['properties']) ? Object.keys(one['properties']) : []
    expect(fields).toEqual(Object.keys(gateway.fields))
  })
})

describe('the schema of the settings', () => {
  const accepts = both(settingsSchema)

  it('takes every setting', () => {
    const assume = { v2: 'absent', seq_beyond: 'empty', error_line: 'other', feed_bytes: 40_000 }
    const urls = { url: 'http://127.0.0.1:4010', other_url: 'http://127.0.0.1:4011' }
    const more = { shop_id: '1153', environment: 'test', dialect: 'v1', concurrency: 8, timeout: 0.5 }
    expect(accepts({ api_key: '!env SCANPAY_API_KEY', ...urls, ...more, assume })).toBe(true)
  })

  it.each([
    {},
    { api_key: 'x', key: 'y' },
    { api_key: 'x', assume: { feed_bytes: 0 } },
    { api_key: 'x', timeout: 601 },
  ])('refuses %j', (value) => expect(accepts(value)).toBe(false))
})

it('every field and setting says what it is, with examples that it takes itself', () => {
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
    walk(schema['additionalProperties'], path)
  }
  walk(jsonOf(resourceFileSchema), 'file')
  walk(jsonOf(settingsSchema), 'settings')
  expect(lacking).toEqual([])
})
