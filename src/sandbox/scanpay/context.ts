/** What every operation works with. */
import type { JsonRecord } from '../json.ts'
import { refusal } from './errors.ts'
import type { ApiKey } from './keys.ts'
import type { SubscriberRow, TransactionRow } from './records.ts'
import type { Shop } from './store.ts'
import type { ScanpaySwitches } from './switches.ts'

export interface Context {
  readonly shop: Shop
  readonly switches: ScanpaySwitches
  /** Milliseconds, one instant for the whole of a call. */
  readonly now: number
}

/** One API call, admitted and with its body parsed. */
export interface Call extends Context {
  readonly dialect: 'v1' | 'v2'
  readonly key: ApiKey
  /** Of the link, transaction or subscriber in the path, or the seq; `` where there is none. */
  readonly id: string
  /** Empty where none was sent. */
  readonly body: JsonRecord
  readonly cardholderIp: string
  /** Where payment windows are, such as http://127.0.0.1:4711/scanpay-window/production. */
  readonly window: string
}

export function unixTime(now: number): number {
  return Math.floor(now / 1000)
}

function numericId(call: Call): number {
  return /^[1-9]\d{0,14}$/.test(call.id) ? Number(call.id) : 0
}

export function requireTransaction(call: Call): TransactionRow {
  const row = call.shop.transaction(numericId(call))
  if (row === undefined) throw refusal(call.switches.unknown_id)
  return row
}

export function requireSubscriber(call: Call): SubscriberRow {
  const row = call.shop.subscriber(numericId(call))
  if (row === undefined) throw refusal(call.switches.unknown_id)
  return row
}
