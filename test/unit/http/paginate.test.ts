import { describe, expect, it } from 'vitest'
import { type OffsetPage, pages } from '../../../src/http/paginate.ts'

/** A vendor with that many rows and that page size; the offsets it was asked for are kept. */
function vendor(rows: number, size: number, more: Partial<OffsetPage<number>> = {}) {
  const asked: number[] = []
  const fetchPage = async (offset: number): Promise<OffsetPage<number>> => {
    asked.push(offset)
    const all = Array.from({ length: rows }, (_, index) => index)
    return { rows: all.slice(offset, offset + size), total: rows, ...more }
  }
  return { asked, fetchPage }
}

async function all<T>(source: AsyncIterable<OffsetPage<T>>): Promise<T[]> {
  const rows: T[] = []
  for await (const page of source) rows.push(...page.rows)
  return rows
}

const signal = new AbortController().signal

describe('pages', () => {
  it('advances by the rows that came, whatever limit the vendor names', async () => {
    const { asked, fetchPage } = vendor(12, 5, { limit: 100, count: 100 })
    expect(await all(pages(fetchPage, { label: 'x', signal }))).toHaveLength(12)
    expect(asked).toEqual([0, 5, 10])
  })

  it('needs no second call for a list that fits, nor for an empty one', async () => {
    for (const rows of [0, 5]) {
      const { asked, fetchPage } = vendor(rows, 5)
      expect(await all(pages(fetchPage, { label: 'x', signal }))).toHaveLength(rows)
      expect(asked).toEqual([0])
    }
  })

  it('without a total reads until an empty page', async () => {
    const { asked, fetchPage } = vendor(10, 5, { total: undefined })
    await all(pages(fetchPage, { label: 'x', signal }))
    expect(asked).toEqual([0, 5, 10])
  })

  it('ends at an empty page although the total promises more', async () => {
    const { asked, fetchPage } = vendor(5, 5, { total: 100 })
    expect(await all(pages(fetchPage, { label: 'x', signal }))).toHaveLength(5)
    expect(asked).toEqual([0, 5])
  })

  it('follows the latest total, and starts where it is told', async () => {
    let total = 10
    const asked: number[] = []
    const fetchPage = async (offset: number) => {
      asked.push(offset)
      total -= 2
      return { rows: [1, 2, 3], total }
    }
    await all(pages(fetchPage, { label: 'x', start: 1, signal }))
    expect(asked).toEqual([1, 4])
  })

  it('gives up on a list that never ends', async () => {
    const endless = async () => ({ rows: [1], total: undefined })
    await expect(all(pages(endless, { label: 'shop: GET /product', maxPages: 7, signal }))).rejects.toMatchObject({
      code: 'E2006',
      effect: 'none',
      message: 'shop: GET /product: the list has no end, 7 pages were read (7 rows)',
    })
  })
})
