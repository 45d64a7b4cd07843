// Each guard on values: just under its threshold it says nothing, over it nothing is written and the offender is named,
// and its own acknowledgement lets the same edit through. (Guards that are older have their stories elsewhere.)
import { expect, test } from 'vitest'
import { butikYaml, type Project, project } from '../support/butik.ts'
import { story } from '../support/story.ts'

interface Case {
  readonly guard: string
  readonly roots?: string
  readonly flags?: readonly string[]
  readonly base: string
  readonly under: string
  readonly over: string
  readonly offenders: readonly string[]
  /** With the values. */
  readonly says: string
  readonly more?: Readonly<Record<string, string>>
  /** What the owner does by hand, once the base is there. */
  readonly owner?: (shop: Project) => Promise<void>
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** `count` suppliers; the first `changed` have another address. */
const suppliers = (count: number, changed = 0, version = 1) =>
  `suppliers:\n${numbers(count)
    .map(
      (n) =>
        `  s${n}: { name: S${n}, dropshipping_mail: v${n <= changed ? version : 0}@x.example, butik: { on_remove: delete } }\n`,
    )
    .join('')}`

const products = (count: number, part: (n: number) => string) =>
  `products:\n${numbers(count)
    .map((n) => `  p${n}: { own_id: P-${n}, name: P${n}, ${part(n)} }\n`)
    .join('')}`

const chair = (fields: string) => `products:\n  chair: { own_id: CH-1, name: Stol, ${fields} }\n`

const variants = (oak: string) => `profiles:
  wood: { name: Træ, attributes: { colour: { type: valuelist, name: Farve, is_variant: true, values: { oak: Eg } } } }
${chair(`price: 100, profile: wood, stock_settings: [{ attribute: colour, value: oak, own_id: CH-1-OAK, ${oak} }]`)}`

const cases: readonly Case[] = [
  {
    guard: 'deletes',
    flags: ['--allow-delete'],
    base: suppliers(20),
    under: suppliers(14),
    over: suppliers(9),
    offenders: ['shop/supplier/s10', 'shop/supplier/s14'],
    says: '5 of 14 shop/supplier would be deleted, more than 30 %',
  },
  {
    guard: 'updates',
    base: suppliers(10),
    under: suppliers(10, 3),
    over: suppliers(10, 4, 2),
    offenders: ['shop/supplier/s1', 'shop/supplier/s4'],
    says: '4 of 10 shop/supplier would be updated, more than 30 %',
  },
  {
    guard: 'stock-zero',
    roots: 'ownership: { stock: ours }\n',
    base: products(20, () => 'price: 10, stock: 5'),
    under: products(20, (n) => `price: 10, stock: ${n <= 6 ? 0 : 4}`),
    over: products(20, (n) => `price: 10, stock: ${n <= 11 ? 0 : 3}`),
    offenders: ['shop/stock/p7', 'shop/stock/p11'],
    says: '5 of 14 shop/stock in stock would be set to zero, more than 30 %',
  },
  {
    guard: 'offline',
    base: products(20, () => 'price: 9, is_online: true, butik: { on_remove: offline }'),
    under: products(20, (n) => `price: 9, is_online: ${n > 6}, butik: { on_remove: offline }`),
    over: products(17, (n) => `price: 9, is_online: ${n > 8}, butik: { on_remove: offline }`),
    offenders: ['shop/product/p7', 'shop/product/p20'],
    says: '5 of 14 shop/product online would go offline, more than 30 %',
  },
  {
    guard: 'price',
    base: chair('price: 99.99'),
    under: chair('price: 149.985'),
    over: chair('price: 224.98'),
    offenders: ['shop/product/chair'],
    says: 'chair price 149.985 → 224.98 (+50 %)',
  },
  {
    guard: 'price',
    roots: 'guards: { price: { change: 10 } }\n',
    base: variants('price: 100'),
    under: variants('price: 90'),
    over: variants('price: 80.99'),
    offenders: ['shop/product/chair'],
    says: 'chair stock_settings[colour.oak].price 90.00 → 80.99 (−10 %)',
  },
  {
    guard: 'below-cost',
    roots: 'guards: { prices: excl }\n',
    base: chair('price: 100, purchase_price: 60.05'),
    under: chair('price: 60.06, purchase_price: 60.05'),
    over: chair('price: 60.05, purchase_price: 60.05'),
    offenders: ['shop/product/chair'],
    says: 'chair price 60.05, purchase price 60.05',
  },
  {
    guard: 'below-cost',
    roots: 'guards: { prices: incl, vat: 25 }\n',
    base: chair('price: 100, purchase_price: 60'),
    under: chair('price: 100, purchase_price: 60, sale_price: 75.01'),
    over: chair('price: 100, purchase_price: 60, sale_price: 75'),
    offenders: ['shop/product/chair'],
    says: 'chair sale_price 75.00 with 25 % VAT, purchase price 60.00',
  },
  {
    guard: 'sale-price',
    base: chair('price: 100'),
    under: chair('price: 100, sale_price: 99.99'),
    over: chair('price: 100, sale_price: 100'),
    offenders: ['shop/product/chair'],
    says: 'chair sale_price 100.00, price 100.00',
  },
  {
    guard: 'category',
    base: 'categories:\n  chairs: { name: Stole, in_menu: true }\n  hidden: { name: Skjult, in_menu: false }\n',
    under: 'categories:\n  chairs: { name: Stole, in_menu: true, tag: x }\n  hidden: { name: Skjult, in_menu: true }\n',
    over: 'categories:\n  chairs: { name: Stole, in_menu: false, tag: x }\n  hidden: { name: Skjult, in_menu: true }\n',
    offenders: ['shop/category/chairs'],
    says: 'chairs in_menu true → false',
  },
  {
    guard: 'category',
    flags: ['--allow-delete'],
    base: 'categories:\n  chairs: { name: Stole, butik: { on_remove: delete } }\n  tables: { name: Borde }\n  lamps: { name: Lamper }\n',
    under: 'categories:\n  chairs: { name: Stole, butik: { on_remove: delete } }\n  tables: { name: Borde }\n',
    over: 'categories:\n  tables: { name: Borde }\n',
    offenders: ['shop/category/chairs'],
    says: 'chairs would be deleted',
  },
  {
    guard: 'url',
    base: chair('rewrite_url: egestol'),
    under: chair('rewrite_url: egestol, description: ny'),
    over: chair('rewrite_url: eg-stol, description: ny'),
    offenders: ['shop/product/chair'],
    says: 'chair rewrite_url egestol → eg-stol',
  },
  {
    guard: 'own-id',
    base: variants('price: 100'),
    under: variants('price: 100, sec_own_id: B'),
    over: variants('price: 100, sec_own_id: B').replace('CH-1-OAK', 'CH-1-EG'),
    offenders: ['shop/product/chair'],
    says: 'chair stock_settings[colour.oak].own_id CH-1-OAK → CH-1-EG',
  },
  {
    guard: 'images',
    more: { 'a.png': '\u0089PNG a', 'b.png': '\u0089PNG b' },
    base: chair('images: [{ file: a.png }, { file: b.png }]'),
    under: chair('images: [{ file: b.png }]'),
    over: chair('images: []'),
    offenders: ['shop/product/chair'],
    says: 'chair images 1 → 0',
  },
  {
    guard: 'in-use',
    flags: ['--allow-delete'],
    base: suppliers(3),
    under: suppliers(2),
    over: suppliers(1),
    offenders: ['shop/supplier/s2'],
    says: 's2 by 1 product (id 600001)',
    owner: async (shop) => {
      const rows = shop.sandbox.shoporama.snapshot().collections['suppliers']?.rows as unknown as readonly {
        id: number
        fields: { name: string }
      }[]
      const id = rows.find(({ fields }) => fields.name === 'S2')?.id
      await shop.owner('POST', '/product', [{ own_id: 'HAND', name: 'Ejerens', supplier_id: id, is_online: 0 }])
    },
  },
]

const writes = (shop: Project) => shop.calls().filter(({ method }) => method !== 'GET')

test.each(cases)('$guard: $says', async ({ guard, roots = '', flags = [], more = {}, ...files }) => {
  await using shop = await project(
    { 'butik.yaml': butikYaml + roots, 'shop.yaml': files.base, ...more },
    // A vendor that hides what is offline is asked for it.
    { switches: { shoporama: { offline_listed: 'no' } } },
  )
  const apply = (...args: readonly string[]) => shop.butik(['apply', '--yes', ...flags, ...args])
  expect(await apply()).toMatchObject({ code: 0 })
  await files.owner?.(shop)

  await shop.write({ 'shop.yaml': files.under })
  shop.forgetCalls()
  const under = await apply()
  expect(under, under.stderr).toMatchObject({ code: 0 })
  expect(writes(shop).length > 0 || guard === 'category').toBe(true)

  await shop.write({ 'shop.yaml': files.over })
  shop.forgetCalls()
  const over = await apply('--json')
  expect(over.code, over.stdout).toBe(4)
  const said = JSON.parse(over.stdout) as { code: string; summary: string; detail: string; address?: string }[]
  expect(said.map(({ code, summary }) => `${code} ${summary}`)).toEqual([`E3001 stopped by the guard ${guard}`])
  expect(said[0]?.detail).toContain(files.says)
  expect(said[0]?.detail).toContain(`--ack ${guard}`)
  for (const offender of files.offenders) expect(`${said[0]?.address} ${said[0]?.detail}`).toContain(offender)
  expect(writes(shop)).toEqual([])
  // Another guard's acknowledgement is none.
  expect(await apply('--ack', guard === 'url' ? 'price' : 'url')).toMatchObject({ code: 4 })

  const acked = await apply('--ack', guard)
  expect(acked, acked.stderr).toMatchObject({ code: 0 })
  expect(writes(shop).length).toBeGreaterThan(0)
  expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
})

test('several at once, in a saved plan', async () => {
  await using shop = await story({
    'butik.yaml': butikYaml,
    'shop.yaml': `categories:\n  chairs: { name: Stole, in_menu: true }\n${chair('price: 1299, purchase_price: 610, rewrite_url: egestol, categories: [chairs]')}`,
  })
  await shop.given()
  await shop.write({
    'shop.yaml': `categories:\n  chairs: { name: Stole, in_menu: false }\n${chair('price: 129.90, purchase_price: 610, rewrite_url: stol, categories: [chairs]')}`,
  })
  await shop.plan()
  await shop.apply()
  await shop.butik('plan -o next --ack price --ack url,offline')
  await shop.ends('guards')
  // Given in the files, for good, and on the command line.
  await shop.write({ 'butik.yaml': `${butikYaml}guards: { category: off, price: { change: 95 } }\n` })
  expect(await shop.shop.butik(['apply', '--yes'])).toMatchObject({ code: 4 })
  expect(await shop.shop.butik(['apply', '--yes', '--ack', 'url'])).toMatchObject({ code: 0 })
})
