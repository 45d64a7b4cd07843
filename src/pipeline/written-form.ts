/**
 * The inside form of a value → how it is written in YAML, by the traits of its field: the reverse of values.ts. Says what
 * is written, never how it looks. Pure.
 */
import { canonicalDecimal } from '../model/decimal.ts'
import type { Field, Fields } from '../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { isAsset, isId, isRef, isSecret } from '../model/resource.ts'
import type { Written, WrittenMap, WrittenScalar } from '../model/written.ts'

export interface WrittenContext {
  /** The whole key of what a reference points at; undefined: outside the configuration. */
  keyOf(kind: string, reference: Json): string | undefined
  /** How a file below the folder of butik.yaml is named from where the value stands. */
  pathOf(path: string): string
}

export function plain(text: string): WrittenScalar {
  return { type: 'scalar', as: 'plain', text }
}

/** `${` would be a variable where it stands in a file, so it is written `$${`. */
export function textual(text: string): WrittenScalar {
  return { type: 'scalar', as: 'text', text: text.replaceAll('${', '$$${') }
}

export function mapOf(pairs: Iterable<readonly [string, Written]>): WrittenMap {
  return { type: 'map', pairs: new Map(pairs) }
}

/** Undefined where the value cannot stand in YAML: a secret, or a reference to what is nowhere yet. */
export function writtenForm(field: Field, value: Json, context: WrittenContext): Written | undefined {
  if (value === null) return plain('null')
  if (isSecret(value)) return undefined
  switch (field.shape) {
    case 'scalar':
      return scalar(field.type, value)
    case 'reference':
      return reference(field.kind, value, context)
    case 'list': {
      if (!Array.isArray(value)) return undefined
      const items = value.map((item) => writtenForm(field.of, item, context))
      return items.includes(undefined) ? undefined : { type: 'list', items: items.filter((item) => item !== undefined) }
    }
    case 'object':
      return isJsonObject(value) ? mapOf(partsOf(field.fields, value, context)) : undefined
    case 'images': {
      if (!Array.isArray(value)) return undefined
      const items = value.filter(isJsonObject).map((item) => content(item, context))
      return items.includes(undefined) ? undefined : { type: 'list', items: items.filter((item) => item !== undefined) }
    }
    case 'asset':
      return isJsonObject(value) ? content(value, context) : undefined
  }
}

function scalar(type: 'text' | 'money' | 'integer' | 'flag' | 'any', value: Json): Written | undefined {
  if (typeof value === 'boolean') return plain(String(value))
  if (typeof value !== 'string') return undefined
  const isNumber = type === 'money' || type === 'integer' || type === 'any'
  // What only the vendor knows the type of is a number where it reads as one: the inside form is the same.
  return isNumber && canonicalDecimal(value) === value ? plain(value) : textual(value)
}

function reference(kind: string | undefined, value: Json, context: WrittenContext): Written | undefined {
  const key = kind === undefined ? undefined : context.keyOf(kind, value)
  if (key !== undefined) return textual(key)
  if (isRef(value) || !isId(value)) return undefined
  return remote(value.id)
}

/** The text that is meant: variables are put into YAML, and not into what a file holds. */
export function meant(text: string): string {
  return text.replaceAll('$${', '${')
}

/** `{ id: 123 }` */
export function remote(id: string): WrittenMap {
  return mapOf([['id', canonicalDecimal(id) === id ? plain(id) : textual(id)]])
}

function partsOf(fields: Fields, value: JsonObject, context: WrittenContext): (readonly [string, Written])[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const part = value[name]
    const written = part === undefined ? undefined : writtenForm(field, part, context)
    return written === undefined ? [] : [[name, written] as const]
  })
}

/** `{ file | url | image_id, description, is_public }`. The weight of a picture is its place in the list. */
function content(value: JsonObject, context: WrittenContext): WrittenMap | undefined {
  const of = source(value, context)
  if (of === undefined) return undefined
  const { description, is_public: isPublic } = value
  return mapOf([
    of,
    ...(description === undefined ? [] : [['description', said(description)] as const]),
    ...(isPublic === undefined ? [] : [['is_public', plain(String(isPublic === true))] as const]),
  ])
}

function said(description: Json): WrittenScalar {
  return typeof description === 'string' ? textual(description) : plain('null')
}

function source(value: JsonObject, context: WrittenContext): readonly [string, Written] | undefined {
  if (isAsset(value)) return ['file', textual(context.pathOf(value.asset.path))]
  const { url, image_id: image } = value
  if (typeof url === 'string') return ['url', textual(url)]
  return typeof image === 'string' ? ['image_id', plain(image)] : undefined
}
