/** Refusals of the API: a status and one line of text, which stands in the reason phrase and in the body. */
export class ApiError extends Error {
  readonly status: number

  constructor(status: number, line: string) {
    super(line)
    this.name = 'ApiError'
    this.status = status
  }
}

/** From the way the vendor's pages write an error: `400 invalid json`. */
export function refusal(text: string): ApiError {
  const [status = '', ...words] = text.split(' ')
  return new ApiError(Number(status), words.join(' '))
}

/** The line as a reason phrase can carry it: acquirers' texts may hold what HTTP/1.1 has no room for there. */
export function reasonPhrase(line: string): string {
  return line.replace(/[^\t\x20-\x7e]/g, '?')
}
