/**
 * Decides, without doing anything, what a failed attempt means: wait and try again, or give up. The only place that knows
 * what follows from the class of an operation and the fault that struck it.
 */
import type { Repeat } from '../model/provider.ts'
import { classWords, maySendTwice } from './repeat.ts'

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
  /** Of this request: `with-key` only where it has its key. */
  readonly repeat: Repeat
  readonly attempts: number
  /** Milliseconds left for all that may still follow. */
  readonly remainingMs: number
  /** Milliseconds that this run may still wait because the vendor asks for it. */
  readonly patienceMs: number
  /** From 0 up to 1. */
  readonly random: number
}

export type Decision =
  | { readonly again: true; readonly waitMs: number; readonly asked: boolean }
  /** `why`: half a line for `-v`. */
  | { readonly again: false; readonly why: string }

const firstWaitMs = 500
const longestWaitMs = 20_000

export function decide(situation: Situation): Decision {
  const { fault, before, repeat, attempts } = situation
  if (!worthwhile(fault)) return stop('trying again would not help')
  if (!maySendTwice(repeat) && mayHaveHappened(fault)) return stop(classWords[repeat])
  if (before.length + 1 >= attempts) return stop(attempts === 1 ? 'it is tried once only' : `tried ${attempts} times`)
  const asked = fault.kind === 'status' ? fault.retryAfterMs : undefined
  // A vendor that says neither when nor why gets one more try: each one may eat from the same quota.
  if (isQuota(fault) && asked === undefined && before.some(isQuota))
    return stop('the vendor does not say when to come back')
  return waiting(situation, asked)
}

function waiting({ before, random, remainingMs, patienceMs }: Situation, asked: number | undefined): Decision {
  const own = backoff(before.length, random)
  // Runs that were all told to come back at one moment are spread as well.
  const waitMs = asked === undefined ? own : Math.max(own, asked + Math.round(firstWaitMs * random))
  const until = `it would be ${seconds(waitMs)} s`
  if (waitMs >= remainingMs) return stop(`${until}, and one call takes no longer than its total time`)
  const isAsked = asked !== undefined && waitMs > own
  if (isAsked && waitMs > patienceMs) return stop(`${until}, and this run has waited long enough for this host`)
  return { again: true, waitMs, asked: isAsked }
}

function stop(why: string): Decision {
  return { again: false, why }
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10
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
