/** The array fields of a product: what a body says for each, and what is stored after it. */
import { isRecord, type JsonRecord } from '../json.ts'
import { type Call, requireReference, type Targets } from './context.ts'
import { badRequest } from './errors.ts'
import {
  readCode,
  readEntry,
  readFlag,
  readHtml,
  readId,
  readList,
  readMoney,
  readNumber,
  readOptionalMoney,
  readText,
} from './fields.ts'
import type { AttributeEntry, HtmlField, PlainRow, PriceStep, ProductRow, Variant } from './records.ts'

function merges(call: Call): boolean {
  return call.switches.array_put === 'merge'
}

function readIds(call: Call, rows: Targets, value: unknown, name: string): number[] {
  return readList(value, name).map((element) => {
    const id = readId(element, name)
    if (id === 0) throw badRequest(`an id of ${name} is empty`)
    requireReference(call, rows, id, name)
    return id
  })
}

/** A set, read back in ascending order. */
export function mergeCategories(call: Call, before: readonly number[], value: unknown): readonly number[] {
  const sent = readIds(call, call.store.categories, value, 'categories')
  return [...new Set(merges(call) ? [...before, ...sent] : sent)].sort((a, b) => a - b)
}

export function mergeRelated(call: Call, before: readonly number[], value: unknown): readonly number[] {
  const sent = readIds(call, call.store.products, value, 'related')
  return [...new Set(merges(call) ? [...before, ...sent] : sent)]
}

/** A list: order and repeats are kept, an id twice is two pieces. */
export function mergeBundle(call: Call, before: readonly number[], value: unknown): readonly number[] {
  const sent = readIds(call, call.store.products, value, 'bundle')
  return merges(call) ? [...before, ...sent] : sent
}

function attributeNamed(call: Call, profile: number, name: unknown): PlainRow | undefined {
  for (const row of call.store.attributes.liveRows()) {
    if (row.fields['name'] === name && (profile === 0 || row.parent === profile)) return row
  }
  return undefined
}

/** The id of a list value, told by id or by its text. */
function listValue(call: Call, attribute: PlainRow, sent: unknown): number {
  const byId =
    typeof sent === 'number' || (typeof sent === 'string' && /^\d+$/.test(sent))
      ? call.store.values.live(Number(sent))
      : undefined
  if (byId?.parent === attribute.id) return byId.id
  for (const row of call.store.values.liveRows())
    if (row.parent === attribute.id && row.fields['val'] === sent) return row.id
  if (call.switches.unknown_reference === 'accept' && typeof sent === 'number') return sent
  throw badRequest(`attributes.value ${JSON.stringify(sent)} is not a value of attribute ${attribute.id}`)
}

function attributeValue(call: Call, attribute: PlainRow, sent: unknown): string | number {
  const type = attribute.fields['type']
  if (type === 'valuelist') return listValue(call, attribute, sent)
  if (type === 'integer') return readNumber(sent, 'attributes.value')
  if (type === 'boolean') return readFlag(sent, 'attributes.value')
  return readText(call, sent, 'attributes.value')
}

/** One entry per value: an attribute with several values has several entries. An empty value is no entry. */
export function mergeAttributes(
  call: Call,
  before: ProductRow,
  profile: number,
  value: unknown,
): readonly AttributeEntry[] {
  const sent: AttributeEntry[] = []
  for (const element of readList(value, 'attributes')) {
    const entry = readEntry(element, 'attributes')
    const id = readId(entry['attribute_id'] ?? null, 'attribute_id')
    const attribute = id === 0 ? attributeNamed(call, profile, entry['name']) : call.store.attributes.live(id)
    if (attribute === undefined)
      throw badRequest(`attribute ${id === 0 ? JSON.stringify(entry['name']) : id} does not exist`)
    if (attribute.parent !== profile && call.switches.unknown_reference === 'reject') {
      throw badRequest(`attribute ${attribute.id} is not of the product's profile`)
    }
    const content = entry['value']
    if (content === '' || content === null || content === undefined) continue
    sent.push({ attribute: attribute.id, value: attributeValue(call, attribute, content) })
  }
  if (!merges(call)) return sent
  const isNew = ({ attribute, value: content }: AttributeEntry): boolean =>
    !before.attributes.some((entry) => entry.attribute === attribute && entry.value === content)
  return [...before.attributes, ...sent.filter(isNew)]
}

function readVariant(call: Call, before: ProductRow, entry: JsonRecord): Variant {
  const value = readId(entry['attribute_value_id'] ?? null, 'attribute_value_id')
  const row = call.store.values.live(value)
  if (row === undefined) throw badRequest(`stock_settings.attribute_value_id ${value} does not exist`)
  const attribute = readId(entry['attribute_id'] ?? row.parent, 'attribute_id')
  if (attribute !== row.parent) throw badRequest(`attribute_value_id ${value} is not a value of attribute ${attribute}`)
  const old = before.variants.find((variant) => variant.value === value)
  const code = (name: string): string | null => readCode(call, entry[name] ?? null, name)
  const money = (name: string): Variant['price'] =>
    entry[name] === undefined ? null : readOptionalMoney(call, entry[name], name)
  return {
    attribute,
    value,
    own_id: code('own_id'),
    sec_own_id: code('sec_own_id'),
    gtin: code('gtin'),
    price: money('price'),
    purchase_price: money('purchase_price'),
    location: old?.location ?? null,
    stock: old?.stock ?? 0,
  }
}

/** A variant is one (attribute, value) pair; its stock and place outlive a rewrite of the array, its unsent fields do not. */
export function mergeVariants(call: Call, before: ProductRow, value: unknown): readonly Variant[] {
  const sent = readList(value, 'stock_settings').map((element) =>
    readVariant(call, before, readEntry(element, 'stock_settings')),
  )
  if (new Set(sent.map((variant) => variant.value)).size < sent.length)
    throw badRequest('a variant is in stock_settings twice')
  if (!merges(call)) return sent
  const others = before.variants.filter((variant) => !sent.some((other) => other.value === variant.value))
  return [...others, ...sent]
}

const appends = ['head', 'body', '']

export function mergeHtmlFields(call: Call, before: readonly HtmlField[], value: unknown): readonly HtmlField[] {
  const sent = readList(value, 'html_fields').map((element) => {
    const entry = readEntry(element, 'html_fields')
    const append = readText(call, entry['append'] ?? '', 'append')
    if (!appends.includes(append)) throw badRequest('append is head, body or empty')
    return { html: readHtml(call, entry['html'] ?? '', 'html'), append }
  })
  return merges(call) ? [...before, ...sent] : sent
}

/**
 * Step prices: the page says "{amount: {value id: price}}" below a key of the same name, so one object, an array of
 * them, and either inside `{discount: …}` are taken.
 */
export function readSteps(call: Call, value: unknown): readonly PriceStep[] {
  const inner = isRecord(value) && Object.hasOwn(value, 'discount') ? value['discount'] : value
  const parts = isRecord(inner) ? [inner] : readList(inner, 'discount')
  const steps = new Map<number, Map<number, number>>()
  for (const part of parts) {
    for (const [amountText, prices] of Object.entries(readEntry(part, 'discount'))) {
      const amount = readNumber(amountText, 'discount amount')
      const step = steps.get(amount) ?? new Map<number, number>()
      for (const [valueId, price] of Object.entries(readEntry(prices, 'discount'))) {
        const id = readId(valueId, 'discount value id')
        requireReference(call, call.store.values, id, 'discount value id')
        step.set(id, readMoney(call, price, 'discount price'))
      }
      steps.set(amount, step)
    }
  }
  return [...steps]
    .sort(([a], [b]) => a - b)
    .map(([amount, prices]) => ({
      amount,
      prices: [...prices].sort(([a], [b]) => a - b).map(([id, price]) => ({ value: id, price })),
    }))
}

/** Places in the store room, by SKU of the product or of a variant. Written, never shown but as the product's `location`. */
export function placeAll(call: Call, row: ProductRow, value: unknown): ProductRow {
  let placed = row
  for (const element of readList(value, 'locations')) {
    const entry = readEntry(element, 'locations')
    const sku = readText(call, entry['sku'] ?? '', 'sku')
    const location = readCode(call, entry['location'] ?? '', 'location')
    const variants = placed.variants.map((variant) => (variant.own_id === sku ? { ...variant, location } : variant))
    const fields = placed.fields['own_id'] === sku ? { ...placed.fields, location } : placed.fields
    placed = { ...placed, variants, fields }
  }
  return placed
}
