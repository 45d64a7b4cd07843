/** What all watched kinds of this vendor do alike: read whole, once a language, found by id or name, never written. */
import { canonicalDecimal } from '../../../model/decimal.ts'
import type { Field, Fields } from '../../../model/field.ts'
import { fieldOf } from '../../../model/field.ts'
import type { Json } from '../../../model/json.ts'
import type { CheckContext, Kind, Page } from '../../../model/provider.ts'
import type { Observed, Spec } from '../../../model/resource.ts'
import type { Row, VenueOperation } from '../contract-form.ts'
import { specOf } from '../normalise.ts'
import { read, type VenueSession } from '../session.ts'

export const text: Field = { shape: 'scalar', type: 'text', meaning: 'text' }
export const key: Field = { shape: 'scalar', type: 'text', meaning: 'identity' }
export const money: Field = { shape: 'scalar', type: 'money', meaning: 'price' }
export const number: Field = { shape: 'scalar', type: 'money' }
export const flag: Field = { shape: 'scalar', type: 'flag' }
export const object = (fields: Fields): Field => ({ shape: 'object', fields })

/** What `language` holds where none was asked for. No code of a language reads like it. */
const shopDefault = 'default'

/** `language` is ours: which reading of the list an object comes from. */
const language: Field = { shape: 'scalar', type: 'text', meaning: 'identity' }

export interface Watched {
  readonly name: string
  readonly section: string
  readonly fields: Fields
  /** The first that a resource writes whole is the one it is found by. */
  readonly keys: readonly (readonly string[])[]
  readonly operation: VenueOperation<readonly Row[]>
  /** False where the list has no languages. */
  readonly languages: boolean
  /** What one reading of the list asks besides the language; one reading each. */
  readings?(session: VenueSession): readonly Reading[]
  /** Where in the admin a person finds it. */
  readonly place: string
}

export interface Reading {
  readonly query: Readonly<Record<string, string>>
  /** Fields that the rows do not say, because they were asked for. */
  readonly asked: Spec
}

const whole: Reading = { query: {}, asked: {} }

export function watched(kind: Watched): Kind<VenueSession> {
  const fields: Fields = kind.languages ? { ...kind.fields, language } : kind.fields
  const keys = kind.keys.map((names) => (kind.languages ? [...names, 'language'] : names))
  const [naturalKey = [], ...otherKeys] = keys
  const traits = { fields }
  return {
    name: kind.name,
    section: kind.section,
    class: 'observed',
    fields,
    naturalKey,
    otherKeys,
    label: (spec) => {
      const names = kind.keys.find((some) => some.every((name) => spec[name] !== undefined)) ?? []
      const said = names.map((name) => `${name} ${String(spec[name])}`).join(', ')
      const spoken = spec['language'] ?? shopDefault
      return spoken === shopDefault ? said : `${said} (${String(spoken)})`
    },
    declare: (node, context) => {
      const parts = [...node.pairs].flatMap(([name, { value }]) => {
        const field = fieldOf(traits, name)
        const inside = field === undefined ? undefined : context.value(name, value)
        return inside === undefined ? [] : [[name, oneDress(field, inside)] as const]
      })
      return {
        ...(kind.languages ? { language: shopDefault } : {}),
        ...kindDefaults(kind),
        ...Object.fromEntries(parts),
      }
    },
    check: (spec, context) => {
      checkKeys(kind, spec, context)
      checkLanguage(spec, context)
    },
    reading: { by: 'list', list: (session, signal) => pages(kind, fields, session, signal) },
    writing: {},
    byHand: ({ settings }) => `${new URL(settings.url).origin}, ${kind.place}`,
  }
}

/** A coordinate may be negative, so it is no amount; its text is brought into the form of one all the same. */
function oneDress(field: Field | undefined, inside: Json): Json {
  const isNumber = field?.shape === 'scalar' && field.type === 'any' && typeof inside === 'string'
  return isNumber ? (canonicalDecimal(inside) ?? inside) : inside
}

function kindDefaults({ name }: Watched): Spec {
  return name === 'address_field' ? { addressType: 'billing' } : {}
}

function checkKeys({ keys, name }: Watched, spec: Spec, { report }: CheckContext): void {
  if (keys.some((names) => names.every((field) => (spec[field] ?? null) !== null))) return
  report({
    code: 'E1104',
    summary: `a ${name} needs ${keys.map((names) => names.map((field) => `"${field}"`).join(' and ')).join(' or ')} to be found by`,
  })
}

/** A language that is not read would look as if nothing were there. */
function checkLanguage(spec: Spec, { report, settings }: CheckContext): void {
  const wanted = spec['language'] ?? shopDefault
  const read = settings['languages'] ?? []
  if (wanted === shopDefault || (Array.isArray(read) && read.includes(wanted))) return
  report({
    code: 'E1107',
    summary: `the language "${String(wanted)}" is not read`,
    hint: `add it to the connection in butik.yaml: languages: [${String(wanted)}]`,
  })
}

async function* pages(kind: Watched, fields: Fields, session: VenueSession, signal: AbortSignal): AsyncGenerator<Page> {
  const languages = [shopDefault, ...(kind.languages ? session.settings.languages : [])]
  for (const code of languages) {
    for (const { query, asked } of kind.readings?.(session) ?? [whole]) {
      const spoken: Readonly<Record<string, string>> = code === shopDefault ? {} : { languageCode: code }
      const rows = await read(session, kind.operation, { ...query, ...spoken }, signal)
      const more: Spec = kind.languages ? { ...asked, language: code } : asked
      yield { objects: rows.map((row) => observedOf(kind, fields, row, more)) }
    }
  }
}

function observedOf(kind: Watched, fields: Fields, row: Row, more: Spec): Observed {
  const spec = { ...specOf(fields, row), ...more }
  const parts = [...(kind.keys[0] ?? []), 'language'].map((name) => spec[name] ?? shopDefault)
  return { kind: kind.name, remoteId: parts.filter((part) => part !== shopDefault).join('/'), spec }
}
