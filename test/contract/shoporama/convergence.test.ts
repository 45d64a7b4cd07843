// Apply, then plan, finds nothing to do: for every kind and every field, under each assumed fact of the vendor in turn.
import { expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { shoporamaSwitches } from '../../../src/sandbox/shoporama/switches.ts'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { isLong } from '../../support/long.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'
import { drift, first, second, secondWithStock, third } from './whole-shop.ts'

interface Fact {
  /** What the provider must be told of it (its README says so). */
  readonly assume?: string
  /** What the vendor then keeps otherwise than written, after `first` and after `second`. */
  readonly otherwise?: readonly [readonly string[], readonly string[]]
}

const chair = (...fields: string[]) => fields.map((field) => `chair ${field}`)
const hidden = chair('attributes', 'html_fields', 'stock_settings')

const facts: Readonly<Record<string, Fact>> = {
  'array_put=merge': {
    assume: '{ array_put: merge }',
    otherwise: [[], ['bench related', ...chair('categories', 'related'), ...hidden, 'set bundle']],
  },
  'cleared_number=zero': { otherwise: [[], chair('sale_price', 'shipping', 'vat')] },
  'html_stored=cleaned': { otherwise: [chair('description', 'html_fields'), []] },
  'images_unmentioned=removed': { assume: '{ images_unmentioned: removed }' },
  'max_limit=50': { assume: '{ max_limit: 50 }' },
  'price_stored=rounded': {
    otherwise: [
      chair('bulk_discount', 'discount', 'price', 'purchase_price', 'sale_price', 'shipping', 'stock_settings'),
      ['chair stock_settings', 'table price'],
    ],
  },
  'step_prices_read=hidden': { otherwise: [chair('discount'), chair('discount')] },
  'stock_arguments=body': { assume: '{ stock_arguments: body }' },
  'stock_mode=delta': { assume: '{ stock_mode: delta }' },
  'text_stored=collapsed': { otherwise: [chair('description'), []] },
  'text_stored=trimmed': { otherwise: [chair('description'), []] },
  'time_zone=utc': { assume: '{ time_zone: utc }' },
  'variants_read=hidden': { otherwise: [hidden, hidden] },
}

/** Every value that is not the default one of its switch. */
const others = Object.entries(shoporamaSwitches).flatMap(([name, { values }]) =>
  values.slice(1).map((value) => ({ label: `${name}=${value}`, switches: { [name]: value } })),
)

/** Every address and field of which it is said that the vendor stores it otherwise. */
function keptOtherwise(diagnostics: Plan['diagnostics']): string[] {
  const said = diagnostics.filter(({ code }) => code === 'N1002')
  const field = (summary: string) => summary.replace(/^the vendor stores (\S+) otherwise.*/s, '$1')
  return said
    .map(({ address = '', summary }) => `${address.replace(/^shop\/(product\/)?/, '')} ${field(summary)}`)
    .sort()
}

/** Carries the plan out; the next one has nothing to do. Gives what the vendor is said to keep otherwise. */
async function converges(shop: Engine, made: Plan): Promise<string[]> {
  // What an answer does not name is looked for at once, one read for each such call.
  const namesNothing = ['ids', 'empty'].includes(shop.sandbox.shoporama.switches.bulk_reply)
  const unnamed = namesNothing ? made.operations.filter(({ operation }) => operation === 'POST /product').length : 0
  const report = await applied(shop, made, unnamed)
  const idle = await planned(shop)
  expectNothingToDo(idle)
  const said = keptOtherwise(idle.diagnostics)
  expect.soft(said, 'said by the apply already').toEqual(expect.arrayContaining(keptOtherwise(report.diagnostics)))
  return said
}

async function story(
  label: string,
  switches: Readonly<Record<string, unknown>>,
  stock: 'once' | 'ours',
): Promise<void> {
  const { assume, otherwise = [[], []] } = facts[label] ?? {}
  const always = label === 'auto_offline_acts=no' ? [] : ['sold-out is_online']
  const [afterFirst, afterSecond] = otherwise.map((fields) => [...fields, ...always].sort())
  const butik = butikYaml({
    connection: assume === undefined ? '' : `assume: ${assume}`,
    roots: stock === 'ours' ? 'ownership: { stock: ours }\n' : '',
  })
  await using shop = await engine({ 'butik.yaml': butik, ...first }, { switches: { shoporama: switches } })

  expect.soft(await converges(shop, await planned(shop)), 'made').toEqual(afterFirst)

  shop.write(stock === 'ours' ? secondWithStock : second)
  expect.soft(await converges(shop, await planned(shop)), 'changed').toEqual(afterSecond)
  const levels = stock === 'ours' ? { oak: 9, white: 4, table: 5 } : { oak: 7, white: 4, table: 3 }
  expect.soft(levelsOf(shop), 'stock levels').toEqual(levels)

  // What the shop moves, and what is taken away: where the fact shows, and in the long run everywhere.
  if (!isLong && facts[label] === undefined && label !== 'default') return
  await drift(shop)
  if (stock === 'ours') await shop.owner('POST', '/stock', [{ SKU: 'TB-001', stock: 1 }])
  const moved = await planned(shop)
  expect.soft(new Set(moved.changes.map(({ action }) => action))).toEqual(new Set(['update']))
  expect.soft(new Set(moved.changes.flatMap(({ diff }) => diff.map(({ cause }) => cause)))).toEqual(new Set(['drift']))
  const drifted = [
    'category/furniture',
    'product/chair',
    'product/table',
    'profile_attribute_value/furniture.colour.white',
  ]
  expect
    .soft(moved.changes.map(({ address }) => address))
    .toEqual([...drifted, ...(stock === 'ours' ? ['stock/table'] : []), 'supplier/acme'].map((rest) => `shop/${rest}`))
  expect.soft(await converges(shop, moved), 'put right').toEqual(afterSecond)
  expect.soft(levelsOf(shop), 'stock levels').toEqual(levels)

  shop.write(third)
  const guarded = await planned(shop)
  expect.soft(guarded.guards.map(({ name, acked }) => ({ name, acked }))).toEqual([
    { name: 'delete', acked: false },
    { name: 'category', acked: true },
  ])
  const less = await planned(shop, { allowDelete: true })
  const rest = [...(otherwise[1] ?? []).filter((field) => !field.startsWith('set ')), ...always].sort()
  expect.soft(await converges(shop, less), 'less').toEqual(rest)
  expect
    .soft(goneFrom(shop), 'removed, or offline')
    .toEqual([
      ...[
        'attributes Note',
        'attributes Størrelse',
        'categories Overflødig',
        'products EM-1 offline',
        'products SET-1',
      ],
      ...['profiles Udgået', 'suppliers Udgået', 'values M', 'values S'],
    ])
}

interface Row {
  readonly removed: number | null
  readonly fields: Readonly<Record<string, unknown>>
  readonly stock?: number
  readonly variants?: readonly { readonly own_id: string | null; readonly stock: number }[]
}

function rowsOf(shop: Engine): [string, Row][] {
  const collections = Object.entries(shop.sandbox.shoporama.snapshot().collections)
  return collections.flatMap(([name, { rows }]) => (rows as unknown as Row[]).map((row): [string, Row] => [name, row]))
}

function levelsOf(shop: Engine) {
  const products = new Map(rowsOf(shop).map(([, row]) => [row.fields['own_id'], row]))
  const variant = (sku: string) => products.get('CH-001')?.variants?.find(({ own_id }) => own_id === sku)?.stock
  return { oak: variant('CH-001-OAK'), white: variant('CH-001-WHT'), table: products.get('TB-001')?.stock }
}

/** Everything that was removed, and of the products not declared any more what is offline. */
function goneFrom(shop: Engine): string[] {
  const gone = rowsOf(shop).flatMap(([collection, { removed, fields }]) => {
    const name = `${collection} ${String(fields['own_id'] ?? fields['val'] ?? fields['name'])}`
    if (removed !== null) return [name]
    return ['EM-1', 'BR-1'].includes(String(fields['own_id'])) && fields['is_online'] === 0 ? [`${name} offline`] : []
  })
  return gone.sort()
}

test('default', () => story('default', {}, 'once'))
test.each(others)('$label', ({ label, switches }) => story(label, switches, 'once'))

const ofStock = /^(default|stock_.*|unknown_sku.*|last_modified_by_stock.*|max_limit.*|variants_read.*|dialect.*)$/
const withStock = [{ label: 'default', switches: {} }, ...others].filter(({ label }) => ofStock.test(label))
test.each(withStock)('stock is ours, $label', ({ label, switches }) => story(label, switches, 'ours'))
