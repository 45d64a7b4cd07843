/** What an act says, checked. An act that changes something may leave out what it leaves alone: `before` has it then. */
import { isList, isRecord, type JsonRecord } from '../json.ts'
import type { Context } from './context.ts'
import { defaultLanguage, knowsLanguage } from './languages.ts'
import type { Translated } from './records.ts'

export type Act = JsonRecord

function sentOr(act: Act, name: string, before: unknown): unknown {
  return act[name] === undefined ? before : act[name]
}

export function textIn(act: Act, name: string, before?: string): string {
  const value = sentOr(act, name, before)
  if (typeof value !== 'string' || value === '') throw new Error(`${name} is a text that is not empty`)
  return value
}

export function optionalTextIn(act: Act, name: string, before: string | null = null): string | null {
  if (act[name] === undefined) return before
  return act[name] === null ? null : textIn(act, name)
}

export function numberIn(act: Act, name: string, before?: number): number {
  const value = sentOr(act, name, before)
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`${name} is a number`)
  return value
}

export function wholeIn(act: Act, name: string, before?: number): number {
  const value = numberIn(act, name, before)
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is a whole number`)
  return value
}

export function flagIn(act: Act, name: string, before: boolean): boolean {
  const value = sentOr(act, name, before)
  if (typeof value !== 'boolean') throw new Error(`${name} is true or false`)
  return value
}

export function recordIn(act: Act, name: string): JsonRecord {
  const value = act[name] ?? {}
  if (!isRecord(value)) throw new Error(`${name} is an object`)
  return value
}

export function listIn(act: Act, name: string): readonly JsonRecord[] {
  const value = act[name]
  if (!isList(value) || value.length === 0 || !value.every(isRecord)) throw new Error(`${name} is a list of objects`)
  return value
}

/** An instant with a zone; null where there is no end. */
export function instantIn(act: Act, name: string): number | null {
  const value = act[name] ?? null
  if (value === null) return null
  const instant = typeof value === 'string' && /(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(instant)) throw new Error(`${name} is an instant with a zone, such as 2026-03-01T12:00:00Z`)
  return instant
}

/** The language whose texts the act changes: the default one unless given. */
export function languageIn(context: Context, act: Act): string {
  const code = act['languageCode'] ?? defaultLanguage(context)
  if (typeof code === 'string' && knowsLanguage(context, code)) return code
  throw new Error(`languageCode is one of ${context.store.languages.join(', ')}`)
}

/** The text in one language; the other languages keep theirs. */
export function translatedIn(act: Act, name: string, language: string, before?: Translated): Translated {
  const value = act[name]
  if (value === undefined && before !== undefined) return before
  if (typeof value !== 'string') throw new Error(`${name} is a text`)
  return { ...before, [language]: value }
}

export function findRow<T>(row: T | undefined, what: string, known: readonly (string | number)[]): T {
  if (row !== undefined) return row
  throw new Error(`there is no ${what}; there are ${known.join(', ') || 'none'}`)
}
