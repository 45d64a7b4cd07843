/**
 * The three models and their fields. The vendor's are: the three names, what the root says of them, `order_no`, and
 * that an order has order lines and gift-card usages. Every other field is INVENTED: no page shows one.
 */
export const collectionNames = ['orders', 'products', 'customers'] as const
export type CollectionName = (typeof collectionNames)[number]

export type FieldType = 'text' | 'number'
export type FieldTypes = Readonly<Record<string, FieldType>>

export interface Model {
  /** One object of the collection, as acts call it. */
  readonly word: string
  readonly description: string
  /** Ids of different models start far apart, so that one taken for another is noticed. */
  readonly firstId: number
  readonly fields: FieldTypes
  /** Lists of lines that an object holds, each line with an `id` of its own. */
  readonly lists: Readonly<Record<string, FieldTypes>>
}

const inventedLineFields: FieldTypes = {
  product_id: 'number',
  sku: 'text',
  name: 'text',
  quantity: 'number',
  price: 'number',
}

const inventedUsageFields: FieldTypes = { gift_card_no: 'text', amount: 'number' }

/** Statuses and payment methods are lists of the vendor whose contents were not visible: plain text here. */
const inventedOrderFields: FieldTypes = {
  customer_id: 'number',
  status: 'text',
  fraud_status: 'text',
  payment_method: 'text',
  currency: 'text',
  total: 'number',
  shipping_company: 'text',
  shipping_address: 'text',
  shipping_zip: 'text',
  shipping_city: 'text',
  comment: 'text',
}

const inventedProductFields: FieldTypes = {
  sku: 'text',
  name: 'text',
  description: 'text',
  category: 'text',
  supplier: 'text',
  ean: 'text',
  price: 'number',
  special_price: 'number',
  stock: 'number',
  weight: 'number',
  visible: 'number',
}

const inventedCustomerFields: FieldTypes = {
  company: 'text',
  department: 'text',
  organization_number: 'text',
  email: 'text',
  phone: 'text',
  address: 'text',
  zip: 'text',
  city: 'text',
  country: 'text',
  newsletter: 'number',
}

export const models: Readonly<Record<CollectionName, Model>> = {
  orders: {
    word: 'order',
    description: 'Orders, purchases everything related',
    firstId: 10001,
    fields: inventedOrderFields,
    lists: { order_lines: inventedLineFields, gift_card_usages: inventedUsageFields },
  },
  products: {
    word: 'product',
    description: 'The webshop’s products',
    firstId: 501,
    fields: inventedProductFields,
    lists: {},
  },
  customers: {
    word: 'customer',
    description: 'Registered customers',
    firstId: 3001,
    fields: inventedCustomerFields,
    lists: {},
  },
}

export function isCollectionName(text: string | undefined): text is CollectionName {
  return collectionNames.some((name) => name === text)
}
