import { describe, expect, it } from 'vitest'
import { createGate } from '../../../src/http/rate-limit.ts'
import { testClock } from './ports.ts'

const signal = new AbortController().signal

describe('createGate', () => {
  it('lets two in at a time, first come first served', async () => {
    const gate = createGate({ clock: testClock(), width: () => 2 })
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
    const gate = createGate({ clock, width: () => 1, spacingMs: 100 })
    const starts: number[] = []
    for (let index = 0; index < 3; index += 1) {
      await gate.run(async () => void starts.push(clock.now().getTime()), signal)
    }
    expect(starts.map((start) => start - (starts[0] ?? 0))).toEqual([0, 100, 200])
  })

  it('leaves the queue on abort, and the next one moves up', async () => {
    const gate = createGate({ clock: testClock(), width: () => 1 })
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

  it('lets several in as one leaves where it has become wider, and none where it has become narrower', async () => {
    let width = 1
    const gate = createGate({ clock: testClock(), width: () => width })
    const inside = new Map<number, () => void>()
    const runs = [1, 2, 3, 4, 5].map((id) =>
      gate.run(() => new Promise<void>((resolve) => inside.set(id, resolve)), signal),
    )
    const leaves = async (id: number) => {
      inside.get(id)?.()
      inside.delete(id)
      await runs[id - 1]
      await new Promise((resolve) => setImmediate(resolve))
      return [...inside.keys()]
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect([...inside.keys()]).toEqual([1])
    width = 3
    // Who waits already is not overtaken by who comes now.
    runs.push(gate.run(() => new Promise<void>((resolve) => inside.set(6, resolve)), signal))
    expect(await leaves(1)).toEqual([2, 3, 4])
    expect(gate.isFull()).toBe(true)
    width = 1
    expect(await leaves(2)).toEqual([3, 4])
    expect(await leaves(3)).toEqual([4])
    expect(await leaves(4)).toEqual([5])
    expect(await leaves(5)).toEqual([6])
    expect(await leaves(6)).toEqual([])
    expect(gate.isFull()).toBe(false)
  })

  it('lets those who begin anew in as far as it has room by now, and before all who have not begun', async () => {
    let width = 3
    const gate = createGate({ clock: testClock(), width: () => width })
    const settled = () => new Promise((resolve) => setImmediate(resolve))
    const events: string[] = []
    const next = new Map<string, () => void>()
    const waits = (name: string) => new Promise<void>((resolve) => next.set(name, resolve))
    const runs = ['a', 'b', 'c', 'd'].map((name) =>
      gate.run(async ({ again }) => {
        events.push(name)
        await waits(name)
        await again()
        events.push(`${name} again`)
        await waits(name)
      }, signal),
    )
    await settled()
    width = 1
    const go = async (name: string) => {
      events.length = 0
      next.get(name)?.()
      await settled()
      return [...events]
    }
    expect([await go('a'), await go('b'), await go('c')]).toEqual([[], [], ['a again']])
    expect(await go('a')).toEqual(['b again'])
    expect([await go('b'), await go('c'), await go('d'), await go('d')]).toEqual([['c again'], ['d'], ['d again'], []])
    await Promise.all(runs)
    expect(gate.isFull()).toBe(false)
  })

  it.each(['before', 'while'])('lets go of who is stopped %s waiting to begin anew', async (when) => {
    let width = 2
    const gate = createGate({ clock: testClock(), width: () => width })
    const stop = new AbortController()
    let finish = () => {}
    const other = gate.run(() => new Promise<void>((resolve) => (finish = resolve)), signal)
    const stopped = gate.run(async ({ again }) => {
      width = 1
      await again()
    }, stop.signal)
    if (when === 'while') await new Promise((resolve) => setImmediate(resolve))
    stop.abort(new Error('stopped'))
    await expect(stopped).rejects.toThrow('stopped')
    expect(gate.isFull()).toBe(true)
    finish()
    await other
    expect(gate.isFull()).toBe(false)
    expect(await gate.run(async () => 'x', signal)).toBe('x')
  })
})
