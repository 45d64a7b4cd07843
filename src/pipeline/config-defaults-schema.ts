/** The shape of `defaults`, made from that of the resources. Not loaded when butik runs. */
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { whyNoDefault } from './defaults-unfit.ts'

const inFile =
  'Fields by section, for the resources of this folder and below that do not write them. The nearest folder wins; null clears. A list where several connections are meant.'

const connection = {
  description: 'The connection that is meant; needed where several have the section, and the file names none.',
  examples: ['shop'],
  type: 'string',
}

/** Every resource may have it. */
const sample = { butik: { protect: true } }

/** A vendor's resource file with `defaults`: fields of its kinds, but for those that are of one resource alone. */
export function withDefaults(schema: JsonObject, kinds: readonly Kind[]): JsonObject {
  const sections = objectIn(schema, 'properties')
  const blocks = kinds.flatMap(({ section = '', ...kind }): [string, JsonObject][] => {
    const fields = objectIn(objectIn(objectIn(sections, section), 'additionalProperties'), 'properties')
    const names = Object.keys(fields).filter((name) => whyNoDefault(kind, name) === undefined)
    if (names.length === 0) return []
    const at = `#/properties/${section}/additionalProperties/properties/`
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: `${at}${pointer(name)}` }]))
    const description = `Fields that ${section} have unless they write them.`
    const shape = { type: 'object', properties, additionalProperties: false }
    return [[section, { description, examples: [sample], ...shape }]]
  })
  const block = {
    type: 'object',
    properties: { connection, ...Object.fromEntries(blocks) },
    additionalProperties: false,
  }
  // Said again beside the reference: some editors show what stands there and look no further.
  const refs = Object.fromEntries(
    blocks.map(([name, { description = '' }]) => [
      name,
      { description, examples: [sample], $ref: `#/$defs/defaults/properties/${name}` },
    ]),
  )
  const [first = ''] = blocks.map(([name]) => name)
  const example = { [first]: sample }
  const defaults = {
    description: inFile,
    examples: [example],
    type: ['object', 'array', 'null'],
    properties: { connection, ...refs },
    additionalProperties: false,
    items: { $ref: '#/$defs/defaults' },
  }
  const { connection: own, ...others } = sections
  return {
    ...schema,
    properties: { ...(own === undefined ? {} : { connection: own }), defaults, ...others },
    $defs: { ...objectIn(schema, '$defs'), defaults: block },
  }
}

/** `defaults` of butik.yaml. The fields are judged by the schema of the vendor that the section belongs to. */
export function configDefaultsSchema(sections: readonly string[]): JsonObject {
  const fields = (name: string): Json => ({
    description: `Fields that ${name} have unless they write them.`,
    examples: [sample],
    type: 'object',
  })
  const properties = { connection, ...Object.fromEntries(sections.map((name) => [name, fields(name)])) }
  return {
    description:
      'Fields by section, for all resources that do not write them; null clears. Resource files can have defaults for their folder, which win. A list where several connections are meant.',
    examples: [{ products: { is_online: true } }],
    type: ['object', 'array', 'null'],
    properties,
    items: { type: 'object', properties },
  }
}

function pointer(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
}

function objectIn(schema: JsonObject, name: string): JsonObject {
  const value = schema[name]
  return isJsonObject(value) ? value : {}
}
