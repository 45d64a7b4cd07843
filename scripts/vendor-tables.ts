/** The tables of a vendor's page that are written from its contract, the switches of its room and its settings. */
import { z } from 'zod'
import { isJsonObject, type Json, type JsonObject } from '../src/model/json.ts'
import type { SwitchValue } from '../src/sandbox/switches.ts'
import { callOf, offeredCalls, type VendorFacts } from './vendor-facts.ts'

export function operationsTable(facts: VendorFacts): string {
  const offered = new Set(offeredCalls(facts))
  const rows = facts.operations.map(({ id, method, path, use, sure }) => {
    const sandbox = offered.has(callOf(method, path)) ? 'answers' : '–'
    return [code(id), code(`${method} ${path}`), use, sandbox, sure]
  })
  const head = ['operation', 'call', 'what butik does with it', 'sandbox', 'sure']
  return `${facts.operations.length} operations.\n\n${table(head, rows)}`
}

/** Facts with a setting first, then by name. */
export function assumedTable(facts: VendorFacts): string {
  const settings = settingsOf(facts)
  const switches = facts.sandbox?.switches ?? {}
  const probed = new Map(facts.probes.map(({ fact, writes }) => [fact, writes]))
  const names = [...new Set([...Object.keys(switches), ...Object.keys(settings)])]
  const sorted = names.toSorted((a, b) => Number(b in settings) - Number(a in settings) || (a < b ? -1 : 1))
  const rows = sorted.map((name) => {
    const setting = settings[name]
    const { values, fact } = switches[name] ?? { values: [], fact: descriptionOf(setting) }
    const where = [...(setting === undefined ? [] : ['`assume`']), ...(name in switches ? ['sandbox'] : [])]
    return [code(name), where.join(', '), valuesText(values, setting), probeText(probed.get(name)), fact]
  })
  const others = [...probed].filter(([name]) => !names.includes(name)).map(([name]) => code(name))
  const also = others.length === 0 ? '' : `\n\n\`butik probe\` also tells ${others.join(', ')}.`
  return `${table(['fact', 'can be set in', 'values, default first', '`butik probe`', 'says'], rows)}${also}`
}

/** By name, as JSON Schema: what a value of a setting may be. */
function settingsOf({ assume }: VendorFacts): { readonly [name: string]: JsonObject } {
  const schema: unknown = assume === undefined ? {} : z.toJSONSchema(assume)
  const properties = isJsonObject(schema) && isJsonObject(schema['properties']) ? schema['properties'] : {}
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => (isJsonObject(value) ? [[name, value]] : [])),
  )
}

function descriptionOf(setting: JsonObject | undefined): string {
  const description = setting?.['description']
  return typeof description === 'string' ? description : ''
}

function valuesText(values: readonly SwitchValue[], setting: JsonObject | undefined): string {
  const allowed: readonly Json[] = Array.isArray(setting?.['enum']) ? setting['enum'] : []
  const all = [...values, ...allowed.filter((value) => !values.some((known) => known === value))]
  const { minimum, maximum } = setting ?? {}
  const range = minimum === undefined || maximum === undefined ? [] : [`${String(minimum)} to ${String(maximum)}`]
  return [...(all.length === 0 ? [] : [all.map((value) => code(String(value))).join(', ')]), ...range].join('; ')
}

function probeText(writes: boolean | undefined): string {
  if (writes === undefined) return ''
  return writes ? 'with `--write`' : 'yes'
}

function code(text: string): string {
  return `\`${text}\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}
