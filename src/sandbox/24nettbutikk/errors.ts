/** Refusals of the API: a status and an empty body, as is known of its 400. */
export class Refusal extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  /** `reason` stays inside the sandbox, for whoever debugs it: the vendor explains nothing. */
  constructor(status: number, reason: string, headers: Readonly<Record<string, string>> = {}) {
    super(reason)
    this.name = 'Refusal'
    this.status = status
    this.headers = headers
  }
}

export function invalidArgument(reason: string): Refusal {
  return new Refusal(400, reason)
}
