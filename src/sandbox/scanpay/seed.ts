/** A furniture group in the North: payments in every state, a subscriber who is charged, a link that nobody has paid yet. */
import { defaultSwitches } from '../switches.ts'
import type { Call, Context } from './context.ts'
import { dashboardUser, keyByAlias, otherShopId, shopId } from './keys.ts'
import { newLink, renewSubscriber } from './links.ts'
import { type Payer, payLink } from './payments.ts'
import type { Store } from './store.ts'
import { charge } from './subscribers.ts'
import { scanpaySwitches } from './switches.ts'
import { capture, refund, voidTransaction } from './transactions.ts'

type Body = Readonly<Record<string, unknown>>
type Operation = (call: Call) => unknown

const hour = 3_600_000
const day = 24 * hour

const hotel = {
  name: 'Indkøb',
  company: 'Hotel Havneudsigten ApS',
  vatin: 'DK10203040',
  email: 'indkoeb@havneudsigten.example',
  phone: '+45 70001122',
  address: ['Kajgaden 4'],
  city: 'Ærøskøbing',
  zip: '5970',
  country: 'Denmark',
}
const warehouse = {
  name: 'Varemottak',
  company: 'Fjordlys Interiør AS',
  email: 'varemottak@fjordlys.example',
  phone: '+47 22000000',
  address: ['Bryggekaia 12', 'Port 3'],
  city: 'Ålesund',
  zip: '6002',
  country: 'Norway',
}
const office = {
  name: 'Kundtjänst',
  company: 'Nordkontor AB',
  email: 'kundtjanst@nordkontor.example',
  address: ['Hamngatan 1'],
  city: 'Göteborg',
  zip: '411 14',
  country: 'Sweden',
}
const payer: Payer = { method: 'card', brand: 'visadankort', last4: '1234', ip: '192.0.2.17', authorize: null }

/** Works in one shop, at a time before now. */
class Clerk {
  readonly #context: Context
  readonly #key: Call['key']

  constructor(context: Context, key: Call['key']) {
    this.#context = context
    this.#key = key
  }

  do(ago: number, operation: Operation, id: number | string, body: Body, key: Call['key'] = this.#key): unknown {
    const now = this.#context.now - ago
    const facts = { dialect: 'v2', id: String(id), body, cardholderIp: '', window: '' } as const
    return operation({ ...this.#context, now, key, ...facts })
  }

  /** Pays a quarter of an hour after the link was made. */
  pay(ago: number, link: unknown, by: Partial<Payer> = {}): number {
    const { shop } = this.#context
    const row = shop.link((link as { readonly id: string }).id)
    if (row === undefined) throw new Error('a link of the seed is missing')
    const paid = payLink({ ...this.#context, now: this.#context.now - ago + hour / 4 }, row, { ...payer, ...by })
    return paid.transaction ?? 0
  }

  sell(ago: number, body: Body, by: Partial<Payer> = {}): number {
    return this.pay(ago, this.do(ago, newLink, '', body), by)
  }
}

function seedDanishShop(clerk: Clerk): void {
  const fee = [{ name: 'Leveringsaftale, måned', quantity: 1, total: '1250 DKK', sku: 'AFT-M' }]
  const agreement = { subscriber: { ref: 'kunde-2001' }, billing: hotel, shipping: hotel }
  clerk.sell(30 * day, agreement, { brand: 'mastercard', last4: '4711' })
  clerk.do(20 * day, charge, 1, { orderid: 'AFT-2001-1', items: fee })
  const chairs = [
    { name: 'Spisebordsstol i eg', quantity: 4, total: '5196 DKK', sku: 'ST-EG-01' },
    { name: 'Levering med indbæring', total: '449.50 DKK', sku: 'LEV-IND' },
  ]
  const addresses = { billing: hotel, shipping: hotel }
  const sold = clerk.sell(12 * day, { orderid: 'FM-10231', items: chairs, ...addresses, language: 'da' })
  const delivered = [
    { item: 0, quantity: 4, total: '5196 DKK' },
    { item: 1, quantity: 1, total: '449.50 DKK' },
  ]
  clerk.do(10 * day, capture, sold, { total: '5645.50 DKK', index: 0, history: delivered })
  const returned = clerk.sell(9 * day, {
    orderid: 'FM-10232',
    items: [{ name: 'Sofabord', quantity: 2, total: '4998 DKK', sku: 'BO-SO-02' }],
    billing: { name: 'Kundeservice', company: 'Bogcaféen Ø', city: 'Aarhus Ø', zip: '8000' },
  })
  clerk.do(8 * day, capture, returned, { total: '4998 DKK', index: 0 })
  clerk.pay(5 * day, clerk.do(5 * day, renewSubscriber, 1, {}), { brand: 'visa', last4: '8020' })
  clerk.do(4 * day, charge, 1, { orderid: 'AFT-2001-2', items: fee })
  const back = [{ item: 0, quantity: 1, total: '2499 DKK' }]
  clerk.do(3 * day, refund, returned, { total: '2499 DKK', index: 1, history: back }, dashboardUser)
  clerk.sell(
    2 * day,
    { orderid: 'FM-10233', items: [{ name: 'Reol i ask', total: '3299.95 DKK', sku: 'RE-AS-01' }] },
    { method: 'mobilepay', brand: 'mastercard', last4: '2847' },
  )
  const cancelled = clerk.sell(day, { orderid: 'FM-10234', items: [{ name: 'Gulvlampe', total: '899 DKK' }] })
  clerk.do(day / 2, voidTransaction, cancelled, {}, dashboardUser)
  const bench = [{ name: 'Havebænk i teak', quantity: 1, total: '2795 DKK', sku: 'BÆ-TE-03' }]
  clerk.do(hour, newLink, '', { orderid: 'FM-10235', items: bench, lifetime: '30d' })
}

function seedNordicShop(clerk: Clerk): void {
  clerk.sell(6 * day, {
    orderid: 'NM-5501',
    items: [
      { name: 'Spisebord', quantity: 1, total: '8490 NOK', sku: 'BO-SP-11' },
      { name: 'Frakt og innbæring', total: '590 NOK' },
    ],
    billing: warehouse,
    shipping: warehouse,
    autocapture: true,
    language: 'no',
  })
  clerk.sell(
    day,
    {
      orderid: 'SM-7701',
      items: [{ name: 'Höj- och sänkbart skrivbord', quantity: 3, total: '11985 SEK', sku: 'SK-HS-07' }],
      billing: office,
      language: 'sv',
    },
    { authorize: '9000 SEK', brand: 'mastercard', last4: '5100' },
  )
}

function clerkOf(store: Store, id: number, alias: string, now: number): Clerk {
  const [shop, key] = [store.shop(id), keyByAlias(alias)]
  if (shop === undefined || key === undefined) throw new Error('a shop of the seed is missing')
  return new Clerk({ shop, now, switches: defaultSwitches(scanpaySwitches) }, key)
}

/** Puts the same shops, with the same ids, each time. The test environment stays empty, as nothing connects the two. */
export function seedNordicGroup(store: Store, now: number): void {
  seedDanishShop(clerkOf(store, shopId, 'apiKey', now))
  seedNordicShop(clerkOf(store, otherShopId, 'otherShopKey', now))
}
