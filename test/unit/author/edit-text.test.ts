import { expect, test } from 'vitest'
import { editText } from '../../../src/author/edit-text.ts'
import type { Edit, Written } from '../../../src/model/written.ts'

const text = (value: string): Written => ({ type: 'scalar', as: 'text', text: value })
const plain = (value: string): Written => ({ type: 'scalar', as: 'plain', text: value })
const map = (pairs: Readonly<Record<string, Written>>): Written => ({
  type: 'map',
  pairs: new Map(Object.entries(pairs)),
})
const list = (...items: Written[]): Written => ({ type: 'list', items })
const set = (path: string, value: Written, after?: string): Edit => {
  return { type: 'set', path: steps(path), value, ...(after === undefined ? {} : { after }) }
}
const remove = (path: string): Edit => ({ type: 'remove', path: steps(path) })
const insert = (path: string, value: Written): Edit => ({ type: 'insert', path: steps(path), value })
const retire = (path: string): Edit => ({ type: 'retire', path: steps(path), why: '2026-11-30: gone from the shop' })

function steps(path: string): (string | number)[] {
  return path.split('/').map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}

function edited(before: string, ...edits: Edit[]): string {
  const { text: after, refused } = editText(before, edits)
  expect(refused).toEqual([])
  return after
}

test.each([
  ['plain', 'a: 1 # why\n', plain('2'), 'a: 2 # why\n'],
  ['a text that needs quotes', 'a: oak # why\n', text('no'), 'a: "no" # why\n'],
  ['single quotes', "a: 'x'\n", text("it's"), "a: 'it''s'\n"],
  ['single quotes that cannot hold it', "a: 'x'\n", text('a\tb'), 'a: "a\\tb"\n'],
  ['double quotes', 'a:   "x"\n', text('oak'), 'a:   "oak"\n'],
  ['a number in quotes', 'a: "1299.00"\n', plain('1199.00'), 'a: "1199.00"\n'],
  ['digits of a text without quotes', 'a: 1001\n', text('1002'), 'a: 1002\n'],
  ['digits of a text that is new', 'a:\n', text('1002'), 'a: "1002"\n'],
  ['nothing', 'a: # why\n', plain('5'), 'a: 5 # why\n'],
  ['a tag', 'a: !env X\n', text('x'), 'a: x\n'],
  [
    'a tag for a text',
    'a: x # why\n',
    { type: 'scalar', as: 'file', text: 't/a.html' } as const,
    'a: !file t/a.html # why\n',
  ],
  ['several lines of a plain one', 'a: one\n  two\nb: 1\n', text('three'), 'a: three\nb: 1\n'],
  ['lines for a line', 'a: x # why\nb: 1\n', text('y\nz\n'), 'a: | # why\n  y\n  z\nb: 1\n'],
  [
    'a literal block',
    'a: |- # why\n    x\n\n    y\n\nb: 1\n',
    text('z\n\n  w\n'),
    'a: | # why\n    z\n\n      w\n\nb: 1\n',
  ],
  ['a folded block', 'a: >-\n  x\n  y\nb: 1\n', text('z\nw'), 'a: >-\n  z\n\n  w\nb: 1\n'],
  ['null for a block', 'a: |\n  x\nb: 1\n', plain('null'), 'a: null\nb: 1\n'],
  [
    'a mapping for a text',
    'a: x # why\nb: 1\n',
    map({ c: text('y\nz'), d: list() }),
    'a: # why\n  c: |-\n    y\n    z\n  d: []\nb: 1\n',
  ],
  ['a text for a mapping', 'a: # why\n  # gone\n  c: 1\nb: 1\n', text('x'), 'a: x # why\nb: 1\n'],
  ['a list for a list in brackets', 'a: [x, y] # why\n', list(text('z')), 'a: [z] # why\n'],
])('one value for another: %s', (_, before, value, after) => {
  expect(edited(before, set('a', value))).toBe(after)
})

const shop = `# The shop.
connection: shop

products:
  # The first one.
  oak-chair:
    price: 1299.00   # since May
    colours: [oak, black]
    stock_settings:
    - { value: oak, stock: 7 }
    # The black one.
    - { value: black, stock: 0 }

  oak-table:
    price: 4999.00
# The end.
`

test('everything else stays, byte for byte', () => {
  expect(edited(shop, set('products/oak-chair/price', plain('1199.00')))).toBe(shop.replace('1299.00', '1199.00'))
  const windows = shop.replaceAll('\n', '\r\n')
  const changed = edited(
    windows,
    set('products/oak-chair/price', plain('1199.00')),
    set('products/oak-table/name', text('Bord')),
  )
  expect(changed).toBe(
    windows.replace('1299.00', '1199.00').replace('price: 4999.00\r\n', 'price: 4999.00\r\n    name: Bord\r\n'),
  )
  expect(edited(`\ufeff${shop.trimEnd()}`, set('connection', text('b')))).toBe(
    `\ufeff${shop.trimEnd().replace(': shop', ': b')}`,
  )
  expect(edited(shop.replace('# The end.\n', '').trimEnd(), set('products/oak-table/name', text('Bord')))).toBe(
    `${shop.replace('# The end.\n', '').trimEnd()}\n    name: Bord`,
  )
  expect(editText(shop, [])).toEqual({ text: shop, refused: [] })
})

test('a new pair stands behind the one it is told, or last, as its neighbours do', () => {
  const oak = map({ name: text('Skammel'), price: plain('399.00') })
  expect(edited(shop, set('products/stool', oak, 'oak-chair'))).toBe(
    shop.replace('\n  oak-table', '  stool: { name: Skammel, price: 399.00 }\n\n  oak-table'),
  )
  const large = map({
    name: text('Skammel'),
    stock_settings: list(map({ value: text('oak') }), map({ value: text('x') })),
  })
  expect(edited(shop, set('products/stool', large))).toBe(
    shop.replace(
      '# The end.',
      '\n  stool:\n    name: Skammel\n    stock_settings:\n      - { value: oak }\n      - { value: x }\n# The end.',
    ),
  )
  expect(edited(shop, set('products/oak-chair/stock_settings/0/own_id', text('CH-1'), 'value'))).toBe(
    shop.replace('value: oak,', 'value: oak, own_id: CH-1,'),
  )
  expect(edited('', set('suppliers/acme/name', text('Acme')))).toBe('suppliers:\n  acme: { name: Acme }\n')
  expect(edited('# Nothing yet.\nsuppliers: {}\n', set('suppliers/acme/name', text('Acme')))).toBe(
    '# Nothing yet.\nsuppliers:\n  acme: { name: Acme }\n',
  )
})

test('elements come into a list and go from it', () => {
  const path = 'products/oak-chair'
  expect(edited(shop, insert(`${path}/colours/1`, text('white')), insert(`${path}/colours/2`, text('red')))).toBe(
    shop.replace('[oak, black]', '[oak, white, black, red]'),
  )
  expect(edited(shop, remove(`${path}/colours/1`))).toBe(shop.replace('[oak, black]', '[oak]'))
  expect(edited(shop, remove(`${path}/colours/0`), remove(`${path}/colours/1`))).toBe(
    shop.replace('[oak, black]', '[]'),
  )
  expect(edited(shop, insert(`${path}/stock_settings/1`, map({ value: text('white') })))).toBe(
    shop.replace('    # The black one', '    - { value: white }\n    # The black one'),
  )
  expect(edited(shop, remove(`${path}/stock_settings/1`))).toBe(
    shop.replace('    # The black one.\n    - { value: black, stock: 0 }\n', ''),
  )
  expect(edited(shop, remove(`${path}/stock_settings/0`), remove(`${path}/stock_settings/1`))).toBe(
    shop.replace(/stock_settings:\n[\s\S]*stock: 0 }\n/, 'stock_settings: []\n'),
  )
})

test.each([
  ['the last', 'a:\n\n  - 1\n\n\n  # two\n  - 2\n\nb: 1\n', [remove('a/1')], 'a:\n\n  - 1\n\nb: 1\n'],
  ['the first', 'a:\n  - 1\n\n  - 2\n\nb: 1\n', [remove('a/0')], 'a:\n  - 2\n\nb: 1\n'],
  [
    'what gives way to a new one',
    'a:\n  - 1\n\n  - 2\nb: 1\n',
    [remove('a/1'), insert('a/2', plain('3'))],
    'a:\n  - 1\n\n  - 3\nb: 1\n',
  ],
  [
    'what gives way to a new one at its place',
    'a:\n  - 1\n\n  # two\n  - 2 # 2\nb: 1\n',
    [remove('a/1'), insert('a/1', plain('3'))],
    'a:\n  - 1\n\n  - 3\nb: 1\n',
  ],
  [
    'a blank line that a text keeps',
    'a:\n  - |+\n    x\n\n  - 2\nb: 1\n',
    [remove('a/1')],
    'a:\n  - |+\n    x\n\nb: 1\n',
  ],
  [
    'a comment of its own right',
    'a:\n  - 1\n\n  # end\n\n  - 2\nb: 1\n',
    [remove('a/1')],
    'a:\n  - 1\n\n  # end\nb: 1\n',
  ],
  ['a pair', 'a:\n  b: 1\n\n  # two\n  c: 2\n\nd: 1\n', [remove('a/c')], 'a:\n  b: 1\n\nd: 1\n'],
  ['a pair before another', 'a:\n  b: 1\n\n  c: 2\n\n  d: 1\n', [remove('a/c')], 'a:\n  b: 1\n\n  d: 1\n'],
])('what is set apart by blank lines and goes: %s', (_, before, edits, after) => {
  expect(edited(before, ...edits)).toBe(after)
})

test('what is put behind a text that keeps the blank lines below it is not set apart from it', () => {
  expect(edited('a: 1\n\nb: |+\n  x\n', set('c', plain('3')))).toBe('a: 1\n\nb: |+\n  x\nc: 3\n')
  expect(edited('a: 1\n\nb: |\n  x\n', set('c', plain('3')))).toBe('a: 1\n\nb: |\n  x\n\nc: 3\n')
})

test('a pair goes with its own comment; one that is retired is still there to read', () => {
  expect(edited(shop, remove('products/oak-chair'))).toBe(shop.replace(/ {2}# The first[\s\S]*stock: 0 }\n/, ''))
  expect(edited(shop, retire('products/oak-table'))).toBe(
    shop.replace(
      '  oak-table:\n    price: 4999.00',
      '  # 2026-11-30: gone from the shop\n  # oak-table:\n  #   price: 4999.00',
    ),
  )
  expect(edited('values:\n  a: {b: x, c: y}\n', retire('values/a/c'))).toBe(
    'values:\n  # 2026-11-30: gone from the shop\n  # c: y\n  a: {b: x}\n',
  )
  expect(edited('a:\n  b: 1\n', retire('a/b'))).toBe('a: {}\n  # 2026-11-30: gone from the shop\n  # b: 1\n')
  expect(edited('- a: 1\n  b: 2\n', remove('0/a'))).toBe('- b: 2\n')
  expect(edited('- a: 1\n  # two\n  b: 2\n', remove('0/a'))).toBe('-\n  # two\n  b: 2\n')
})

test('what an alias shares is copied, and what others share is not touched', () => {
  const shared = 'a: &x { w: 1, h: 2 }\nb: *x # same\nc: *x\nd: &y 5\n'
  expect(edited(shared, set('b/w', plain('3')))).toBe(
    'a: &x { w: 1, h: 2 }\nb: # same\n  w: 3\n  h: 2\nc: *x\nd: &y 5\n',
  )
  expect(edited(shared, set('b', plain('3')))).toBe(shared.replace('*x # same', '3 # same'))
  expect(edited(shared, set('d', plain('6')))).toBe(shared.replace('&y 5', '&y 6'))
  for (const edit of [set('a/w', plain('3')), set('a', plain('3')), remove('a'), retire('a')]) {
    const { text: after, refused } = editText(shared, [edit])
    expect(after).toBe(shared)
    expect(refused).toEqual([{ edit, why: 'it is shared: *x stands in other places, which would change too' }])
  }
})

test('an edit that cannot be made is refused, and the others are made', () => {
  const [good, none, scalar, twice] = [set('a', plain('2')), remove('x'), set('a/b', plain('1')), set('a', plain('3'))]
  expect(editText('a: 1\nl: [1]\n', [good, none, scalar, twice, set('l/5/x', plain('1'))])).toMatchObject({
    text: 'a: 2\nl: [1]\n',
    refused: [
      { edit: none, why: 'nothing stands there' },
      { edit: scalar, why: 'a value stands where a mapping or a list is meant' },
      { edit: twice, why: 'another edit is made at the same place' },
      { why: 'nothing stands there' },
    ],
  })
  expect(editText('a: [1\nb: 2\n', [good])).toMatchObject({ text: 'a: [1\nb: 2\n', refused: [{ at: { line: 2 } }] })
  const tagged = 'a: &x { b: !env X }\nc: *x\n'
  expect(edited(tagged, set('c/d', plain('1')))).toBe('a: &x { b: !env X }\nc:\n  b: !env X\n  d: 1\n')
})

test('of a large text only what is edited is read', () => {
  const products = Array.from(
    { length: 3000 },
    (_, n) => `  # About ${n}.\n  p-${n}:\n    price: ${n}\n    name: |\n      # ${n}\n`,
  )
  const large = `connection: shop\nproducts:\n${products.join('')}\n# Behind.\nsuppliers:\n  acme:\n    name: Acme\n`
  const edits = [7, 8, 1500, 2999].map((n) => set(`products/p-${n}/price`, plain('-1')))
  const more = [
    remove('products/p-0'),
    set('products/new', map({ price: plain('5') }), 'p-1501'),
    set('products/last', plain('1')),
  ]
  const expected = editText(large, [...edits, ...more], { large: Number.POSITIVE_INFINITY })
  expect(expected.refused).toEqual([])
  expect(expected.text).toContain('  p-1500:\n    price: -1\n    name: |\n      # 1500\n')
  expect(expected.text).toContain('      # 1501\n  new: { price: 5 }\n  # About 1502.')
  expect(expected.text).toContain('      # 2999\n  last: 1\n\n# Behind.')
  expect(editText(large, [...edits, ...more])).toEqual(expected)
})

test('a pair gives its place to another, with the comments around it', () => {
  const rename = (path: string, key: string, value: Written): Edit => ({
    type: 'rename',
    path: steps(path),
    key,
    value,
  })
  const before = `images: # why
  # front
  - { image_id: 1, description: Forfra } # a
  - image_id: 2 # b
    description: Bagfra
  - "image_id" : "3"
other: { image_id: 4 }
`
  const edits = [0, 1, 2].map((index) => rename(`images/${index}/image_id`, 'file', text(`images/${index}.jpg`)))
  expect(edited(before, ...edits, rename('other/image_id', 'a: b', plain('5')))).toBe(`images: # why
  # front
  - { file: images/0.jpg, description: Forfra } # a
  - file: images/1.jpg # b
    description: Bagfra
  - file : "images/2.jpg"
other: { "a: b": 5 }
`)
  const refused = (edit: Edit) => editText('a: { b: 1, c: 2 }\n', [edit]).refused.map(({ why }) => why)
  expect(refused(rename('a/d', 'e', plain('1')))).toEqual(['nothing stands there'])
  expect(refused(rename('a/b', 'c', plain('1')))).toEqual(['another pair has the key that it is to have'])
})
