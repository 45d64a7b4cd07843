/** Errors of the API: plain text in the style of the one that was seen, `410 Gone`. */
const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  410: 'Gone',
  429: 'Too Many Requests',
}

export class ApiError extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  /** `detail` is the sandbox's own kindness to its users; the vendor is not known to explain its refusals. */
  constructor(status: number, detail?: string, headers: Readonly<Record<string, string>> = {}) {
    const text = `${status} ${reasons[status] ?? 'Error'}`
    super(detail === undefined ? text : `${text}: ${detail}`)
    this.name = 'ApiError'
    this.status = status
    this.headers = headers
  }
}

export function badRequest(detail: string): ApiError {
  return new ApiError(400, detail)
}
