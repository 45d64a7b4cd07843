/**
 * A YAML text → the same text with the spaces, blank lines and indentation of `butik fmt`. Only what stands between the tokens
 * changes: keys, values with their quotes, comments and their order are as they were.
 */
import { type CST, Parser } from 'yaml'
import { FormatLines } from './format-lines.ts'

/** Why a text is left alone: it has something that butik does not read. */
export class NotFormatted extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

type Trivia = readonly CST.SourceToken[]

/** Throws NotFormatted. Whoever writes the result compares what both texts stand for first. */
export function formatText(text: string): string {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : ''
  const body = text.slice(mark.length)
  const lines = new FormatLines(/\r?\n/.exec(body)?.[0] ?? '\n')
  const formatter = new Formatter(body, lines)
  for (const token of new Parser().parse(body)) formatter.top(token)
  return mark + lines.result()
}

interface Level {
  /** The column of its keys or dashes in the text that was read, and in the one that is written. */
  readonly was: number
  readonly column: number
}

class Formatter {
  readonly #text: string
  readonly #lines: FormatLines
  /** What is laid out in lines and still open, from the outside in. */
  readonly #levels: Level[] = []

  constructor(text: string, lines: FormatLines) {
    this.#text = text
    this.#lines = lines
  }

  top(token: CST.Token): void {
    if (token.type === 'comment' || token.type === 'newline' || token.type === 'space') this.#trivia([token], 0)
    else if (token.type === 'document') {
      this.#trivia(token.start, 0)
      if (token.value !== undefined) this.#value(token.value, -2)
      this.#trivia(token.end ?? [], 0)
    } else if (token.type === 'doc-end') {
      this.#word(token.source, 0)
      this.#trivia(token.end ?? [], 0)
    } else throw this.#odd(token)
  }

  #odd(token: CST.Token): NotFormatted {
    const what = token.type === 'error' ? token.message : `${token.type} is not expected here`
    return new NotFormatted(what, token.offset)
  }

  /** Spaces, breaks, comments, and what stands among them. Comments on lines of their own get the column. */
  #trivia(tokens: Trivia, column: number, ignoresBreaks = false): void {
    for (const token of tokens) {
      if (token.type === 'newline') {
        if (!ignoresBreaks) this.#lines.lineBreak()
      } else if (token.type === 'comment') this.#lines.comment(token.source, column, this.#columnOf(token.offset))
      else if (token.type === 'anchor' || token.type === 'tag' || token.type === 'doc-start') {
        this.#word(token.source, column)
      } else if (token.type !== 'space' && !structural.has(token.type)) throw this.#odd(token)
    }
  }

  #columnOf(offset: number): number {
    return offset - this.#text.lastIndexOf('\n', offset - 1) - 1
  }

  #word(source: string, column: number): void {
    this.#lines.begin(column)
    this.#lines.gap()
    this.#lines.add(source)
  }

  /** `column`: of the key or dash that the value belongs to. */
  #value(token: CST.Token, column: number): void {
    if (token.type === 'block-map') this.#map(token, column + 2)
    else if (token.type === 'block-seq') this.#list(token, column + 2)
    else if (token.type === 'block-scalar') this.#block(token, column)
    else {
      this.#lines.begin(Math.max(0, column + 2))
      this.#lines.gap()
      this.#flowValue(token, Math.max(0, column + 2))
    }
  }

  /** Comments behind the last child: each belongs to what starts in its column, or left of it. */
  #trailing(tokens: Trivia): void {
    for (const token of tokens) {
      const was = token.type === 'comment' ? this.#columnOf(token.offset) : 0
      const level = this.#levels.findLast((one) => one.was <= was)
      this.#trivia([token], level?.column ?? 0)
    }
  }

  #map({ items, indent }: CST.BlockMap, column: number): void {
    this.#levels.push({ was: indent, column })
    for (const { start, key, sep, value, explicitKey } of items) {
      if (explicitKey === true) throw new NotFormatted('a key is written with a question mark', start[0]?.offset ?? 0)
      if (key === undefined || sep === undefined) {
        this.#trailing(start)
        continue
      }
      this.#trivia(start, column)
      if (key === null || !('source' in key) || key.type === 'alias') {
        throw new NotFormatted('a key is no text', key?.offset ?? sep[0]?.offset ?? 0)
      }
      this.#lines.begin(column)
      this.#lines.add(`${key.source}:`)
      this.#behind(sep, value, column, false)
    }
    this.#levels.pop()
  }

  #list({ items, indent }: CST.BlockSequence, column: number): void {
    this.#levels.push({ was: indent, column })
    for (const { start, value } of items) {
      const dash = start.findIndex(({ type }) => type === 'seq-item-ind')
      if (dash < 0) {
        this.#trailing(start)
        continue
      }
      this.#trivia(start.slice(0, dash), column)
      this.#lines.begin(column)
      this.#lines.add('-')
      this.#behind(start.slice(dash + 1), value, column, true)
    }
    this.#levels.pop()
  }

  /** What follows a colon or a dash. What is laid out in lines starts beside a dash, and below a key. */
  #behind(between: Trivia, value: CST.Token | undefined, column: number, isDash: boolean): void {
    const isLaidOut = value?.type === 'block-map' || value?.type === 'block-seq'
    const hasComment = between.some(({ type }) => type === 'comment')
    const isBeside = isDash && !hasComment && !between.some(({ type }) => type === 'anchor' || type === 'tag')
    if (isLaidOut && isBeside) this.#lines.add(' ')
    else {
      this.#trivia(between, column + 2, value !== undefined && !isLaidOut && !hasComment)
      if (isLaidOut) this.#lines.endLine()
    }
    if (value !== undefined) this.#value(value, column)
  }

  #block({ props, source, indent }: CST.BlockScalar, column: number): void {
    const lines = source.split(/\r?\n/)
    const last = lines.pop()
    if (last !== '' && last !== undefined) lines.push(last)
    let digit = 0
    for (const prop of props) {
      if (prop.type === 'block-scalar-header') {
        digit = Number(/\d/.exec(prop.source)?.[0] ?? 0)
        this.#word(prop.source.replace(/\d/, '2'), Math.max(0, column + 2))
      } else if (prop.type === 'comment') this.#lines.comment(prop.source, 0, this.#columnOf(prop.offset))
      else if (prop.type === 'anchor' || prop.type === 'tag') this.#word(prop.source, column)
      else if (prop.type !== 'space' && prop.type !== 'newline') throw this.#odd(prop)
    }
    this.#lines.endLine()
    const first = /^ *(?=\S)/.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0
    this.#lines.addLines(lines, digit > 0 ? Math.max(0, indent) + digit : first, Math.max(0, column + 2))
  }

  /** `column`: of a closing bracket on a line of its own, further in than the key, as YAML wants it. */
  #flow(token: CST.FlowCollection, column: number): void {
    const isMap = token.start.source === '{'
    const closing = this.#closing(token)
    const own = Math.max(0, column)
    this.#lines.add(token.start.source)
    const isEmpty = token.items.every(({ key, value }) => (key ?? value) === undefined)
    for (const { start, key, sep, value } of token.items) this.#flowItem({ start, key, sep, value }, own + 2)
    this.#trivia(token.end.slice(0, closing), own + 2)
    this.#lines.begin(own)
    if (isMap && !isEmpty) this.#lines.gap()
    const bracket = token.end[closing]
    if (bracket === undefined) throw new NotFormatted('a bracket is not closed', token.offset)
    this.#lines.add(bracket.source)
  }

  #closing({ end }: CST.FlowCollection): number {
    return end.findIndex(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end')
  }

  #flowItem({ start, key, sep, value }: FlowItem, column: number): void {
    const comma = start.findIndex(({ type }) => type === 'comma')
    this.#trivia(start.slice(0, Math.max(0, comma)), column)
    if (comma >= 0) {
      this.#lines.begin(column)
      this.#lines.add(',')
    }
    const rest = start.slice(comma + 1)
    this.#trivia(rest, column)
    if (key === null || rest.some(({ type }) => type === 'explicit-key-ind')) {
      throw new NotFormatted('a key is no text', rest[0]?.offset ?? 0)
    }
    if (key === undefined && value === undefined) return
    this.#lines.begin(column)
    this.#lines.gap()
    if (key !== undefined) this.#flowValue(key, column)
    const colon = sep?.findIndex(({ type }) => type === 'map-value-ind') ?? -1
    if (sep !== undefined && colon >= 0) {
      this.#trivia(sep.slice(0, colon), column)
      this.#lines.add(':')
    }
    this.#trivia(sep?.slice(colon + 1) ?? [], column)
    if (value === undefined) return
    this.#lines.begin(column)
    if (key !== undefined || rest.some(({ type }) => type === 'anchor' || type === 'tag')) this.#lines.gap()
    this.#flowValue(value, column)
  }

  #flowValue(token: CST.Token, column: number): void {
    if (token.type === 'flow-collection') {
      this.#flow(token, column)
      this.#trivia(token.end.slice(this.#closing(token) + 1), column)
    } else if (token.type === 'alias' || token.type === 'scalar' || token.type.endsWith('quoted-scalar')) {
      if (!('source' in token)) throw this.#odd(token)
      this.#lines.addFolded(token.source, column)
      if ('end' in token) this.#trivia(token.end ?? [], column)
    } else throw this.#odd(token)
  }
}

interface FlowItem {
  readonly start: Trivia
  readonly key: CST.Token | null | undefined
  readonly sep: Trivia | undefined
  readonly value: CST.Token | undefined
}

/** Tokens that the collection around them writes itself. */
const structural = new Set<CST.SourceToken['type']>(['map-value-ind', 'seq-item-ind', 'comma', 'explicit-key-ind'])
