/** A gate before a vendor: a limited number of calls in flight, in the order in which they came, and not too close. */
import type { Clock } from '../model/ports.ts'

export interface GateOptions {
  readonly clock: Clock
  /** Calls in flight at once; 2 unless said otherwise. */
  readonly concurrency?: number
  /** Milliseconds between the starts of two calls; 0 unless said otherwise. */
  readonly spacingMs?: number
}

export interface Gate {
  /** Calls that may be in flight at once. */
  readonly width: number
  /** Rejects with the abort reason where the signal ends the wait; the task is then never started. */
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T>
}

export function createGate(options: GateOptions): Gate {
  const { clock, concurrency = 2, spacingMs = 0 } = options
  const waiting: (() => void)[] = []
  const width = Math.max(1, concurrency)
  let free = width
  let nextStart = 0

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (free > 0) {
      free -= 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        waiting.splice(waiting.indexOf(turn), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      waiting.push(turn)
    })
  }

  async function space(signal: AbortSignal): Promise<void> {
    if (spacingMs <= 0) return
    const now = clock.now().getTime()
    const start = Math.max(now, nextStart)
    nextStart = start + spacingMs
    if (start > now) await clock.sleep(start - now, signal)
    signal.throwIfAborted()
  }

  return {
    width,
    async run(task, signal) {
      await enter(signal)
      try {
        await space(signal)
        return await task()
      } finally {
        const next = waiting.shift()
        if (next === undefined) free += 1
        else next()
      }
    },
  }
}
