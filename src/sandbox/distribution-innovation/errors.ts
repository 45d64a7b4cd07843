/** Refusals of the API in the vendor's shape: `{statusCode, errorKey, errorMap}`. */
import type { Answer } from '../vendor.ts'
import type { DiSwitches } from './switches.ts'

/** The one key the page shows; the others are the neighbouring APIs' or formed alike, so they hang on a switch. */
const documentedKey = 'authentication.missing'

export class ApiError extends Error {
  readonly status: number
  readonly errorKey: string
  readonly errorMap: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    errorKey: string,
    errorMap: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    const details = Object.entries(errorMap).map(([field, text]) => `${field} ${text}`)
    super(details.length === 0 ? `${status} ${errorKey}`.trim() : details.join('; '))
    this.name = 'ApiError'
    this.status = status
    this.errorKey = errorKey
    this.errorMap = errorMap
    this.headers = headers
  }
}

export function unauthorized(errorKey: string = documentedKey): ApiError {
  return new ApiError(401, errorKey)
}

export function unparsable(): ApiError {
  return new ApiError(400, 'failed.to.parse.request')
}

/** What is wrong with a body, by field: all of it is found before it is refused. */
export class Problems {
  readonly #found = new Map<string, string>()

  add(field: string, text: string): void {
    if (!this.#found.has(field)) this.#found.set(field, text)
  }

  throwIfAny(): void {
    if (this.#found.size > 0) throw new ApiError(400, 'validation.failed', Object.fromEntries(this.#found))
  }
}

function keyOf({ errorKey }: ApiError, { error_keys }: DiSwitches): string | null {
  if (errorKey === documentedKey || error_keys === 'named') return errorKey
  return error_keys === 'empty' ? '' : null
}

export function errorAnswer(error: ApiError, switches: DiSwitches): Answer {
  const { status, errorMap, headers } = error
  if (switches.bare_errors === '404_405' && (status === 404 || status === 405)) {
    return { status, headers, body: '', committed: false }
  }
  const json = {
    statusCode: status,
    errorKey: keyOf(error, switches),
    errorMap: switches.error_map === 'fields' ? errorMap : {},
  }
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(json),
    json,
    committed: false,
  }
}
