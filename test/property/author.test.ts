// What is authored of any declared resource declares the same resource again: nothing is lost and nothing is put in.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DesiredState } from '../../src/model/resource.ts'
import { authorResource, catalogueOf } from '../../src/pipeline/author.ts'
import { loadProject } from '../../src/pipeline/load.ts'
import { resolve } from '../../src/pipeline/resolve.ts'
import { loadProviders } from '../../src/providers/index.ts'
import { flowText } from '../support/written-text.ts'
import { memoryFiles, root } from '../unit/pipeline/load-fixture.ts'
import { runs } from './setup.ts'

const providers = await loadProviders()
const connections: Readonly<Record<string, string>> = {
  shop: '{ vendor: shoporama, token: !env TOKEN }',
  venue: '{ vendor: venue-manager, customer: arena, languages: [en] }',
  nordic: '{ vendor: 24nettbutikk, url: "https://x.example/api/v1", token: !env TOKEN }',
  cards: '{ vendor: scanpay, api_key: !env TOKEN }',
}

/** Sections by connection → what they declare. */
async function declared(sections: Readonly<Record<string, string>>): Promise<DesiredState> {
  const files = memoryFiles({
    'butik.yaml': `version: 1\nconnections:\n${Object.entries(connections)
      .map(([name, settings]) => `  ${name}: ${settings}\n`)
      .join('')}`,
    ...Object.fromEntries(
      Object.entries(sections).map(([name, text]) => [`${name}.yaml`, `connection: ${name}\n${text}`]),
    ),
    'images/a.png': 'png',
    'manual.pdf': 'pdf',
  })
  const project = await loadProject({ dir: root, files, butikVersion: '0.1.0' })
  const byVendor = new Map(providers.map((one) => [one.vendor, one]))
  const secrets = { env: () => 'x', secretKey: 'k', secretsOptional: false }
  return resolve(project, { providers: byVendor, files, ...secrets, now: new Date(0) })
}

/** As it is declared → the sections that are authored of it. */
function authored({ resources }: DesiredState): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of Object.keys(connections)) {
    const mine = [...resources.values()].filter(({ connection }) => connection === name)
    const catalogue = catalogueOf(mine)
    const vendor = /vendor: ([\w-]+)/.exec(connections[name] ?? '')?.[1]
    for (const kind of providers.find((one) => one.vendor === vendor)?.kinds ?? []) {
      const lines = mine
        .filter((one) => one.kind === kind.name && kind.section !== undefined)
        .map(({ key, spec }) => {
          const one = authorResource(spec, { kind, key, catalogue })
          expect(one?.left).toEqual([])
          return `  ${key}: ${one === undefined ? '' : flowText(one.written)}\n`
        })
      if (lines.length > 0) found[name] = `${found[name] ?? ''}${kind.section}:\n${lines.join('')}`
    }
  }
  return found
}

const specs = ({ resources }: DesiredState) => [...resources].map(([address, { spec }]) => [address, spec] as const)

const text = fc.oneof(
  fc.constantFrom(
    '',
    'Stole',
    'null',
    'true',
    '00123',
    '1e5',
    '- x',
    'a: b',
    '#',
    '<p>æøå</p>\r\n',
    ' to \n\n linjer\n',
    '$${a} $$${',
    '$',
  ),
  fc.string({ unit: 'grapheme' }),
)
const some = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const clearable = <Value>(value: fc.Arbitrary<Value>) => some(fc.option(value))
const money = fc.tuple(fc.nat(9999), fc.nat(99)).map(([whole, part]) => `${whole}.${part}`)
const named = text.filter((one) => one !== '')
const id = fc.nat(9999).map((number) => ({ id: number + 1 }))
const category = fc.oneof(fc.constantFrom('chairs', 'tables'), id)
const other = fc.oneof(fc.constantFrom('first', '0'), id)
const picture = fc.oneof(
  fc.record({ file: fc.constant('images/a.png'), description: some(named) }),
  fc.record({ url: fc.constant('https://x.example/a.png'), description: some(named) }),
  fc.record({ image_id: fc.nat(99), description: some(fc.option(named)) }),
)
const variants = fc.uniqueArray(
  fc.record({
    attribute: fc.constant('colour'),
    value: fc.oneof(fc.constantFrom('oak', 'black'), id),
    own_id: fc.uuid(),
    gtin: clearable(named),
    price: clearable(money),
    stock: some(fc.nat(50)),
  }),
  { maxLength: 3, selector: ({ value }) => JSON.stringify(value) },
)
const product = fc
  .record({
    own_id: named,
    name: some(named),
    profile: fc.constantFrom('furniture', 'furniture', 'lamps', undefined),
    supplier: clearable(fc.oneof(fc.constant('acme'), id)),
    brand: clearable(id),
    description: clearable(text),
    google_category: clearable(text),
    main_category: clearable(category),
    categories: clearable(fc.array(category, { maxLength: 3 })),
    price: clearable(money),
    sale_price: clearable(money),
    is_online: some(fc.boolean()),
    canonical: clearable(other),
    related: some(fc.array(other, { maxLength: 3 })),
    bundle: some(fc.array(other, { maxLength: 3 })),
    images: some(fc.array(picture, { maxLength: 3 })),
    file: some(fc.constant({ file: 'manual.pdf', is_public: true })),
    html_fields: some(
      fc.array(fc.record({ html: named, append: some(fc.constantFrom('head', 'body', '')) }), { maxLength: 2 }),
    ),
    locations: some(fc.array(fc.record({ sku: named, location: named }), { maxLength: 2 })),
    bulk_discount: clearable(fc.record({ over: fc.nat(9), discount: money })),
    attributes: some(
      fc.record(
        {
          colour: fc.oneof(
            fc.constantFrom('oak', null),
            id,
            fc.array(fc.constantFrom('oak', 'black'), { minLength: 2 }),
          ),
          width: fc.option(fc.integer()),
          label: fc.option(text),
          outdoor: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    ),
    stock_settings: some(variants),
    discount: some(
      fc.dictionary(fc.nat(99).map(String), fc.dictionary(fc.constantFrom('colour.oak', 'colour.black', '77'), money)),
    ),
    stock: some(fc.nat(50)),
  })
  .map(({ stock, ...one }) => {
    if (one.profile === 'furniture') return one.stock_settings?.length ? one : { ...one, stock }
    const { attributes: _a, stock_settings: _s, discount: _d, ...rest } = one
    return { ...rest, stock }
  })

const shop = fc.record({ first: product, second: product, third: product, parent: clearable(category) })

/** JSON is YAML, but for what is undefined. */
const yaml = (value: unknown) => JSON.stringify(value)

test('of any declared resource the same is authored again: shoporama', async () => {
  await fc.assert(
    fc.asyncProperty(shop, async ({ first, second, third, parent }) => {
      const profile = `{ name: M, attributes: {
        colour: { type: valuelist, name: F, is_variant: true, weight: 2, values: { oak: { val: Eg, weight: 1 }, black: Sort } },
        width: { type: integer, name: B }, label: { type: string, name: "" }, outdoor: { type: boolean, name: U } } }`
      const before = await declared({
        shop: `suppliers: { acme: { name: Acme, dropshipping_mail: null } }
profiles: { furniture: ${profile}, lamps: { name: L, attributes: { colour: { type: valuelist, name: F, values: { oak: Eg } } } } }
categories: { chairs: { name: S }, tables: ${yaml({ name: 'B', parent: parent === 'tables' ? null : parent })} }
products: { first: ${yaml(first)}, "0": ${yaml(second)}, third: ${yaml(third)} }`,
      })
      const known = before.diagnostics.filter(({ code }) => !['E1203', 'E1204'].includes(code))
      expect(known.filter(({ summary }) => !summary.includes('name must not'))).toEqual([])
      const after = await declared(authored(before))
      expect(specs(after)).toEqual(specs(before))
    }),
    runs(60, 5_000),
  )
})

const place = fc.float({ noNaN: true, min: -90, max: 90 }).map((number) => Number(number.toFixed(4)))
const watched = fc.record({
  product: fc.record({
    id: fc.nat(),
    name: clearable(text),
    priceInclVat: clearable(money),
    hasInventoryPerDate: clearable(fc.boolean()),
    appData: some(fc.record({ header: clearable(text) })),
    language: some(fc.constant('en')),
  }),
  geofence: fc.record({
    id: fc.nat(),
    latitude: place,
    longitude: place,
    messages: some(fc.record({ in: fc.record({ title: text }) })),
  }),
  field: fc.record({
    field: fc.constant('sex'),
    values: clearable(fc.array(fc.record({ value: named, name: named }), { maxLength: 2 })),
  }),
  row: fc.dictionary(
    fc.stringMatching(/^[a-z]{1,6}$/).filter((name) => !['id', 'butik'].includes(name)),
    fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), place),
  ),
  gateway: fc.record({
    shop_id: fc.constant(7),
    feed: fc.constantFrom('reachable', 'refused'),
    key: some(fc.constant('refused')),
  }),
})

test('of any expectation the same is authored again: the vendors that are watched', async () => {
  await fc.assert(
    fc.asyncProperty(watched, async ({ product: one, geofence, field, row, gateway }) => {
      const before = await declared({
        venue: `products: { one: ${yaml(one)} }\ngeofences: { one: ${yaml(geofence)} }\naddress_fields: { one: ${yaml(field)} }`,
        nordic: `products: { one: ${yaml({ id: 7, ...row })} }`,
        cards: `gateways: { one: ${yaml(gateway)} }`,
      })
      const after = await declared(authored(before))
      expect(specs(after)).toEqual(specs(before))
    }),
    runs(60, 5_000),
  )
})
