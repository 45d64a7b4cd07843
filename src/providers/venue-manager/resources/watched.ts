/** What all watched kinds of this vendor do alike: read whole, once a language, found by id or name, never written. */
import { nameOf } from '../../../http/operation.ts'
import { canonicalDecimal } from '../../../model/decimal.ts'
import { VendorError } from '../../../model/errors.ts'
import type { Field, Fields } from '../../../model/field.ts'
import { fieldOf } from '../../../model/field.ts'
import type { Json } from '../../../model/json.ts'
import type { CheckContext, Kind, Page } from '../../../model/provider.ts'
import type { Observed, Spec } from '../../../model/resource.ts'
import type { Row, VenueOperation } from '../contract-form.ts'
import { specOf } from '../normalise.ts'
import { read, type VenueSession } from '../session.ts'
import { defaultAddressTypes } from '../settings.ts'

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
    author: (spec, context) => {
      const { language: spoken, ...own } = spec
      const parts = Object.entries(spoken === shopDefault ? own : spec).flatMap(([name, value]) => {
        const written = context.value(name, value)
        return written === undefined ? [] : [[name, written] as const]
      })
      return { type: 'map', pairs: new Map(parts) }
    },
    check: (spec, context) => {
      checkKeys(kind, spec, context)
      for (const one of askedFor) checkIsRead(one, spec, context)
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
  return name === 'address_field' ? { addressType: defaultAddressTypes[0] } : {}
}

function checkKeys({ keys, name }: Watched, spec: Spec, { report }: CheckContext): void {
  if (keys.some((names) => names.every((field) => (spec[field] ?? null) !== null))) return
  report({
    code: 'E1104',
    summary: `a ${name} needs ${keys.map((names) => names.map((field) => `"${field}"`).join(' and ')).join(' or ')} to be found by`,
  })
}

/** A field whose value is part of what is asked, and the setting that says which values are. */
interface AskedFor {
  readonly field: string
  readonly what: string
  readonly setting: string
  /** Values that are asked for whatever the setting says, and those where nothing is written. */
  readonly always: readonly string[]
  readonly unset: readonly string[]
}

const askedFor: readonly AskedFor[] = [
  { field: 'language', what: 'language', setting: 'languages', always: [shopDefault], unset: [] },
  { field: 'addressType', what: 'type of address', setting: 'address_types', always: [], unset: defaultAddressTypes },
]

/** What is not read would look as if nothing were there. */
function checkIsRead(one: AskedFor, spec: Spec, { report, settings }: CheckContext): void {
  const wanted = spec[one.field]
  if (typeof wanted !== 'string') return
  const written = settings[one.setting] ?? null
  const read = Array.isArray(written) ? written : one.unset
  if ([...one.always, ...read].includes(wanted)) return
  const all = [...read, wanted].map(String).join(', ')
  report(
    {
      code: 'E1107',
      summary: `the ${one.what} "${wanted}" is not read`,
      hint: `add it to the connection in butik.yaml: ${one.setting}: [${all}]`,
    },
    one.field,
  )
}

async function* pages(kind: Watched, fields: Fields, session: VenueSession, signal: AbortSignal): AsyncGenerator<Page> {
  const languages = [shopDefault, ...(kind.languages ? session.settings.languages : [])]
  for (const code of languages) {
    for (const { query, asked } of kind.readings?.(session) ?? [whole]) {
      const spoken: Readonly<Record<string, string>> = code === shopDefault ? {} : { languageCode: code }
      const rows = await read(session, kind.operation, { ...query, ...spoken }, signal)
      const more: Spec = kind.languages ? { ...asked, language: code } : asked
      yield { objects: rows.map((row, index) => observedOf({ kind, fields, session }, row, index, more)) }
    }
  }
}

interface Listed {
  readonly kind: Watched
  readonly fields: Fields
  readonly session: VenueSession
}

/** Throws where it cannot be told which one it is: two of them would be taken for one. */
function observedOf({ kind, fields, session }: Listed, row: Row, index: number, more: Spec): Observed {
  const spec = { ...specOf(fields, row), ...more }
  const names = kind.keys[0] ?? []
  const missing = names.find((name) => (spec[name] ?? null) === null)
  if (missing !== undefined) {
    const said = [row['label'], row['name']].find((text) => typeof text === 'string' && text !== '')
    const which = said === undefined ? `row ${index + 1}` : `row ${index + 1} (${JSON.stringify(said)})`
    const where = `${session.settings.connection}: ${nameOf(kind.operation)}`
    throw new VendorError('E2004', `${where}: ${which} has no "${missing}" to know it by`, {
      effect: 'none',
      hint: 'check the url of the connection; if it is right, the vendor answers otherwise than it documents',
    })
  }
  const parts = [...names, 'language'].map((name) => spec[name] ?? shopDefault)
  return { kind: kind.name, remoteId: parts.filter((part) => part !== shopDefault).join('/'), spec }
}
