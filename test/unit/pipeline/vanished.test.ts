import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pagesOf } from '../../../src/pipeline/read-changes.ts'
import { findVanished, highestFirst, priceOfSearch } from '../../../src/pipeline/vanished.ts'

/** A list of ids, highest first, and how often it was asked. */
function listOf(there: readonly number[]) {
  const sorted = [...there].map(String).sort(highestFirst)
  const list = {
    asked: 0,
    total: sorted.length,
    ids: async (offset: number, limit: number) => {
      list.asked += 1
      return { ids: sorted.slice(offset, offset + limit), total: sorted.length }
    },
  }
  return list
}

const range = (count: number) => Array.from({ length: count }, (_, index) => 600_001 + index)

describe('what vanished from a list', () => {
  test('is found, however many, wherever they were', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat({ max: 5000 }), { maxLength: 120 }),
        fc.infiniteStream(fc.boolean()),
        fc.integer({ min: 1, max: 20 }),
        async (known, coin, size) => {
          const stays = known.filter(() => coin.next().value === true)
          const { total, ids } = listOf(stays)
          // Each page once, and each that was found asked for by its id: never more.
          const calls = pagesOf(total, size) + pagesOf(known.length - total, size)
          const found = await findVanished({ known: known.map(String), total, size, calls, ids })
          const gone = known.filter((id) => !stays.includes(id)).map(String)
          expect(found?.sort(highestFirst)).toEqual(gone.sort(highestFirst))
        },
      ),
    )
  })

  test.each([
    [100_000, 1, 10],
    [2_500, 1, 5],
    [100_000, 5, 50],
  ])('of %i, %i with at most %i calls', async (count, missing, most) => {
    for (let at = 0; at < count; at += Math.floor(count / 7)) {
      const gone = new Set(Array.from({ length: missing }, (_, index) => 600_001 + ((at + index * 13_577) % count)))
      const list = listOf(range(count).filter((id) => !gone.has(id)))
      const known = range(count).map(String)
      const found = await findVanished({ known, total: list.total, size: 100, calls: 1000, ids: list.ids })
      expect(new Set(found)).toEqual(new Set([...gone].map(String)))
      expect(list.asked).toBeLessThanOrEqual(most)
      expect(list.asked).toBeLessThanOrEqual(priceOfSearch(missing, list.total, 100))
    }
  })

  test('is nothing without a call where the count is the same, and everything where the list is empty', async () => {
    const same = listOf([1, 2])
    expect(await findVanished({ known: ['1', '2'], size: 1, calls: 9, ...same })).toEqual([])
    const empty = listOf([])
    expect(await findVanished({ known: ['1', '2'], size: 1, calls: 9, ...empty })).toEqual(['2', '1'])
    expect([same.asked, empty.asked]).toEqual([0, 0])
  })

  test.each([
    [1, 0, []],
    [2, 1, []],
    [4, 3, ['1']],
  ])('is found in part with %i calls, of which some are for the proof', async (calls, asked, expected) => {
    const gone = [10, 7, 1]
    const there = Array.from({ length: 12 }, (_, index) => index).filter((id) => !gone.includes(id))
    const known = [...there, ...gone].map(String)
    const list = listOf(there)
    expect([await findVanished({ known, size: 2, calls, ...list }), list.asked]).toEqual([expected, asked])
  })

  test.each([1, 7, 50, 99])(
    'is found where a page holds %i rows and not the hundred that are assumed',
    async (rows) => {
      const gone = new Set([600_003, 600_400, 600_401, 601_990])
      const list = listOf(range(2_000).filter((id) => !gone.has(id)))
      const ids = (offset: number, limit: number) => list.ids(offset, Math.min(limit, rows))
      const search = { known: range(2_000).map(String), total: list.total, size: 100 }
      expect(new Set(await findVanished({ ...search, calls: 1000, ids }))).toEqual(new Set([...gone].map(String)))
      // By halving still: the first page alone is another one than was asked for.
      expect(list.asked).toBeLessThanOrEqual(priceOfSearch(gone.size, list.total, rows) + 2 * gone.size)
    },
  )

  const known = ['5', '4', '3', '2', '1']
  test.each([
    ['moves while it is searched', { total: 3, ids: async () => ({ ids: ['5'], total: 4 }) }],
    ['gives a short page', { total: 3, ids: async () => ({ ids: [], total: 3 }) }],
    ['holds what was not known', { total: 3, ids: async () => ({ ids: ['6'], total: 3 }) }],
    ['is in another order', { total: 4, size: 4, ids: async () => ({ ids: ['1', '2', '3', '4'], total: 4 }) }],
    [
      'says more than can be',
      { total: 4, ids: async (offset: number) => ({ ids: [offset === 1 ? '1' : '5'], total: 4 }) },
    ],
    ['has ids that are no numbers', { known: ['a', 'b'], total: 1, ids: async () => ({ ids: ['a'], total: 1 }) }],
  ])('is not told by a list that %s', async (_what, list) => {
    expect(await findVanished({ known, size: 1, calls: 9, ...list })).toBeUndefined()
  })
})
