/**
 * The two discounts of a product: one from a number of pieces on (`bulk_discount`), and prices by steps and value
 * (`discount`). The vendor answers both under other names than it takes them.
 */
import type { Field } from '../../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { DeclareContext } from '../../model/provider.ts'
import type { YamlMap, YamlNode, YamlPair } from '../../model/yaml.ts'
import { valueIdKeys } from './attributes.ts'
import { type Column, wireId } from './columns.ts'
import { decimalOf, idAt, idOf, listOf, type Row, valueAt } from './normalise.ts'
import { profileOf, reportNoProfile } from './profile-of.ts'

const money = { shape: 'scalar', type: 'money', meaning: 'price' } as const
export const stepPrice: Field = { ...money, role: 'price' }

/** Written nested (seed), answered as two flat fields (seen, null only); a nested answer is understood too. */
export const bulkDiscount: Column = {
  field: {
    shape: 'object',
    meaning: 'price',
    // "Sæt prisen (u. moms) for alle ned med" (seed): an amount, without VAT.
    fields: { over: { shape: 'scalar', type: 'integer' }, discount: { ...money, role: 'price-off' } },
  },
  read: (row) => {
    const nested = row['bulk_discount']
    const over = decimalOf(isJsonObject(nested) ? nested['over'] : row['bulk_discount_over'])
    const discount = decimalOf(isJsonObject(nested) ? nested['discount'] : nested)
    if (over === undefined || discount === undefined) return undefined
    return over === null && discount === null ? null : { over, discount }
  },
  write: (value) => {
    const { over = null, discount = null } = isJsonObject(value) ? value : {}
    return { bulk_discount: { over: over ?? '', discount: discount ?? '' } }
  },
}

export const stepPrices: Column = {
  field: {
    shape: 'list',
    order: 'set',
    identity: ['over'],
    unlisted: 'removed',
    meaning: 'price',
    of: {
      shape: 'object',
      fields: {
        over: { shape: 'scalar', type: 'integer' },
        prices: {
          shape: 'list',
          order: 'set',
          identity: ['value'],
          unlisted: 'removed',
          meaning: 'price',
          of: {
            shape: 'object',
            fields: { value: { shape: 'reference', kind: 'profile_attribute_value' }, price: stepPrice },
          },
        },
      },
    },
  },
  read: (row) => readSteps(row['discount_intervals']),
  write: (value) => ({ discount: { discount: Array.isArray(value) ? value.filter(isJsonObject).map(wireStep) : [] } }),
}

/** `{ 10: { colour.oak: 1199.00 } }` → from 10 pieces, the price of each value. */
export function declareSteps(product: YamlMap, node: YamlNode, context: DeclareContext): Json | undefined {
  if (node.type !== 'map') return []
  const steps: Json[] = []
  for (const { key, value } of node.pairs.values()) {
    const over = context.valueOf({ shape: 'scalar', type: 'integer' }, key)
    if (over === undefined || value.type !== 'map') continue
    const prices = [...value.pairs.values()].flatMap((pair) => declaredPrice(product, pair, context))
    steps.push({ over, prices })
  }
  return steps
}

function declaredPrice(product: YamlMap, { key, value }: YamlPair, context: DeclareContext): Json[] {
  const price = context.valueOf(stepPrice, value)
  const reference = idOf(key.text) === undefined ? declaredReference(product, key, context) : { id: key.text }
  return price === undefined || reference === undefined ? [] : [{ value: reference, price }]
}

function declaredReference(product: YamlMap, key: YamlPair['key'], context: DeclareContext): Json | undefined {
  const profile = profileOf(product, context)
  if (profile === undefined) {
    reportNoProfile('discount', product, key, context)
    return undefined
  }
  const [name = '', ...rest] = key.text.split('.')
  const attribute = profile.attribute(name, key)
  return attribute && profile.value(attribute, rest.join('.'), key)
}

/** Literally as the page puts it: `discount` holds an array of `{ amount: { value id: price } }`. */
function wireStep(step: JsonObject): JsonObject {
  const prices = step['prices']
  const entries = Array.isArray(prices) ? prices.filter(isJsonObject) : []
  const byValue = entries.map((entry): [string, Json] => [String(wireId(entry['value'])), entry['price'] ?? ''])
  return { [String(step['over'])]: Object.fromEntries(byValue) }
}

/** No answer with step prices is public: every shape that could hold them is read, any other is not seen. */
function readSteps(value: unknown): Json | undefined {
  const whole = isJsonObject(value) ? readAmounts(value) : undefined
  if (whole !== undefined) return whole
  const steps = listOf(value)?.map((item) => (isJsonObject(item) ? readStep(item) : undefined))
  return steps === undefined || steps.includes(undefined) ? undefined : steps.flatMap((step) => step ?? [])
}

function readStep(row: Row): JsonObject[] | undefined {
  const over = decimalOf(valueAt(row, ['amount', 'over', 'quantity', 'antal']))
  if (over === undefined) return readAmounts(row)
  const prices = readPrices(valueAt(row, ['prices', 'discount']))
  return over === null || prices === undefined ? undefined : [{ over, prices }]
}

/** `{ 10: { 12: 1199 } }` */
function readAmounts(row: Row): JsonObject[] | undefined {
  const steps = Object.entries(row).map(([over, value]): JsonObject | undefined => {
    const prices = readPrices(value)
    return /^\d+$/.test(over) && prices !== undefined ? { over: decimalOf(over) ?? over, prices } : undefined
  })
  return steps.length === 0 || steps.includes(undefined) ? undefined : steps.filter((step) => step !== undefined)
}

function readPrices(value: unknown): JsonObject[] | undefined {
  const entries = Array.isArray(value)
    ? value.map(readPriceRow)
    : isJsonObject(value)
      ? Object.entries(value).map(readPrice)
      : [undefined]
  return entries.includes(undefined) ? undefined : entries.filter((entry) => entry !== undefined)
}

function readPriceRow(item: unknown): JsonObject | undefined {
  if (!isJsonObject(item)) return undefined
  return readPrice([idAt(item, [...valueIdKeys, 'value']) ?? '', item['price']])
}

function readPrice([key, value]: [string, unknown]): JsonObject | undefined {
  const id = idOf(key)
  const price = decimalOf(value)
  return typeof id !== 'string' || typeof price !== 'string' ? undefined : { value: { id }, price }
}
