/** Which kinds can refer to which, and what one object refers to by id. Knows field traits, not vendors. Pure. */
import type { Field, Fields } from '../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { isId, type Spec } from '../model/resource.ts'
import { asList } from './compare.ts'

export interface Reference {
  readonly kind: string
  readonly id: string
  /** What the same element refers to: tells whether a value that may be an id is one. Absent where it surely is. */
  readonly beside?: readonly Reference[]
}

/** Names of the kinds that can use one of this kind. What lives in it goes with it, and what may be linked later can do without. */
export function usersOf(kinds: readonly Kind[], kind: string): string[] {
  return kinds.filter(({ fields }) => usedIn(fields).includes(kind)).map(({ name }) => name)
}

function usedIn(fields: Fields): string[] {
  return Object.values(fields)
    .filter((field) => !isLoose(field))
    .flatMap((field) => {
      if (field.shape === 'object') return usedIn(field.fields)
      if (field.shape === 'list') return usedIn({ of: field.of })
      return (field.shape === 'reference' || field.shape === 'scalar') && field.kind !== undefined ? [field.kind] : []
    })
}

function isLoose(field: Field): boolean {
  return field.createOnly === true || field.deferrable === true
}

export function referencesIn(fields: Fields, spec: Spec): Reference[] {
  return Object.entries(fields).flatMap(([name, field]) => (isLoose(field) ? [] : inField(field, spec[name], [])))
}

function inField(field: Field, value: Json | undefined, beside: readonly Reference[]): Reference[] {
  if (value === undefined || value === null) return []
  switch (field.shape) {
    case 'reference':
      return isId(value) && field.kind !== undefined ? [{ kind: field.kind, id: value.id }] : []
    case 'scalar':
      return field.kind === undefined ? [] : maybeIds(field.kind, value, beside)
    case 'list':
      return asList(value).flatMap((item) => (field.of.shape === 'scalar' ? [] : inField(field.of, item, beside)))
    case 'object':
      return isJsonObject(value) ? inElement(field.fields, value) : []
    case 'images':
    case 'asset':
      return []
  }
}

function inElement(fields: Fields, element: JsonObject): Reference[] {
  const sure = Object.entries(fields).flatMap(([name, field]) =>
    field.shape === 'scalar' ? [] : inField(field, element[name], []),
  )
  const perhaps = Object.entries(fields).flatMap(([name, field]) =>
    field.shape === 'scalar' ? inField(field, element[name], sure) : [],
  )
  return [...sure, ...perhaps]
}

function maybeIds(kind: string, value: Json, beside: readonly Reference[]): Reference[] {
  return asList(value).flatMap((one): Reference[] => {
    if (isId(one)) return [{ kind, id: one.id }]
    return typeof one === 'string' ? [{ kind, id: one, beside }] : []
  })
}
