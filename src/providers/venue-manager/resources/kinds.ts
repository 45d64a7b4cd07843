/** The five kinds that are watched: what each has, and where in the admin a person puts it right. */
import type { Kind } from '../../../model/provider.ts'
import { addressFields, categories, customerGroups, geofences, products } from '../contract.ts'
import type { VenueSession } from '../session.ts'
import { flag, key, money, number, object, text, watched } from './watched.ts'

const appData = object({ header: text, description: text, image: text })
const byIdLabelOrName = [['id'], ['label'], ['name']] as const

export const category: Kind<VenueSession> = watched({
  name: 'category',
  section: 'categories',
  fields: { id: key, name: text, label: text, appData },
  keys: byIdLabelOrName,
  operation: categories,
  languages: true,
  place: 'categories of the shop',
})

export const product: Kind<VenueSession> = watched({
  name: 'product',
  section: 'products',
  fields: {
    id: key,
    name: text,
    label: text,
    productType: { ...text, meaning: 'structure' },
    priceInclVat: money,
    // An amount inside the price, not a rate (seed).
    vat: money,
    currencyCode: text,
    hasInventoryPerDate: flag,
    appData,
    properties: object({ seasonCardIsBuyable: flag, seasonCardIsRenewable: flag }),
  },
  keys: byIdLabelOrName,
  operation: products,
  languages: true,
  place: 'products of the shop',
})

export const addressField: Kind<VenueSession> = watched({
  name: 'address_field',
  section: 'address_fields',
  fields: {
    field: key,
    addressType: key,
    type: text,
    name: text,
    url: text,
    required: flag,
    optionalOnCreation: flag,
    values: { shape: 'list', order: 'ordered', unlisted: 'removed', of: object({ value: text, name: text }) },
  },
  keys: [['field', 'addressType']],
  operation: addressFields,
  languages: true,
  readings: ({ settings }) =>
    settings.addressTypes.map((type) => ({ query: { addressType: type }, asked: { addressType: type } })),
  place: 'address fields',
})

const words = object({ title: text, body: text })

export const geofence: Kind<VenueSession> = watched({
  name: 'geofence',
  section: 'geofences',
  fields: {
    id: key,
    name: text,
    latitude: { shape: 'scalar', type: 'any' },
    longitude: { shape: 'scalar', type: 'any' },
    radius: number,
    topics: object({ inside: text, outside: text }),
    messages: object({ in: words, out: words }),
  },
  keys: [['id'], ['name']],
  operation: geofences,
  languages: true,
  place: 'geofences',
})

export const customerGroup: Kind<VenueSession> = watched({
  name: 'customer_group',
  section: 'customer_groups',
  fields: { id: key, name: text, type: text },
  keys: [['id'], ['name']],
  operation: customerGroups,
  languages: false,
  place: 'customer groups',
})
