/** A vendor's quota of calls: what is allowed in a day, what is kept for others, and the ledger of the calls that were made. */
import type { ConnectionSettings } from './provider.ts'

/** What the vendor allows unless the account has more: `quota` in butik.yaml says so. */
export interface DailyQuota {
  readonly calls: number
  /** The setting whose value the vendor counts by. */
  readonly token: string
  /** IANA name of the zone in which the vendor's day begins at midnight. */
  zone(connection: ConnectionSettings): string
}

/** What goes first where a day's calls are too few. The order of safety is kept whatever is said here. */
export const importances = ['prices', 'visibility', 'stock', 'creates', 'updates', 'deletes'] as const
export type Importance = (typeof importances)[number]

/** `quota` of one connection in butik.yaml. */
export interface QuotaSettings {
  /** Absent: what the vendor documents. */
  readonly calls?: number
  /** Calls of the day that plan and apply leave to others; 0 unless set. */
  readonly reserve: number
  /** All of them: those that are named first, then the others. */
  readonly order: readonly Importance[]
}

/** What an answer says of the vendor's own count. */
export interface QuotaWords {
  /** Refused because no calls are left, for so many milliseconds where the vendor says how long. */
  readonly spent?: { readonly waitMs?: number }
  /** By its headers. */
  readonly left?: CallsLeft
}

export interface CallsLeft {
  readonly calls: number
  /** Of how many. */
  readonly limit?: number
  /** Of what time the limit is. */
  readonly windowSeconds?: number
}

/** One entry: calls that leave the machine, or what the vendor said of its count with one that was entered before (`calls` is 0). */
export interface LedgerLine {
  readonly calls: number
  /** Nothing says that there are calls again: refused because none were left, or not answered yet. */
  readonly refused?: true
  /** The vendor says that the calls of the day are used up. */
  readonly spent?: true
  /** Calls made today by the vendor's own count, these included. */
  readonly used?: number
}

export interface DayCount {
  readonly calls: number
  /** The vendor said that none are left, and has answered no call since. */
  readonly spent: boolean
}

/** The calls of one token. Days are the vendor's: `2026-11-30`. */
export interface TokenLedger {
  write(day: string, line: LedgerLine): void
  read(day: string): DayCount
}

/**
 * Calls made, by token and day, shared by all runs beside one butik.yaml, whatever their environment. Holds a keyed digest
 * of each token and nothing else of it. Disposable: nothing here throws, and what is damaged, or cannot be written, counts
 * as not there.
 */
export interface Ledger {
  of(token: string): TokenLedger
}

export const noCalls: DayCount = { calls: 0, spent: false }

/** The count with one more line. An answer after a refusal says that there are calls again. */
export function counted(before: DayCount, { calls, refused, spent, used }: LedgerLine): DayCount {
  return { calls: used ?? before.calls + calls, spent: spent === true || (refused === true && before.spent) }
}

/** How the calls of a connection stand. */
export interface Today {
  /** The quota of the day. */
  readonly calls: number
  readonly reserve: number
  /** Calls that are counted so far. */
  readonly used: number
  /** The vendor said that none are left, and has answered no call since: then none are, whatever was counted. */
  readonly spent: boolean
  /** Calls that plan and apply may still make today. */
  readonly left: number
  /** When the next day begins. */
  readonly renews: Date
  readonly zone: string
}
