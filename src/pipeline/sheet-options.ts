/** What `!csv` says of a sheet: its file, and how its columns and cells are to be read. Judges the words, reads no sheet. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { didYouMean, orList } from '../model/suggest.ts'
import type { YamlMap, YamlNode, YamlScalar } from '../model/yaml.ts'
import { textOf } from './config.ts'

export interface SheetOptions {
  /** The path as it is written, relative to the file that names it. */
  readonly file: YamlScalar
  /** Heading of the column that has the keys. */
  readonly key?: YamlScalar
  /** Headings by field: `attributes.colour` for a field of a field. */
  readonly columns: ReadonlyMap<string, Mapped>
  /** Headings that are left out; `all`: every one that no field takes. */
  readonly ignore: 'all' | readonly YamlScalar[]
  readonly delimiter?: string
  readonly decimal?: ',' | '.'
  readonly list: string
  readonly flags: readonly [string, string]
}

interface Mapped {
  readonly field: YamlScalar
  readonly heading: YamlScalar
}

export type Report = (problem: Omit<Diagnostic, 'severity' | 'source'>, node: YamlNode) => void

type SheetNode = YamlMap | YamlScalar

const names = ['file', 'key', 'columns', 'ignore', 'delimiter', 'decimal', 'list', 'flags'] as const

const usual = { columns: new Map<string, Mapped>(), ignore: [], list: '|', flags: ['true', 'false'] } as const

export function isSheet(node: YamlNode): node is SheetNode {
  return node.type !== 'list' && node.tag === '!csv'
}

/** The file alone, for who reads it: what is wrong is told by sheetOptions. */
export function sheetFile(node: SheetNode): YamlScalar | undefined {
  if (node.type === 'scalar') return node
  const file = node.pairs.get('file')?.value
  return file?.type === 'scalar' && textOf(file) !== undefined ? file : undefined
}

/** Undefined where no sheet can be read by it: that is reported. */
export function sheetOptions(node: SheetNode, report: Report): SheetOptions | undefined {
  const file = sheetFile(node)
  if (node.type === 'scalar') return { ...usual, file: node }
  let isSound = file !== undefined
  const refuse: Report = (problem, at) => {
    isSound = false
    report(problem, at)
  }
  if (file === undefined)
    refuse({ code: 'E1104', summary: '!csv needs the key "file"', hint: 'write file: products.csv' }, node)
  for (const { key } of node.pairs.values()) {
    if (names.some((name) => name === key.text)) continue
    const hint = didYouMean(key.text, names) ?? `the keys here are ${names.join(', ')}`
    refuse({ code: 'E1101', summary: `unknown key "${key.text}"`, hint }, key)
  }
  const words = new Words(node, refuse)
  const [key, delimiter, decimal, list, flags] = [
    words.text('key'),
    words.sign('delimiter', isDelimiter, 'one character: ";", "," or "\\t"'),
    words.sign('decimal', isMark, '"," or "."'),
    words.sign('list', isListSign, 'one character, such as "|"'),
    words.flags(),
  ]
  const [columns, ignore] = [words.columns(), words.ignore()]
  if (delimiter !== undefined && (delimiter === list || delimiter === decimal))
    if (delimiter === list)
      // Cells with a decimal comma stand in quotes then; a list in them cannot.
      words.refuse('list', 'must be another character than the delimiter')
  if (!isSound || file === undefined) return undefined
  return {
    ...usual,
    file,
    columns,
    ignore,
    ...(key === undefined ? {} : { key }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(list === undefined ? {} : { list }),
    ...(flags === undefined ? {} : { flags }),
  }
}

function isDelimiter(sign: string): sign is string {
  return sign.length === 1 && !/["\r\n]/.test(sign)
}

function isListSign(sign: string): sign is string {
  return sign.length === 1 && !/["\r\nA-Za-z0-9]/.test(sign)
}

function isMark(sign: string): sign is ',' | '.' {
  return sign === ',' || sign === '.'
}

class Words {
  readonly #node: YamlMap
  readonly #report: Report

  constructor(node: YamlMap, report: Report) {
    this.#node = node
    this.#report = report
  }

  refuse(name: string, must: string, hint?: string): undefined {
    const at = this.#node.pairs.get(name)?.value ?? this.#node
    this.#report({ code: 'E1107', summary: `"${name}" ${must}`, ...(hint === undefined ? {} : { hint }) }, at)
  }

  text(name: string): YamlScalar | undefined {
    const value = this.#node.pairs.get(name)?.value
    if (value === undefined) return undefined
    return isText(value) ? value : this.refuse(name, 'must be the heading of a column')
  }

  sign<Sign extends string>(name: string, is: (sign: string) => sign is Sign, wanted: string): Sign | undefined {
    const value = this.#node.pairs.get(name)?.value
    if (value === undefined) return undefined
    const text = textOf(value) ?? ''
    return is(text)
      ? text
      : this.refuse(name, `must be ${wanted}`, text.length > 1 ? 'put it in double quotes' : undefined)
  }

  flags(): readonly [string, string] | undefined {
    const value = this.#node.pairs.get('flags')?.value
    if (value === undefined) return undefined
    const [yes, no, ...more] = value.type === 'list' ? value.items.map(textOf) : []
    if (yes !== undefined && no !== undefined && more.length === 0 && yes.toLowerCase() !== no.toLowerCase())
      return [yes, no]
    return this.refuse('flags', 'must be two words, for true and for false', 'write flags: [SAND, FALSK]')
  }

  columns(): ReadonlyMap<string, Mapped> {
    const value = this.#node.pairs.get('columns')?.value
    if (value === undefined) return usual.columns
    if (value.type !== 'map') {
      this.refuse('columns', 'must be a mapping of fields to headings', 'write columns: { price: Pris }')
      return usual.columns
    }
    const found = new Map<string, Mapped>()
    for (const [field, { key, value: heading }] of value.pairs) {
      if (isText(heading)) found.set(field, { field: key, heading })
      else this.#report({ code: 'E1102', summary: `"${field}" must be the heading of a column` }, heading)
    }
    return found
  }

  ignore(): SheetOptions['ignore'] {
    const value = this.#node.pairs.get('ignore')?.value
    if (value === undefined) return []
    if (textOf(value) === '*') return 'all'
    if (value.type === 'list' && value.items.every(isText)) return value.items
    this.refuse('ignore', `must be a list of headings, or ${orList(['"*"'])} for every one that no field takes`)
    return []
  }
}

function isText(node: YamlNode): node is YamlScalar {
  return textOf(node) !== undefined
}
