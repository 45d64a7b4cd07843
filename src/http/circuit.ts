/**
 * The circuit of one host: where calls in a row failed for good, further ones fail at once for a while, then one is let
 * through to see. What it remembers is handed in, so that all sessions of a run share it and no two runs do.
 */
import type { Clock, HostHealth, HostPause } from '../model/ports.ts'
import { type Fault, isQuota } from './retry.ts'

export interface CircuitOptions {
  readonly host: string
  readonly hosts: Map<string, HostHealth>
  readonly clock: Clock
  readonly trace: (line: string) => void
}

/** One call that may be made. Whoever has it ends it, once, however the call ended. */
export interface Visit {
  /** With the fault that ended the call; with nothing where it was answered, or broken off by its caller. */
  end(how: 'answered' | 'broken off' | { readonly fault: Fault; readonly why: string }): void
}

export type Entrance =
  | { readonly open: true; readonly visit: Visit }
  | { readonly open: false; readonly pause: HostPause }

/** Failures in a row after which a host is left alone. */
const enough = 3
const pauseMs = 30_000
/** Of waits that a vendor asked for, over a whole run: a run must not sleep for hours, a minute at a time. */
const mostWaitedMs = 30 * 60_000

export class Circuit {
  readonly #options: CircuitOptions

  constructor(options: CircuitOptions) {
    this.#options = options
  }

  enter(writes: boolean): Entrance {
    const { pause } = this.#health()
    if (pause === undefined || (pause.writesOnly && !writes)) return { open: true, visit: this.#visit(writes, false) }
    if (pause.trial || this.#now() < pause.until) return { open: false, pause }
    pause.trial = true
    this.#trace('one call is let through, to see whether it answers again')
    return { open: true, visit: this.#visit(writes, true) }
  }

  /** Milliseconds that may still be waited because the vendor asks for it. */
  get patienceMs(): number {
    return Math.max(0, mostWaitedMs - this.#health().waitedMs)
  }

  waited(ms: number): void {
    this.#health().waitedMs += ms
  }

  #visit(writes: boolean, trial: boolean): Visit {
    return {
      end: (how) => {
        const health = this.#health()
        if (trial && health.pause !== undefined) health.pause.trial = false
        if (how === 'answered') return this.#answered(health, writes)
        if (how === 'broken off') return
        const meaning = meaningOf(how.fault)
        if (meaning === 'alive') this.#answered(health, writes)
        else if (meaning === 'in trouble') this.#failed(health, { writes, trial, why: how.why })
      },
    }
  }

  #answered(health: HostHealth, writes: boolean): void {
    health.failures = 0
    if (writes) health.failedWrites = 0
    if (health.pause === undefined || (health.pause.writesOnly && !writes)) return
    delete health.pause
    health.failedWrites = 0
    this.#trace('answers again, calls go on')
  }

  #failed(health: HostHealth, { writes, trial, why }: { writes: boolean; trial: boolean; why: string }): void {
    health.failures += 1
    if (writes) health.failedWrites += 1
    const all = health.failures >= enough
    if (!all && !trial && health.failedWrites < enough) return
    const { pause } = health
    // Calls that were on their way when it began must not make it longer.
    if (pause !== undefined && !trial && (!pause.writesOnly || !all)) return
    const writesOnly = !all && (pause?.writesOnly ?? true)
    health.pause = { until: this.#now() + pauseMs, why, writesOnly, trial: false }
    const what = writesOnly ? 'no write is sent' : 'nothing is sent'
    const count = trial ? 'the one call that was let through failed too' : `${enough} calls in a row failed`
    this.#trace(`${what} for ${pauseMs / 1000} s: ${count}, the last: ${why}`)
  }

  #health(): HostHealth {
    const { hosts, host } = this.#options
    const found = hosts.get(host)
    if (found !== undefined) return found
    const fresh: HostHealth = { failures: 0, failedWrites: 0, waitedMs: 0 }
    hosts.set(host, fresh)
    return fresh
  }

  #now(): number {
    return this.#options.clock.now().getTime()
  }

  #trace(line: string): void {
    this.#options.trace(`${this.#options.host}: ${line}`)
  }
}

/** What is answered by fewer calls at once: no quota is left for now, or the host is in trouble. */
export function asksForLess(fault: Fault): boolean {
  return isQuota(fault) || meaningOf(fault) === 'in trouble'
}

/** What a fault that ended a call says of the host. A refusal in words, and any 4xx, is an answer as good as another. */
function meaningOf(fault: Fault): 'in trouble' | 'alive' | 'nothing' {
  switch (fault.kind) {
    case 'unsent':
      // A header that cannot be sent says nothing of the host; a certificate does.
      return fault.permanent && !fault.why.startsWith('the certificate') ? 'nothing' : 'in trouble'
    case 'lost':
      return 'in trouble'
    case 'unreadable':
      return fault.permanent ? 'alive' : 'in trouble'
    case 'status':
      return fault.refused !== true && (fault.status >= 500 || fault.status === 408) ? 'in trouble' : 'alive'
    case 'redirect':
      return 'alive'
  }
}
