/** Edits of a document whose section is a sheet → cells of the sheet, and what is told instead. */
import { describe, expect, it } from 'vitest'
import { sheetEdits } from '../../../src/author/sheet-text.ts'
import type { Edit, Written, WrittenPath } from '../../../src/model/written.ts'
import { keyOfRow, sheetEditsOf } from '../../../src/pipeline/sheet-edits.ts'
import { found, sheetOf, specs } from '../../support/sheets.ts'

const yaml = `suppliers: { acme: { name: Acme } }
categories: { chairs: { name: Stole }, tables: { name: Borde }, lamps: { name: Lamper } }
profiles: { wood: { name: Træ, attributes: { colour: { type: valuelist, name: Farve, is_variant: true, values: { oak: Eg, black: Sort } } } } }
products: !csv
  file: products.csv
  decimal: ","
  flags: [ja, nej]
  columns: { own_id: Varenr, name: Navn, price: Pris, is_online: Vis, categories: Kategorier, supplier.id: Lev, profile: Profil, stock_settings.attribute: Egenskab, stock_settings.value: Værdi, stock_settings.price: Variantpris }
`
const csv = `Varenr;Navn;Pris;Vis;Kategorier;Lev;Profil;Egenskab;Værdi;Variantpris\r
A-1;"Stol";1.299,00;ja;chairs|tables;;wood;colour;oak;1.299,00\r
A-1;;;;;;;colour;black;1199\r
B-2; Bord ;999;nej;tables;12;wood;colour|colour;oak|black;|99,5\r
`
const tree = { 'shop.yaml': yaml, 'products.csv': csv }

const text = (value: string): Written => ({ type: 'scalar', as: 'text', text: value })
const plain = (value: string): Written => ({ type: 'scalar', as: 'plain', text: value })
const list = (...items: Written[]): Written => ({ type: 'list', items })
const map = (fields: Readonly<Record<string, Written>>): Written => ({
  type: 'map',
  pairs: new Map(Object.entries(fields)),
})
const set = (path: WrittenPath, value: Written): Edit => ({ type: 'set', path: ['products', ...path], value })

async function edited(
  ...edits: Edit[]
): Promise<{ readonly lines: string[]; readonly told: string[]; readonly text: string }> {
  const sheet = await sheetOf(tree)
  const { told, ...change } = sheetEditsOf(sheet, edits)
  const after = sheetEdits(csv, change)
  const before = new Set(csv.split('\r\n'))
  return {
    lines: after.split('\r\n').filter((line) => !before.has(line)),
    told: told.map(({ why }) => why),
    text: after,
  }
}

describe('a value', () => {
  it('goes into its cell, in the manner of the cell', async () => {
    const {
      lines,
      told,
      text: after,
    } = await edited(
      set(['A-1', 'price'], plain('1399.5')),
      set(['A-1', 'is_online'], plain('false')),
      set(['A-1', 'name'], text('=Stol; "stor"')),
      set(['B-2', 'supplier'], map({ id: plain('13') })),
      set(['B-2', 'categories'], list(text('lamps'), text('chairs'))),
    )
    expect(told).toEqual([])
    expect(lines).toEqual([
      'A-1;"\'=Stol; ""stor""";1.399,50;nej;chairs|tables;;wood;colour;oak;1.299,00',
      'B-2; Bord ;999;nej;lamps|chairs;13;wood;colour|colour;oak|black;|99,5',
    ])
    const read = await found({ ...tree, 'products.csv': after })
    expect(read.said).toEqual([])
    expect(specs(read)['A-1']).toMatchObject({ name: '=Stol; "stor"', price: '1399.5', is_online: false })
  })

  it('clears its cell, or is taken out of it', async () => {
    const { lines, told } = await edited(set(['A-1', 'price'], plain('null')), set(['A-1', 'categories'], list()), {
      type: 'remove',
      path: ['products', 'B-2', 'name'],
    })
    expect(told).toEqual([])
    expect(lines).toEqual([
      'A-1;"Stol";~;ja;~;;wood;colour;oak;1.299,00',
      'B-2;;999;nej;tables;12;wood;colour|colour;oak|black;|99,5',
    ])
  })

  it('of a list keeps its number until all edits are made', async () => {
    const { lines, told } = await edited(
      { type: 'remove', path: ['products', 'A-1', 'categories', 0] },
      set(['A-1', 'categories', 1], text('lamps')),
      { type: 'insert', path: ['products', 'A-1', 'categories', 2], value: text('chairs') },
      { type: 'remove', path: ['products', 'B-2', 'categories', 0] },
    )
    expect(told).toEqual([])
    expect(lines).toEqual([
      'A-1;"Stol";1.299,00;ja;lamps|chairs;;wood;colour;oak;1.299,00',
      'B-2; Bord ;999;nej;~;12;wood;colour|colour;oak|black;|99,5',
    ])
  })

  it('of an element goes into its row, or its part of the cell', async () => {
    const {
      lines,
      told,
      text: after,
    } = await edited(
      set(['A-1', 'stock_settings', 1, 'price'], plain('1250')),
      set(['B-2', 'stock_settings', 0, 'price'], plain('100')),
      {
        type: 'insert',
        path: ['products', 'B-2', 'stock_settings', 2],
        value: map({ attribute: text('colour'), value: text('oak') }),
      },
    )
    expect(told).toEqual([])
    expect(lines).toEqual([
      'A-1;;;;;;;colour;black;1250',
      'B-2; Bord ;999;nej;tables;12;wood;colour|colour;oak|black;100|99,5',
      'B-2;;;;;;;colour;oak;',
    ])
    expect(after.endsWith('B-2;;;;;;;colour;oak;\r\n')).toBe(true)
  })
})

describe('a new resource', () => {
  it('is a row, and one more for each further element', async () => {
    const value = map({
      own_id: text('C 3'),
      name: text('Lampe'),
      price: plain('49.95'),
      categories: list(text('lamps')),
      profile: text('wood'),
      stock_settings: list(
        map({ attribute: text('colour'), value: text('oak') }),
        map({ attribute: text('colour'), value: text('black'), price: plain('59') }),
      ),
    })
    const { lines, told, text: after } = await edited(set(['c-3'], value))
    expect(told).toEqual([])
    expect(lines).toEqual(['C 3;Lampe;49,95;;lamps;;wood;colour;oak;', 'C 3;;;;;;;colour;black;59'])
    const read = await found({ ...tree, 'products.csv': after })
    expect(read.said).toEqual([])
    expect(specs(read)['c-3']).toMatchObject({ own_id: 'C 3', price: '49.95' })
    const sheet = await sheetOf(tree)
    expect(value.type === 'map' ? keyOfRow(sheet, value) : undefined).toBe('c-3')
    expect((await edited(set(['lampe'], value))).told).toEqual(['a row with these fields has the key c-3'])
  })

  it('has what the sheet has columns for, and the rest is told', async () => {
    const { lines, told } = await edited(set(['D-4'], map({ own_id: text('D-4'), vat: plain('25') })))
    expect([lines, told]).toEqual([['D-4;;;;;;;;;'], ['no column holds vat']])
  })
})

describe('what is not written is told', () => {
  it('with its row', async () => {
    const { lines, told } = await edited(
      { type: 'retire', path: ['products', 'A-1'], why: 'gone' },
      { type: 'remove', path: ['products', 'A-1', 'stock_settings', 0] },
      set(['A-1', 'own_id'], text('A-9')),
      set(['A-1', 'description'], text('x')),
      set(['B-2', 'name'], { type: 'scalar', as: 'file', text: 'a.html' }),
      set(['B-2', 'name'], text('~')),
      set(['B-2', 'categories'], list(text('a|b'))),
      set(['B-2', 'price'], text('abc')),
      set(['B-2', 'price'], list(plain('1'))),
      set(['X', 'price'], plain('1')),
      { type: 'set', path: ['suppliers', 'acme', 'name'], value: text('x') },
    )
    expect(lines).toEqual([])
    expect(told).toMatchInlineSnapshot(`
      [
        "rows 2, 3: the row stays: whether it goes is for whoever keeps the sheet to say",
        "rows 2, 3: what stands for stock_settings.0 cannot be taken out without its row",
        "rows 2, 3: column A ("Varenr") has the keys: another text there is another resource",
        "rows 2, 3: no column holds description",
        "row 4: a cell cannot name a file that holds its text",
        "row 4: "~" cannot be written in a cell so that it is read as that",
        "row 4: "a|b" cannot be told from its neighbours in one cell",
        "row 4: "abc" cannot be written in a cell so that it is read as that",
        "row 4: the column holds one value, not a list",
        "there is no row with this key",
      ]
    `)
  })
})
