/**
 * What a product may say of its profile's attributes: the declared profile, looked up once, with the references to its
 * attributes and values. Every name that is not in it is a problem with a "did you mean".
 */
import type { Json } from '../../model/json.ts'
import type { DeclareContext } from '../../model/provider.ts'
import { nearest } from '../../model/suggest.ts'
import type { YamlMap, YamlNode } from '../../model/yaml.ts'

export interface Attribute {
  readonly name: string
  readonly type: string
  readonly isVariant: boolean
  readonly values: YamlMap | undefined
  readonly ref: Json
}

export interface ProfileOf {
  /** The attribute of that key; reports and gives undefined where the profile has none. */
  attribute(name: string, node: YamlNode): Attribute | undefined
  /** A value of a valuelist, by its key. */
  value(attribute: Attribute, key: string, node: YamlNode): Json | undefined
}

/** Undefined: the product names no profile of this configuration; `missing` says so where one is needed. */
export function profileOf(product: YamlMap, context: DeclareContext): ProfileOf | undefined {
  const key = keyOf(product.pairs.get('profile')?.value)
  const profile = key === undefined ? undefined : context.lookUp('profile', key)
  if (key === undefined || profile === undefined) return undefined
  const attributes = mapAt(profile, 'attributes')
  return {
    attribute: (name, node) => {
      const found = attributes?.pairs.get(name)?.value
      if (found?.type !== 'map')
        return unknown(`profile ${key} has no attribute ${name}`, name, attributes, node, context)
      const ref = context.reference('profile_attribute', `${key}.${name}`, node)
      return ref === undefined ? undefined : attributeOf(name, found, ref)
    },
    value: (attribute, value, node) => {
      if (attribute.values?.pairs.has(value) === true) {
        return context.reference('profile_attribute_value', `${key}.${attribute.name}.${value}`, node)
      }
      return unknown(`attribute ${key}.${attribute.name} has no value ${value}`, value, attribute.values, node, context)
    },
  }
}

/** Reports that attributes need a declared profile; silent where the profile's own reference was already reported. */
export function reportNoProfile(field: string, product: YamlMap, node: YamlNode, context: DeclareContext): void {
  if (keyOf(product.pairs.get('profile')?.value) !== undefined) return
  context.report(
    {
      code: 'E1207',
      summary: `${field} needs a profile that is declared in this configuration`,
      hint: 'write `profile:` with the key of a profile; `{ id }` does not tell what attributes there are',
    },
    node,
  )
}

export function keyOf(node: YamlNode | undefined): string | undefined {
  return node?.type === 'scalar' && node.value !== null ? node.text : undefined
}

export function mapAt(node: YamlMap, name: string): YamlMap | undefined {
  const value = node.pairs.get(name)?.value
  return value?.type === 'map' ? value : undefined
}

function attributeOf(name: string, node: YamlMap, ref: Json): Attribute {
  const variant = node.pairs.get('is_variant')?.value
  return {
    name,
    type: keyOf(node.pairs.get('type')?.value) ?? '',
    isVariant: variant?.type === 'scalar' && variant.value === true,
    values: mapAt(node, 'values'),
    ref,
  }
}

function unknown(
  summary: string,
  word: string,
  among: YamlMap | undefined,
  node: YamlNode,
  context: DeclareContext,
): undefined {
  const near = nearest(word, [...(among?.pairs.keys() ?? [])])
  context.report({ code: 'E1201', summary, ...(near === undefined ? {} : { hint: `did you mean ${near}?` }) }, node)
  return undefined
}
