/**
 * Masks what `butik api` shows: credentials are hidden by what they are (the connection's secrets, wherever they stand)
 * and by where they stand (an authorization, a password in a body), because a caller may give one that is no setting.
 */
import { isJsonObject, type Json } from '../model/json.ts'
import { jsonOf } from './json-text.ts'
import type { Redact } from './redact.ts'

const mask = '***'

/** `password`, `oldPassword`, `access_token`, `x-api-key`; not `token_type`, nor `idempotency-key`. */
const credentialName =
  /(?:password|passwd|passphrase|secret|token|jwt|cookie|authorization|signature|credentials?|api[-_]?key)$/i

export function namesCredential(name: string): boolean {
  return credentialName.test(name)
}

/** Schemes are words. Of anything else nothing is shown: the first part of `session=… ` or of a bare key is secret too. */
const schemed = /^([a-z][a-z-]{0,19})\s+\S/i

/** An authorization is never shown, whatever its scheme: what follows the scheme is the credential. */
export function maskedHeader(name: string, value: string, redact: Redact): string {
  if (!namesCredential(name)) return redact(value)
  const scheme = /authorization$/i.test(name) ? schemed.exec(value)?.[1] : undefined
  return scheme === undefined ? mask : `${redact(scheme)} ${mask}`
}

export function maskedParameters(parameters: Readonly<Record<string, string>>, redact: Redact): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, namesCredential(name) ? mask : redact(value)]),
  )
}

/**
 * The same structure: a mask inside its text could break it, where a secret is a number or holds a quote. `isCredential`
 * says which members are hidden for their name; a reply has none, as a token that was asked for is the answer.
 */
export function maskedJson(
  value: Json,
  redact: Redact,
  isCredential: (name: string) => boolean = namesCredential,
): Json {
  if (Array.isArray(value)) return value.map((item) => maskedJson(item, redact, isCredential))
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [
        redact(name),
        isCredential(name) && isGiven(part) ? mask : maskedJson(part, redact, isCredential),
      ]),
    )
  }
  if (typeof value === 'string') return redact(value)
  return typeof value === 'number' && redact(String(value)) !== String(value) ? mask : value
}

/** What the caller gives as a credential: the vendor may echo it, and it is in no setting. */
export function credentialsGiven(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(credentialsGiven)
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, part]) => {
    if (!namesCredential(name) || !isGiven(part)) return credentialsGiven(part)
    // As for headers: masking every 2 would make a reply unreadable.
    return String(part).length < 4 ? [] : [String(part)]
  })
}

function isGiven(value: Json): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}

/** The text of a reply. What was JSON stays JSON, so that whoever reads it next can. */
export function maskedText(text: string, redact: Redact): string {
  const masked = redact(text)
  if (masked === text) return text
  const value = jsonOf(text)
  if (value === undefined || jsonOf(masked) !== undefined) return masked
  return JSON.stringify(maskedJson(value, redact, () => false))
}
