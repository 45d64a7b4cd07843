/** Subscribers, stored cards that a shop charges by itself: charged and invalidated here, made and renewed by link. */
import { type Call, requireSubscriber, unixTime } from './context.ts'
import { ApiError, refusal } from './errors.ts'
import { hasAddress, readAddress, readAutocapture, readItems, textOf } from './fields.ts'
import { keyName } from './keys.ts'
import { addCharge } from './payments.ts'
import type { SubscriberRow } from './records.ts'

/** The line that the acquirer refuses with, if an act has set one up; one charge of it is used up. */
function acquirerRefusal(call: Call, subscriber: SubscriberRow): string | undefined {
  const { failures } = call.shop
  const met = failures.find((row) => row.subscriber === null || row.subscriber === subscriber.id)
  if (met === undefined) return undefined
  const rest = failures.map((row) => (row === met ? { ...row, left: row.left - 1 } : row))
  call.shop.putFailures(rest.filter(({ left }) => left > 0))
  return met.line
}

function requireCard(call: Call, subscriber: SubscriberRow): void {
  if (subscriber.method !== null) return
  const { invalidated_charge, charge_failure_status } = call.switches
  if (invalidated_charge !== 'permanent') throw refusal(invalidated_charge)
  throw new ApiError(charge_failure_status, 'permanent scanpay error: subscriber is invalidated')
}

export function charge(call: Call): unknown {
  const { body } = call
  const subscriber = requireSubscriber(call)
  const { items, total } = readItems(call, 'required')
  requireCard(call, subscriber)
  const line = acquirerRefusal(call, subscriber)
  if (line !== undefined) throw new ApiError(call.switches.charge_failure_status, line)
  const purchase = {
    orderid: textOf(body['orderid']),
    billing: hasAddress(body['billing']) ? readAddress(body['billing'], 'billing') : subscriber.billing,
    shipping: hasAddress(body['shipping']) ? readAddress(body['shipping'], 'shipping') : subscriber.shipping,
    items,
    total,
    autocapture: readAutocapture(body, true),
  }
  const facts = { who: keyName(call.key), created: unixTime(call.now) }
  const { id, authorized } = addCharge(call, subscriber, purchase, total ?? '', facts)
  return call.dialect === 'v1' ? { type: 'charge', id, totals: { authorized } } : {}
}

/**
 * "Delete all data associated with a subscriber": not the method alone (seen, page "Invalidate Subscriber" of v2). The
 * subscriber itself stays, by its reference, and can be renewed.
 */
export function invalidate(call: Call): unknown {
  const before = requireSubscriber(call)
  if (before.method === null) return {}
  const row: SubscriberRow = {
    ...before,
    rev: before.rev + 1,
    method: null,
    services: [],
    info: { ip: '' },
    billing: readAddress({}, 'billing'),
    shipping: readAddress({}, 'shipping'),
  }
  call.shop.putSubscriber(row, call.now)
  return {}
}
