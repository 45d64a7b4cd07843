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
  /** The reason phrase, where a vendor says something with it; the usual one of the status unless given. */
  readonly reason?: string
  readonly headers: Readonly<Record<string, string>>
  /** Not sent in answer to a HEAD. */
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
  /** Requests below this path, and not below `apiPath`, are what `download` answers: files and pictures, payment windows. */
  readonly shopPath?: string
  /** Arguments of a query, and members of a JSON body, that hold a credential: the log keeps their names only. */
  readonly secretArguments?: readonly string[]
  /** Urls and fake credentials, as `butik sandbox` prints them. */
  ready(origin: string): { readonly url: string } & Readonly<Record<string, unknown>>
  /** `token`, `readOnlyToken`, …; `none` or `unknown` for the rest: the log never holds a token. */
  tokenAlias(request: Pick<VendorRequest, 'headers' | 'query'>): string
  answer(request: VendorRequest): Promise<Answer>
  /** How this vendor says an error: `reason` is its text, or its key where errors have keys. Nothing is changed. */
  refuse(status: number, reason: string): Answer
  /** What is at this path, below `shopPath`; a visit may be counted. */
  download?(request: Pick<VendorRequest, 'method' | 'path'>): Answer
  /**
   * Someone else at work while a list is paged: so many rows go from pages already read, or so many new ones come.
   * `false` where that changed nothing. Not there where the API has no lists.
   */
  disturb?(kind: 'shrink' | 'grow', rows: number): boolean
  /** The answer with this many rows fewer than its total promises. */
  shorten?(answer: Answer, rows: number): Answer
  /**
   * What people do at the vendor without its API: a shopper pays, an owner edits in the dashboard. Gives what came of
   * it; throws, with what it takes, where it does not know the act.
   */
  act?(act: Readonly<Record<string, unknown>>): unknown
  /** Fills a room that is still new. */
  seed(name: string): void
  switches(): Readonly<Record<string, SwitchValue>>
  changeSwitches(changes: Readonly<Record<string, unknown>>): void
  /** Calls of today by alias, and how many each has; null where no limit is known. */
  calls(): { readonly limit: number | null; readonly used: Readonly<Record<string, number>> }
  changeCalls(changes: Readonly<Record<string, unknown>>): void
  /** The whole store, the same text for the same history. */
  snapshot(): unknown
  /** The snapshot as JSON text; rows that did not change are not encoded again. */
  snapshotText(): string
  restore(snapshot: unknown): void
  ledger(): LedgerState
  restoreLedger(state: LedgerState): void
  /** Stops what goes on by itself (a ping sender); nothing is left running afterwards. */
  close?(): Promise<void>
}
