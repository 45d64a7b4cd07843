/** Ctrl-C and the signals of CI systems: once to stop after the calls in flight, twice to leave at once. */
import { exitCodes } from './exit-codes.ts'

export interface Interrupt {
  readonly signal: AbortSignal
  /** For commands that have no calls in flight and just end. */
  quietly(): void
  release(): void
}

export function listenForInterrupt(say: (line: string) => void): Interrupt {
  const controller = new AbortController()
  let quiet = false
  const stop = (): void => {
    // The journal already holds every call in flight; the next run settles them by looking.
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    if (!quiet) say('Stopping after the calls in flight. Once more to leave at once.')
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    quietly() {
      quiet = true
    },
    release() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
