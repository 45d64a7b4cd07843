/**
 * Masks secrets in text that leaves butik: messages, traces, causes. A secret is found in every form in which a vendor
 * or a library may echo it; what is masked reads `***`.
 */
export type Redact = (text: string) => string

const mask = '***'

/** Shorter pieces of base64 would mask innocent text. */
const shortestPiece = 8

export function createRedactor(secrets: readonly string[]): Redact {
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => form !== '')
  return (text) => {
    const spans = forms.flatMap((form) => occurrences(text, form)).sort((a, b) => a.start - b.start)
    let masked = ''
    let at = 0
    for (const { start, end } of spans) {
      // Overlapping spans are one: masking the first alone would leave the tail of the second readable.
      if (start >= at) masked += text.slice(at, start) + mask
      at = Math.max(at, end)
    }
    return masked + text.slice(at)
  }
}

/** Makes redactors for one call after another: the secrets are the same as a rule, and their forms are found once. */
export function redactorMaker(): typeof createRedactor {
  let last: { readonly secrets: readonly string[]; readonly redact: Redact } | undefined
  return (secrets) => {
    const isSame = last?.secrets.length === secrets.length && last.secrets.every((one, at) => one === secrets[at])
    if (last === undefined || !isSame) last = { secrets, redact: createRedactor(secrets) }
    return last.redact
  }
}

/** One line of at most `max` characters. Masked before it is cut, so that no half of a secret is left at the edge. */
export function oneLine(text: string, redact: Redact, max = 300): string {
  // Masked again afterwards: a control character inside an echoed secret would have hidden it.
  const plain = redact(redact(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' '))
  const line = plain.replace(/ {2,}/g, ' ').trim()
  return line.length <= max ? line : `${line.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** The error as a cause that may be printed: itself where it is clean, else a masked copy. */
export function redactedCause(error: unknown, redact: Redact): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? redact(error) : undefined
  const inner = error.cause === undefined ? undefined : redactedCause(error.cause, redact)
  const clean = redact(error.message) === error.message && redact(error.stack ?? '') === (error.stack ?? '')
  if (clean && inner === error.cause && !(error instanceof AggregateError)) return error
  const copy = new Error(redact(error.message), inner === undefined ? undefined : { cause: inner })
  copy.name = error.name
  copy.stack = redact(error.stack ?? '')
  return copy
}

/** What the headers of a request give away: whole values, and the parts of a Basic authorization. */
export function credentialsIn(headers: Readonly<Record<string, string>>): readonly string[] {
  const found: string[] = []
  for (const [name, value] of Object.entries(headers)) {
    if (!/authorization|token|key|cookie|secret|password/i.test(name)) continue
    const [scheme = '', rest = ''] = value.split(/\s+(.*)/s)
    found.push(rest === '' ? value : rest)
    if (scheme.toLowerCase() !== 'basic') continue
    const pair = Buffer.from(rest, 'base64').toString('utf8')
    found.push(pair, pair.slice(pair.indexOf(':') + 1))
  }
  // A header like `x-token-version: 2` is no secret, and masking every 2 would make messages unreadable.
  return found.filter((secret) => secret.length >= 4)
}

function occurrences(text: string, form: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  for (let start = text.indexOf(form); start !== -1; start = text.indexOf(form, start + 1)) {
    found.push({ start, end: start + form.length })
  }
  return found
}

function formsOf(secret: string): string[] {
  const trimmed = secret.trim()
  return [secret, trimmed, ...urlForms(trimmed), ...jsonForms(trimmed), htmlForm(trimmed), ...base64Forms(trimmed)]
}

function urlForms(secret: string): string[] {
  // By way of bytes, because encodeURIComponent throws on half a surrogate pair.
  const loose = encodeURIComponent(Buffer.from(secret).toString('utf8'))
  const strict = loose.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const forms = [loose, strict, loose.replaceAll('%20', '+'), strict.replaceAll('%20', '+')]
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))]
}

function jsonForms(secret: string): string[] {
  const plain = JSON.stringify(secret).slice(1, -1)
  // PHP escapes slashes and everything outside ASCII.
  const ascii = plain.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [plain, ascii].flatMap((form) => [form, form.replaceAll('/', '\\/')])
}

function htmlForm(secret: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#039;',
  }
  return secret.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}

/** Base64 of the secret alone, and what is constant of it inside a longer base64 text, at each of three offsets. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const whole = bytes.toString('base64')
  const pieces = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
  })
  const forms = [whole, ...pieces.filter((piece) => piece.length >= shortestPiece)]
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''))]
}
