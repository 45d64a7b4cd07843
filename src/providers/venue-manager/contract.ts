/**
 * Every operation of the vendor's page about its core (35, six of them for tests). butik reads five lists; the rest can be
 * called with `butik api`. `line` is the line of the operation in the page's text.
 */
import * as z from 'zod'
import { customers } from './contract-customers.ts'
import { missing, operation, type Row, rows, text, type VenueOperation, whole } from './contract-form.ts'
import * as shape from './shapes.ts'

const tests: readonly VenueOperation[] = [
  operation({
    id: 'test.integer',
    at: 'GET /test/integer',
    line: 9,
    summary: 'A simple integer',
    answers: [[200, 'The integer 42.', z.number()]],
    use: 'butik doctor',
  }),
  operation({
    id: 'test.integerArray',
    at: 'GET /test/integerArray',
    line: 18,
    summary: 'An array of integers',
    answers: [[200, 'Fibonacci numbers.', z.array(z.number())]],
  }),
  operation({
    id: 'test.string',
    at: 'GET /test/string',
    line: 39,
    summary: 'A simple string',
    answers: [[200, 'A text.', z.string()]],
  }),
  operation({
    id: 'test.object',
    at: 'GET /test/object',
    line: 48,
    summary: 'An object',
    answers: [[200, 'An object with id, label and days.', z.object({ id: text, label: text, days: z.array(text) })]],
  }),
  operation({
    id: 'test.noContent',
    at: 'GET /test/noContent',
    line: 69,
    summary: 'An empty body',
    expect: 'anything',
    answers: [[204, 'Nothing.']],
  }),
  operation({
    id: 'test.forbidden',
    at: 'GET /test/forbidden',
    line: 74,
    summary: 'Always fails',
    answers: [[403, 'Always, with the code 1984.']],
  }),
]

const language = { languageCode: text.optional() }

export const addressFields: VenueOperation<readonly Row[]> = operation({
  id: 'config.address',
  at: 'GET /config/address',
  line: 106,
  summary: 'The address configuration for a customer',
  query: z.strictObject({ ...language, addressType: text.optional() }),
  reply: rows,
  answers: [[200, 'The fields of an address; an unknown language is the default one.', shape.addressFields]],
  use: 'reads the address fields that are watched',
})

export const geofences: VenueOperation<readonly Row[]> = operation({
  id: 'config.geofence',
  at: 'GET /config/geofence',
  line: 143,
  summary: 'Configuration for all geofences of the shop',
  query: z.strictObject(language),
  reply: rows,
  answers: [[200, 'The geofences.', shape.geofences]],
  use: 'reads the geofences that are watched',
})

export const customerGroups: VenueOperation<readonly Row[]> = operation({
  id: 'customergroup.list',
  at: 'GET /customergroup',
  line: 1143,
  summary: 'All customer groups',
  reply: rows,
  answers: [[200, 'The groups.', shape.customerGroups]],
  use: 'reads the customer groups that are watched',
})

const orders: readonly VenueOperation[] = [
  operation({
    id: 'order.create',
    at: 'POST /order',
    line: 1164,
    summary: 'Creates an order for the customer',
    takes: 'customer',
    body: shape.orderBody,
    answers: [
      [201, 'The order; Location names it.', shape.order],
      [400, 'It could not be created.'],
    ],
  }),
  operation({
    id: 'ordertransaction.savedcard',
    at: 'POST /order/ordertransaction/savedcard/{cardId}',
    line: 1328,
    summary: 'Pays an order with a saved card',
    takes: 'customer',
    params: z.strictObject({ cardId: whole }),
    answers: [
      [200, 'The transaction.', shape.transaction],
      [400, 'The payment failed.'],
    ],
  }),
  operation({
    id: 'ordertransaction.create',
    at: 'POST /order/ordertransaction',
    line: 1385,
    summary: 'Begins to pay an order with a payment method',
    takes: 'customer',
    body: shape.paymentBody,
    answers: [
      [201, 'The new transaction; Location is where the customer pays.', shape.transaction],
      [200, 'Nothing is due: all transactions.', z.array(shape.transaction)],
    ],
  }),
]

export const categories: VenueOperation<readonly Row[]> = operation({
  id: 'catalog.categories',
  at: 'GET /catalog/categories',
  line: 1471,
  summary: 'The categories',
  query: z.strictObject(language),
  reply: rows,
  answers: [[200, 'The categories.', shape.categories]],
  use: 'reads the categories that are watched',
})

export const products: VenueOperation<readonly Row[]> = operation({
  id: 'catalog.products',
  at: 'GET /catalog/products/',
  line: 1499,
  summary: 'The products',
  query: z.strictObject({ ...language, productType: text.optional() }),
  reply: rows,
  answers: [[200, 'The products.', z.array(shape.product)]],
  use: 'reads the products that are watched',
})

/** The argument that names the product is documented nowhere; `id` is assumed. */
export const productOne: VenueOperation = operation({
  id: 'catalog.product',
  at: 'GET /catalog/product/',
  line: 1538,
  summary: 'One product',
  query: z.strictObject({ id: whole.optional(), ...language }),
  answers: [[200, 'The product.', shape.product]],
})

export const invoices: VenueOperation = operation({
  id: 'invoice.list',
  at: 'GET /invoice',
  line: 1645,
  summary: 'Invoices after a number',
  takes: 'basic',
  query: z.strictObject({
    afterNumber: whole.optional(),
    limit: whole.optional(),
    format: z.enum(['json', 'xml']).optional(),
  }),
  answers: [
    [200, 'The invoices, as JSON or as XML.', shape.invoices],
    [400, 'The format is neither.'],
    [401, 'No API user.'],
    [404, 'No invoice has that number.'],
  ],
  use: 'butik doctor, and butik api',
})

const others: readonly VenueOperation[] = [
  operation({
    id: 'invoice.markAsPaid',
    at: 'PUT /invoice/markAsPaidByExternalId/{externalId}',
    line: 2064,
    summary: 'Marks the invoice as paid',
    takes: 'basic',
    params: z.strictObject({ externalId: text.min(1) }),
    expect: 'anything',
    answers: [
      [204, 'Done.'],
      [401, 'No API user.'],
      [404, 'The external id is not known.'],
      [406, 'It does not name one invoice.'],
    ],
  }),
  operation({
    id: 'loyalty.registerUsage',
    at: 'POST /loyalty/barcode/registerUsage',
    line: 2152,
    summary: 'Registers the use of a loyalty barcode',
    takes: 'customer',
    body: shape.loyaltyBody,
    answers: [
      [200, 'The points.', z.object({ points: z.number() })],
      missing,
      [403, 'No longer valid ("1001"), or used already ("1002").'],
      [404, 'The barcode is not known ("1000").'],
    ],
  }),
  operation({
    id: 'voucher.read',
    at: 'GET /voucher/code',
    line: 2290,
    summary: 'A voucher code, by its value',
    takes: 'customer',
    query: z.strictObject({ code: text.optional() }),
    answers: [
      [200, 'The code.', shape.voucherCode],
      [400, 'No code was given.'],
      [404, 'The code is not known.'],
    ],
  }),
  operation({
    id: 'voucher.redeem',
    at: 'POST /voucher/code/redeem',
    line: 2419,
    summary: 'Redeems a voucher code',
    takes: 'customer',
    body: shape.redeemBody,
    expect: 'anything',
    answers: [
      [204, 'Done.'],
      [400, 'The id is missing.'],
      [403, 'Redeemed already.'],
      [404, 'The code is not known.'],
    ],
  }),
]

/** In the page's order. */
export const operations: readonly VenueOperation[] = [
  ...tests,
  addressFields,
  geofences,
  ...customers,
  customerGroups,
  ...orders,
  categories,
  products,
  productOne,
  invoices,
  ...others,
]

export function operationOf(id: string): VenueOperation {
  const found = operations.find((one) => one.id === id)
  if (found === undefined) throw new Error(`the contract has no ${id}`)
  return found
}
