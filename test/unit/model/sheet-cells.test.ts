/** The text of a sheet → cells that know where they stand. */
import { expect, test } from 'vitest'
import { columnLetters, likelyDelimiter, sheetRows } from '../../../src/model/sheet-cells.ts'

function cells(text: string, delimiter = ';'): string[][] {
  return sheetRows(text, delimiter).rows.map((row) => row.cells.map((cell) => cell.text))
}

test('rows and cells of all kinds of line breaks', () => {
  expect(cells('a;b\r\n1;2\n\r3;\r\n')).toEqual([['a', 'b'], ['1', '2'], [''], ['3', '']])
  expect(cells('a;b\n1;2')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
  expect(cells('')).toEqual([])
})

test('quotes hold delimiters, line breaks and quotes', () => {
  expect(cells('a;b\n"1;2";"x\r\ny"\n"19"" skærm";""\n')).toEqual([
    ['a', 'b'],
    ['1;2', 'x\r\ny'],
    ['19" skærm', ''],
  ])
})

test('a cell says where it stands, quotes included', () => {
  const text = 'sep=;\r\nå;b\r\n"x""y";2\r\n'
  const [, row] = sheetRows(text, ';').rows
  expect(row?.cells.map(({ start, end, quoted }) => [text.slice(start, end), quoted])).toEqual([
    ['"x""y"', true],
    ['2', false],
  ])
  expect(text.slice(row?.start, row?.end)).toBe('"x""y";2')
})

test('what is no cell is told where it is', () => {
  const faults = (text: string) => sheetRows(text, ';').faults.map(({ at, what }) => `${what} ${at}`)
  expect(faults('a;b\n1;2 "x" y\n')).toEqual(['quote-inside 8'])
  expect(faults('a;b\n"1" x;2\n3;4\n')).toEqual(['after-quote 7'])
  expect(faults('a;b\n1;"2\n3;4\n')).toEqual(['unclosed 6'])
  expect(cells('a;b\n"1" x;2\n3;4\n')).toEqual([
    ['a', 'b'],
    ['1', '2'],
    ['3', '4'],
  ])
})

test('the delimiter is the one that the heading has most of', () => {
  expect(likelyDelimiter('a;b;c,d\n1,2,3,4,5\n')).toBe(';')
  expect(likelyDelimiter('a,"b;c;d;e",f\n')).toBe(',')
  expect(likelyDelimiter('\uFEFFa\tb\n')).toBe('\t')
  expect(likelyDelimiter('sep=|\na|b;c;d\n')).toBe('|')
  expect(likelyDelimiter('a;b,c\n')).toBeUndefined()
  expect(likelyDelimiter('only one\n')).toBe(';')
})

test('columns are named as spreadsheets name them', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
})
