/** What the shop's staff do in the administration to what apps can only read: catalog, address fields, geofences, groups. */
import type { ActDefinition, Acts } from '../acts.ts'
import { isList, isRecord } from '../json.ts'
import {
  type Act,
  findRow,
  flagIn,
  languageIn,
  numberIn,
  optionalTextIn,
  recordIn,
  textIn,
  translatedIn,
  wholeIn,
} from './act-arguments.ts'
import { showCategory, showProduct } from './catalog.ts'
import { billing, showAddressField, showCustomerGroup, showGeofence } from './configuration.ts'
import type { Context } from './context.ts'
import { readerOf } from './languages.ts'
import type { AddressFieldRow, AppData, Message, ProductRow } from './records.ts'

type ListedTable = 'categories' | 'products' | 'customerGroups' | 'geofences'

function idIn({ store }: Context, act: Act, table: ListedTable): number {
  return act['id'] === undefined ? store.nextId(table) : wholeIn(act, 'id')
}

function appDataIn(act: Act, language: string, before: AppData | null): AppData | null {
  if (act['appData'] === undefined) return before
  if (act['appData'] === null) return null
  const sent = recordIn(act, 'appData')
  const image = sent['image']
  return {
    header: translatedIn(sent, 'header', language, before?.header ?? {}),
    description: translatedIn(sent, 'description', language, before?.description ?? {}),
    image: image === null ? null : image === undefined ? (before?.image ?? null) : imageIn(sent, language, before),
  }
}

function imageIn(sent: Act, language: string, before: AppData | null): AppData['image'] {
  return translatedIn(sent, 'image', language, before?.image ?? {})
}

function putCategory(context: Context, act: Act): unknown {
  const { store } = context
  const id = idIn(context, act, 'categories')
  const before = store.get('categories', id)
  const language = languageIn(context, act)
  const row = store.put('categories', {
    id,
    label: textIn(act, 'label', before?.label),
    name: translatedIn(act, 'name', language, before?.name),
    appData: appDataIn(act, language, before?.appData ?? null),
  })
  return showCategory(row, readerOf(context, language))
}

function propertiesIn(act: Act, before: ProductRow['properties']): ProductRow['properties'] {
  if (act['properties'] === undefined) return before
  if (act['properties'] === null) return null
  const entries = Object.entries(recordIn(act, 'properties'))
  return Object.fromEntries(entries.map(([name, value]) => [name, textIn({ [name]: value }, name)]))
}

function putProduct(context: Context, act: Act): unknown {
  const { store } = context
  const id = idIn(context, act, 'products')
  const before = store.get('products', id)
  const language = languageIn(context, act)
  const row = store.put('products', {
    id,
    sellableId: wholeIn(act, 'sellableId', before?.sellableId ?? id + 100_000),
    label: textIn(act, 'label', before?.label),
    name: translatedIn(act, 'name', language, before?.name),
    productType: textIn(act, 'productType', before?.productType),
    priceInclVat: numberIn(act, 'priceInclVat', before?.priceInclVat),
    vatPercentage: numberIn(act, 'vatPercentage', before?.vatPercentage ?? 25),
    currencyCode: textIn(act, 'currencyCode', before?.currencyCode ?? 'DKK'),
    hasInventoryPerDate: flagIn(act, 'hasInventoryPerDate', before?.hasInventoryPerDate ?? false),
    appData: appDataIn(act, language, before?.appData ?? null),
    properties: propertiesIn(act, before?.properties ?? null),
    sku: optionalTextIn(act, 'sku', before?.sku ?? null) ?? '',
    cardRank: wholeIn(act, 'cardRank', before?.cardRank ?? 0),
  })
  return showProduct(row, readerOf(context, language))
}

function putCustomerGroup(context: Context, act: Act): unknown {
  const { store } = context
  const id = idIn(context, act, 'customerGroups')
  const before = store.get('customerGroups', id)
  const name = textIn(act, 'name', before?.name)
  const type = textIn(act, 'type', before?.type ?? 'normal')
  return showCustomerGroup(store.put('customerGroups', { id, name, type }))
}

function messageIn(sent: Act, language: string, before: Message | undefined): Message {
  return {
    title: translatedIn(sent, 'title', language, before?.title ?? {}),
    body: translatedIn(sent, 'body', language, before?.body ?? {}),
  }
}

function putGeofence(context: Context, act: Act): unknown {
  const { store } = context
  const id = idIn(context, act, 'geofences')
  const before = store.get('geofences', id)
  const language = languageIn(context, act)
  const messages = recordIn(act, 'messages')
  const row = store.put('geofences', {
    id,
    latitude: numberIn(act, 'latitude', before?.latitude),
    longitude: numberIn(act, 'longitude', before?.longitude),
    radius: numberIn(act, 'radius', before?.radius),
    name: translatedIn(act, 'name', language, before?.name),
    messages: {
      in: messageIn(recordIn(messages, 'in'), language, before?.messages.in),
      out: messageIn(recordIn(messages, 'out'), language, before?.messages.out),
    },
  })
  return showGeofence(row, readerOf(context, language))
}

/** Written whole; a value that was there keeps its name in the other languages. */
function valuesIn(act: Act, language: string, before: AddressFieldRow['values']): AddressFieldRow['values'] {
  const sent = act['values']
  if (sent === undefined) return before
  if (sent === null) return null
  if (!isList(sent) || !sent.every(isRecord)) throw new Error('values is a list of {value, name}')
  return sent.map((choice) => {
    const value = textIn(choice, 'value')
    const known = before?.find((other) => other.value === value)
    return { value, name: translatedIn(choice, 'name', language, known?.name) }
  })
}

function findField({ store }: Context, act: Act): { id: number; before: AddressFieldRow | undefined } {
  const [field, addressType] = [textIn(act, 'field'), textIn(act, 'addressType', billing)]
  const before = store.rows('addressFields').find((row) => row.field === field && row.addressType === addressType)
  return { id: before?.id ?? store.nextId('addressFields'), before }
}

function putAddressField(context: Context, act: Act): unknown {
  const { id, before } = findField(context, act)
  const language = languageIn(context, act)
  const row = context.store.put('addressFields', {
    id,
    addressType: textIn(act, 'addressType', billing),
    field: textIn(act, 'field'),
    type: textIn(act, 'type', before?.type ?? 'string'),
    name: translatedIn(act, 'name', language, before?.name),
    url: optionalTextIn(act, 'url', before?.url),
    required: flagIn(act, 'required', before?.required ?? false),
    optionalOnCreation: flagIn(act, 'optionalOnCreation', before?.optionalOnCreation ?? false),
    values: valuesIn(act, language, before?.values ?? null),
  })
  return showAddressField(context, row, readerOf(context, language))
}

function removeAddressField(context: Context, act: Act): unknown {
  const { store } = context
  const known = store.rows('addressFields').map(({ addressType, field }) => `${addressType} ${field}`)
  const { id } = findRow(findField(context, act).before, `address field ${String(act['field'])}`, known)
  store.remove('addressFields', (row) => row.id === id)
  return null
}

function remover(table: ListedTable, what: string): ActDefinition<Context> {
  return {
    takes: ['id'],
    run: ({ store }, act) => {
      const id = wholeIn(act, 'id')
      const known = store.rows(table).map((row) => row.id)
      findRow(store.get(table, id), `${what} ${id}`, known)
      store.remove(table, (row) => row.id === id)
      return null
    },
  }
}

/** What is already there keeps what an act leaves out, so which arguments are needed depends on it. */
function putter(run: ActDefinition<Context>['run'], names: readonly string[], needed: string): ActDefinition<Context> {
  return { takes: names.map((name) => `${name}?`), note: `what is new needs ${needed}`, run }
}

const product = [
  ...['id', 'label', 'name', 'productType', 'priceInclVat', 'vatPercentage', 'currencyCode', 'hasInventoryPerDate'],
  ...['appData', 'properties', 'sellableId', 'sku', 'cardRank', 'languageCode'],
]
const addressField = [
  ...['field', 'addressType', 'type', 'name', 'url', 'required', 'optionalOnCreation', 'values', 'languageCode'],
]
const geofence = ['id', 'latitude', 'longitude', 'radius', 'name', 'messages', 'languageCode']

export const catalogActs: Acts<Context> = {
  put_category: putter(putCategory, ['id', 'label', 'name', 'appData', 'languageCode'], 'label and name'),
  remove_category: remover('categories', 'category'),
  put_product: putter(putProduct, product, 'label, name, productType and priceInclVat'),
  remove_product: remover('products', 'product'),
  put_customer_group: putter(putCustomerGroup, ['id', 'name', 'type'], 'name'),
  remove_customer_group: remover('customerGroups', 'customer group'),
  put_address_field: putter(putAddressField, addressField, 'field and name'),
  remove_address_field: { takes: ['field', 'addressType?'], run: removeAddressField },
  put_geofence: putter(putGeofence, geofence, 'latitude, longitude, radius and name'),
  remove_geofence: remover('geofences', 'geofence'),
}
