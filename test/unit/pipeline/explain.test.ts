import { describe, expect, test } from 'vitest'
import { schemaFiles } from '../../../src/cli/schema-files.ts'
import type { Explained, ExplainedField } from '../../../src/model/explained.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { Kind } from '../../../src/model/provider.ts'
import { explained, namesBelow } from '../../../src/pipeline/explain.ts'
import { explainName, type Known } from '../../../src/pipeline/explain-subject.ts'
import { governed } from '../../../src/pipeline/govern.ts'
import { loadProviders } from '../../../src/providers/index.ts'

const providers = await loadProviders()

function known(parts: Partial<Known> = {}): Known {
  return { providers, preferred: new Set(), owned: new Set(), schemaOf: (vendor) => schemaFiles.read(vendor), ...parts }
}

async function field(name: string, parts: Partial<Known> = {}): Promise<ExplainedField> {
  const said = await explainName(name, known(parts))
  if (said.type !== 'field') throw new Error(`${name} is no field`)
  return said
}

/** Every path of a kind that can be asked for. */
function pathsOf(kind: Kind, schema: JsonObject, path: readonly string[] = []): string[][] {
  return namesBelow({ kind, path }, schema).flatMap((name) => [
    [...path, name],
    ...pathsOf(kind, schema, [...path, name]),
  ])
}

describe.each(providers)('$vendor', (provider) => {
  test('each of its kinds is explained, with all fields that a person may write', async () => {
    const schema = await schemaFiles.read(provider.vendor)
    for (const kind of provider.kinds) {
      const said = explained({ provider, kind, path: [] }, schema)
      if (said?.type !== 'kind') throw new Error(kind.name)
      expect([said.meaning, said.written, said.reading, said.manual].filter((text) => text.length < 5)).toEqual([])
      expect(said.fields.length).toBeGreaterThan(0)
      const paths = pathsOf(kind, schema)
      expect(paths.length).toBeGreaterThanOrEqual(said.fields.length)
      for (const path of paths) {
        const one = explained({ provider, kind, path }, schema)
        if (one?.type !== 'field') throw new Error(`${kind.name}.${path.join('.')}`)
        expect(one.meaning, path.join('.')).toMatch(/\.$/)
        expect(one.valueType, path.join('.')).not.toBe('')
        // What is butik's own is on no page of a vendor.
        if (!['butik', 'sale'].includes(path[0] ?? ''))
          expect([path.join('.'), one.sure]).toEqual([path.join('.'), expect.any(String)])
        expect([path.join('.'), one.writing.length > 0]).toEqual([path.join('.'), true])
      }
    }
  })
})

test('a field says its type, unit, name at the vendor, who may write it and how sure that is', async () => {
  await expect(field('shoporama.product.parent')).rejects.toThrow('shoporama.product.parent')
  expect(await field('shoporama.category.parent')).toMatchObject({
    valueType: 'reference: the key of a category, or { id: 123 }',
    vendorField: 'parent_id',
    sure: 'seed',
    clears: true,
    required: false,
    owner: { is: 'ours', agreed: false },
  })
  expect(await field('product.stock_settings.price')).toMatchObject({
    vendor: 'shoporama',
    valueType: 'money, a plain decimal',
    unit: 'the currency of the shop; with or without VAT, as the shop is set',
  })
  expect((await field('category.sort_order')).valueType).toBe('one of normal, no_stock_last or random')
})

test('a part is written by whom the whole is; butik.yaml can say otherwise', async () => {
  for (const name of ['product.stock', 'product.stock_settings.stock'])
    expect((await field(name)).owner).toEqual({ is: 'once', agreed: false })
  expect((await field('profile.attributes')).writing).toEqual([
    'each is a resource of its own: butik explain profile_attribute',
  ])
  const ownership = new Map([['product.description', 'theirs'] as const])
  const parts = {
    providers: [...governed(providers, { ownership, equivalences: new Map() }).values()],
    owned: new Set(ownership.keys()),
  }
  const said = await field('shoporama.product.description', parts)
  expect(said.owner).toEqual({ is: 'theirs', agreed: true })
  expect(said.writing[0]).toContain('never sent')
})

test('what the vendor never shows, and what is only watched, is said', async () => {
  expect((await field('product.brand_name')).writing.join()).toContain('never shows it')
  expect((await field('shop.legalName')).writing.join()).toContain('never shows it')
  const watched = await field('scanpay.gateway.environment')
  expect(watched.owner).toBeUndefined()
  expect(watched.writing[0]).toContain('a person puts a difference right')
})

test('nested kinds are found by their names, and stock though it has no mapping', async () => {
  expect(await field('profile_attribute_value.val')).toMatchObject({ required: true })
  expect((await field('profile.attributes')).valueType).toBe('map by keys of your choosing, each a profile_attribute')
  expect(await explainName('stock', known())).toMatchObject({ written: expect.stringContaining('stock_settings') })
  expect(await field('stock.sku')).toMatchObject({ vendorField: 'SKU' })
})

test('keys of the author’s own stand for any', async () => {
  expect(await field('24nettbutikk.product.price')).toMatchObject({ sure: 'assumed' })
})

test('a key of butik.yaml: what it means, what holds unless it is set', async () => {
  expect(await explainName('limits.sweep_days', known())).toMatchObject({
    type: 'setting',
    valueType: 'whole number',
    unlessSet: 7,
    page: 'README.md#the-files',
  })
  const guards = await explainName('guards', known())
  expect(guards.type === 'setting' && guards.parts.map(({ name }) => name)).toContain('below-cost')
  expect(await explainName('guards.deletes', known())).toMatchObject({ valueType: 'one of on or off, or mapping' })
  // A connection has the settings of its vendor, a state those of its backend.
  expect(await explainName('connections.shop.api_key', known())).toMatchObject({
    valueType: 'text',
    page: 'docs/vendors/scanpay.md#settings',
  })
  expect(await explainName('state.branch', known())).toMatchObject({ unlessSet: 'butik-state' })
  expect(await hintOf('guards.prise')).toContain('did you mean "price"')
  expect(await hintOf('guard')).toContain('did you mean "guards"')
  // A word of the files alone: where it stands.
  expect(await hintOf('sale_price')).toContain('there is product.sale_price')
  expect(await hintOf('own-id')).toContain('there is guards.own-id')
  expect(await hintOf('campaigns')).toContain('see docs/sales.md')
  expect(await hintOf('csv')).toContain('see docs/sheets.md')
})

async function hintOf(name: string, parts: Partial<Known> = {}): Promise<string> {
  try {
    await explainName(name, known(parts))
  } catch (error) {
    if (error instanceof Error && 'hint' in error) return `${error.message}: ${String(error.hint)}`
  }
  return 'nothing was wrong'
}

test('where several could be meant, they are named; those of the project go before', async () => {
  const several =
    'product could mean several: write one of shoporama.product, venue-manager.product, 24nettbutikk.product'
  expect(await hintOf('product')).toBe(several)
  // A field that one of them has is clear.
  expect((await field('product.own_id')).vendor).toBe('shoporama')
  const preferred = new Set(['venue-manager'])
  const said: Explained = await explainName('products', known({ preferred }))
  expect(said).toMatchObject({ type: 'kind', vendor: 'venue-manager' })
})

test('what is near is named', async () => {
  expect(await hintOf('shoporama.product.prise')).toContain('did you mean "price"')
  expect(await hintOf('suplier')).toContain('did you mean "supplier"')
  expect(await hintOf('category.sort_order.x')).not.toContain('nothing was wrong')
  expect(await hintOf('zzzzzz')).toContain('kinds are supplier, profile')
  expect(await hintOf('scanpay')).toContain('kinds are gateway')
})

test('a misspelt field is not taken for one of a vendor that lets its author name any', async () => {
  for (const preferred of [new Set<string>(), new Set(['shoporama'])])
    await expect(explainName('product.prise', known({ preferred }))).rejects.toMatchObject({
      code: 'E5001',
      hint: expect.stringContaining('price'),
    })
  expect(await field('product.prise', { preferred: new Set(['24nettbutikk']) })).toMatchObject({
    vendor: '24nettbutikk',
  })
  expect(await field('24nettbutikk.product.prise')).toMatchObject({ vendor: '24nettbutikk' })
})
