/**
 * The text of a sheet (CSV, RFC 4180) → rows of cells that know where they stand, to the character. Every other character of
 * the text belongs to no cell, so that who edits cells can leave all the rest as it is. Nothing is evaluated.
 */

export interface SheetCell {
  /** Offsets in the text, quotes included, end-exclusive. */
  readonly start: number
  readonly end: number
  /** What the cell says: without its quotes, `""` as `"`. */
  readonly text: string
  readonly quoted: boolean
}

export interface SheetRow {
  readonly start: number
  /** Before the line break. */
  readonly end: number
  readonly cells: readonly SheetCell[]
}

export interface SheetFault {
  readonly at: number
  readonly what: 'quote-inside' | 'after-quote' | 'unclosed'
}

export interface SheetRows {
  /** In the order of the sheet; an empty line is a row with one empty cell, as spreadsheets count. */
  readonly rows: readonly SheetRow[]
  readonly faults: readonly SheetFault[]
}

/** Where the heading starts: behind a byte order mark, and the line `sep=;` by which Excel is told the delimiter. */
export function sheetStart(text: string): { readonly start: number; readonly delimiter?: string } {
  const [head = '', delimiter] = /^\uFEFF?(?:sep=([^\r\n])(?:\r\n|\n|\r))?/i.exec(text) ?? []
  return { start: head.length, ...(delimiter === undefined ? {} : { delimiter }) }
}

export const delimiters: readonly string[] = [';', ',', '\t']

/** The delimiter that the heading has most of, outside of quotes; undefined where two have as many. A single column has any. */
export function likelyDelimiter(text: string): string | undefined {
  const { start, delimiter } = sheetStart(text)
  if (delimiter !== undefined) return delimiter
  const counts = new Map(delimiters.map((sign) => [sign, 0]))
  let isQuoted = false
  for (let index = start; index < text.length; index += 1) {
    const sign = text.charAt(index)
    if (sign === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (sign === '\n' || sign === '\r') break
    else counts.set(sign, (counts.get(sign) ?? -1) + 1)
  }
  const [first, second] = delimiters.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
  if (first === undefined || second === undefined) return undefined
  const most = counts.get(first) ?? 0
  return most > 0 && most === counts.get(second) ? undefined : first
}

const quote = 34
const lineFeed = 10
const carriageReturn = 13

/** After an unclosed quote there is nothing more to read; after any other fault the cell is taken as it stands. */
export function sheetRows(text: string, delimiter: string): SheetRows {
  return new Scan(text, delimiter).rows()
}

class Scan {
  readonly #text: string
  readonly #delimiter: number
  readonly #faults: SheetFault[] = []
  #at: number

  constructor(text: string, delimiter: string) {
    this.#text = text
    this.#delimiter = delimiter.charCodeAt(0)
    this.#at = sheetStart(text).start
  }

  rows(): SheetRows {
    const rows: SheetRow[] = []
    while (this.#at < this.#text.length) {
      rows.push(this.#row())
      this.#skipBreak()
    }
    return { rows, faults: this.#faults }
  }

  #row(): SheetRow {
    const start = this.#at
    const cells = [this.#cell()]
    while (this.#text.charCodeAt(this.#at) === this.#delimiter) {
      this.#at += 1
      cells.push(this.#cell())
    }
    return { start, end: this.#at, cells }
  }

  #cell(): SheetCell {
    const start = this.#at
    if (this.#text.charCodeAt(start) !== quote) {
      this.#toEnd('quote-inside')
      return { start, end: this.#at, text: this.#text.slice(start, this.#at), quoted: false }
    }
    const close = this.#closingQuote(start + 1)
    const inner = this.#text.slice(start + 1, close)
    this.#at = Math.min(close + 1, this.#text.length)
    const after = this.#at
    this.#toEnd()
    if (this.#at > after) this.#faults.push({ at: after, what: 'after-quote' })
    const text = inner.includes('""') ? inner.replaceAll('""', '"') : inner
    return { start, end: this.#at, text, quoted: true }
  }

  #closingQuote(from: number): number {
    for (let at = this.#text.indexOf('"', from); at >= 0; at = this.#text.indexOf('"', at + 2))
      if (this.#text.charCodeAt(at + 1) !== quote) return at
    this.#faults.push({ at: from - 1, what: 'unclosed' })
    return this.#text.length
  }

  /** To the delimiter or the line break. */
  #toEnd(fault?: SheetFault['what']): void {
    let isTold = fault === undefined
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === this.#delimiter || code === lineFeed || code === carriageReturn) return
      if (code !== quote || isTold || fault === undefined) continue
      this.#faults.push({ at: this.#at, what: fault })
      isTold = true
    }
  }

  #skipBreak(): void {
    if (this.#text.charCodeAt(this.#at) === carriageReturn) this.#at += 1
    else if (this.#text.charCodeAt(this.#at) === lineFeed) {
      this.#at += 1
      return
    } else return
    if (this.#text.charCodeAt(this.#at) === lineFeed) this.#at += 1
  }
}

/** As spreadsheets name their columns: 0 is A, 26 is AA. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest === 0 ? '' : columnLetters(rest - 1)) + String.fromCharCode(65 + (index % 26))
}
