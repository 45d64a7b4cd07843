// Pages that are asked for before they are wanted: which, how many, and what becomes of them where the list moves or fails.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OffsetPage, type PagesOptions, pages } from '../../../src/http/paginate.ts'

const live = new AbortController().signal

interface Asked {
  readonly offset: number
  readonly signal: AbortSignal
  answer(page: Partial<OffsetPage<number>>): void
  fail(error: Error): void
}

/** A list of rows 0, 1, 2 … whose answers the test gives, one by one; `more` as for any other call. */
function list(rows: number, size: number, more: Partial<PagesOptions> & { readonly atOnce?: number } = {}) {
  const { atOnce = 2, ...options } = more
  const asked: Asked[] = []
  const all = Array.from({ length: rows }, (_, index) => index)
  const fetchPage = (offset: number, signal: AbortSignal): Promise<OffsetPage<number>> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      const page = { rows: all.slice(offset, offset + size), total: rows }
      asked.push({ offset, signal, answer: (other) => resolve({ ...page, ...other }), fail: reject })
    })
  const walk = pages(fetchPage, { label: 'x', signal: live, ahead: { size, atOnce: () => atOnce }, ...options })
  return {
    walk,
    offsets: () => asked.map(({ offset }) => offset),
    at: (offset: number): Asked => {
      const found = asked.findLast((one) => one.offset === offset)
      if (found === undefined) throw new Error(`nothing was asked at ${offset}`)
      return found
    },
  }
}

/** Until nothing moves any more of itself. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Takes a page that is answered meanwhile. */
async function taken(
  { walk, at }: ReturnType<typeof list>,
  offset: number,
  page: Partial<OffsetPage<number>> = {},
): Promise<readonly number[] | undefined> {
  const next = walk.next()
  await settled()
  at(offset).answer(page)
  return (await next).value?.rows
}

describe('pages of a list that says how long it is', () => {
  it('are asked for ahead once the first one is taken, as many as may be under way', async () => {
    const read = list(10, 2)
    expect(await taken(read, 0)).toEqual([0, 1])
    await settled()
    expect(read.offsets()).toEqual([0])
    const second = read.walk.next()
    await settled()
    expect(read.offsets()).toEqual([0, 2, 4])
    read.at(4).answer({})
    await settled()
    // One that came before its turn waits for it, and takes the place of another.
    expect(read.offsets()).toEqual([0, 2, 4])
    read.at(2).answer({})
    expect((await second).value?.rows).toEqual([2, 3])
    expect(read.offsets()).toEqual([0, 2, 4, 6])
    expect((await read.walk.next()).value?.rows).toEqual([4, 5])
    expect(read.offsets()).toEqual([0, 2, 4, 6, 8])
    expect(await taken(read, 6)).toEqual([6, 7])
    expect(await taken(read, 8)).toEqual([8, 9])
    expect(await read.walk.next()).toEqual({ value: undefined, done: true })
    expect(read.offsets()).toEqual([0, 2, 4, 6, 8])
  })

  it('cost one call where the caller goes no further than the first', async () => {
    const read = list(10, 2)
    await taken(read, 0)
    await read.walk.return()
    expect(read.offsets()).toEqual([0])
  })

  it('are asked for one by one where that is not wanted, or no calls are left for it', async () => {
    for (const more of [{ ahead: undefined }, { atOnce: 0 }] as const) {
      const read = list(6, 2, more as Partial<PagesOptions>)
      await taken(read, 0)
      const second = read.walk.next()
      await settled()
      expect(read.offsets()).toEqual([0, 2])
      read.at(2).answer({})
      await second
      expect(read.offsets()).toEqual([0, 2])
      await taken(read, 4)
      expect((await read.walk.next()).done).toBe(true)
    }
  })

  it('are asked for one by one while they are shorter than was asked for, unless the vendor names that limit', async () => {
    const ahead = { size: 100, atOnce: () => 2 }
    const capped = list(6, 2, { ahead })
    await taken(capped, 0)
    await taken(capped, 2)
    expect(capped.offsets()).toEqual([0, 2])
    const named = list(6, 2, { ahead })
    await taken(named, 0, { limit: 2 })
    void named.walk.next()
    await settled()
    expect(named.offsets()).toEqual([0, 2, 4])
  })
})

describe('a list that moves while it is read', () => {
  it('goes on from the row where it is after a page that came short; what was asked behind it is let go', async () => {
    const read = list(8, 2)
    await taken(read, 0)
    expect(await taken(read, 2, { rows: [2] })).toEqual([2])
    expect(read.offsets()).toEqual([0, 2, 4])
    expect(await taken(read, 3)).toEqual([3, 4])
    // From here on the pages are full again.
    expect(read.offsets()).toEqual([0, 2, 4, 3, 5, 7])
    expect(await taken(read, 5)).toEqual([5, 6])
    expect(await taken(read, 7)).toEqual([7])
    const end = read.walk.next()
    await settled()
    // What was let go comes home before the list ends, and its failure is nobody's.
    read.at(4).fail(new Error('let go'))
    expect(await end).toEqual({ value: undefined, done: true })
  })

  it('ends where it ends now: at the latest total, or at an empty page', async () => {
    const shrunk = list(6, 2)
    await taken(shrunk, 0)
    await taken(shrunk, 2, { total: 4 })
    const end = shrunk.walk.next()
    await settled()
    expect(shrunk.offsets()).toEqual([0, 2, 4])
    shrunk.at(4).answer({ rows: [], total: 4 })
    expect((await end).done).toBe(true)
    const empty = list(6, 2)
    await taken(empty, 0)
    await taken(empty, 2, { rows: [] })
    empty.at(4).answer({})
    expect((await empty.walk.next()).done).toBe(true)
  })

  it('is read on where it has grown', async () => {
    const read = list(4, 2)
    await taken(read, 0)
    await taken(read, 2, { total: 5 })
    expect(read.offsets()).toEqual([0, 2, 4])
    expect(await taken(read, 4, { rows: [4], total: 5 })).toEqual([4])
    expect((await read.walk.next()).done).toBe(true)
  })
})

describe('a page that fails', () => {
  it('ends those before and behind it, and nothing is asked after it', async () => {
    const read = list(20, 2, { atOnce: 4 })
    await taken(read, 0)
    const second = read.walk.next()
    await settled()
    expect(read.offsets()).toEqual([0, 2, 4, 6, 8])
    read.at(6).fail(new Error('page 4'))
    await expect(second).rejects.toThrow('page 4')
    expect([2, 4, 8].map((offset) => read.at(offset).signal.aborted)).toEqual([true, true, true])
    expect(await read.walk.next()).toEqual({ value: undefined, done: true })
    expect(read.offsets()).toEqual([0, 2, 4, 6, 8])
  })

  it('while the caller is busy is told with the next page', async () => {
    const read = list(20, 2, { atOnce: 3 })
    await taken(read, 0)
    expect(await taken(read, 2)).toEqual([2, 3])
    read.at(4).answer({})
    read.at(6).fail(new Error('page 4'))
    await settled()
    expect((await read.walk.next()).value?.rows).toEqual([4, 5])
    await expect(read.walk.next()).rejects.toThrow('page 4')
    expect(read.offsets()).toEqual([0, 2, 4, 6, 8])
  })
})

describe('a caller who', () => {
  it('aborts ends all that is under way, with the reason', async () => {
    const stop = new AbortController()
    const read = list(20, 2, { signal: stop.signal })
    await taken(read, 0)
    const second = read.walk.next()
    await settled()
    stop.abort(new Error('stopped'))
    await expect(second).rejects.toThrow('stopped')
    expect(read.at(4).signal.reason).toEqual(new Error('stopped'))
    expect(read.offsets()).toEqual([0, 2, 4])
    const late = list(20, 2, { signal: stop.signal })
    await expect(late.walk.next()).rejects.toThrow('stopped')
    expect(late.offsets()).toEqual([])
  })

  it('leaves is not waited for by more calls; those under way come home first', async () => {
    const read = list(20, 2)
    await taken(read, 0)
    await taken(read, 2)
    let isLeft = false
    const leaving = read.walk.return().then(() => {
      isLeft = true
    })
    read.at(4).answer({})
    await settled()
    expect(isLeft).toBe(false)
    read.at(6).answer({})
    await leaving
    expect(read.offsets()).toEqual([0, 2, 4, 6])
  })
})

it('whatever the order of the answers: every row once and in order, exact calls, never more under way than may be', async () => {
  const sizes = { rows: fc.nat(60), size: fc.integer({ min: 1, max: 9 }), atOnce: fc.integer({ min: 0, max: 5 }) }
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.record(sizes), async (scheduler, { rows, size, atOnce }) => {
      const all = Array.from({ length: rows }, (_, index) => index)
      const seen = { calls: 0, underWay: 0, most: 0, asked: 0 }
      const fetchPage = async (offset: number): Promise<OffsetPage<number>> => {
        seen.calls += 1
        seen.underWay += 1
        seen.most = Math.max(seen.most, seen.underWay)
        seen.asked = Math.max(seen.asked, offset)
        await scheduler.schedule(Promise.resolve())
        seen.underWay -= 1
        return { rows: all.slice(offset, offset + size), total: rows }
      }
      const read: number[] = []
      const reading = (async () => {
        const walk = pages(fetchPage, { label: 'x', signal: live, ahead: { size, atOnce: () => atOnce } })
        for await (const page of walk) {
          read.push(...page.rows)
          // Behind the page in hand no more wait than may be under way.
          expect(seen.asked - read.length).toBeLessThanOrEqual(Math.max(1, atOnce) * size)
        }
      })()
      await scheduler.waitFor(reading)
      expect(read).toEqual(all)
      expect(seen.calls).toBe(Math.max(1, Math.ceil(rows / size)))
      expect(seen.most).toBeLessThanOrEqual(Math.max(1, atOnce))
    }),
    { numRuns: 300 },
  )
})
