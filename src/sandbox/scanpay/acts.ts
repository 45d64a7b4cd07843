/** What people do at Scanpay without its API: shoppers in the payment window, shop owners in the dashboard. */
import type { ActDefinition, Acts } from '../acts.ts'
import type { JsonRecord } from '../json.ts'
import type { Call, Context } from './context.ts'
import { readIp } from './fields.ts'
import { dashboardUser, findKey, keyAliases, keyByAlias, keyName, shopId } from './keys.ts'
import { linkState } from './links.ts'
import { isPartial, type Payer, partOf, payLink } from './payments.ts'
import { checkPingUrl } from './ping-url.ts'
import type { PingSender, PingTarget } from './pings.ts'
import type { LinkRow } from './records.ts'
import type { Shop, Store } from './store.ts'
import { charge } from './subscribers.ts'
import { capture, refund, voidTransaction } from './transactions.ts'

export interface ActContext {
  readonly store: Store
  readonly now: number
  readonly switches: Context['switches']
  readonly pings: PingSender
  readonly targets: () => readonly PingTarget[]
}

const brands: ReadonlySet<unknown> = new Set([
  ...['amex', 'dankort', 'diners', 'discover', 'forbrugsforening', 'jcb'],
  ...['maestro', 'mastercard', 'unionpay', 'visa', 'visadankort'],
])
/** Of the block that is kept for documentation. */
const payerIp = '192.0.2.17'
const failureTexts = {
  permanent: 'permanent clearhaus error: card lost or stolen',
  transient: 'transient nets error: kir (nets host) timeout',
} as const

function shopOf({ store }: ActContext, act: JsonRecord): Shop {
  const shop = store.shop(Number(act['shopid'] ?? shopId))
  if (shop === undefined) throw new Error(`shopid is one of ${store.shops.map(({ shopid }) => shopid).join(', ')}`)
  return shop
}

function textOr(act: JsonRecord, name: string, fallback: string): string {
  const value = act[name] ?? fallback
  if (typeof value !== 'string') throw new Error(`${name} is a text`)
  return value
}

function countOr(act: JsonRecord, name: string, fallback: number): number {
  const value = act[name] ?? fallback
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw new Error(`${name} is a whole number from 0`)
  return Number(value)
}

/** An open link, by its url or its id. */
function openLink({ store, now }: ActContext, act: JsonRecord): { shop: Shop; link: LinkRow } {
  const id = /([0-9a-z]+)(?:\?[^/]*)?$/.exec(textOr(act, 'link', ''))?.[1] ?? ''
  for (const shop of store.shops) {
    const link = shop.link(id)
    if (link === undefined) continue
    const state = linkState(link, now)
    if (state !== 'open') throw new Error(`the link is ${state}`)
    return { shop, link }
  }
  throw new Error('there is no such link; link is the url or the id that pay/new, v1/new or renew answered')
}

function readPayer(act: JsonRecord, link: LinkRow): Payer {
  const method = textOr(act, 'method', 'card')
  if (method !== 'card' && method !== 'mobilepay' && method !== 'applepay')
    throw new Error('method is card, mobilepay or applepay')
  if (method === 'mobilepay' && link.purpose !== 'payment')
    throw new Error('a subscriber is stored by card or applepay, not by mobilepay')
  const brand = textOr(act, 'brand', 'visadankort')
  if (!brands.has(brand)) throw new Error(`brand is one of ${[...brands].join(', ')}`)
  const last4 = textOr(act, 'last4', '1234')
  if (!/^\d{4}$/.test(last4)) throw new Error('last4 is four digits')
  const ip = readIp(textOr(act, 'ip', link.cardholderIp || payerIp))
  if (ip === '') throw new Error('ip is an address of IPv4 or IPv6')
  const authorize = act['authorize'] === undefined ? null : partOf(link, act['authorize'])
  if (authorize === undefined || (authorize !== null && link.purpose !== 'payment'))
    throw new Error(
      "authorize is what the bank lets through of a payment, such as 50 DKK; not more than the link's total",
    )
  return { method, brand, last4, ip, authorize }
}

function declined({ shop, link }: { shop: Shop; link: LinkRow }, reason: string): unknown {
  shop.putLink({ ...link, displays: Math.max(1, link.displays), failures: link.failures + 1 })
  return { declined: reason }
}

function pay(context: ActContext, act: JsonRecord): unknown {
  const found = openLink(context, act)
  const payer = readPayer(act, found.link)
  // A partial authorization cannot be captured at once, and is then not kept either.
  if (isPartial(found.link, payer) && found.link.autocapture) return declined(found, 'partial authorization')
  const { now, switches } = context
  return { shopid: found.shop.shopid, ...payLink({ shop: found.shop, now, switches }, found.link, payer) }
}

function decline(context: ActContext, act: JsonRecord): unknown {
  return declined(openLink(context, act), textOr(act, 'reason', 'declined'))
}

/** The dashboard uses the same acts as the API, by a key of its own. */
function dashboardCall(context: ActContext, act: JsonRecord, id: number, body: JsonRecord): Call {
  const { now, switches } = context
  const facts = { dialect: 'v2', key: dashboardUser, id: String(id), body, cardholderIp: '', window: '' } as const
  return { shop: shopOf(context, act), now, switches, ...facts }
}

function onTransaction(run: (call: Call) => unknown): ActDefinition<ActContext>['run'] {
  return (context, act) => {
    const id = countOr(act, 'transaction', 0)
    const row = shopOf(context, act).transaction(id)
    if (row === undefined) throw new Error('there is no such transaction in the shop')
    run(dashboardCall(context, act, id, { total: act['total'], index: row.acts.length }))
    return { transaction: id, acts: row.acts.length + 1 }
  }
}

function chargeSubscriber(context: ActContext, act: JsonRecord): unknown {
  const shop = shopOf(context, act)
  const id = countOr(act, 'subscriber', 0)
  if (shop.subscriber(id) === undefined) throw new Error('there is no such subscriber in the shop')
  const transaction = shop.nextTransaction
  const { total, orderid, autocapture } = act
  charge(dashboardCall(context, act, id, { items: [{ total }], orderid, autocapture }))
  return { transaction, subscriber: id }
}

function lock(context: ActContext, act: JsonRecord): unknown {
  const shop = shopOf(context, act)
  const row = shop.transaction(countOr(act, 'transaction', 0))
  if (row === undefined) throw new Error('there is no such transaction in the shop')
  const locked = act['locked'] === false ? null : keyName(dashboardUser)
  shop.putTransaction({ ...row, rev: row.rev + 1, locked }, context.now)
  return { locked }
}

function failCharges(context: ActContext, act: JsonRecord): unknown {
  const shop = shopOf(context, act)
  const outcome = textOr(act, 'outcome', '')
  if (outcome === 'none') {
    shop.putFailures([])
    return { failures: 0 }
  }
  if (outcome !== 'permanent' && outcome !== 'transient') throw new Error('outcome is permanent, transient or none')
  const subscriber = act['subscriber'] === undefined ? null : countOr(act, 'subscriber', 0)
  const left = countOr(act, 'times', 1)
  const text = act['text'] === undefined ? failureTexts[outcome] : `${outcome} ${textOr(act, 'text', '')}`
  if (/[\r\n]/.test(text)) throw new Error('text is one line')
  shop.putFailures([...shop.failures, { subscriber, line: text, left }].filter((row) => row.left > 0))
  return { failures: shop.failures.length }
}

function feedError(context: ActContext, act: JsonRecord): unknown {
  const shop = shopOf(context, act)
  const type = textOr(act, 'type', 'transaction')
  if (!/^(?:transaction|charge|subscriber)$/.test(type)) throw new Error('type is transaction, charge or subscriber')
  shop.putError(type, countOr(act, 'id', 0), textOr(act, 'error', 'internal server error'), context.now)
  return { shopid: shop.shopid }
}

function feedLag({ store }: ActContext, act: JsonRecord): unknown {
  store.putLag(countOr(act, 'ms', 0))
  return { ms: store.lagMs }
}

/** By alias, or by the key itself, which is not kept. */
function aliasOf(act: JsonRecord): string {
  const named = textOr(act, 'key', '')
  const key = keyByAlias(named) ?? findKey(named)
  if (key === undefined) throw new Error(`key is one of ${keyAliases.join(', ')}`)
  return key.alias
}

function setPingUrl({ store }: ActContext, act: JsonRecord): unknown {
  const alias = aliasOf(act)
  const url = textOr(act, 'url', '')
  checkPingUrl(url)
  store.putPings([...store.pings.filter((row) => row.alias !== alias), { alias, url }])
  return { key: alias, url }
}

function clearPingUrl({ store }: ActContext, act: JsonRecord): unknown {
  const alias = aliasOf(act)
  store.putPings(store.pings.filter((row) => row.alias !== alias))
  return { key: alias }
}

function pingsOutOfOrder(context: ActContext, act: JsonRecord): unknown {
  const alias = aliasOf(act)
  const { shopid } = shopOf(context, act)
  const target = context.targets().find((one) => one.alias === alias && one.shopid === shopid)
  if (target === undefined) throw new Error('the key has no ping url, or does not reach the shop')
  if (target.seq < 2) throw new Error('the feed of the shop needs two changes or more')
  const seqs = [target.seq, target.seq - 1]
  context.pings.deliver(target, seqs)
  return { seqs }
}

export const scanpayActs: Acts<ActContext> = {
  capture: { takes: ['transaction', 'total', 'shopid?'], run: onTransaction(capture) },
  charge: { takes: ['subscriber', 'total', 'orderid?', 'autocapture?', 'shopid?'], run: chargeSubscriber },
  clear_ping_url: { takes: ['key'], run: clearPingUrl },
  decline: { takes: ['link', 'reason?'], run: decline },
  fail_charges: { takes: ['outcome', 'subscriber?', 'times?', 'text?', 'shopid?'], run: failCharges },
  feed_error: { takes: ['error?', 'type?', 'id?', 'shopid?'], run: feedError },
  feed_lag: { takes: ['ms'], run: feedLag },
  lock: { takes: ['transaction', 'locked?', 'shopid?'], run: lock },
  pay: { takes: ['link', 'method?', 'brand?', 'last4?', 'ip?', 'authorize?'], run: pay },
  ping_log: { takes: [], run: ({ pings }) => [...pings.log] },
  pings_out_of_order: { takes: ['key', 'shopid?'], run: pingsOutOfOrder },
  refund: { takes: ['transaction', 'total', 'shopid?'], run: onTransaction(refund) },
  set_ping_url: { takes: ['key', 'url'], run: setPingUrl },
  void: { takes: ['transaction', 'shopid?'], run: onTransaction(voidTransaction) },
}
