/**
 * From a vendor's contract to `butik api`: its operations listed, input checked against their shapes before anything is
 * sent, requests shown with secrets masked, and one call sent.
 */
import type { z } from 'zod'
import { ReconcilerError } from '../model/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Api, ApiInput, ApiOperation, ApiParameter, ApiReply } from '../model/provider.ts'
import { didYouMean } from '../model/suggest.ts'
import type { HttpReply } from './client.ts'
import type { Operation } from './operation.ts'
import { createRedactor } from './redact.ts'

/** One call with everything in its place. */
export interface FilledRequest {
  /** Below the API's base; parts are encoded. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Json
}

export interface ApiParts<Session> {
  readonly operations: readonly Operation[]
  /** Through the session, with its authorization and retries. */
  send(session: Session, operation: Operation, request: FilledRequest, signal: AbortSignal): Promise<HttpReply>
  /** Where the operation would be sent and with which headers, unmasked; no I/O. */
  address(session: Session, operation: Operation): { readonly base: string; readonly headers: Record<string, string> }
  /** Everything that must not be read in what comes back. */
  secrets(session: Session): readonly string[]
  /** The input of the next page. Absent where the vendor pages nothing. */
  readonly paging?: {
    pages(operation: Operation): boolean
    next(operation: Operation, input: ApiInput, reply: ApiReply): ApiInput | undefined
  }
}

export function apiOf<Session>(parts: ApiParts<Session>): Api<Session> {
  const find = (id: string): Operation => {
    const found = parts.operations.find((operation) => operation.id === id)
    if (found === undefined) throw new ReconcilerError('E9999', `there is no operation ${id}`)
    return found
  }
  return {
    operations: parts.operations.map((operation) => listed(operation, parts.paging?.pages(operation) === true)),
    check: (id, input) => problemsOf(find(id), input),
    show(session, id, input) {
      const operation = find(id)
      const { path, query, headers, body } = fill(operation, input)
      const { base, headers: own } = parts.address(session, operation)
      const redact = createRedactor(parts.secrets(session))
      const search = new URLSearchParams(query).toString()
      const sent = { ...own, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      return {
        method: operation.method,
        url: redact(`${base}${path}${search === '' ? '' : `?${search}`}`),
        headers: Object.fromEntries(
          Object.entries(sent).map(([name, value]) => [name, maskedHeader(name, redact(value))]),
        ),
        ...(body === undefined ? {} : { body: JSON.parse(redact(JSON.stringify(body))) }),
      }
    },
    async send(session, id, input, signal) {
      const operation = find(id)
      const reply = await parts.send(session, operation, fill(operation, input), signal)
      const redact = createRedactor(parts.secrets(session))
      const headers = [...reply.headers].map(([name, value]): [string, string] => [name, redact(value)])
      return { status: reply.status, headers, text: redact(reply.text) }
    },
    next: (id, input, reply) => parts.paging?.next(find(id), input, reply),
  }
}

function listed(operation: Operation, pages: boolean): ApiOperation {
  const { id, method, path, summary, auth, writes, body } = operation
  return {
    id,
    method,
    path,
    summary,
    auth,
    parameters: parametersOf(operation),
    takesBody: body !== undefined,
    writes,
    pages,
  }
}

function parametersOf({ params, query, headers }: Operation): ApiParameter[] {
  const named = (shape: z.ZodObject | undefined, place: ApiParameter['in']): ApiParameter[] =>
    Object.entries(shape?.shape ?? {}).map(([name, type]) => ({
      name,
      in: place,
      required: !(type as z.ZodType).safeParse(undefined).success,
    }))
  return [...named(params, 'path'), ...named(query, 'query'), ...named(headers, 'header')]
}

/** An authorization is never shown, whatever its scheme: what follows the scheme is the credential. */
function maskedHeader(name: string, value: string): string {
  if (!/authorization|token|cookie|secret|password/i.test(name)) return value
  const [scheme = '', rest] = value.split(/\s+(.*)/s)
  return rest === undefined ? '***' : `${scheme} ***`
}

/** The parameters that the operation names, and the rest: fields of its body. */
function sorted(
  operation: Operation,
  { parameters, body }: ApiInput,
): { named: Record<string, string>; body: Json | undefined } {
  const names = new Set(parametersOf(operation).map(({ name }) => name))
  const named = Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name)))
  const rest = Object.entries(parameters).filter(([name]) => !names.has(name))
  if (rest.length === 0) return { named, body }
  const fields: JsonObject = { ...(isJsonObject(body) ? body : {}), ...Object.fromEntries(rest) }
  return {
    named,
    body: typedBody(
      operation,
      fields,
      rest.map(([name]) => name),
    ),
  }
}

/** A field given as text becomes the number, flag or list that the contract wants there, where the text does not fit. */
function typedBody(operation: Operation, fields: JsonObject, given: readonly string[]): JsonObject {
  let typed = fields
  for (const name of given) {
    const wrong = operation.body?.safeParse(typed).error?.issues.some(({ path }) => path[0] === name)
    const value = wrong === true ? parsed(String(fields[name])) : undefined
    if (value !== undefined) typed = { ...typed, [name]: value }
  }
  return typed
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemsOf(operation: Operation, input: ApiInput): string[] {
  const known = parametersOf(operation)
  const problems: string[] = []
  const unknown = Object.keys(input.parameters).filter((name) => !known.some((one) => one.name === name))
  if (operation.body === undefined) {
    const names = known.map(({ name }) => name)
    for (const name of unknown) {
      const hint = didYouMean(name, names) ?? (names.length === 0 ? 'it takes none' : `it takes ${names.join(', ')}`)
      problems.push(`${operation.id} has no parameter "${name}": ${hint}`)
    }
    if (input.body !== undefined) problems.push(`${operation.id} takes no body`)
  } else if (unknown.length > 0 && input.body !== undefined && !isJsonObject(input.body)) {
    problems.push(`the body is not an object, so ${unknown.join(', ')} cannot be put into it`)
  }
  const { named, body } = sorted(operation, input)
  for (const shape of [operation.params, operation.query, operation.headers]) {
    if (shape === undefined) continue
    const part = Object.fromEntries(Object.entries(named).filter(([name]) => Object.hasOwn(shape.shape, name)))
    problems.push(...shapeProblems(shape, looselyTyped(shape, part), operation.id))
  }
  if (operation.body !== undefined && (body !== undefined || !operation.body.safeParse(undefined).success))
    problems.push(...shapeProblems(operation.body, body, `the body of ${operation.id}`))
  return [...new Set(problems)]
}

/** Parameters come as text; one that the contract has as a number or 0/1 is tried as that. */
function looselyTyped(shape: z.ZodObject, part: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(part).map(([name, text]) => {
      const type = shape.shape[name] as z.ZodType
      if (type.safeParse(text).success) return [name, text]
      const value = parsed(text)
      return [name, value !== undefined && type.safeParse(value).success ? value : text]
    }),
  )
}

function shapeProblems(shape: z.ZodType, value: unknown, what: string): string[] {
  const result = shape.safeParse(value)
  if (result.success) return []
  return result.error.issues.map((issue) => {
    const where = issue.path.length === 0 ? what : `${what}: ${issue.path.join('.')}`
    return `${where}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`
  })
}

function fill(operation: Operation, input: ApiInput): FilledRequest {
  const { named, body } = sorted(operation, input)
  const pick = (shape: z.ZodObject | undefined): Record<string, string> =>
    Object.fromEntries(
      Object.entries(named).filter(([name]) => shape !== undefined && Object.hasOwn(shape.shape, name)),
    )
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''))
  return {
    path,
    query: pick(operation.query),
    headers: pick(operation.headers),
    ...(body === undefined ? {} : { body }),
  }
}
