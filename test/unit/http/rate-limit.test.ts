import { describe, expect, it } from 'vitest'
import { createGate } from '../../../src/http/rate-limit.ts'
import { testClock } from './ports.ts'

const signal = new AbortController().signal

describe('createGate', () => {
  it('lets two in at a time, first come first served', async () => {
    const gate = createGate({ clock: testClock() })
    const order: number[] = []
    let inside = 0
    let most = 0
    const task = (id: number) => async () => {
      order.push(id)
      inside += 1
      most = Math.max(most, inside)
      await new Promise((resolve) => setTimeout(resolve, 5))
      inside -= 1
      if (id === 2) throw new Error('task 2')
    }
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map((id) => gate.run(task(id), signal)))
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ])
    expect(order).toEqual([1, 2, 3, 4, 5])
    expect(most).toBe(2)
  })

  it('keeps the spacing between starts', async () => {
    const clock = testClock()
    const gate = createGate({ clock, concurrency: 1, spacingMs: 100 })
    const starts: number[] = []
    for (let index = 0; index < 3; index += 1) {
      await gate.run(async () => void starts.push(clock.now().getTime()), signal)
    }
    expect(starts.map((start) => start - (starts[0] ?? 0))).toEqual([0, 100, 200])
  })

  it('leaves the queue on abort, and the next one moves up', async () => {
    const gate = createGate({ clock: testClock(), concurrency: 1 })
    let finish = () => {}
    const first = gate.run(() => new Promise<void>((resolve) => (finish = resolve)), signal)
    const abort = new AbortController()
    const started: string[] = []
    const second = gate.run(async () => void started.push('second'), abort.signal)
    const third = gate.run(async () => 'third', signal)
    abort.abort(new Error('stopped'))
    await expect(second).rejects.toThrow('stopped')
    finish()
    await first
    expect(await third).toBe('third')
    expect(started).toEqual([])
    await expect(gate.run(async () => 'x', abort.signal)).rejects.toThrow('stopped')
  })
})
