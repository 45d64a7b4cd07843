/** What probes say of answers that the sandbox never gives: a shop may be neither of what is assumed. */
import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../../../src/http/client.ts'
import { VendorError } from '../../../../src/model/errors.ts'
import type { Finding } from '../../../../src/model/provider.ts'
import { probes } from '../../../../src/providers/shoporama/probes.ts'
import { fakeShop, signal } from './fakes.ts'

type Answer = (request: HttpRequest, index: number) => unknown

function find(fact: string, answer: Answer, headers: Readonly<Record<string, string>> = {}): Promise<Finding> {
  const probe = probes.find((one) => one.fact === fact)
  if (probe === undefined) throw new Error(`no probe is called ${fact}`)
  return probe.run(fakeShop(answer, {}, headers).session, signal)
}

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ product_id: 900 - index }))
const refused = (status: number) => new VendorError('E2003', `answered ${status}`, { status, effect: 'none' })

describe('max_limit', () => {
  it.each([
    ['a page as full as was asked', { products: rows(1000), paging: { limit: 1000, total: 1500 } }, 1000],
    ['a short page of more', { products: rows(40), paging: { limit: 1000, total: 90 } }, 40],
    ['a limit that is told', { products: rows(4), paging: { limit: 200, total: 4 } }, 200],
    ['a page without paging', rows(1000), 1000],
  ])('is told by %s', async (_, answer, value) => {
    expect(await find('max_limit', () => answer)).toMatchObject({ known: true, value })
  })

  it('is not told by a shop of few products, nor by one that takes no limit at all', async () => {
    expect(await find('max_limit', () => ({ products: rows(3), paging: { limit: 1000, total: 3 } }))).toEqual({
      known: false,
      why: 'limit=1000 gave all 3 products: there are too few to see a page end',
    })
    const never = () => Promise.reject(refused(400))
    expect(await find('max_limit', never)).toEqual({ known: false, why: 'every limit from 1000 to 10 is refused' })
  })

  it('is not told by a shop that is in trouble', async () => {
    await expect(find('max_limit', () => Promise.reject(refused(500)))).rejects.toMatchObject({ status: 500 })
  })
})

describe('offline_listed', () => {
  const shop =
    (totals: readonly (number | undefined)[], flags: readonly (number | undefined)[] = [1, 1, 0]): Answer =>
    (_, index) => ({ paging: { total: totals[index] }, products: [{ product_id: 1, is_online: flags[index] }] })

  it.each([
    [
      'more than is online',
      shop([5, 3]),
      { known: true, value: 'yes', evidence: '5 without is_online, 3 with is_online=yes' },
    ],
    [
      'no more than is online, and some are offline',
      shop([3, 3, 2]),
      { known: true, value: 'no', evidence: '3 without is_online, 3 with is_online=yes, 2 with is_online=no' },
    ],
    ['nothing is offline', shop([3, 3, 0]), { known: false, why: 'no product is offline' }],
    [
      'is_online=yes is ignored',
      shop([3, 3], [0, 0]),
      { known: false, why: 'is_online=yes lists offline products too' },
    ],
    [
      'is_online=no is ignored',
      shop([3, 3, 3], [1, 1, 1]),
      { known: false, why: 'is_online=no lists products that are online' },
    ],
    ['no total is told', shop([]), { known: false, why: 'the list does not say its total' }],
  ])('where %s', async (_, answer, finding) => {
    expect(await find('offline_listed', answer)).toEqual(finding)
  })
})

describe('time_zone', () => {
  const at = (last_modified: unknown, date?: string) =>
    find(
      'time_zone',
      ({ method, path }) =>
        path === '/product' && method === 'GET'
          ? { paging: { total: 0 }, products: [] }
          : { product_id: 1, last_modified },
      date === undefined ? {} : { date },
    )
  const [winter, summer] = ['Thu, 01 Jan 2026 12:00:00 GMT', 'Wed, 01 Jul 2026 12:00:00 GMT']

  it.each([
    ['2026-01-01 13:00:02', winter, 'copenhagen'],
    ['2026-07-01 13:59:58', summer, 'copenhagen'],
    ['2026-01-01 12:00:00', winter, 'utc'],
    ['2026-07-01 11:58:00', summer, 'utc'],
  ])('a change of %s, answered at %s: %s', async (time, date, value) => {
    expect(await at(time, date)).toMatchObject({ known: true, value })
  })

  it.each([
    ['in neither zone', '2026-07-01 13:00:00', summer, /^a change of now is of 2026-07-01 13:00:00/],
    ['without a time', undefined, summer, /^a change of now is of undefined/],
    ['without a date', '2026-07-01 14:00:00', undefined, /^the answer has no Date$/],
  ])('is not known %s', async (_, time, date, why) => {
    expect(await at(time, date)).toMatchObject({ known: false, why: expect.stringMatching(why) })
  })
})

describe('stock', () => {
  const levels = (ids: readonly number[], more: object = {}) => ({
    paging: { total: ids.length, count: ids.length, ...more },
    stock: ids.map((product_id) => ({ product_id, SKU: `S-${product_id}`, stock: 1 })),
  })

  it.each([
    ['one product has a level', [levels([1, 1])], 'fewer than two products have a stock level'],
    ['the filter finds nothing', [levels([1, 2]), levels([])], 'product_ids=2 in the query gave no level at all'],
  ])('stock_arguments are not known where %s', async (_, answers, why) => {
    expect(await find('stock_arguments', (_request, index) => answers[index])).toEqual({ known: false, why })
  })

  it.each<[string, unknown, string]>([
    ['stock_key', [{ product_id: 1 }], 'the stock list is a bare array'],
    ['stock_row_key', { stock: [{ product_id: 1, code: 'A' }] }, 'a row names no SKU: product_id, code'],
    ['stock_paging', levels([1, 2]), 'no product of the first page has variants'],
    ['stock_paging', levels([1, 1, 2], { count: 9 }), 'count is 9 for 3 rows of 2 products'],
  ])('%s is not known of %j', async (fact, answer, why) => {
    expect(await find(fact, () => answer)).toEqual({ known: false, why })
  })

  it.each([
    [5, 'GET /stock/1 answers neither an array nor an object'],
    [{ stock: 5 }, 'GET /stock/1 answers an object with stock'],
  ])('stock_one is not known of %j', async (answer, why) => {
    const list = { paging: { total: 1 }, products: [{ product_id: 1 }] }
    expect(await find('stock_one', ({ path }) => (path === '/product' ? list : answer))).toEqual({ known: false, why })
  })
})

describe('other facts', () => {
  it.each<[string, unknown, Finding]>([
    ['default_limit', rows(20), { known: false, why: 'without a limit all 20 products came' }],
    [
      'default_limit',
      { paging: { total: 9 }, products: rows(5) },
      { known: true, value: 5, evidence: 'without a limit 5 of 9 products came' },
    ],
    ['over_limit', rows(3), { known: false, why: 'limit=1000 is not above the highest, as far as the answer tells' }],
    ['paging_types', rows(3), { known: false, why: 'paging has no total' }],
    ['product_order', rows(3).reverse(), { known: true, value: 'oldest_first', evidence: '898, 899, 900' }],
    [
      'product_order',
      [...rows(6), { product_id: 950 }],
      { known: true, value: 'other', evidence: '900, 899, 898, 897, 896, …' },
    ],
    ['dialect', [{ name: 'Stole' }], { known: false, why: 'there is no category' }],
  ])('%s of what comes', async (fact, answer, finding) => {
    expect(await find(fact, () => answer)).toEqual(finding)
  })

  it('attribute_type_key looks into three profiles, and names what it found instead', async () => {
    const asked: string[] = []
    const shop =
      (attributes: readonly object[]): Answer =>
      ({ path, query = {} }) => {
        if (path === '/profile') return [1, 2, 3, 4].map((profile_id) => ({ profile_id }))
        asked.push(String(query['profile_id']))
        return attributes
      }
    expect(await find('attribute_type_key', shop([]))).toMatchObject({ why: 'no profile with attributes was found' })
    expect(asked).toEqual(['1', '2', '3'])
    expect(await find('attribute_type_key', shop([{ attribute_id: 1, kind: 'string' }]))).toMatchObject({
      why: 'an attribute has neither: attribute_id, kind',
    })
  })

  it('variants_read tells the shape of what it saw first', async () => {
    const products = [
      { product_id: 1, attributes: [], stock_settings: [], html_fields: [] },
      { product_id: 2, attributes: [], stock_settings: [], html_fields: ['<p>'] },
    ]
    expect(await find('variants_read', () => ({ paging: { total: 2 }, products }))).toEqual({
      known: true,
      value: 'full',
      evidence: 'an element of html_fields of product 2 is string',
    })
  })

  it('unknown_id_status is not known where any id is answered', async () => {
    expect(await find('unknown_id_status', () => ({ product_id: 2147483647 }))).toMatchObject({ known: false })
  })
})

describe('writing', () => {
  const category = [{ category_id: 5 }, { category_id: 6 }]
  /** Stores nothing: what a probe reads is what the test says. */
  const shop =
    (product: object, level: unknown = []): Answer =>
    ({ method, path }) => {
      if (path === '/category') return category
      if (path.startsWith('/stock')) return method === 'GET' ? level : []
      return path === '/product' && method === 'GET'
        ? { paging: { total: 0 }, products: [] }
        : { product_id: 1, ...product }
    }

  it.each<[string, Answer, string]>([
    ['array_put', shop({ categories: [] }), 'categories [5], then a PUT of [6], read as []'],
    ['stock_mode', shop({}, [{ stock: 3 }]), '7 and then 5 were posted, and 3 is read'],
    ['stock_mode', shop({}, 'posted'), '7 and then 5 were posted, and nothing is read'],
    ['images_unmentioned', shop({ images: [] }), 'two pictures were sent and fewer are read'],
    ['image_weights', shop({ images: [{ image_id: 1 }] }), 'two pictures were sent and another number is read'],
    ['gone_status', shop({}), 'a deleted product is answered as if it were there'],
    ['deleted_listed', shop({}), 'product_ids does not find a product that is offline'],
  ])('%s is not known of what the shop does not do: %#', async (fact, answer, why) => {
    expect(await find(fact, answer)).toEqual({ known: false, why })
  })

  it('images that a PUT does not name may be neither left nor removed alone', async () => {
    const images = [{ image_id: 1 }, { image_id: 2 }]
    let reads = 0
    const answer: Answer = (request, index) => {
      const isRead = request.method === 'GET' && request.path === '/product/1'
      reads += isRead ? 1 : 0
      return shop({ images: isRead && reads === 2 ? [] : images })(request, index)
    }
    expect(await find('images_unmentioned', answer)).toEqual({
      known: false,
      why: 'of two pictures a PUT named one, and 0 are read',
    })
  })

  it('is in doubt where a create names no id', async () => {
    const nameless: Answer = ({ method }) => (method === 'GET' ? { paging: { total: 0 }, products: [] } : { ok: true })
    await expect(find('create_status', nameless)).rejects.toMatchObject({ code: 'E2004', effect: 'unknown' })
  })
})
