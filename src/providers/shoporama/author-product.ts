/**
 * A product as it is written: attributes, variants and step prices by the keys of its profile, where profile, attribute
 * and value are in the configuration; by the vendor's ids otherwise. What has no form in YAML is left out, and told.
 */
import { canonicalDecimal } from '../../model/decimal.ts'
import type { Field } from '../../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { AuthorContext } from '../../model/provider.ts'
import { isId, type Spec } from '../../model/resource.ts'
import type { Written, WrittenMap } from '../../model/written.ts'
import { authored, type Columns } from './columns.ts'
import { stepPrice } from './discounts.ts'
import { idOf, listOf } from './normalise.ts'
import { stockField, variantParts } from './variants.ts'

const anyText: Field = { shape: 'scalar', type: 'text' }
const anyNumber: Field = { shape: 'scalar', type: 'integer' }
const anyFlag: Field = { shape: 'scalar', type: 'flag' }
const anyId: Field = { shape: 'reference' }

export function authorProduct(columns: Columns, spec: Spec, context: AuthorContext): WrittenMap {
  const names = namesOf(spec, context)
  const stock = new Map(context.children('stock').map(({ spec: level }) => [level['sku'], level['stock'] ?? null]))
  const written = authored(columns, spec, context, {
    attributes: (value) => attributes(value, names, context),
    stock_settings: (value) => variants(value, { names, stock, context }),
    discount: (value) => steps(value, names, context),
    html_fields: (value) => htmlFields(value, context),
  })
  // The level of the product itself cannot be seen while it has variants.
  const own = elementsOf(spec['stock_settings'] ?? null).length > 0 ? undefined : stock.get(spec['own_id'])
  const level = own === undefined || own === null ? undefined : context.valueOf(stockField, own)
  return level === undefined ? written : { type: 'map', pairs: new Map([...written.pairs, ['stock', level]]) }
}

/** How attributes and values are called in the product: what its own profile has, and nothing else. */
interface Names {
  attribute(reference: Json): string | undefined
  value(attribute: Json, reference: Json): string | undefined
  /** `colour.oak` */
  both(reference: Json): string | undefined
}

function namesOf(spec: Spec, { keyOf }: AuthorContext): Names {
  const profile = keyOf('profile', spec['profile'] ?? null)
  const below = (host: string | undefined, key: string | undefined): string | undefined =>
    host !== undefined && key?.startsWith(`${host}.`) === true ? key.slice(host.length + 1) : undefined
  return {
    attribute: (reference) => below(profile, keyOf('profile_attribute', reference)),
    value: (attribute, reference) =>
      below(keyOf('profile_attribute', attribute), keyOf('profile_attribute_value', reference)),
    both: (reference) => below(profile, keyOf('profile_attribute_value', reference)),
  }
}

function attributes(value: Json, names: Names, context: AuthorContext): Written | undefined {
  const pairs = new Map<string, Written>()
  for (const element of elementsOf(value)) {
    const reference = element['attribute'] ?? null
    const name = names.attribute(reference)
    const of = context.specOf('profile_attribute', reference)
    if (name === undefined || of === undefined) {
      context.leave('attributes', `attribute ${shown(reference)} is not one of its profile`)
      continue
    }
    const written = attributeValue(element['value'] ?? null, { of, reference, names, context })
    if (written === undefined) context.leave(`attributes.${name}`, `it holds what a ${typeOf(of)} cannot`)
    else pairs.set(name, written)
  }
  return { type: 'map', pairs }
}

interface AttributeParts {
  readonly of: Spec
  readonly reference: Json
  readonly names: Names
  readonly context: AuthorContext
}

function attributeValue(value: Json, parts: AttributeParts): Written | undefined {
  if (!Array.isArray(value)) return oneValue(value, parts)
  if (parts.of['is_variant'] !== true) return undefined
  const items = value.map((item) => oneValue(item, parts))
  return items.includes(undefined) ? undefined : { type: 'list', items: items.filter((item) => item !== undefined) }
}

function oneValue(value: Json, { of, reference, names, context }: AttributeParts): Written | undefined {
  if (value === null) return context.valueOf(anyText, null)
  switch (typeOf(of)) {
    case 'valuelist': {
      // The vendor's text of a value is its id.
      const one = typeof value === 'string' ? idText(value) : value
      if (one === undefined) return undefined
      const name = names.value(reference, one)
      return name === undefined ? context.valueOf(anyId, one) : context.valueOf(anyText, name)
    }
    case 'boolean':
      return value === '1' || value === '0' ? context.valueOf(anyFlag, value === '1') : undefined
    case 'integer':
      return typeof value === 'string' && canonicalDecimal(value) === value && !value.includes('.')
        ? context.valueOf(anyNumber, value)
        : undefined
    default:
      return context.valueOf(anyText, value)
  }
}

function typeOf(attribute: Spec): string {
  const type = attribute['type']
  return typeof type === 'string' ? type : 'valuelist'
}

interface VariantParts {
  readonly names: Names
  /** Levels by SKU. */
  readonly stock: ReadonlyMap<Json | undefined, Json>
  readonly context: AuthorContext
}

function variants(value: Json, parts: VariantParts): Written {
  return { type: 'list', items: elementsOf(value).map((element) => variant(element, parts)) }
}

function variant(element: JsonObject, { names, stock, context }: VariantParts): WrittenMap {
  const [attribute, value] = [element['attribute'] ?? null, element['value'] ?? null]
  const isVariant = context.specOf('profile_attribute', attribute)?.['is_variant'] === true
  const [attributeName, valueName] = [names.attribute(attribute), names.value(attribute, value)]
  const isKnown = isVariant && attributeName !== undefined
  const pairs = new Map<string, Written>()
  const put = (name: string, field: Field, part: Json): void => {
    const written = context.valueOf(field, part)
    if (written !== undefined) pairs.set(name, written)
  }
  if (isKnown) put('attribute', anyText, attributeName)
  else put('attribute', anyId, attribute)
  if (isKnown && valueName !== undefined) put('value', anyText, valueName)
  else put('value', anyId, value)
  for (const [name, field] of Object.entries(variantParts)) {
    const part = element[name]
    if (part !== undefined) put(name, field, part)
  }
  const level = stock.get(element['own_id'])
  if (level !== undefined && level !== null) put('stock', stockField, level)
  return { type: 'map', pairs }
}

/** `{ 10: { colour.oak: 1199.00 } }` */
function steps(value: Json, names: Names, context: AuthorContext): Written {
  const pairs = elementsOf(value).map((step): [string, Written] => {
    const prices = elementsOf(step['prices'] ?? null).flatMap((entry): [string, Written][] => {
      const of = entry['value'] ?? null
      const price = context.valueOf(stepPrice, entry['price'] ?? null)
      return price === undefined ? [] : [[names.both(of) ?? shown(of), price]]
    })
    return [String(step['over']), { type: 'map', pairs: new Map(prices) }]
  })
  return { type: 'map', pairs: new Map(pairs) }
}

/** `html` is always written: a piece without it is not one. */
function htmlFields(value: Json, context: AuthorContext): Written {
  const items = elementsOf(value).map((element): WrittenMap => {
    const parts = { ...element, html: element['html'] ?? '' }
    const pairs = Object.entries(parts).flatMap(([name, part]): [string, Written][] => {
      const written = part === undefined ? undefined : context.valueOf(anyText, part)
      return written === undefined ? [] : [[name, written]]
    })
    return { type: 'map', pairs: new Map(pairs) }
  })
  return { type: 'list', items }
}

function elementsOf(value: Json): readonly JsonObject[] {
  return (listOf(value) ?? []).filter(isJsonObject)
}

function idText(text: string): Json | undefined {
  const id = idOf(text)
  return typeof id === 'string' ? { id } : undefined
}

function shown(reference: Json): string {
  return isId(reference) ? reference.id : JSON.stringify(reference)
}
