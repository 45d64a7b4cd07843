/** Payment links: made for a payment, for a new subscriber or for a renewal; good once, and for a while. */
import { createHash } from 'node:crypto'
import { isRecord } from '../json.ts'
import { type Call, requireSubscriber } from './context.ts'
import { refusal } from './errors.ts'
import { hasAddress, readAddress, readAutocapture, readItems, readLanguage, readLifetime, textOf } from './fields.ts'
import { keyName } from './keys.ts'
import type { LinkRow } from './records.ts'
import type { Shop } from './store.ts'

export type LinkState = 'open' | 'paid' | 'expired'

/** A link that nobody paid expires by the clock. */
export function linkState(link: LinkRow, now: number): LinkState {
  return link.state === 'open' && now >= link.expiresAt ? 'expired' : link.state
}

/** The page says that urls grow with the lifetime, not by how much. */
function idLength(lifetime: number): number {
  if (lifetime <= 3600) return 8
  return lifetime <= 86_400 ? 10 : 12
}

function newId(shop: Shop, lifetime: number): string {
  const digest = createHash('sha256')
    .update(`${shop.shopid} link ${shop.linkCount + 1}`)
    .digest('hex')
  return BigInt(`0x${digest}`).toString(36).slice(0, idLength(lifetime))
}

function makeLink(call: Call, facts: Pick<LinkRow, 'purpose' | 'subscriber' | 'ref'>): LinkRow {
  const { body, shop, now } = call
  const lifetime = readLifetime(call)
  const { items, total } = readItems(call, facts.purpose === 'payment' ? 'required' : 'optional')
  return {
    id: newId(shop, lifetime),
    ...facts,
    orderid: textOf(body['orderid']),
    billing: readAddress(body['billing'], 'billing'),
    shipping: readAddress(body['shipping'], 'shipping'),
    sent: { billing: hasAddress(body['billing']), shipping: hasAddress(body['shipping']) },
    items,
    total,
    autocapture: readAutocapture(body, facts.purpose === 'renewal'),
    language: readLanguage(body),
    cardholderIp: call.cardholderIp,
    createdAt: now,
    expiresAt: now + lifetime * 1000,
    state: 'open',
    displays: 0,
    failures: 0,
    who: keyName(call.key),
  }
}

function answerLink(call: Call, link: LinkRow, withId: boolean): unknown {
  call.shop.putLink(link)
  const url = `${call.window}/${link.id}`
  return withId ? { url, id: link.id } : { url }
}

export function newLink(call: Call): unknown {
  const subscriber = call.body['subscriber']
  const facts = isRecord(subscriber)
    ? ({ purpose: 'subscriber', subscriber: null, ref: textOf(subscriber['ref']) } as const)
    : ({ purpose: 'payment', subscriber: null, ref: null } as const)
  return answerLink(call, makeLink(call, facts), call.dialect === 'v2')
}

export function renewSubscriber(call: Call): unknown {
  const { id } = requireSubscriber(call)
  const sent = call.body['subscriber']
  const ref = isRecord(sent) && typeof sent['ref'] === 'string' ? sent['ref'] : null
  const link = makeLink(call, { purpose: 'renewal', subscriber: id, ref })
  return answerLink(call, link, call.dialect === 'v2' && call.switches.renew_reply === 'url_and_id')
}

export function expireLink(call: Call): unknown {
  const link = call.shop.link(call.id)
  if (link === undefined) throw refusal(call.switches.unknown_id)
  if (linkState(link, call.now) === 'open') call.shop.putLink({ ...link, state: 'expired' })
  else if (call.switches.expire_dead_link !== 'accept') throw refusal(call.switches.expire_dead_link)
  return {}
}
