/** Errors of the API: `{error, errorCode}`. The code is a number, often 0; the loyalty endpoints have texts. */
import type { Answer } from '../vendor.ts'
import type { VenueManagerSwitches } from './switches.ts'

/** How much of the documented body is the page's filler: nothing, its code, or all of it. */
type Filler = 'nothing' | 'code' | 'whole'

export const fillerText = 'Winston writes in his forbidden diary.'
export const fillerCode = 1984

export class ApiError extends Error {
  readonly status: number
  readonly code: number | string
  readonly filler: Filler
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    text: string,
    {
      code = 0,
      filler = 'nothing',
      headers = {},
    }: { code?: number | string; filler?: Filler; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(text)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.filler = filler
    this.headers = headers
  }
}

/** An error whose status the page describes in words, with a body of filler. */
export function described(status: number, text: string): ApiError {
  return new ApiError(status, text, { filler: 'whole' })
}

export function missingArgument(name: string): ApiError {
  return new ApiError(400, `Argument '${name}' missing or empty.`)
}

export function badArgument(name: string, shape: string): ApiError {
  return new ApiError(400, `Argument '${name}' is not ${shape}.`)
}

export function errorAnswer(error: ApiError, { error_samples }: VenueManagerSwitches): Answer {
  const text = error.filler === 'whole' && error_samples === 'whole' ? fillerText : error.message
  const errorCode = error.filler === 'nothing' ? error.code : error_samples === 'none' ? 0 : fillerCode
  const json = { error: text, errorCode }
  const headers = { 'content-type': 'application/json', ...error.headers }
  return { status: error.status, headers, body: JSON.stringify(json), json, committed: false }
}
