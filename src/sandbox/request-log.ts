/** Every request a vendor has received, in order of arrival, for tests to count and to look into. */
import { isRecord, parseJson } from './json.ts'

export interface RequestLogEntry {
  readonly seq: number
  readonly vendor: string
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Who called, by alias; the token itself is not kept. */
  readonly token: string
  readonly bodyBytes: number
  /** Requests to this vendor that had no answer yet when it arrived, itself among them. */
  readonly underWay: number
  /** `null` while, and if, no answer is sent. */
  status: number | null
  committed: boolean
  /** The fault that struck; one of lists that had nothing to change has not. */
  fault: string | null
}

function masked<T>(name: string, value: T, secrets: readonly string[]): T | '***' {
  return secrets.includes(name) ? '***' : value
}

export class RequestLog {
  readonly entries: RequestLogEntry[] = []
  readonly #ofVendor = new Map<string, RequestLogEntry[]>()
  readonly #underWay = new Map<string, number>()
  readonly #bodies = new Map<number, { readonly body: Buffer; readonly secrets: readonly string[] }>()
  #seq = 0

  open(
    facts: Pick<RequestLogEntry, 'vendor' | 'method' | 'path' | 'token'>,
    query: URLSearchParams,
    body: Buffer,
    secretArguments: readonly string[] = [],
  ): RequestLogEntry {
    this.#seq += 1
    const underWay = (this.#underWay.get(facts.vendor) ?? 0) + 1
    this.#underWay.set(facts.vendor, underWay)
    const entry: RequestLogEntry = {
      seq: this.#seq,
      ...facts,
      query: Object.fromEntries([...query].map(([name, value]) => [name, masked(name, value, secretArguments)])),
      bodyBytes: body.length,
      underWay,
      status: null,
      committed: false,
      fault: null,
    }
    this.entries.push(entry)
    this.#listOf(facts.vendor).push(entry)
    if (body.length > 0) this.#bodies.set(entry.seq, { body, secrets: secretArguments })
    return entry
  }

  /** It is answered, or never will be. */
  close({ vendor }: RequestLogEntry): void {
    this.#underWay.set(vendor, (this.#underWay.get(vendor) ?? 0) - 1)
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

  /** The parsed JSON body of a request, its credentials left out; `undefined` when it had none. */
  body(entry: RequestLogEntry): unknown {
    const kept = this.#bodies.get(entry.seq)
    if (kept === undefined) return undefined
    const body = parseJson(kept.body.toString('utf8'))
    if (!isRecord(body) || kept.secrets.length === 0) return body
    return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, masked(name, value, kept.secrets)]))
  }

  clear(): void {
    this.entries.length = 0
    for (const list of this.#ofVendor.values()) list.length = 0
    this.#bodies.clear()
  }
}
