/**
 * What a caller gives for one operation → one request with everything in its place, or what is wrong with it in words.
 * Values come as text; each becomes what the contract wants where it stands. Problems name fields, never values: one may
 * be a password.
 */
import * as z from 'zod'
import { canonicalDecimal } from '../model/decimal.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { ApiInput, ApiParameter } from '../model/provider.ts'
import { didYouMean } from '../model/suggest.ts'
import { problemsIn } from './api-problems.ts'
import { jsonOf } from './json-text.ts'
import type { Operation } from './operation.ts'

/** One call with everything in its place. */
export interface FilledRequest {
  /** Below the API's base; parts are encoded. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Json
  /** Credentials among these that are in no setting. */
  readonly secrets?: readonly string[]
}

export function parametersOf({ params, query, headers }: Operation): ApiParameter[] {
  const named = (shape: z.ZodObject | undefined, place: ApiParameter['in']): ApiParameter[] =>
    Object.keys(shape?.shape ?? {}).map((name) => ({
      name,
      in: place,
      required: typeIn(shape, name)?.safeParse(undefined).success !== true,
    }))
  return [...named(params, 'path'), ...named(query, 'query'), ...named(headers, 'header')]
}

/** No HTTP client sends a GET with a body, also where a vendor's page asks for one. */
export function bodyOf({ method, body }: Operation): z.ZodType | undefined {
  return method === 'GET' || method === 'HEAD' ? undefined : body
}

/** What is wrong, one line each; empty where it may be sent. */
export function problemsOf(operation: Operation, input: ApiInput): string[] {
  const problems = misplaced(operation, input)
  const { named, body } = sorted(operation, input)
  for (const shape of [operation.params, operation.query, operation.headers]) {
    if (shape === undefined) continue
    const given = Object.entries(named).filter(([name]) => typeIn(shape, name) !== undefined)
    const part = Object.fromEntries(given.map(([name, text]) => [name, typed(typeIn(shape, name), text)]))
    problems.push(...problemsIn(shape, part, { what: operation.id, also: [] }))
  }
  for (const name of Object.keys(operation.params.shape)) {
    const text = named[name]
    // An empty or a dotted part would make another path, and so another operation.
    const leadsAway = text !== undefined && /^\.{0,2}$/.test(text)
    if (leadsAway && typeIn(operation.params, name)?.safeParse(text).success === true)
      problems.push(`${operation.id}: ${name} cannot be part of a path`)
  }
  problems.push(...bodyProblems(operation, body))
  return [...new Set(problems)]
}

function misplaced(operation: Operation, { parameters, body }: ApiInput): string[] {
  const names = parametersOf(operation).map(({ name }) => name)
  const unknown = Object.keys(parameters).filter((name) => !names.includes(name))
  if (bodyOf(operation) !== undefined) {
    const isMixed = unknown.length > 0 && body !== undefined && !isJsonObject(body)
    return isMixed ? [`the body is not an object, so ${unknown.join(', ')} cannot be put into it`] : []
  }
  const takes = names.length === 0 ? 'it takes none' : `it takes ${names.join(', ')}`
  const problems = unknown.map(
    (name) => `${operation.id} has no parameter "${name}": ${didYouMean(name, names) ?? takes}`,
  )
  if (body === undefined) return problems
  const instead = operation.body === undefined ? '' : ': give what it would hold as parameters'
  return [...problems, `${operation.id} is sent without a body${instead}`]
}

function bodyProblems(operation: Operation, body: Json | undefined): string[] {
  const type = bodyOf(operation)
  if (type === undefined) return []
  if (body === undefined) return type.safeParse(undefined).success ? [] : [`${operation.id} needs a body`]
  const also = parametersOf(operation).map(({ name }) => name)
  return problemsIn(type, body, { what: operation.id, also })
}

export function fill(operation: Operation, input: ApiInput): FilledRequest {
  const { named, body } = sorted(operation, input)
  const pick = (shape: z.ZodObject | undefined): Record<string, string> =>
    Object.fromEntries(Object.entries(named).filter(([name]) => typeIn(shape, name) !== undefined))
  const path = operation.path.replace(/\{([^{}]+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''))
  return {
    path,
    query: pick(operation.query),
    headers: pick(operation.headers),
    ...(body === undefined ? {} : { body }),
  }
}

/** The parameters that the operation names, and the rest: fields of its body. */
function sorted(
  operation: Operation,
  { parameters, body }: ApiInput,
): { named: Readonly<Record<string, string>>; body: Json | undefined } {
  const names = new Set(parametersOf(operation).map(({ name }) => name))
  const entries = Object.entries(parameters)
  const named = Object.fromEntries(entries.filter(([name]) => names.has(name)))
  const type = bodyOf(operation)
  const rest = entries.filter(([name]) => !names.has(name))
  const isWhole = body !== undefined && !isJsonObject(body)
  if (type === undefined || rest.length === 0 || isWhole) return { named, body }
  // A name that address and body share goes to both, unless the body was given whole.
  const shared = body === undefined ? entries.filter(([name]) => names.has(name) && fieldIn(type, name)) : []
  const fields = [...shared, ...rest].map(([name, text]): [string, Json] => [name, typed(fieldIn(type, name), text)])
  return { named, body: { ...body, ...Object.fromEntries(fields) } }
}

function typeIn(shape: z.ZodObject | undefined, name: string): z.ZodType | undefined {
  const type: unknown = shape !== undefined && Object.hasOwn(shape.shape, name) ? shape.shape[name] : undefined
  return type instanceof z.ZodType ? type : undefined
}

/** The type of one field of a body, also where the body is one of several things, such as an object or a list of them. */
function fieldIn(type: unknown, name: string): z.ZodType | undefined {
  if (type instanceof z.ZodObject) return typeIn(type, name)
  if (type instanceof z.ZodOptional || type instanceof z.ZodNullable || type instanceof z.ZodDefault)
    return fieldIn(type.unwrap(), name)
  if (type instanceof z.ZodPipe) return fieldIn(type.in, name)
  if (type instanceof z.ZodIntersection) return fieldIn(type.def.left, name) ?? fieldIn(type.def.right, name)
  if (!(type instanceof z.ZodUnion)) return undefined
  return type.options.map((option) => fieldIn(option, name)).find((found) => found !== undefined)
}

/** Text stays text where it may; else it is read as the number, flag or list that is wanted. */
function typed(type: z.ZodType | undefined, text: string): Json {
  const issues = type?.safeParse(text).error?.issues ?? []
  // A text of the wrong form (`-1` where digits are wanted) is still the text that is wanted.
  if (issues.length === 0 || issues.every(({ code }) => code === 'invalid_format')) return text
  const value = jsonOf(text)
  return value === undefined || losesDigits(value, text) ? text : value
}

/** A float holds no more than some sixteen digits: a longer number would be sent as another one. */
function losesDigits(value: Json, text: string): boolean {
  const exact = canonicalDecimal(text)
  return typeof value === 'number' && exact !== undefined && exact !== canonicalDecimal(String(value))
}
