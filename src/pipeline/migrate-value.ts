/** One value of the source × a rule of the map → the value as it is written, or why it became nothing. Pure. */
import { canonicalDecimal } from '../model/decimal.ts'
import type { Json } from '../model/json.ts'
import { numberInCell } from '../model/sheet-format.ts'
import type { Written, WrittenScalar } from '../model/written.ts'
import type { YamlNode } from '../model/yaml.ts'
import type { MapRule } from './migrate-map.ts'
import type { CellType } from './sheet-fields.ts'
import { keyOfText } from './sheet-key.ts'

type Found = { readonly value: Written } | { readonly value: string; readonly why: string }
type Shape = Exclude<CellType['shape'], 'list'>

export interface How {
  /** The mark of a CSV file. */
  readonly decimal: ',' | '.' | undefined
  /** The field refers to another resource by its key. */
  readonly refers: boolean
}

/** `given` is what the source has; a rule with a constant takes none. */
export function migratedValue(rule: MapRule, given: Json | undefined, how: How): Found {
  const { field, constant, table, otherwise } = rule
  if (constant !== undefined) return { value: inShape(field.type, writtenOf(constant)) }
  const values = Array.isArray(given) ? given : [given ?? null]
  const items: Written[] = []
  for (const value of values) {
    const found = table === undefined ? taken(field.type, value, how) : lookedUp(table, otherwise, value)
    if ('why' in found) return found
    if (found.value.type === 'list') items.push(...found.value.items)
    else items.push(found.value)
  }
  if (field.type.shape === 'list') return { value: { type: 'list', items: field.type.maybe ? items : distinct(items) } }
  const [first] = items
  if (first === undefined || items.length > 1)
    return { value: shown(given ?? null), why: 'the field holds one value, and these are several' }
  return { value: first }
}

function lookedUp(table: ReadonlyMap<string, YamlNode>, otherwise: YamlNode | undefined, value: Json): Found {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const entry = table.get(text) ?? otherwise
  return entry === undefined
    ? { value: shown(value), why: 'the table has no entry for it' }
    : { value: writtenOf(entry) }
}

/** As the vendor has it; what a field cannot hold is not bent. */
function taken(type: CellType, value: Json, { decimal, refers }: How): Found {
  const shape: Shape = type.shape === 'list' ? type.of : type.shape
  if (value !== null && typeof value === 'object')
    return { value: shown(value), why: 'it is not one value: name a field of it with a dot' }
  const text = String(value)
  if (refers) {
    const key = keyOfText(text)
    return key === undefined ? { value: shown(value), why: 'no key can be made of it' } : { value: scalar('text', key) }
  }
  if (shape === 'number') {
    const number = decimal === undefined ? canonicalDecimal(text) : numberIn(text, decimal)
    if (number !== undefined) return { value: scalar('plain', number) }
    return { value: shown(value), why: 'it is not a number' }
  }
  if (shape === 'flag') {
    if (/^(1|true)$/i.test(text)) return { value: scalar('plain', 'true') }
    if (/^(0|false)$/i.test(text)) return { value: scalar('plain', 'false') }
    return { value: shown(value), why: 'it is not true or false: a table can say what it is' }
  }
  const isPlain = shape === 'any' && (typeof value === 'boolean' || /^-?(0|[1-9]\d*)$/.test(text))
  return { value: scalar(isPlain ? 'plain' : 'text', text) }
}

function numberIn(text: string, decimal: ',' | '.'): string | undefined {
  const found = numberInCell(text, decimal)
  return found.ok ? canonicalDecimal(found.text) : undefined
}

function scalar(as: WrittenScalar['as'], text: string): WrittenScalar {
  return { type: 'scalar', as, text }
}

function writtenOf(node: YamlNode): Written {
  if (node.type === 'list') return { type: 'list', items: node.items.map(writtenOf) }
  if (node.type === 'map')
    return { type: 'map', pairs: new Map([...node.pairs].map(([name, { value }]) => [name, writtenOf(value)])) }
  if (node.value === null) return scalar('plain', 'null')
  return scalar(typeof node.value === 'string' ? 'text' : 'plain', node.text)
}

/** A single value where a list is meant is a list of it. */
function inShape(type: CellType, value: Written): Written {
  return type.shape === 'list' && !type.maybe && value.type !== 'list' ? { type: 'list', items: [value] } : value
}

function distinct(items: readonly Written[]): Written[] {
  const seen = new Set<string>()
  return items.filter((item) => {
    const words = item.type === 'scalar' ? item.text : undefined
    if (words === undefined || !seen.has(words)) {
      if (words !== undefined) seen.add(words)
      return true
    }
    return false
  })
}

const widest = 60

/** In one line, for people. */
export function shown(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const line = text.replace(/\s+/g, ' ')
  return line.length > widest ? `${line.slice(0, widest)}…` : line
}
