/** The Norwegian shop of a Nordic furniture and delivery group: a few objects of each collection that fit each other. */
import type { JsonRecord } from '../json.ts'
import { carryOut, parseAct } from './acts.ts'
import type { Row, Store } from './store.ts'

const hour = 3600

const products: readonly JsonRecord[] = [
  { sku: 'NG-STOL-EIK', name: 'Spisestol Fjell, eik', category: 'Stoler', price: 1899, stock: 24, weight: 6.5 },
  { sku: 'NG-STOL-SVART', name: 'Spisestol Fjell, svart', category: 'Stoler', price: 1899, stock: 0, weight: 6.5 },
  { sku: 'NG-BORD-180', name: 'Spisebord Vidde 180 cm', category: 'Bord', price: 8990, stock: 5, weight: 48 },
  {
    sku: 'NG-BORD-SOFA',
    name: 'Sofabord Skjær',
    category: 'Bord',
    price: 3490,
    special_price: 2990,
    stock: 9,
    weight: 21,
  },
  { sku: 'NG-SOFA-3', name: 'Sofa Brygge, 3-seter', category: 'Sofaer', price: 15990, stock: 2, weight: 71 },
  { sku: 'NG-SENG-160', name: 'Seng Måne 160 × 200', category: 'Senger', price: 11990, stock: 3, weight: 64 },
  { sku: 'NG-HYLLE-5', name: 'Hylle Stige, fem plater', category: 'Oppbevaring', price: 2490.5, stock: 14, weight: 18 },
  { sku: 'NG-LAMPE-GULV', name: 'Gulvlampe Nordlys', category: 'Belysning', price: 1290, stock: 31, weight: 4.2 },
  { sku: 'NG-TEPPE-ULL', name: 'Ullteppe Lyng 200 × 300', category: 'Tekstil', price: 4290, stock: 0, visible: 0 },
  { sku: 'NG-MONTERING', name: 'Levering og montering', category: 'Tjenester', price: 990, stock: null },
]

const customers: readonly JsonRecord[] = [
  { company: 'Fjordgløtt Hotell AS', department: 'Innkjøp', zip: '5003', city: 'Bergen', newsletter: 1 },
  { company: 'Byrommet Kontorfellesskap', department: 'Drift', zip: '0150', city: 'Oslo' },
  { company: 'Kystlinjen Kafé', department: 'Kundeservice', zip: '9008', city: 'Tromsø', newsletter: 1 },
  { company: 'Nordisk Boligstyling AS', department: 'Lager', zip: '7010', city: 'Trondheim' },
  { company: 'Skärgårdens Inredning AB', department: 'Inköp', zip: '411 04', city: 'Göteborg', country: 'SE' },
]

interface SeedOrder {
  readonly customer: number
  readonly status: string
  readonly payment: string
  readonly lines: readonly (readonly [sku: string, quantity: number])[]
  readonly giftCard?: number
  readonly comment?: string
}

const orders: readonly SeedOrder[] = [
  {
    customer: 0,
    status: 'sendt',
    payment: 'faktura',
    lines: [
      ['NG-STOL-EIK', 12],
      ['NG-BORD-180', 2],
      ['NG-MONTERING', 1],
    ],
  },
  { customer: 1, status: 'sendt', payment: 'kort', lines: [['NG-LAMPE-GULV', 4]] },
  { customer: 2, status: 'plukkes', payment: 'kort', lines: [['NG-BORD-SOFA', 3]], giftCard: 500 },
  {
    customer: 3,
    status: 'ny',
    payment: 'faktura',
    lines: [
      ['NG-SOFA-3', 1],
      ['NG-HYLLE-5', 2],
    ],
    comment: 'Ring lageret før levering',
  },
  { customer: 4, status: 'ny', payment: 'kort', lines: [['NG-SENG-160', 1]] },
]

function productFields(given: JsonRecord): JsonRecord {
  return { supplier: 'Nordgruppen Møbel', visible: 1, ...given }
}

function customerFields(given: JsonRecord, index: number): JsonRecord {
  const number = index + 1
  return {
    email: `kunde${number}@example.no`,
    phone: number === 3 ? null : `+47 00 00 00 0${number}`,
    address: `Lagerveien ${number}`,
    country: 'NO',
    newsletter: 0,
    ...given,
  }
}

function orderFields(order: SeedOrder, customer: Row | undefined, inShop: readonly Row[]): JsonRecord {
  const lines = order.lines.map(([sku, quantity]) => {
    const product = inShop.find(({ fields }) => fields['sku'] === sku)
    const { name = null, price = null, special_price: special = null } = product?.fields ?? {}
    return { product_id: product?.id ?? null, sku, name, quantity, price: special ?? price }
  })
  const { giftCard } = order
  return {
    customer_id: customer?.id ?? null,
    status: order.status,
    payment_method: order.payment,
    currency: 'NOK',
    total: lines.reduce((sum, { quantity, price }) => sum + quantity * Number(price), 0),
    shipping_company: customer?.fields['company'] ?? null,
    shipping_address: customer?.fields['address'] ?? null,
    shipping_zip: customer?.fields['zip'] ?? null,
    shipping_city: customer?.fields['city'] ?? null,
    comment: order.comment ?? null,
    order_lines: lines,
    gift_card_usages: giftCard === undefined ? [] : [{ gift_card_no: 'GAVE-0001', amount: giftCard }],
  }
}

/** Puts the same shop, with the same ids, each time; its objects were last changed on the days before `now`. */
export function seedNordicGroup(store: Store, now: number): void {
  const put = (word: string, fields: JsonRecord, hoursAgo: number): Row[] => {
    const row = carryOut(store, parseAct(store, { put: word, fields }), now - hoursAgo * hour)
    return row === undefined ? [] : [row]
  }
  const inShop = products.flatMap((given, index) => put('product', productFields(given), 24 * (20 - index)))
  const registered = customers.flatMap((given, index) =>
    put('customer', customerFields(given, index), 24 * (9 - index)),
  )
  for (const [index, order] of orders.entries()) {
    put('order', orderFields(order, registered[order.customer], inShop), 5 * (6 - index))
  }
}
