// What the vendor stores otherwise: the apply says it with the rule that makes it none, and with that rule in butik.yaml a
// plan is empty even where nothing is remembered, while a real change is still seen and written.
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'

interface Story {
  readonly rule: string
  readonly switches: Readonly<Record<string, string>>
  /** As it is named in butik.yaml. */
  readonly field: string
  /** Lines of the product, with what the vendor will not keep as it is. */
  readonly written: string
  /** The same with a real change. */
  readonly changed: string
  /** What somebody does by hand: the rule covers it. */
  readonly alike: Readonly<Record<string, unknown>>
  /** And this it does not. */
  readonly other: Readonly<Record<string, unknown>>
}

const text = (
  rule: string,
  stored: string,
  [before, after]: readonly [string, string],
  [same, other]: readonly [string, string],
): Story => ({
  rule,
  switches: { text_stored: stored },
  field: 'product.search',
  written: `search: ${before}`,
  changed: `search: ${after}`,
  alike: { search: same },
  other: { search: other },
})

const markup = (field: 'description' | 'html_fields', html: string): string =>
  field === 'description' ? `description: ${JSON.stringify(html)}` : `html_fields: [{ html: ${JSON.stringify(html)} }]`

const html = (
  field: 'description' | 'html_fields',
  rule: string,
  stored: string,
  [before, same]: readonly [string, string],
): Story => ({
  rule,
  switches: { html_stored: stored },
  field: field === 'description' ? 'product.description' : 'product.html_fields.html',
  written: markup(field, before),
  changed: markup(field, before.replace('Eg', 'Bøg')),
  alike: { [field]: field === 'description' ? same : [{ html: same }] },
  other: { [field]: field === 'description' ? '<p>Ask</p>' : [{ html: '<p>Ask</p>' }] },
})

const stories: readonly Story[] = [
  text('trim', 'trimmed', ['" stol "', '" bord "'], [' stol', 'stole']),
  text('lines', 'unix_lines', ['"a\\r\\nb"', '"a\\r\\nc"'], ['a\rb', 'a b']),
  text('spaces', 'collapsed', ['"a  b"', '"a  c"'], ['a\tb', 'ab']),
  text('unicode', 'composed', ['"Cafe\\u0301"', '"Cafe\\u0301er"'], ['Cafe\u0301', 'Cafe']),
  {
    // What is known of the vendor stays in force beside it.
    rule: '[slug, case]',
    switches: { rewrite_url_stored: 'lower_case' },
    field: 'product.rewrite_url',
    written: 'rewrite_url: Stole',
    changed: 'rewrite_url: Borde',
    alike: { rewrite_url: 'STOLE' },
    other: { rewrite_url: 'stol' },
  },
  {
    rule: 'round-0',
    switches: { price_stored: 'rounded' },
    field: 'product.price',
    written: 'price: 1299.60',
    changed: 'price: 1298.60',
    alike: { price: 1300 },
    other: { price: 1301 },
  },
  {
    rule: 'round-0',
    switches: { price_stored: 'rounded' },
    field: 'product.bulk_discount.discount',
    written: 'bulk_discount: { over: 5, discount: 12.25 }',
    changed: 'bulk_discount: { over: 6, discount: 12.25 }',
    alike: { bulk_discount: { over: 5, discount: 12 } },
    other: { bulk_discount: { over: 5, discount: 13 } },
  },
  html('description', 'html', 'respelt', ["<P CLASS='a'>Eg &oslash;<br>b</P>", '<p  class=a>Eg ø<BR/> b</p>']),
  html('html_fields', 'html', 'respelt', ["<P CLASS='a'>Eg</P>", '<p class=a> Eg</p>']),
  html('description', 'html-no-scripts', 'cleaned', ['<p>Eg</p><script>a()</script>', ' <p>Eg</p> ']),
]

const product = (lines: string) =>
  `products:\n  p:\n    own_id: P-1\n    name: Stol\n${lines
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('')}`
const ruled = (lines: string) => butikYaml({ roots: `equivalences: { ${lines} }\n` })
const said = ({ diagnostics }: Pick<Plan, 'diagnostics'>) => diagnostics.filter(({ code }) => code === 'N1002')
const onProduct = (shop: Engine) => {
  const rows = shop.sandbox.shoporama.snapshot().collections['products']?.rows as unknown as {
    id: number
    fields: { own_id: string }
  }[]
  return `/product/${rows.find(({ fields }) => fields.own_id === 'P-1')?.id}`
}

/** A second checkout: the state knows nothing. */
async function forget({ backend }: Engine): Promise<void> {
  const { snapshot } = await backend.read()
  await backend.write({ ...snapshot, serial: snapshot.serial + 1, entries: {} }, snapshot.serial)
}

/** Found by its key, and not a word to send. */
async function expectAdoptedAsItIs(shop: Engine): Promise<void> {
  await forget(shop)
  const made = await planned(shop)
  expect(made.changes).toMatchObject([{ action: 'adopt', diff: [] }])
  expect(made.operations).toEqual([])
  await applied(shop, made)
  expect(expectNothingToDo(await planned(shop))).toEqual([])
}

describe.each(stories)('$rule for $field', ({ rule, switches, field, written, changed, alike, other }) => {
  test('is offered once, and then covers that and no more', async () => {
    await using shop = await engine({ 'shop.yaml': product(written) }, { switches: { shoporama: switches } })
    const report = await applied(shop, await planned(shop))
    const offer = `where both say the same, write in butik.yaml: equivalences: { ${field}: ${rule} }`
    expect(said(report)).toMatchObject([{ severity: 'warning', hint: offer }])
    expect(report.diagnostics[0]?.summary).toMatch(/ was written, .* is kept$/)
    const idle = await planned(shop)
    expectNothingToDo(idle)
    expect(said(idle)).toMatchObject([{ severity: 'note', hint: offer }])

    shop.write({ 'butik.yaml': ruled(`${field}: ${rule}`) })
    expect(expectNothingToDo(await planned(shop)), 'nothing is left to say').toEqual([])
    await expectAdoptedAsItIs(shop)
    expect(await shop.state(), 'nothing is remembered').not.toMatch(/"stored":\{"/)

    await shop.owner('PUT', onProduct(shop), alike)
    expect(expectNothingToDo(await planned(shop)), 'covered by the rule').toEqual([])
    await shop.owner('PUT', onProduct(shop), other)
    const drifted = await planned(shop)
    expect(drifted.changes, 'drift').toMatchObject([{ action: 'update', diff: [{ cause: 'drift' }] }])
    expect(said(await applied(shop, drifted)), 'agreed, so not said').toEqual([])
    expect(expectNothingToDo(await planned(shop))).toEqual([])

    shop.write({ 'shop.yaml': product(changed) })
    const moved = await planned(shop)
    expect(moved.changes, 'another wish').toMatchObject([{ action: 'update', diff: [{ cause: 'config' }] }])
    expect(said(await applied(shop, moved))).toEqual([])
    expect(expectNothingToDo(await planned(shop))).toEqual([])
  })
})

test('without the rule a second checkout shows the difference again', async () => {
  await using shop = await engine(
    { 'shop.yaml': product('search: " stol "') },
    { switches: { shoporama: { text_stored: 'trimmed' } } },
  )
  await applied(shop, await planned(shop))
  await forget(shop)
  expect((await planned(shop)).changes).toMatchObject([{ action: 'adopt', diff: [{ path: 'search' }] }])
})

test('rules for one field may be two, and those that are there stay', async () => {
  const switches = { shoporama: { text_stored: 'composed', rewrite_url_stored: 'lower_case' } } as const
  await using shop = await engine({ 'shop.yaml': product('rewrite_url: "Cafe\\u0301"') }, { switches })
  const [both] = said(await applied(shop, await planned(shop)))
  expect(both?.hint).toContain('equivalences: { product.rewrite_url: [slug, unicode, case] }')
})

test('an address that is taken: the known habit is said once, and is no difference, unless butik.yaml says exactly', async () => {
  await using shop = await engine({ 'shop.yaml': product('rewrite_url: stol') })
  await shop.owner('POST', '/product', { own_id: 'X-1', name: 'Anden', price: 1, rewrite_url: 'stol' })
  const report = await applied(shop, await planned(shop))
  expect(said(report)).toMatchObject([
    {
      severity: 'note',
      summary: 'the vendor stores rewrite_url otherwise: "stol" was written, "stol-x" is kept',
      hint: expect.stringContaining('its habit (slug)'),
    },
  ])
  expect(expectNothingToDo(await planned(shop))).toEqual([])
  await expectAdoptedAsItIs(shop)
  await shop.owner('PUT', onProduct(shop), { rewrite_url: 'andet' })
  expect((await planned(shop)).changes).toMatchObject([{ diff: [{ path: 'rewrite_url', cause: 'drift' }] }])
  await shop.owner('PUT', onProduct(shop), { rewrite_url: 'stol' })

  shop.write({ 'butik.yaml': ruled('product.rewrite_url: []') })
  expect((await planned(shop)).changes).toMatchObject([{ diff: [{ path: 'rewrite_url', before: 'stol-x' }] }])
})

test('a secret that is kept otherwise is neither shown nor remembered', async () => {
  const yaml = product('bulk_discount: { over: 5, discount: !env AMOUNT }\nsearch: !env WORDS')
  const more = { AMOUNT: '12.25', WORDS: ' very secret ' }
  const switches = { shoporama: { price_stored: 'rounded', text_stored: 'trimmed' } } as const
  await using shop = await engine({ 'shop.yaml': yaml }, { more, switches })
  const report = await applied(shop, await planned(shop))
  const everything = `${JSON.stringify(report.diagnostics)}${await shop.state()}${JSON.stringify((await planned(shop)).diagnostics)}`
  expect(everything).not.toMatch(/12\.25|"12"|very secret/)
})
