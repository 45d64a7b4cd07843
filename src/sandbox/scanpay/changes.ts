/** Rows as the feed shows them: whole objects, in the words of v2 or of v1. */
import type { JsonRecord } from '../json.ts'
import type { Context } from './context.ts'
import { minorText } from './money.ts'
import type { FeedEntry, Method, SubscriberRow, TransactionRow } from './records.ts'
import { totalsOf } from './transactions.ts'

const noMethod: Method = { type: '', id: '', card: { brand: '', last4: '', exp: 0 } }

interface Shown {
  readonly switches: Context['switches']
  readonly dialect: 'v1' | 'v2'
}

function totals(row: TransactionRow): JsonRecord {
  const { captured, refunded, voided, left } = totalsOf(row)
  const text = (minor: bigint): string => minorText(minor, row.currency)
  return {
    attempted: row.attempted,
    authorized: row.authorized,
    captured: text(captured),
    refunded: text(refunded),
    voided: text(voided),
    left: text(left),
  }
}

function method(shown: Shown, row: Method | null): JsonRecord | null {
  if (row === null && shown.switches.invalidated_method === 'null') return null
  const { type, id, card } = row ?? noMethod
  const numeric = shown.dialect === 'v1' && shown.switches.v1_last4 === 'number'
  return { type, id, card: { ...card, last4: numeric ? Number(card.last4) : card.last4 } }
}

function transaction(shown: Shown, row: TransactionRow): JsonRecord {
  const { id, rev, locked, services, info, time, orderid, billing, shipping, items, acts, subscriber } = row
  return {
    type: subscriber === null ? 'transaction' : 'charge',
    id,
    rev,
    locked,
    method: method(shown, row.method),
    services,
    ...(info === null ? {} : { info }),
    time,
    orderid,
    billing,
    shipping,
    items,
    acts,
    totals: totals(row),
    ...(subscriber === null ? {} : { subscriber }),
  }
}

function subscriber(shown: Shown, row: SubscriberRow): JsonRecord {
  const { id, rev, ref, services, time, info, billing, shipping, acts } = row
  return {
    type: 'subscriber',
    id,
    rev,
    ref,
    method: method(shown, row.method),
    services,
    time,
    info,
    billing,
    shipping,
    acts,
  }
}

/** The fields of the v1 page: fewer, and its acts know neither who nor which items. */
function olderTransaction(shown: Shown, row: TransactionRow): JsonRecord {
  const { type, id, orderid, rev, method: card, time } = transaction(shown, row)
  const { authorized, captured, refunded, left } = totals(row)
  return {
    type,
    id,
    orderid,
    rev,
    method: card,
    acts: row.acts.map(({ act, time: at, total }) => ({ act, time: at, total })),
    totals: { authorized, captured, refunded, left },
    time,
    ...(row.subscriber === null ? {} : { subscriber: { id: row.subscriber.id, ref: row.subscriber.ref } }),
  }
}

function olderSubscriber(shown: Shown, row: SubscriberRow): JsonRecord {
  const { id, ref, rev, time } = row
  const acts = row.acts.map(({ act, time: at }) => ({ act, time: at }))
  return { type: 'subscriber', id, ref, rev, method: method(shown, row.method), acts, time }
}

/** The object of an entry as it is now. */
export function changeOf(context: Context, dialect: 'v1' | 'v2', entry: FeedEntry): JsonRecord {
  const shown: Shown = { switches: context.switches, dialect }
  const older = dialect === 'v1' && context.switches.v1_changes === 'documented'
  const paid = entry.db === 'trn' ? context.shop.transaction(entry.id) : undefined
  if (paid !== undefined) return older ? olderTransaction(shown, paid) : transaction(shown, paid)
  const stored = entry.db === 'sub' ? context.shop.subscriber(entry.id) : undefined
  if (stored !== undefined) return older ? olderSubscriber(shown, stored) : subscriber(shown, stored)
  return { type: entry.type ?? 'transaction', id: entry.id, error: entry.error ?? 'internal server error' }
}
