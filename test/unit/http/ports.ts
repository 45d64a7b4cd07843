// Ports that the tests of http share: a clock that jumps where it is told to sleep, and ears for meter and trace.
import type { Clock, MeterEntry, Ports } from '../../../src/model/ports.ts'

export interface TestClock extends Clock {
  readonly slept: number[]
  /** Moves the clock without anyone sleeping. */
  pass(ms: number): void
}

export function testClock(start = '2026-03-01T12:00:00Z'): TestClock {
  let now = Date.parse(start)
  const slept: number[] = []
  return {
    slept,
    now: () => new Date(now),
    pass: (ms) => {
      now += ms
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      slept.push(ms)
      now += ms
    },
  }
}

export interface TestPorts extends Ports {
  readonly clock: TestClock
  readonly metered: MeterEntry[]
  readonly lines: string[]
}

export function testPorts(fetchPort: typeof fetch): TestPorts {
  const metered: MeterEntry[] = []
  const lines: string[] = []
  return {
    fetch: fetchPort,
    clock: testClock(),
    random: () => 0.5,
    hosts: new Map(),
    meter: (call) => void metered.push(call),
    trace: (line) => void lines.push(line),
    metered,
    lines,
  }
}
