/** XML as the vendor writes it: elements named like the JSON members, list items in the singular, no attributes. */
import { isList, isRecord } from '../json.ts'

/** Amounts always have a decimal: `100.0`. */
const amounts: ReadonlySet<string> = new Set([
  'amount',
  'discount',
  'totalAmount',
  'totalDiscount',
  'totalVat',
  'vatPercentage',
])
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function textOf(name: string, value: unknown): string {
  if (typeof value === 'number' && amounts.has(name) && Number.isInteger(value)) return value.toFixed(1)
  return String(value).replace(/[&<>]/g, (character) => entities[character] ?? character)
}

function element(name: string, value: unknown, indent: string): string {
  const inner = `${indent}  `
  const children = isList(value)
    ? value.map((item) => element(name.replace(/s$/, ''), item, inner))
    : isRecord(value)
      ? Object.entries(value).map(([member, part]) => element(member, part, inner))
      : undefined
  if (children === undefined) return `${indent}<${name}>${textOf(name, value)}</${name}>`
  if (children.length === 0) return `${indent}<${name}/>`
  return `${indent}<${name}>\n${children.join('\n')}\n${indent}</${name}>`
}

export function toXml(root: string, value: unknown): string {
  return element(root, value, '')
}
