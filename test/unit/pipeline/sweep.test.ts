// A list that is read from its highest id down while others make, delete and list rows: whatever they do between two pages,
// no row that was there from the first page on is left out.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Page } from '../../../src/model/provider.ts'
import type { Sweep } from '../../../src/model/state.ts'
import { Sweeper } from '../../../src/pipeline/sweep.ts'

const now = '2026-03-01T12:00:00.000Z'

/** The vendor's list of ids, and what was asked of it. */
class List {
  ids: number[]
  readonly asked: number[] = []

  constructor(length: number) {
    this.ids = Array.from({ length }, (_, index) => (index + 1) * 10)
  }

  rows(offset: number, size: number): Promise<Page> {
    this.asked.push(offset)
    const sorted = this.ids.toSorted((a, b) => b - a)
    const counted = sorted.slice(offset, offset + size).map(String)
    return Promise.resolve({ objects: [], counted, total: sorted.length })
  }

  make(): void {
    this.ids.push(Math.max(0, ...this.ids) + 10)
  }

  remove(...ids: number[]): void {
    this.ids = this.ids.filter((id) => !ids.includes(id))
  }
}

const sweeperOf = (list: List, size: number, begun?: Sweep) =>
  new Sweeper({ begun, now, size, rows: (offset) => list.rows(offset, size) })

async function steps(sweeper: Sweeper, most: number, seen: Set<number> = new Set()): Promise<Set<number>> {
  for (let calls = 0; calls < most && !sweeper.isOver; calls += 1)
    for (const id of (await sweeper.step()).counted ?? []) seen.add(Number(id))
  return seen
}

describe('a list that holds still', () => {
  test.each([
    [1, 10, [0]],
    [10, 10, [0]],
    [11, 10, [0, 9]],
    [28, 10, [0, 9, 18]],
    [29, 10, [0, 9, 18, 27]],
  ])('%i rows, %i a page: each page begins with the last row of the one before', async (rows, size, asked) => {
    const list = new List(rows)
    const sweeper = sweeperOf(list, size)
    expect(await steps(sweeper, 99)).toEqual(new Set(list.ids))
    expect(list.asked).toEqual(asked)
    expect(sweeper.sweep).toEqual({ at: now, lowest: '10', below: 0, total: rows })
  })

  test('is gone on with where it was left, by another run', async () => {
    const list = new List(30)
    const first = sweeperOf(list, 10)
    const seen = await steps(first, 2)
    expect(first.sweep).toEqual({ at: now, lowest: '120', below: 11, total: 30 })
    const second = sweeperOf(list, 10, first.sweep)
    expect(await steps(second, 99, seen)).toEqual(new Set(list.ids))
    expect(list.asked).toEqual([0, 9, 18, 27])
  })

  test('an empty one is at its end with the first page', async () => {
    const list = new List(0)
    const sweeper = sweeperOf(list, 10)
    await sweeper.step()
    expect([sweeper.isOver, sweeper.sweep]).toEqual([true, undefined])
  })

  test('one that was read to its end is not asked again', async () => {
    const list = new List(5)
    const sweeper = sweeperOf(list, 10, { at: now, lowest: '10', below: 0, total: 5 })
    expect(sweeper.isOver).toBe(true)
  })
})

describe('overnight', () => {
  async function overnight(change: (list: List) => void) {
    const list = new List(60)
    const first = sweeperOf(list, 10)
    const seen = await steps(first, 3)
    // 28 rows: down to 330.
    expect(first.sweep).toMatchObject({ lowest: '330', below: 32 })
    list.asked.length = 0
    change(list)
    const second = sweeperOf(list, 10, first.sweep)
    await steps(second, 99, seen)
    return { asked: list.asked.slice(0, 3), left: list.ids.filter((id) => !seen.has(id)), sweep: second.sweep }
  }

  test('one more is made: the page begins a row earlier', async () => {
    const { asked, left } = await overnight((list) => list.make())
    expect(asked).toEqual([27, 36, 45])
    expect(left).toEqual([610])
  })

  test('200 more are made: the page of those is followed by the one where the reading stopped', async () => {
    const { asked, left } = await overnight((list) => {
      for (let count = 0; count < 200; count += 1) list.make()
    })
    expect(asked).toEqual([27, 227, 236])
    expect(left.every((id) => id > 600)).toBe(true)
  })

  test('the last row that was read is deleted: the page is asked for again, a row earlier', async () => {
    const { asked, left } = await overnight((list) => list.remove(330))
    expect(asked).toEqual([27, 26, 35])
    expect(left).toEqual([])
  })

  test('20 that were read are deleted: by the total it is known where to begin', async () => {
    const { asked, left } = await overnight((list) => list.remove(...list.ids.filter((id) => id > 400)))
    expect(asked).toEqual([27, 7, 16])
    expect(left).toEqual([])
  })

  test('as many come back below as are deleted above: the total tells nothing, and a page more is read', async () => {
    const { asked, left } = await overnight((list) => {
      list.remove(600, 590)
      list.ids.push(15, 16)
    })
    expect(asked).toEqual([27, 18, 27])
    expect(left).toEqual([])
  })

  test('all that was read is deleted, and all that was not', async () => {
    expect((await overnight((list) => list.remove(...list.ids.filter((id) => id >= 330)))).left).toEqual([])
    const { left, sweep } = await overnight((list) => list.remove(...list.ids.filter((id) => id < 330)))
    expect([left, sweep?.below]).toEqual([[], 0])
  })

  test('everything is deleted', async () => {
    const { asked, left } = await overnight((list) => list.remove(...list.ids))
    expect([asked, left]).toEqual([[27, 0], []])
  })
})

test.each([
  ['ids that go up', ['10', '20']],
  ['an id twice', ['20', '20']],
  ['what is no number', ['b', 'a']],
  ['pages of a single row', ['20']],
])('a list cannot be read in parts with %s', async (_what, counted) => {
  const rows = () => Promise.resolve({ objects: [], counted, total: 30 })
  await expect(new Sweeper({ now, size: 10, rows }).step()).rejects.toMatchObject({ code: 'E2004' })
})

test('nor without a total', async () => {
  const rows = () => Promise.resolve({ objects: [], counted: ['20', '10'] })
  await expect(new Sweeper({ now, size: 10, rows }).step()).rejects.toMatchObject({ code: 'E2004' })
})

const acts = fc.array(
  fc.record({
    do: fc.constantFrom('make', 'remove', 'list', 'rest'),
    at: fc.nat({ max: 999 }),
    many: fc.nat({ max: 30 }),
  }),
  { minLength: 1, maxLength: 30 },
)

test('whatever is made, deleted and listed between any two pages, nothing that was there all the time is left out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 120 }), fc.integer({ min: 2, max: 12 }), acts, async (rows, size, doings) => {
      const list = new List(rows)
      const always = new Set(list.ids)
      const seen = new Set<number>()
      let sweeper = sweeperOf(list, size)
      let turn = 0
      for (let calls = 0; !sweeper.isOver; calls += 1) {
        expect(calls).toBeLessThan(2000)
        await steps(sweeper, 1, seen)
        const act = doings[turn]
        turn += 1
        if (act === undefined) continue
        // In another run.
        if (act.many % 2 === 0) sweeper = sweeperOf(list, size, sweeper.sweep)
        const from = act.at % Math.max(1, list.ids.length)
        if (act.do === 'make') for (let count = 0; count < act.many; count += 1) list.make()
        if (act.do === 'remove') list.remove(...list.ids.toSorted((a, b) => b - a).slice(from, from + act.many))
        // A row that comes into the list anywhere, such as one that went online.
        if (act.do === 'list') list.ids.push(from * 10 + 3)
        list.ids = [...new Set(list.ids)]
        for (const id of always) if (!list.ids.includes(id)) always.delete(id)
      }
      for (const id of always) expect(seen).toContain(id)
    }),
    { numRuns: 500 },
  )
})
