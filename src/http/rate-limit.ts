/** A gate before a vendor: a limited number of calls in flight, in the order in which they came, and not too close. */
import type { Clock } from '../model/ports.ts'

/** The place of one task. */
export interface Turn {
  /** Before it begins anew: waits where the gate has become too narrow for it, before all who have not begun yet. */
  again(): Promise<void>
}

export interface GateOptions {
  readonly clock: Clock
  /** Calls that may be in flight at once. It may change while they are: the gate looks as one comes and as one leaves. */
  readonly width: () => number
  /** Milliseconds between the starts of two calls; 0 unless said otherwise. */
  readonly spacingMs?: number
}

export interface Gate {
  /** Rejects with the abort reason where the signal ends the wait; the task is then never started. */
  run<T>(task: (turn: Turn) => Promise<T>, signal: AbortSignal): Promise<T>
  /** Whether as many as may be are in flight. */
  isFull(): boolean
}

export function createGate(options: GateOptions): Gate {
  const { clock, width, spacingMs = 0 } = options
  const waiting: (() => void)[] = []
  const waitingAgain: (() => void)[] = []
  let inside = 0
  let nextStart = 0

  const isFull = () => inside >= Math.max(1, width())

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (waiting.length === 0 && !isFull()) inside += 1
    else await queue(waiting, signal)
  }

  /** The place is given away and taken back, so that those who fit in are let in, and no others. */
  async function again(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    inside -= 1
    const turn = queue(waitingAgain, signal)
    moveUp()
    try {
      await turn
    } catch (error) {
      inside += 1
      throw error
    }
  }

  function queue(line: (() => void)[], signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener('abort', leave)
        inside += 1
        resolve()
      }
      const leave = () => {
        line.splice(line.indexOf(turn), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      line.push(turn)
    })
  }

  /** Those whose turn it is: several where it has become wider, none where it has become narrower. */
  function moveUp(): void {
    while (!isFull()) {
      const next = waitingAgain.shift() ?? waiting.shift()
      if (next === undefined) return
      next()
    }
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
    isFull,
    async run(task, signal) {
      await enter(signal)
      try {
        await space(signal)
        return await task({ again: () => again(signal) })
      } finally {
        inside -= 1
        moveUp()
      }
    },
  }
}
