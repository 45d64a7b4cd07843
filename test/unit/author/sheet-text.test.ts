/** Cells that change in the text of a sheet, and all other bytes that do not. */
import { expect, test } from 'vitest'
import { sheetEdits } from '../../../src/author/sheet-text.ts'

test('only the cells change; quotes, breaks and the mark at the beginning stay', () => {
  const text = '\uFEFFsep=;\r\nNr;"Navn";Pris\r\n\r\n1; Stol ;1.299,00\r\n2;"Bord ""x""";\n'
  const cells = [
    { row: 3, column: 2, text: '1.399,00' },
    { row: 4, column: 1, text: 'Bord' },
    { row: 4, column: 2, text: 'a;b' },
    { row: 1, column: 1, text: 'Navn' },
  ]
  expect(sheetEdits(text, { delimiter: ';', cells, rows: [] })).toBe(
    '\uFEFFsep=;\r\nNr;"Navn";Pris\r\n\r\n1; Stol ;1.399,00\r\n2;"Bord";"a;b"\n',
  )
})

test('texts stand in quotes where they need them', () => {
  const change = (text: string) =>
    sheetEdits('a,b\n1,2\n', { delimiter: ',', cells: [{ row: 2, column: 1, text }], rows: [] })
  expect(change('x"y')).toBe('a,b\n1,"x""y"\n')
  expect(change('x\ny')).toBe('a,b\n1,"x\ny"\n')
  expect(change(' x')).toBe('a,b\n1," x"\n')
  expect(change('x;y')).toBe('a,b\n1,x;y\n')
  expect(change('')).toBe('a,b\n1,\n')
})

test('new rows come last, with the line breaks of the sheet', () => {
  const add = (text: string) =>
    sheetEdits(text, {
      delimiter: ';',
      cells: [],
      rows: [
        ['3', 'x;y'],
        ['4', ''],
      ],
    })
  expect(add('a;b\r\n1;2\r\n')).toBe('a;b\r\n1;2\r\n3;"x;y"\r\n4;\r\n')
  expect(add('a;b\n1;2')).toBe('a;b\n1;2\n3;"x;y"\n4;')
  expect(add('a;b')).toBe('a;b\r\n3;"x;y"\r\n4;')
})

test('a row of one cell stays a row with nothing in it', () => {
  const cells = [{ row: 2, column: 0, text: '' }]
  expect(sheetEdits('a\n1', { delimiter: ';', cells, rows: [['']] })).toBe('a\n""\n""')
})

test('a change for another text is refused', () => {
  expect(() => sheetEdits('a\n1\n', { delimiter: ';', cells: [{ row: 3, column: 0, text: 'x' }], rows: [] })).toThrow(
    RangeError,
  )
})
