/** What a vendor's room offers to the shared server. It answers whole requests; it never sees a socket or a fault. */
import type { IncomingHttpHeaders } from 'node:http'
import type { LedgerState } from './ledger.ts'
import type { SwitchValue } from './switches.ts'

export interface VendorRequest {
  readonly method: string
  /** Below the API's base, such as `/product/12`, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** Where this sandbox is reached, for the links it puts into answers. */
  readonly origin: string
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
  /** The value `body` encodes, kept so that a fault can distort it. */
  readonly json?: unknown
  /** Whether the store has changed. */
  readonly committed: boolean
}

export interface VendorRoom {
  readonly name: string
  /** Requests below this path are API calls: logged, counted, open to faults. */
  readonly apiPath: string
  /** Requests below this path, and not below `apiPath`, are downloads of the shop's files and pictures. */
  readonly shopPath: string
  /** `token`, `readOnlyToken`, …; `none` or `unknown` for the rest: the log never holds a token. */
  tokenAlias(headers: IncomingHttpHeaders): string
  answer(request: VendorRequest): Promise<Answer>
  download(path: string): Answer
  /** Someone else at work while a list is paged: removes or adds this many of the newest rows. */
  disturb(kind: 'shrink' | 'grow', rows: number): void
  /** The answer with this many rows fewer than its total promises. */
  shorten(answer: Answer, rows: number): Answer
  switches(): Readonly<Record<string, SwitchValue>>
  changeSwitches(changes: Readonly<Record<string, unknown>>): void
  calls(): Readonly<Record<string, unknown>>
  changeCalls(changes: Readonly<Record<string, unknown>>): void
  /** The whole store, the same text for the same history. */
  snapshot(): unknown
  /** The snapshot as JSON text; rows that did not change are not encoded again. */
  snapshotText(): string
  restore(snapshot: unknown): void
  ledger(): LedgerState
  restoreLedger(state: LedgerState): void
}
