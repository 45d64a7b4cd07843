import { expect, test } from 'vitest'
import { schemaFiles } from '../../../src/cli/schema-files.ts'
import { desiredOf } from '../../../src/pipeline/desired.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { referenceGraph } from '../../../src/pipeline/reference-graph.ts'
import type { Selection } from '../../../src/pipeline/world.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import { memoryFiles, root } from './load-fixture.ts'

const shop = `suppliers: { acme: { name: Acme } }
profiles:
  wood: { name: Træ, attributes: { colour: { type: valuelist, name: Farve, is_variant: true, values: { oak: Eg } } } }
categories:
  chairs: { name: Stole, parent: furniture }
  furniture: { name: Møbler }
products:
  oak-chair:
    own_id: CH-001
    name: Egestol
    supplier: acme
    profile: wood
    categories: [chairs, furniture]
    related: [stool, stool]
    attributes: { colour: [oak] }
    stock_settings: [{ attribute: colour, value: oak, own_id: CH-001-OAK, stock: 7 }]
  stool: { own_id: ST-1, related: [oak-chair] }
`

async function graphOf(selection: Partial<Selection> = {}, text = shop) {
  const files = memoryFiles({
    'butik.yaml': 'version: 1\nconnections: { shop: { vendor: shoporama, token: !env TOKEN } }\n',
    'shop.yaml': text,
  })
  const providers = new Map((await loadProviders(['shoporama'])).map((one) => [one.vendor, one]))
  const project = await loadProject({ dir: root, files, butikVersion: '0.1.0' })
  const declared = { project, providers, files, schemas: schemaFiles, env: () => undefined }
  const { desired, diagnostics } = await desiredOf(declared, '', true)
  expect(diagnostics).toEqual([])
  return referenceGraph(declared, desired, { target: [], exclude: [], connection: [], ...selection })
}

test('every resource with what it is nested in, and each reference once', async () => {
  const { resources, references } = await graphOf()
  expect(resources.map(({ address, host }) => (host === undefined ? address : `${address} in ${host}`))).toEqual([
    'shop/category/chairs',
    'shop/category/furniture',
    'shop/product/oak-chair',
    'shop/product/stool',
    'shop/profile/wood',
    'shop/profile_attribute/wood.colour in shop/profile/wood',
    'shop/profile_attribute_value/wood.colour.oak in shop/profile_attribute/wood.colour',
    'shop/stock/oak-chair.colour.oak in shop/product/oak-chair',
    'shop/supplier/acme',
  ])
  expect(references.map(({ from, field, to }) => `${from} ${field} ${to}`)).toEqual([
    'shop/category/chairs parent shop/category/furniture',
    'shop/product/oak-chair supplier shop/supplier/acme',
    'shop/product/oak-chair profile shop/profile/wood',
    'shop/product/oak-chair categories shop/category/chairs',
    'shop/product/oak-chair categories shop/category/furniture',
    'shop/product/oak-chair related shop/product/stool',
    'shop/product/oak-chair attributes shop/profile_attribute/wood.colour',
    'shop/product/oak-chair attributes shop/profile_attribute_value/wood.colour.oak',
    'shop/product/oak-chair stock_settings shop/profile_attribute/wood.colour',
    'shop/product/oak-chair stock_settings shop/profile_attribute_value/wood.colour.oak',
    'shop/product/stool related shop/product/oak-chair',
  ])
})

test('a target takes along what it needs and what is nested in it; what is left out takes its references along', async () => {
  const target = await graphOf({ target: ['shop/category/chairs'] })
  expect(target.resources.map(({ address }) => address)).toEqual(['shop/category/chairs', 'shop/category/furniture'])
  const rest = await graphOf({ exclude: ['shop/product/*', 'shop/category/furniture'] })
  expect(rest.references).toEqual([])
  expect(rest.resources.map(({ address }) => address)).not.toContain('shop/stock/oak-chair.colour.oak')
  await expect(graphOf({ target: ['shop/product/none'] })).rejects.toMatchObject({ code: 'E3006' })
})

test('ten thousand products are no matter', async () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, n) => `  p${n}: { own_id: S${n}, related: [p${(n + 1) % 10_000}] }\n`,
  )
  const { resources, references } = await graphOf({}, `products:\n${lines.join('')}`)
  expect([resources.length, references.length]).toEqual([10_000, 10_000])
})
