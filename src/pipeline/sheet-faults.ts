/** What is said of a text that cannot be told into cells. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { SheetFault } from '../model/sheet-cells.ts'

type Words = Pick<Diagnostic, 'code' | 'summary' | 'hint'>

export const unclearDelimiter: Words = {
  code: 'E1541',
  summary: 'the heading has as many of one delimiter as of another',
  hint: 'say which parts the cells: delimiter: ";" in !csv',
}

export function noHeading(file: string): Words {
  return {
    code: 'E1541',
    summary: `${file} has no heading`,
    hint: 'its first row names the columns; a sheet without resources has that row alone',
  }
}

export function faultProblem({ what }: SheetFault, delimiter: string): Words {
  if (what === 'unclosed')
    return {
      code: 'E1541',
      summary: 'the quote that is opened here is never closed',
      hint: 'close it; a quote inside a cell is written twice: "19"" skærm"',
    }
  if (what === 'after-quote')
    return {
      code: 'E1541',
      summary: 'something stands behind the quote that closes the cell',
      hint: `a quote inside a cell is written twice; is "${delimiter === '\t' ? '\\t' : delimiter}" the delimiter?`,
    }
  return {
    code: 'E1541',
    summary: 'a quote stands inside a cell that does not start with one',
    hint: 'put the cell in quotes, and write this one twice: "19"" skærm"',
  }
}
