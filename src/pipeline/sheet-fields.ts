/**
 * The schema of a kind × the name of a field, `attributes.colour` → what a cell of it holds. The schema says what may be
 * written at all, so a column that it does not know is no field. Pure.
 */
import { isJsonObject } from '../model/json.ts'

export interface CellField {
  readonly path: readonly string[]
  readonly type: CellType
  /** Steps of the path that lead to a list of mappings: each part of a cell is of one of its elements. */
  readonly elements?: number
}

export type CellType =
  /** `any`: a text where the vendor knows the type: true and false are flags. */
  | { readonly shape: 'text' | 'any' | 'number' | 'flag' }
  /** `maybe`: where one value may stand alone. */
  | { readonly shape: 'list'; readonly of: 'text' | 'any' | 'number' | 'flag'; readonly maybe: boolean }

export interface NoField {
  /** Names that there are instead, after the part of the path that was understood. */
  readonly known: readonly string[]
  readonly asked: string
}

type Schema = { readonly [name: string]: unknown }

/** `schema` is that of one resource. */
export function cellField(schema: unknown, field: string): CellField | NoField {
  const path = field.split('.')
  let here = branches(schema)
  let elements: number | undefined
  let isOpen = false
  for (const [index, step] of path.entries()) {
    let next = below(here, step)
    if (next.length === 0) {
      const items = elements === undefined ? here.flatMap(itemsOf) : []
      next = below(items, step)
      if (next.length > 0) elements = index
      else return { known: namesIn([...here, ...items], path.slice(0, index)), asked: field }
    }
    isOpen = !here.some((one) => isJsonObject(one['properties']) && Object.hasOwn(one['properties'], step))
    here = next
  }
  const type = typeOf(here, isOpen)
  if (type === undefined || (elements !== undefined && type.shape === 'list'))
    return { known: namesIn([...here, ...here.flatMap(itemsOf)], path), asked: field }
  return { path, type, ...(elements === undefined ? {} : { elements }) }
}

function branches(schema: unknown): Schema[] {
  if (!isJsonObject(schema)) return []
  const inner = [schema['anyOf'], schema['oneOf']].flatMap((list) => (Array.isArray(list) ? list : []))
  return inner.length === 0 ? [schema] : inner.flatMap(branches)
}

function itemsOf(schema: Schema): Schema[] {
  return branches(schema['items'])
}

function below(schemas: readonly Schema[], step: string): Schema[] {
  return schemas.flatMap((schema) => {
    const { properties, additionalProperties, propertyNames } = schema
    if (isJsonObject(properties) && Object.hasOwn(properties, step)) return branches(properties[step])
    const pattern = isJsonObject(propertyNames) ? propertyNames['pattern'] : undefined
    return typeof pattern === 'string' && !new RegExp(pattern).test(step) ? [] : branches(additionalProperties)
  })
}

/** The fields of this place, or of it what is said by its parts. */
function namesIn(schemas: readonly Schema[], path: readonly string[]): string[] {
  const names = schemas.flatMap(({ properties }) => (isJsonObject(properties) ? Object.keys(properties) : []))
  return [...new Set(names)].map((name) => [...path, name].join('.'))
}

function typesOf(schemas: readonly Schema[]): string[] {
  return schemas.flatMap(({ type }) => (Array.isArray(type) ? type : [type])).filter((one) => typeof one === 'string')
}

function typeOf(schemas: readonly Schema[], isOpen: boolean): CellType | undefined {
  const types = new Set(typesOf(schemas))
  const scalar = scalarOf(schemas, types, isOpen)
  if (!types.has('array')) return scalar === undefined ? undefined : { shape: scalar }
  const items = schemas.flatMap(itemsOf)
  const of = scalarOf(items, new Set(typesOf(items)), isOpen)
  return of === undefined ? undefined : { shape: 'list', of, maybe: scalar !== undefined }
}

function scalarOf(
  schemas: readonly Schema[],
  types: ReadonlySet<string>,
  isOpen: boolean,
): 'text' | 'any' | 'number' | 'flag' | undefined {
  const isNumber = types.has('number') || types.has('integer')
  if (types.has('string')) {
    const texts = schemas.filter((schema) => typesOf([schema]).includes('string'))
    if (isNumber && texts.every(({ pattern }) => isDigits(pattern))) return 'number'
    return isOpen && isNumber ? 'any' : 'text'
  }
  if (isNumber) return 'number'
  if (types.has('boolean')) return 'flag'
  return schemas.some((schema) => Array.isArray(schema['enum']) || 'const' in schema) ? 'text' : undefined
}

/** A pattern of digits alone is one of a number. */
function isDigits(pattern: unknown): boolean {
  return typeof pattern === 'string' && /\\d|0-9/.test(pattern) && !/[a-zA-Z]/.test(pattern.replace(/\\[a-z]/g, ''))
}
