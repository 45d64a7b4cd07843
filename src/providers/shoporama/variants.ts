/**
 * `stock_settings`: what a variant has of its own. A variant is one pair of attribute and value, not a combination of
 * attributes (seen: the vendor's SDK and themes). `stock` of an element becomes a resource of the kind stock.
 */
import type { Field } from '../../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { DeclareContext } from '../../model/provider.ts'
import type { YamlMap, YamlNode } from '../../model/yaml.ts'
import { valueIdKeys } from './attributes.ts'
import { type Column, wireId } from './columns.ts'
import { decimalOf, idAt, listOf, type Row, textOf } from './normalise.ts'
import { keyOf, profileOf, reportNoProfile } from './profile-of.ts'

export const stockField: Field = { shape: 'scalar', type: 'integer' }

/** What a variant has of its own, besides its stock. */
export const variantParts: { readonly [name: string]: Field } = {
  own_id: { shape: 'scalar', type: 'text', meaning: 'identity', role: 'key' },
  sec_own_id: { shape: 'scalar', type: 'text', meaning: 'identity' },
  gtin: { shape: 'scalar', type: 'text', meaning: 'identity' },
  price: { shape: 'scalar', type: 'money', meaning: 'price', role: 'price' },
  purchase_price: { shape: 'scalar', type: 'money', meaning: 'price', role: 'cost' },
}

export const stockSettings: Column = {
  field: {
    shape: 'list',
    order: 'set',
    identity: ['attribute', 'value'],
    unlisted: 'removed',
    meaning: 'structure',
    of: {
      shape: 'object',
      fields: {
        attribute: { shape: 'reference', kind: 'profile_attribute' },
        value: { shape: 'reference', kind: 'profile_attribute_value' },
        ...variantParts,
      },
    },
  },
  read: (row) => readSettings(row['stock_settings']),
  write: (value) => ({ stock_settings: Array.isArray(value) ? value.filter(isJsonObject).map(wireSetting) : [] }),
}

/** A variant in YAML: its inside form, the name of its stock level below the product, and that level's node. */
export interface DeclaredVariant {
  readonly element: JsonObject
  /** `colour.oak`; ids where the attribute or value is outside the configuration. */
  readonly name: string
  readonly node: YamlMap
  readonly stock: YamlNode | undefined
}

export function declareVariants(product: YamlMap, node: YamlNode, context: DeclareContext): readonly DeclaredVariant[] {
  if (node.type !== 'list') return []
  return node.items.flatMap((item) => (item.type === 'map' ? declaredVariant(product, item, context) : []))
}

function declaredVariant(product: YamlMap, node: YamlMap, context: DeclareContext): DeclaredVariant[] {
  const pair = declaredPair(product, node, context)
  if (pair === undefined) return []
  const element: { [name: string]: Json } = { attribute: pair.attribute, value: pair.value }
  for (const [name, field] of Object.entries(variantParts)) {
    const part = node.pairs.get(name)?.value
    const value = part === undefined ? undefined : context.valueOf(field, part)
    if (value !== undefined) element[name] = value
  }
  return [{ element, name: pair.name, node, stock: node.pairs.get('stock')?.value }]
}

interface Pair {
  readonly attribute: Json
  readonly value: Json
  readonly name: string
}

function declaredPair(product: YamlMap, node: YamlMap, context: DeclareContext): Pair | undefined {
  const attributeNode = node.pairs.get('attribute')?.value
  const valueNode = node.pairs.get('value')?.value
  if (attributeNode === undefined || valueNode === undefined) return undefined
  const attributeKey = keyOf(attributeNode)
  const valueKey = keyOf(valueNode)
  const profile = attributeKey === undefined ? undefined : profileOf(product, context)
  if (attributeKey !== undefined && profile === undefined) {
    reportNoProfile('stock_settings', product, attributeNode, context)
    return undefined
  }
  const attribute = attributeKey === undefined ? undefined : profile?.attribute(attributeKey, attributeNode)
  if (attribute !== undefined && !attribute.isVariant) {
    const summary = `attribute ${attribute.name} is not a variant, so it has no stock settings`
    context.report({ code: 'E1207', summary, hint: 'set is_variant on the attribute of the profile' }, attributeNode)
    return undefined
  }
  const attributeRef = attributeKey === undefined ? remote(attributeNode, context) : attribute?.ref
  const valueRef =
    valueKey === undefined ? remote(valueNode, context) : attribute && profile?.value(attribute, valueKey, valueNode)
  if (attributeKey === undefined && valueKey !== undefined) {
    context.report({ code: 'E1207', summary: 'with an attribute by { id }, the value is by { id } too' }, valueNode)
  }
  if (attributeRef === undefined || valueRef === undefined) return undefined
  return {
    attribute: attributeRef,
    value: valueRef,
    name: `${attributeKey ?? idText(attributeNode)}.${valueKey ?? idText(valueNode)}`,
  }
}

function remote(node: YamlNode, context: DeclareContext): Json | undefined {
  return context.valueOf({ shape: 'reference' }, node)
}

function idText(node: YamlNode): string {
  return node.type === 'map' ? (keyOf(node.pairs.get('id')?.value) ?? '') : ''
}

/** The shape on read is assumed to be the shape on write; an unknown one is not seen at all. */
function readSettings(value: unknown): Json | undefined {
  const rows = listOf(value)?.map((row) => (isJsonObject(row) ? readSetting(row) : undefined))
  return rows === undefined || rows.includes(undefined) ? undefined : rows.filter((row) => row !== undefined)
}

function readSetting(row: Row): JsonObject | undefined {
  const attribute = idAt(row, ['attribute_id', 'profile_attribute_id'])
  const value = idAt(row, [...valueIdKeys, 'value'])
  if (attribute === undefined || value === undefined) return undefined
  return {
    attribute: { id: attribute },
    value: { id: value },
    own_id: textOf(row['own_id']) ?? null,
    sec_own_id: textOf(row['sec_own_id']) ?? null,
    gtin: textOf(row['gtin']) ?? null,
    price: decimalOf(row['price']) ?? null,
    purchase_price: decimalOf(row['purchase_price']) ?? null,
  }
}

function wireSetting(element: JsonObject): JsonObject {
  const own = Object.keys(variantParts).filter((name) => element[name] !== undefined)
  return {
    attribute_id: wireId(element['attribute']),
    attribute_value_id: wireId(element['value']),
    ...Object.fromEntries(own.map((name) => [name, element[name] ?? ''])),
  }
}
