/** Decides, without doing anything, what a failed attempt means: wait and try again, or give up. */
import type { Repeat } from '../model/provider.ts'

/** What one attempt came to when it did not succeed. */
export type Fault =
  /** The request never left: refused, unknown host, TLS. `permanent`: trying again cannot help (a certificate). */
  | { readonly kind: 'unsent'; readonly why: string; readonly permanent: boolean; readonly cause?: unknown }
  /** No whole answer came: reset, time-out, a body that broke off. */
  | { readonly kind: 'lost'; readonly why: string; readonly status?: number; readonly cause?: unknown }
  /** 4xx and 5xx. `refused`: the vendor says in words that nothing was done, and that stands whatever the status. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body: string
      readonly retryAfterMs?: number
      readonly refused?: true
    }
  | { readonly kind: 'redirect'; readonly status: number; readonly target: URL | undefined }
  /** 2xx with a body that is not what the API promises. */
  | {
      readonly kind: 'unreadable'
      readonly status: number
      readonly why: string
      readonly body: string
      readonly permanent: boolean
    }

export interface Situation {
  readonly fault: Fault
  /** Faults of the attempts before this one. */
  readonly before: readonly Fault[]
  readonly repeat: Repeat
  readonly attempts: number
  /** Milliseconds left for all that may still follow. */
  readonly remainingMs: number
  /** From 0 up to 1. */
  readonly random: number
}

const firstWaitMs = 500
const longestWaitMs = 20_000

/** Milliseconds to wait before the next attempt, or undefined: give up. */
export function waitBeforeRetry(situation: Situation): number | undefined {
  const { fault, before, repeat, attempts, remainingMs } = situation
  if (before.length + 1 >= attempts || !worthwhile(fault)) return undefined
  if (repeat === 'look-first' && mayHaveHappened(fault)) return undefined
  const asked = fault.kind === 'status' ? fault.retryAfterMs : undefined
  // A vendor that says neither when nor why gets one more try: each one may eat from the same quota.
  if (isQuota(fault) && asked === undefined && before.some(isQuota)) return undefined
  const wait = Math.max(asked ?? 0, backoff(before.length, situation.random))
  return wait < remainingMs ? wait : undefined
}

/** Whether a write may have been carried out although no clear answer came. */
export function mayHaveHappened(fault: Fault): boolean {
  switch (fault.kind) {
    case 'unsent':
      return false
    case 'lost':
    case 'unreadable':
      return true
    case 'status':
      return fault.refused !== true && (fault.status >= 500 || fault.status === 408)
    case 'redirect':
      // 301, 307 and 308 say "send it there instead"; 302 and 303 may follow a write that was done.
      return ![301, 307, 308].includes(fault.status)
  }
}

export function isQuota(fault: Fault): boolean {
  return fault.kind === 'status' && fault.status === 429
}

function worthwhile(fault: Fault): boolean {
  switch (fault.kind) {
    case 'unsent':
    case 'unreadable':
      return !fault.permanent
    case 'lost':
      return true
    case 'status':
      return fault.refused !== true && (fault.status >= 500 || fault.status === 408 || fault.status === 429)
    case 'redirect':
      return false
  }
}

/** Doubles each time; half of it is fixed and half random, so that runs that failed together do not return together. */
function backoff(retries: number, random: number): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** retries)
  return Math.round(full / 2 + (full / 2) * random)
}
