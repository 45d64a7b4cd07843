// How many calls are made at once, by what comes back: a clock that the test moves, and answers that take what it says.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pace } from '../../../src/http/pace.ts'
import { createGate } from '../../../src/http/rate-limit.ts'
import { testClock } from './ports.ts'

function pace(ceiling = 4) {
  let now = 0
  const lines: string[] = []
  const it = new Pace({ ceiling, now: () => now, trace: (line) => void lines.push(line) })
  return {
    it,
    lines,
    /** So many answers, each after so many milliseconds, with all places taken. */
    answers(count: number, ms: number, isFull = true): number {
      for (let one = 0; one < count; one += 1) {
        const attempt = it.begin(isFull)
        now += ms
        attempt.answered()
      }
      return it.width
    },
    trouble(why = 'answered 503'): number {
      it.begin(true).troubled(why)
      return it.width
    },
  }
}

describe('the pace', () => {
  it('begins with two, or with fewer where no more are allowed', () => {
    expect([1, 2, 8].map((ceiling) => pace(ceiling).it.width)).toEqual([1, 2, 2])
  })

  it('is one call more after eight answers that took no longer, up to the ceiling', () => {
    const { answers, lines } = pace(4)
    expect([7, 1, 7, 1, 40].map((count) => answers(count, 20))).toEqual([2, 3, 3, 4, 4])
    expect(lines).toEqual([
      'from here on 3 calls at once in place of 2: answers take no longer than before',
      'from here on 4 calls at once in place of 3: answers take no longer than before',
    ])
  })

  it('learns nothing from answers while fewer are under way than may be', () => {
    expect(pace().answers(100, 20, false)).toBe(2)
  })

  it('learns nothing of three at once from an answer that was asked for while there were two', () => {
    const { it: one, answers } = pace()
    const old = Array.from({ length: 8 }, () => one.begin(true))
    expect(answers(8, 20)).toBe(3)
    for (const attempt of old) attempt.answered()
    expect(one.width).toBe(3)
  })

  it('takes a step back that made answers slower, and tries it again much later', () => {
    const { answers, lines } = pace()
    answers(8, 40)
    expect(answers(8, 60)).toBe(2)
    expect(lines.at(-1)).toBe(
      'from here on 2 calls at once in place of 3: answers took 60 ms, and 40 ms with one call fewer',
    )
    expect(answers(8 * 8, 40)).toBe(2)
    expect(answers(8, 40)).toBe(3)
    // A little slower is not slower.
    expect(answers(8, 50)).toBe(4)
  })

  it('stays where it is while the vendor itself gets slower', () => {
    const { answers, lines } = pace(3)
    answers(16, 20)
    expect([answers(8, 60), answers(8, 90)]).toEqual([3, 3])
    expect(lines).toHaveLength(1)
    const narrow = pace(4)
    narrow.trouble()
    expect([narrow.answers(8, 20), narrow.answers(7, 20)]).toEqual([2, 2])
    // One answer that is slow by chance does not count.
    expect(narrow.answers(1, 5000)).toBe(3)
  })

  it('is half where the vendor is in trouble, never under one, and rises again', () => {
    const { answers, trouble, lines } = pace(8)
    expect(answers(8 * 6, 20)).toBe(8)
    expect([trouble(), trouble(), trouble('no whole answer within 60 s'), trouble()]).toEqual([4, 2, 1, 1])
    expect(lines.slice(-3)).toEqual([
      'from here on 4 calls at once in place of 8: answered 503',
      'from here on 2 calls at once in place of 4: answered 503',
      'from here on one call at once in place of 2: no whole answer within 60 s',
    ])
    expect(answers(8, 900)).toBe(2)
  })

  it('is halved once by calls that were all under way when it was', () => {
    const { it: one, answers } = pace(8)
    answers(8 * 6, 20)
    const underWay = Array.from({ length: 8 }, () => one.begin(true))
    for (const attempt of underWay) attempt.troubled('answered 503')
    expect(one.width).toBe(4)
  })
})

it('never lets more in than the ceiling, never stops, runs each task once and in order, those in trouble twice', async () => {
  const task = fc.record({
    how: fc.constantFrom('answered', 'answered', 'answered', 'troubled', 'broken off'),
    ms: fc.nat(90),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 8 }),
      fc.array(task, { maxLength: 120 }),
      async (scheduler, ceiling, tasks) => {
        const clock = testClock()
        const one = new Pace({ ceiling, now: () => clock.now().getTime(), trace: () => {} })
        const gate = createGate({ clock, width: () => one.width })
        const started: number[] = []
        const ended: number[] = []
        let inside = 0
        const attempt = async (how: string, ms: number) => {
          inside += 1
          expect(inside).toBeLessThanOrEqual(ceiling)
          const told = one.begin(gate.isFull())
          await scheduler.schedule(Promise.resolve())
          clock.pass(ms)
          if (how === 'answered') told.answered()
          if (how === 'troubled') told.troubled('answered 503')
          expect(one.width).toBeGreaterThanOrEqual(1)
          expect(one.width).toBeLessThanOrEqual(ceiling)
          inside -= 1
        }
        const work = tasks.map(({ how, ms }, index) =>
          gate.run(async ({ again }) => {
            started.push(index)
            await attempt(how, ms)
            if (how === 'troubled') {
              await again()
              await attempt('answered', ms)
            }
            ended.push(index)
          }, new AbortController().signal),
        )
        await scheduler.waitFor(Promise.all(work))
        expect(started).toEqual(tasks.map((_, index) => index))
        expect(ended.sort((a, b) => a - b)).toEqual(started)
        expect(gate.isFull()).toBe(false)
      },
    ),
    { numRuns: 200 },
  )
})
