/** What a call says in its query or its JSON body, checked; a fault is a 400 that names the argument. */
import { isList, isRecord, type JsonRecord, parseJson } from '../json.ts'
import type { Call } from './context.ts'
import { ApiError, badArgument, missingArgument } from './errors.ts'

export interface Client {
  readonly clientName: string
  readonly clientOs: string | null
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** The JSON object of the body; without a body an empty one, so that the first missing argument is named. */
export function readBody({ body }: Call): JsonRecord {
  if (body.length === 0) return {}
  const parsed = parseJson(body.toString('utf8'))
  if (!isRecord(parsed)) throw new ApiError(400, 'The body is not a JSON object.')
  return parsed
}

export function requireText(body: JsonRecord, name: string): string {
  const value = body[name]
  if (isEmpty(value)) throw missingArgument(name)
  if (typeof value !== 'string') throw badArgument(name, 'a string')
  return value
}

export function optionalText(body: JsonRecord, name: string): string | null {
  return isEmpty(body[name]) ? null : requireText(body, name)
}

export function requireList(body: JsonRecord, name: string): readonly unknown[] {
  const value = body[name]
  if (isEmpty(value) || (isList(value) && value.length === 0)) throw missingArgument(name)
  if (!isList(value)) throw badArgument(name, 'an array')
  return value
}

/** A whole number, as a number or as text. */
export function wholeNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** The app that calls, as the body has it. */
export function requireClient({ switches }: Call, body: JsonRecord): Client {
  const clientName = requireText(body, 'clientName')
  const clientOs = switches.client_os === 'required' ? requireText(body, 'clientOs') : optionalText(body, 'clientOs')
  return { clientName, clientOs }
}

/** The app that calls, as the query has it. */
export function requireClientArguments({ query, switches }: Call): void {
  if (switches.client_arguments === 'optional') return
  for (const name of ['clientName', 'clientOs']) if (isEmpty(query.get(name))) throw missingArgument(name)
}

export function requireId(text: string | undefined): number {
  const id = wholeNumber(text)
  if (id === undefined) throw unknownPath()
  return id
}

export function unknownPath(): ApiError {
  return new ApiError(404, 'Not found.')
}
