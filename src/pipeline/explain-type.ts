/** A field × its schema → what may be written there, in words; and what there is to know of writing it. Pure. */
import type { Field } from '../model/field.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { orList } from '../model/suggest.ts'
import { choicesOf, objectIn, partsOf, saidOf, valuesOf } from './explain-schema.ts'

const scalarWords = {
  text: 'text',
  money: 'money, a plain decimal',
  integer: 'whole number',
  flag: 'true or false',
  any: 'any plain value',
} as const

/** `field` is absent where the pipeline has no field of its own: a map of nested resources, butik's own block. */
export function typeWords(field: Field | undefined, node: JsonObject): string {
  const choices = choicesOf(node)
  if (choices.length > 0) return `one of ${orList(choices)}`
  return field === undefined ? schemaWords(node) : fieldWords(field, node)
}

function fieldWords(field: Field, node: JsonObject): string {
  switch (field.shape) {
    case 'scalar':
      return scalarWords[field.type]
    case 'reference':
      return referenceWords(field.kind)
    case 'list': {
      if (valuesOf(node) !== undefined) return schemaWords(node)
      const order = field.order === 'ordered' ? 'order counts' : 'order does not count'
      const of =
        field.of.shape === 'reference'
          ? `references${field.of.kind === undefined ? ' by { id: 123 }' : ` to a ${field.of.kind}`}`
          : 'mappings'
      return `list of ${field.of.shape === 'scalar' ? 'plain values' : of}; ${order}`
    }
    case 'object':
      return partsOf(node).length === 0 ? schemaWords(node) : 'mapping'
    case 'images':
      return 'list of pictures; their order is their weight'
    case 'asset':
      return 'a file, or the address of one'
  }
}

function referenceWords(kind: string | undefined): string {
  return kind === undefined
    ? 'reference by the id of the vendor, { id: 123 }'
    : `reference: the key of a ${kind}, or { id: 123 }`
}

const schemaTypes: { readonly [type: string]: string } = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  array: 'list',
  object: 'mapping',
}

function schemaWords(node: JsonObject): string {
  const values = valuesOf(node)
  if (values !== undefined) {
    const { kind } = saidOf(values)
    return typeof kind === 'string' ? `map by keys of your choosing, each a ${kind}` : 'map by key'
  }
  const { anyOf } = node
  if (Array.isArray(anyOf))
    return [...new Set(anyOf.map((one: Json) => typeWords(undefined, objectIn(one))))].join(', or ')
  if (partsOf(node).length > 0) return objectIn(node['items']) === node['items'] ? 'list of mappings' : 'mapping'
  const types = [node['type']].flat().filter((type) => typeof type === 'string' && type !== 'null')
  const isAnyText = types.includes('string') && types.includes('boolean')
  return isAnyText ? 'text' : orList([...new Set(types.map((type) => schemaTypes[String(type)] ?? String(type)))])
}

/** Sentences, each without its full stop. */
export function writingWords(kind: Pick<Kind, 'class'>, field: Field): string[] {
  if (kind.class === 'observed')
    return ['nobody through butik: what is written is an expectation, and a person puts a difference right']
  const owner = {
    ours: 'the files (ours): compared, and put right where the shop has another value',
    once: 'the files when it is made, and the shop from then on (once)',
    theirs: 'the shop (theirs): never compared, never sent',
  }[field.owner ?? 'ours']
  return [
    owner,
    ...(field.createOnly === true
      ? ['taken when it is made: a later change is a delete and a create, or refused']
      : []),
    ...(field.writeOnly === true || kind.class === 'write-only'
      ? ['the vendor never shows it: compared with what was last written']
      : []),
    ...(field.deferrable === true ? ['may point round in a circle: made first, linked after'] : []),
    ...(field.sensitive === true ? ['secret: shown nowhere'] : []),
  ]
}
