/** What becomes of a payment link once somebody pays through it: a transaction, or a subscriber with a first charge. */
import { createHash } from 'node:crypto'
import { type Context, unixTime } from './context.ts'
import { minorText, minorUnits, parseMoney } from './money.ts'
import type { LinkRow, Method, Purchase, SubscriberRow, TransactionAct, TransactionRow } from './records.ts'

export interface Payer {
  readonly method: 'card' | 'mobilepay' | 'applepay'
  readonly brand: string
  readonly last4: string
  readonly ip: string
  /** What the bank lets through of the total; all of it where `null`. */
  readonly authorize: string | null
}

const danishBrands: ReadonlySet<string> = new Set(['dankort', 'visadankort', 'forbrugsforening'])
const cardYears = 3

function acquirer(brand: string): string {
  return danishBrands.has(brand) ? 'nets-2' : 'clearhaus-1'
}

function servicesOf({ method, brand }: Payer): readonly string[] {
  if (method === 'applepay') return ['applepay', acquirer(brand)]
  return [...(method === 'mobilepay' ? ['mobilepay'] : []), '3dsecurev2', acquirer(brand)]
}

/** The card's last valid moment is shown on subscribers only. */
function methodOf({ shop, now }: Context, payer: Payer, stored: boolean): Method {
  const { method: type, brand, last4 } = payer
  const id = createHash('sha256').update(`${shop.shopid} ${type} ${brand} ${last4}`).digest('base64')
  const today = new Date(now)
  const exp = unixTime(Date.UTC(today.getUTCFullYear() + cardYears, today.getUTCMonth() + 1, 1))
  return { type, id, card: stored ? { brand, last4, exp } : { brand, last4 } }
}

type Origin = Pick<TransactionRow, 'method' | 'services' | 'info' | 'time' | 'subscriber'> & {
  readonly who: string
  /** `null` is the whole total. */
  readonly authorized: string | null
}

/** Authorized now, and captured in the same breath where that was asked for. */
function addTransaction(context: Context, purchase: Purchase, total: string, origin: Origin): TransactionRow {
  const { shop, now } = context
  const { who, authorized: partly, ...shown } = origin
  const authorized = partly ?? total
  const captured: TransactionAct = { act: 'capture', time: unixTime(now), who, total: authorized, history: [] }
  const row: TransactionRow = {
    id: shop.nextTransaction,
    rev: 1,
    locked: null,
    ...shown,
    orderid: purchase.orderid,
    billing: purchase.billing,
    shipping: purchase.shipping,
    items: purchase.items,
    acts: purchase.autocapture ? [captured] : [],
    currency: total.slice(-3),
    attempted: total,
    authorized,
  }
  shop.putTransaction(row, now)
  return row
}

/** A charge by stored card: the payer sees nothing of it, so there is no window and no 3-D Secure. */
export function addCharge(
  context: Context,
  subscriber: SubscriberRow,
  purchase: Purchase,
  total: string,
  facts: { readonly who: string; readonly created: number },
): TransactionRow {
  const { id, rev, ref, method } = subscriber
  const { brand, last4 } = method?.card ?? { brand: '', last4: '' }
  return addTransaction(context, purchase, total, {
    method: { type: method?.type ?? '', id: method?.id ?? '', card: { brand, last4 } },
    services: [acquirer(brand)],
    info: null,
    time: { created: facts.created, authorized: unixTime(context.now) },
    subscriber: { id, rev, ref },
    who: facts.who,
    authorized: null,
  })
}

function enrol(context: Context, link: LinkRow, payer: Payer): SubscriberRow {
  const { shop, now } = context
  const row: SubscriberRow = {
    id: shop.nextSubscriber,
    rev: 1,
    ref: link.ref ?? '',
    method: methodOf(context, payer, true),
    services: servicesOf(payer),
    time: { created: unixTime(link.createdAt), authorized: unixTime(now) },
    info: { ip: payer.ip },
    billing: link.billing,
    shipping: link.shipping,
    acts: [],
  }
  shop.putSubscriber(row, now)
  return row
}

function renew(context: Context, before: SubscriberRow, link: LinkRow, payer: Payer): SubscriberRow {
  const { shop, now } = context
  const services = servicesOf(payer)
  const row: SubscriberRow = {
    ...before,
    rev: before.rev + 1,
    ref: link.ref ?? before.ref,
    method: methodOf(context, payer, true),
    services,
    info: { ip: payer.ip },
    billing: link.sent.billing ? link.billing : before.billing,
    shipping: link.sent.shipping ? link.shipping : before.shipping,
    acts: [...before.acts, { act: 'renew', time: unixTime(now), services }],
  }
  shop.putSubscriber(row, now)
  return row
}

/** Whether the bank lets through less than the total. */
export function isPartial(link: LinkRow, payer: Payer): boolean {
  return payer.authorize !== null && payer.authorize !== link.total
}

/** An amount to authorize as `minorText` writes it; `undefined` where it is not part of the link's total. */
export function partOf(link: LinkRow, text: unknown): string | undefined {
  const [part, total] = [parseMoney(text), parseMoney(link.total)]
  if (part === undefined || total === undefined || part.currency !== total.currency) return undefined
  const minor = minorUnits(part)
  return minor > 0n && minor <= minorUnits(total) ? minorText(minor, part.currency) : undefined
}

/** The link is open; what its payment makes is put into the store. */
export function payLink(
  context: Context,
  link: LinkRow,
  payer: Payer,
): { readonly transaction: number | null; readonly subscriber: number | null } {
  const { shop, now } = context
  shop.putLink({ ...link, state: 'paid' })
  const created = unixTime(link.createdAt)
  if (link.purpose === 'payment') {
    const { id } = addTransaction(context, link, link.total ?? '', {
      method: methodOf(context, payer, false),
      services: servicesOf(payer),
      info: { ip: payer.ip, ndisplay: Math.max(1, link.displays), nfail: link.failures },
      time: { created, authorized: unixTime(now) },
      subscriber: null,
      who: link.who,
      authorized: payer.authorize,
    })
    return { transaction: id, subscriber: null }
  }
  const before = shop.subscriber(link.subscriber ?? 0)
  const subscriber = before === undefined ? enrol(context, link, payer) : renew(context, before, link, payer)
  if (link.total === null) return { transaction: null, subscriber: subscriber.id }
  const purchase = { ...link, billing: subscriber.billing, shipping: subscriber.shipping }
  const { id } = addCharge(context, subscriber, purchase, link.total, { who: link.who, created })
  return { transaction: id, subscriber: subscriber.id }
}
