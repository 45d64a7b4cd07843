/** Every request a vendor has received, in order of arrival, for tests to count and to look into. */
import { parseJson } from './json.ts'

export interface RequestLogEntry {
  readonly seq: number
  readonly vendor: string
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Who called, by alias; the token itself is not kept. */
  readonly token: string
  readonly bodyBytes: number
  /** `null` while, and if, no answer is sent. */
  status: number | null
  committed: boolean
  fault: string | null
}

export class RequestLog {
  readonly entries: RequestLogEntry[] = []
  readonly #ofVendor = new Map<string, RequestLogEntry[]>()
  readonly #bodies = new Map<number, Buffer>()
  #seq = 0

  open(
    facts: Pick<RequestLogEntry, 'vendor' | 'method' | 'path' | 'token'>,
    query: URLSearchParams,
    body: Buffer,
    secretArguments: readonly string[] = [],
  ): RequestLogEntry {
    this.#seq += 1
    const entry: RequestLogEntry = {
      seq: this.#seq,
      ...facts,
      query: Object.fromEntries(
        [...query].map(([name, value]) => [name, secretArguments.includes(name) ? '***' : value]),
      ),
      bodyBytes: body.length,
      status: null,
      committed: false,
      fault: null,
    }
    this.entries.push(entry)
    this.#listOf(facts.vendor).push(entry)
    if (body.length > 0) this.#bodies.set(entry.seq, body)
    return entry
  }

  /** Those of one vendor; the list grows with the log. */
  of(vendor: string): readonly RequestLogEntry[] {
    return this.#listOf(vendor)
  }

  #listOf(vendor: string): RequestLogEntry[] {
    const list = this.#ofVendor.get(vendor) ?? []
    this.#ofVendor.set(vendor, list)
    return list
  }

  /** The parsed JSON body of a request; `undefined` when it had none. */
  body(entry: RequestLogEntry): unknown {
    const body = this.#bodies.get(entry.seq)
    return body === undefined ? undefined : parseJson(body.toString('utf8'))
  }

  clear(): void {
    this.entries.length = 0
    for (const list of this.#ofVendor.values()) list.length = 0
    this.#bodies.clear()
  }
}
