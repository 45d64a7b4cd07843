/** Numbers, flags and texts in cells, read and written. */
import { describe, expect, test } from 'vitest'
import { flagInCell, numberForCell, numberInCell, textForCell, textInCell } from '../../../src/model/sheet-format.ts'

function number(cell: string, mark?: ',' | '.'): string {
  const found = numberInCell(cell, mark)
  if (found.ok) return found.text
  return found.why === 'unclear' ? `unclear ${found.readings.join(' or ')}` : found.why
}

describe('a number', () => {
  test('with a decimal comma that was told', () => {
    expect(number('1.299,00', ',')).toBe('1299.00')
    expect(number('1.299', ',')).toBe('1299')
    expect(number('1 299,5', ',')).toBe('1299.5')
    expect(number('1\u00a0299\u00a0000,5', ',')).toBe('1299000.5')
    expect(number('12,5', ',')).toBe('12.5')
    expect(number('-1299,00', ',')).toBe('-1299.00')
    expect(number(' 1299 ', ',')).toBe('1299')
    expect(number('1299.50', ',')).toBe('other-mark')
    expect(number('1.29,50', ',')).toBe('no-number')
    expect(number('1.299 000,50', ',')).toBe('no-number')
    expect(number('1.299,00 kr', ',')).toBe('no-number')
    expect(number('1e5', ',')).toBe('no-number')
  })

  test('with a decimal point that was told', () => {
    expect(number('1,299.00', '.')).toBe('1299.00')
    expect(number('1,299', '.')).toBe('1299')
    expect(number("1'299.5", '.')).toBe('1299.5')
    expect(number('1299,50', '.')).toBe('other-mark')
  })

  test('is never guessed at', () => {
    expect(number('1299')).toBe('1299')
    expect(number('1299.50')).toBe('1299.50')
    expect(number('1 299')).toBe('1299')
    expect(number('1.299')).toBe('unclear 1.299 or 1299')
    expect(number('1,299')).toBe('unclear 1299 or 1.299')
    expect(number('1299,50')).toBe('other-mark')
    expect(number('1.299,50')).toBe('other-mark')
    expect(number('1,299.50')).toBe('1299.50')
    expect(number('')).toBe('no-number')
  })

  test('is written in the manner of the cell', () => {
    expect(numberForCell('1399', '1.299,00', ',')).toBe('1.399,00')
    expect(numberForCell('1399.5', '1299,00', ',')).toBe('1399,50')
    expect(numberForCell('1234567.125', '1.299,00', ',')).toBe('1.234.567,125')
    expect(numberForCell('999', '1 299,00', ',')).toBe('999,00')
    expect(numberForCell('1399.50', '', ',')).toBe('1399,5')
    expect(numberForCell('1399.50', '1,299.00', '.')).toBe('1,399.50')
    expect(numberForCell('1399.5', '1299', undefined)).toBe('1399.5')
    expect(numberForCell('-5', '1.299', ',')).toBe('-5')
  })
})

test('flags are words', () => {
  expect(flagInCell('TRUE', ['true', 'false'])).toBe(true)
  expect(flagInCell(' falsk', ['SAND', 'FALSK'])).toBe(false)
  expect(flagInCell('1', ['true', 'false'])).toBeUndefined()
})

test('what a spreadsheet would run as a formula is kept a text, and read as it was', () => {
  for (const text of ['=1+1', '+45 1234', '-10 %', '@x', "'=x", "''=x", '\t=x']) {
    expect(textForCell(text)).toBe(`'${text}`)
    expect(textInCell(textForCell(text))).toBe(text)
  }
  expect(textForCell("'quoted'")).toBe("'quoted'")
  expect(textInCell("'quoted'")).toBe("'quoted'")
})
