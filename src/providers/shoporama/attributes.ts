/**
 * The attributes of a product: a map in YAML, one entry per value on the wire. Attributes that are not written are kept,
 * because the map is about the written ones only; null clears one.
 */
import { canonicalDecimal } from '../../model/decimal.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { DeclareContext } from '../../model/provider.ts'
import { isId } from '../../model/resource.ts'
import type { YamlMap, YamlNode, YamlScalar } from '../../model/yaml.ts'
import { type Column, wireId } from './columns.ts'
import { idAt, listOf, valueAt } from './normalise.ts'
import { type Attribute, keyOf, type ProfileOf, profileOf, reportNoProfile } from './profile-of.ts'
import type { Assumptions } from './settings.ts'

export const valueIdKeys: readonly string[] = ['attribute_value_id', 'profile_attribute_value_id']

export const attributes: Column = {
  field: {
    shape: 'list',
    order: 'set',
    identity: ['attribute'],
    unlisted: 'kept',
    meaning: 'structure',
    of: {
      shape: 'object',
      fields: {
        attribute: { shape: 'reference', kind: 'profile_attribute' },
        value: { shape: 'scalar', type: 'any', kind: 'profile_attribute_value' },
      },
    },
  },
  read: (row) => grouped(row['attributes']),
  write: (value, assume) => ({
    attributes: Array.isArray(value) ? value.flatMap((item) => wireEntries(item, assume)) : [],
  }),
}

export function declareAttributes(product: YamlMap, node: YamlNode, context: DeclareContext): Json | undefined {
  if (node.type !== 'map') return undefined
  const profile = profileOf(product, context)
  if (profile === undefined) {
    if (node.pairs.size > 0) reportNoProfile('attributes', product, node, context)
    return undefined
  }
  const elements: Json[] = []
  for (const [name, pair] of node.pairs) {
    const attribute = profile.attribute(name, pair.key)
    if (attribute === undefined) continue
    const value = declaredValue(attribute, pair.value, profile, context)
    if (value !== undefined) elements.push({ attribute: attribute.ref, value })
  }
  return elements
}

function declaredValue(
  attribute: Attribute,
  node: YamlNode,
  profile: ProfileOf,
  context: DeclareContext,
): Json | undefined {
  if (node.type !== 'list') return singleValue(attribute, node, profile, context)
  if (!attribute.isVariant) {
    const summary = `attribute ${attribute.name} takes one value: it is not a variant`
    context.report(
      { code: 'E1107', summary, hint: 'write the one value, or set is_variant on the attribute of the profile' },
      node,
    )
    return undefined
  }
  const values = node.items.map((item) => singleValue(attribute, item, profile, context))
  if (values.length === 0) return null
  return values.includes(undefined) ? undefined : values.filter((value) => value !== undefined)
}

function singleValue(
  attribute: Attribute,
  node: YamlNode,
  profile: ProfileOf,
  context: DeclareContext,
): Json | undefined {
  if (node.type === 'map')
    return attribute.type === 'valuelist' ? remoteValue(node, context) : wrong(attribute, node, context)
  if (node.type === 'list') return wrong(attribute, node, context)
  if (node.value === null) return null
  if (attribute.type === 'valuelist') return profile.value(attribute, node.text, node)
  if (attribute.type === 'boolean')
    return typeof node.value === 'boolean' ? (node.value ? '1' : '0') : wrong(attribute, node, context)
  return attribute.type === 'integer' ? integerValue(attribute, node, context) : textValue(node, context)
}

function integerValue(attribute: Attribute, node: YamlScalar, context: DeclareContext): Json | undefined {
  const number = canonicalDecimal(node.text)
  return number === undefined || number.includes('.') ? wrong(attribute, node, context) : number
}

/** Through the pipeline, which knows the tags (`!file`, `!env`). */
function textValue(node: YamlScalar, context: DeclareContext): Json | undefined {
  return context.valueOf({ shape: 'scalar', type: 'text' }, node)
}

/** A value that is not in the configuration: `{ id: 123 }`. */
function remoteValue(node: YamlMap, context: DeclareContext): Json | undefined {
  return context.valueOf({ shape: 'reference' }, node)
}

function wrong(attribute: Attribute, node: YamlNode, context: DeclareContext): undefined {
  const wants: { readonly [type: string]: string } = {
    valuelist: 'the key of a value, or a list of them',
    boolean: 'true or false',
    integer: 'a whole number',
  }
  const shown = keyOf(node)
  const summary = `attribute ${attribute.name} takes ${wants[attribute.type] ?? 'a text'}${shown === undefined ? '' : `, not ${shown}`}`
  context.report({ code: 'E1107', summary }, node)
  return undefined
}

/** One entry a value on the wire; an attribute with several entries is a variant. Empty values count as absent. */
function grouped(value: unknown): Json | undefined {
  const entries = listOf(value)
  if (entries === undefined) return undefined
  const groups = new Map<string, string[]>()
  for (const entry of entries) {
    if (!isJsonObject(entry)) return undefined
    const id = idAt(entry, ['attribute_id', 'profile_attribute_id'])
    const texts = valueTexts(valueAt(entry, ['value', ...valueIdKeys, 'val']))
    if (id === undefined || texts === undefined) return undefined
    if (texts.length > 0) groups.set(id, [...(groups.get(id) ?? []), ...texts])
  }
  return [...groups].map(([id, texts]) => ({ attribute: { id }, value: texts.length === 1 ? (texts[0] ?? '') : texts }))
}

/** The vendor's text of one value, or of several in one entry; undefined where the shape is not known. */
function valueTexts(value: unknown): string[] | undefined {
  if (value === undefined || value === null || value === '') return []
  if (typeof value === 'boolean') return [value ? '1' : '0']
  if (typeof value === 'number') return [String(value)]
  if (typeof value === 'string') return [value]
  const many = listOf(value)?.map(valueTexts)
  return many === undefined || many.includes(undefined) ? undefined : many.flatMap((texts) => texts ?? [])
}

/** Where arrays are replaced, an attribute that is not named is cleared; where they are merged, it must be said. */
function wireEntries(item: Json, assume: Assumptions): JsonObject[] {
  if (!isJsonObject(item)) return []
  const attribute_id = wireId(item['attribute'])
  const value = item['value'] ?? null
  if (value === null) return assume.arrayPut === 'merge' ? [{ attribute_id, value: '' }] : []
  const values: readonly Json[] = Array.isArray(value) ? value : [value]
  return values.map((one) => ({ attribute_id, value: isId(one) ? wireId(one) : one }))
}
