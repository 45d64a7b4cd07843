import { expect, test } from 'vitest'
import { writeYaml } from '../../../src/author/write-yaml.ts'
import { parseYaml } from '../../../src/pipeline/yaml-parse.ts'
import { type Tree, treeOfNode, writtenOf } from '../../support/yaml-documents.ts'

const text = (value: string): Tree => ({ type: 'scalar', text: value, is: 'text' })
const plain = (value: string): Tree => ({ type: 'scalar', text: value, is: 'plain' })
const map = (pairs: Readonly<Record<string, Tree>>): Tree => ({ type: 'map', pairs: Object.entries(pairs) })
const list = (...items: Tree[]): Tree => ({ type: 'list', items })

test('a document as it is written by hand', () => {
  const setting = (value: string, stock: string) =>
    map({ attribute: text('colour'), value: text(value), stock: plain(stock) })
  const tree = map({
    connection: text('shop'),
    categories: map({ chairs: map({ name: text('Stole'), parent: text('furniture'), in_menu: plain('true') }) }),
    products: map({
      'oak-chair': map({
        own_id: text('00123'),
        name: text('Egestol: "den gode"'),
        categories: list(text('chairs')),
        price: plain('1299.00'),
        sale_price: plain('null'),
        stock_settings: list(setting('oak', '7'), setting('black', '0')),
        discount: map({ 10: map({ 'colour.oak': plain('1199.00') }) }),
        description: { type: 'scalar', text: 'texts/oak-chair.html', is: '!file' },
        note: text('two\nlines\n'),
        meta: text('x'.repeat(120)),
        related: list(),
      }),
    }),
  })
  const written = writeYaml(writtenOf(tree))
  expect(written).toBe(`connection: shop
categories:
  chairs: { name: Stole, parent: furniture, in_menu: true }
products:
  oak-chair:
    own_id: "00123"
    name: 'Egestol: "den gode"'
    categories: [chairs]
    price: 1299.00
    sale_price: null
    stock_settings:
      - { attribute: colour, value: oak, stock: 7 }
      - { attribute: colour, value: black, stock: 0 }
    discount: { 10: { colour.oak: 1199.00 } }
    description: !file texts/oak-chair.html
    note: |
      two
      lines
    meta: ${'x'.repeat(120)}
    related: []
`)
  const { root, diagnostics } = parseYaml('f.yaml', written)
  expect(diagnostics).toEqual([])
  expect(root && treeOfNode(root)).toEqual(tree)
})

test('nothing is an empty file', () => {
  expect(writeYaml({ type: 'map', pairs: new Map() })).toBe('')
})
