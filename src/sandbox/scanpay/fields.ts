/** The fields of payment links and charges. Optional fields that are invalid are ignored, as the vendor's page says. */
import { isIP } from 'node:net'
import { isList, isRecord, type JsonRecord } from '../json.ts'
import type { Call } from './context.ts'
import { refusal } from './errors.ts'
import { belowMinorUnit, type Money, minorText, minorUnits, moneyText, parseMoney, sumOf } from './money.ts'
import type { Address, Item } from './records.ts'

const languages: ReadonlySet<unknown> = new Set(['da', 'sv', 'no', 'en', 'de', 'fr'])
const unitSeconds: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 }
const shortestLifetime = 5 * 60
const longestLifetime = 30 * 86_400
const defaultLifetime = 3600

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function addressLines(value: unknown): string[] {
  return isList(value) ? value.filter((line) => typeof line === 'string') : []
}

/** With every field, those not sent as empty text; a shipping address lacks vatin and gln. */
export function readAddress(value: unknown, kind: 'billing' | 'shipping'): Address {
  const sent: JsonRecord = isRecord(value) ? value : {}
  const company = kind === 'billing' ? { vatin: textOf(sent['vatin']), gln: textOf(sent['gln']) } : {}
  return {
    name: textOf(sent['name']),
    company: textOf(sent['company']),
    ...company,
    email: textOf(sent['email']),
    phone: textOf(sent['phone']),
    address: addressLines(sent['address']),
    city: textOf(sent['city']),
    zip: textOf(sent['zip']),
    state: textOf(sent['state']),
    country: textOf(sent['country']),
  }
}

/** Whether any field was sent: that replaces a stored address whole. */
export function hasAddress(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length > 0
}

function readTotal(call: Call, value: unknown): Money {
  const money = parseMoney(value)
  const { negative_item, zeros_below_minor } = call.switches
  if (money === undefined || (money.value < 0n && negative_item === 'refuse')) throw refusal('400 invalid items.total')
  if (call.dialect === 'v1') return money
  const below = belowMinorUnit(money)
  if (below === 'digits' || (below === 'zeros' && zeros_below_minor === 'reject'))
    throw refusal('400 invalid items.total')
  return money
}

function readItem(call: Call, value: unknown): { readonly item: Item; readonly money: Money } {
  if (!isRecord(value)) throw refusal('400 invalid items.total')
  const sent = readTotal(call, value['total'])
  const truncated = call.dialect === 'v1' && call.switches.v1_fraction === 'item'
  const money = truncated ? (parseMoney(minorText(minorUnits(sent), sent.currency)) ?? sent) : sent
  const quantity = Number.isSafeInteger(value['quantity']) && Number(value['quantity']) > 0 ? value['quantity'] : 1
  const item = {
    quantity: Number(quantity),
    total: moneyText(money),
    name: textOf(value['name']),
    sku: textOf(value['sku']),
  }
  return { item, money }
}

/** Items and their sum, which is positive and of one currency. Where they are optional, none is `total: null`. */
export function readItems(
  call: Call,
  need: 'required' | 'optional',
): { readonly items: readonly Item[]; readonly total: string | null } {
  const sent = call.body['items']
  if (!isList(sent) || sent.length === 0) {
    if (need === 'required') throw refusal('400 missing items')
    return { items: [], total: null }
  }
  const read = sent.map((value) => readItem(call, value))
  const currency = read[0]?.money.currency ?? ''
  if (read.some(({ money }) => money.currency !== currency)) throw refusal('400 invalid items.total')
  const minor = minorUnits(
    sumOf(
      read.map(({ money }) => money),
      currency,
    ),
  )
  if (minor <= 0n) throw refusal('400 invalid items.total')
  return { items: read.map(({ item }) => item), total: minorText(minor, currency) }
}

/** `autocapture` has another default where a subscriber pays. */
export function readAutocapture(body: JsonRecord, fallback: boolean): boolean {
  return typeof body['autocapture'] === 'boolean' ? body['autocapture'] : fallback
}

export function readLanguage(body: JsonRecord): string {
  return languages.has(body['language']) ? textOf(body['language']) : ''
}

/** `7d`, `1d12h`: seconds. */
export function readLifetime(call: Call): number {
  const text = textOf(call.body['lifetime'])
  if (!/^(?:\d{1,9}[dhms])+$/.test(text)) return defaultLifetime
  const seconds = [...text.matchAll(/(\d+)([dhms])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (unitSeconds[unit] ?? 0),
    0,
  )
  const within = Math.min(longestLifetime, Math.max(shortestLifetime, seconds))
  const rule = call.switches.lifetime_out_of_range
  if (within === seconds || rule === 'clamp') return within
  if (rule === 'default') return defaultLifetime
  throw refusal(rule)
}

export function readIp(text: string | undefined): string {
  return text !== undefined && isIP(text) !== 0 ? text : ''
}
