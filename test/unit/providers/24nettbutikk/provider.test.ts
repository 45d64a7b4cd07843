// 24Nettbutikk is only read: what is asked, what of the answers counts, and what never leaves.
import { describe, expect, test } from 'vitest'
import type { Kind, Page } from '../../../../src/model/provider.ts'
import { parseYaml } from '../../../../src/pipeline/yaml-parse.ts'
import { nettbutikk } from '../../../../src/providers/24nettbutikk/index.ts'
import { scalarOf } from '../../../../src/providers/24nettbutikk/reading.ts'
import type { NettbutikkSession } from '../../../../src/providers/24nettbutikk/session.ts'
import { base, elsewhere, type FakeAnswer, fakeVendor, signal } from '../../../support/fake-vendor.ts'

const token = 'sesame-0123456789'
const values = { url: `${base}/`, token }
const basic = `Basic ${Buffer.from(`${token}:x-oauth-basic`).toString('base64')}`

const [product, customer, order] = nettbutikk.kinds as [
  Kind<NettbutikkSession>,
  Kind<NettbutikkSession>,
  Kind<NettbutikkSession>,
]

const all = async (pages: AsyncIterable<Page>) => {
  const found: Page[] = []
  for await (const page of pages) found.push(page)
  return found.flatMap(({ objects }) => objects)
}
const listed = (kind: Kind<NettbutikkSession>, session: NettbutikkSession) => {
  if (kind.reading.by !== 'list') throw new Error('not by list')
  return all(kind.reading.list(session, signal))
}
const marked = (kind: Kind<NettbutikkSession>, session: NettbutikkSession) =>
  kind.reading.by === 'list' ? kind.reading.mark?.(session, signal) : undefined

describe('a scalar has one dress', () => {
  test.each([
    [159.9, '159.9'],
    ['159.90', '159.9'],
    [100, '100'],
    ['00123', '00123'],
    ['', null],
    [null, null],
    [true, '1'],
    ['1.299,00', '1.299,00'],
    [['a'], undefined],
    [{}, undefined],
  ])('%j → %j', (value, inside) => expect(scalarOf(value)).toEqual(inside))
})

describe('reading', () => {
  const rows = [
    { id: 1, name: 'Lampe', price: '159.90', stock: null, order_lines: [] },
    { id: 2, name: 'Stol', price: 1299, stock: 3 },
  ]

  test('goes by offset to the last page, with the token as user, and follows no link', async () => {
    const { session, sent, calls } = fakeVendor(
      nettbutikk,
      { values: { ...values, assume: { page_size: 1 } } },
      (_, index) => ({
        body: {
          data: [rows[index]],
          paging: index === 0 ? { next: `https://elsewhere.example/?access_token=${token}` } : { prev: 'x' },
        },
      }),
    )
    expect(await listed(product, session)).toEqual([
      { kind: 'product', remoteId: '1', spec: { id: '1', name: 'Lampe', price: '159.9', stock: null } },
      { kind: 'product', remoteId: '2', spec: { id: '2', name: 'Stol', price: '1299', stock: '3' } },
    ])
    expect(calls()).toEqual(['GET /products/1/0', 'GET /products/1/1'])
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([basic, basic])
  })

  test('goes on by the rows that came, where the vendor gives fewer than were asked for', async () => {
    const { session, calls } = fakeVendor(nettbutikk, { values }, (_, index) => ({
      body: { data: [rows[index]], paging: index === 0 ? { next: 'x' } : {} },
    }))
    expect((await listed(product, session)).map(({ remoteId }) => remoteId)).toEqual(['1', '2'])
    expect(calls()).toEqual(['GET /products/100/0', 'GET /products/100/1'])
  })

  test('an empty page without a next one is the end, and with one the list came short', async () => {
    const table = fakeVendor(nettbutikk, { values }, () => ({ body: { data: [], paging: {} } }))
    expect(await listed(order, table.session)).toEqual([])
    const broken = fakeVendor(nettbutikk, { values }, (_, index) => ({
      body: { data: index === 0 ? [{ order_no: 1 }] : [], paging: { next: 'x' } },
    }))
    await expect(listed(order, broken.session)).rejects.toMatchObject({
      code: 'E2006',
      message: 'here: GET /orders/{limit}/{offset}: the page from row 1 on is empty, and names a next one',
      effect: 'none',
    })
    expect(broken.calls()).toEqual(['GET /orders/100/0', 'GET /orders/100/1'])
  })

  test('a list without an end is given up', { timeout: 60_000 }, async () => {
    const { session, sent } = fakeVendor(nettbutikk, { values }, () => ({
      body: { data: [{ order_no: 1 }], paging: { next: 'x' } },
    }))
    await expect(listed(order, session)).rejects.toMatchObject({
      code: 'E2006',
      message: expect.stringContaining('no end'),
    })
    expect(sent).toHaveLength(10_000)
  })

  test('knows an order by its number, and a customer by what the account names it', async () => {
    const answer = () => ({ body: { data: [{ order_no: 1001, kunde_nr: 'K7' }], paging: {} } })
    const orders = fakeVendor(nettbutikk, { values }, answer)
    expect((await listed(order, orders.session))[0]).toMatchObject({ remoteId: '1001', spec: { order_no: '1001' } })
    const probed = fakeVendor(nettbutikk, { values, probed: { customer_id: 'kunde_nr' } }, answer)
    expect((await listed(customer, probed.session))[0]).toMatchObject({ remoteId: 'K7', spec: { id: 'K7' } })
    const written = { ...values, assume: { customer_id: 'order_no' } }
    const both = fakeVendor(nettbutikk, { values: written, probed: { customer_id: 'kunde_nr' } }, answer)
    expect((await listed(customer, both.session))[0]).toMatchObject({ remoteId: '1001' })
  })

  test('a row that cannot be known is an error that says which field to name', async () => {
    const { session } = fakeVendor(nettbutikk, { values }, () => ({ body: { data: [{ nr: 1 }], paging: {} } }))
    await expect(listed(product, session)).rejects.toMatchObject({
      code: 'E2004',
      message: 'here: GET /products/{limit}/{offset}: a row has no "id" to know it by',
      hint: expect.stringContaining('product_id'),
    })
  })

  test.each([
    [
      { 'last-modified': 'Sun, 01 Mar 2026 11:00:00 GMT', date: 'Sun, 01 Mar 2026 12:00:00 GMT' },
      'Sun, 01 Mar 2026 11:00:00 GMT, limit_offset, by order_no',
    ],
    // In this very second it may move once more.
    [{ 'last-modified': 'Sun, 01 Mar 2026 11:59:59 GMT', date: 'Sun, 01 Mar 2026 12:00:00 GMT' }, undefined],
    [{ date: 'Sun, 01 Mar 2026 12:00:00 GMT' }, undefined],
    [{ 'last-modified': 'yesterday', date: 'Sun, 01 Mar 2026 12:00:00 GMT' }, undefined],
  ])('a mark of %j is %j', async (headers, mark) => {
    const { session, calls } = fakeVendor(nettbutikk, { values }, () => ({ headers }))
    expect(await marked(order, session)).toBe(mark)
    expect(calls()).toEqual(['HEAD /orders'])
  })
})

test('what is expected is compared in the dress of what is read', () => {
  const declared = (yaml: string) => {
    const { root } = parseYaml('a.yaml', yaml)
    if (root?.type !== 'map') throw new Error('no mapping')
    const context = {
      value: (_: string, node: { type: string; text?: string; value?: unknown }) =>
        node.value === null ? null : node.text,
    }
    return product.declare(root, context as never)
  }
  // More digits than a float holds.
  expect(declared('{ id: 12345678901234567890, price: 90071992547409.93, size: 1e3 }')).toEqual({
    id: '12345678901234567890',
    price: '90071992547409.93',
    size: '1000',
  })
  expect(declared('{ id: 7, price: 159.90, code: 00123, ean: "0159.90", name: Lampe, note: null }')).toEqual({
    id: '7',
    price: '159.9',
    code: '00123',
    ean: '159.9',
    name: 'Lampe',
    note: null,
  })
})

describe('settings', () => {
  test.each([
    [{ token }, 'url is missing or wrong'],
    [{ url: base }, 'token is missing or wrong'],
    [{ ...values, url: 'vendor.example' }, 'url is not an http or https address'],
    [
      { ...values, url: `${base}?access_token=${token}` },
      'url holds a query: a token belongs into the setting "token"',
    ],
    [{ ...values, tokn: 'x' }, 'tokn is missing or wrong'],
    [{ ...values, assume: { page_size: 0 } }, 'assume.page_size is missing or wrong'],
  ])('%j', (written, message) => {
    const made = () => fakeVendor(nettbutikk, { values: written }, () => ({}))
    expect(made).toThrow(expect.objectContaining({ code: 'E1301', message: `connection here: ${message}` }))
    expect(made).not.toThrow(token)
  })

  test('the identity of the shop is its address, without what a query may hold', () => {
    const of = (url: string) =>
      nettbutikk.url({
        name: 'x',
        vendor: '24nettbutikk',
        values: { url },
        bulk: { products: 1, postings: 1, bytes: 1 },
        probed: {},
      })
    expect(of(`${base}/?access_token=${token}`)).toBe(base)
  })
})

describe('errors', () => {
  const table: readonly [string, FakeAnswer, string, string][] = [
    [
      '400 with an empty body',
      { status: 400 },
      'E2003',
      'here: HEAD /orders: answered 400: "the arguments are not valid"',
    ],
    [
      '401 with an empty body',
      { status: 401 },
      'E2002',
      'here: HEAD /orders: answered 401: "the token is missing or not known"',
    ],
    ['403', { status: 403, body: 'no' }, 'E2002', 'here: HEAD /orders: answered 403: "no"'],
    ['404', { status: 404 }, 'E2003', 'here: HEAD /orders: answered 404: "there is no such thing"'],
    ['429', { status: 429 }, 'E2005', 'here: HEAD /orders: answered 429, after 2 attempts'],
    [
      '500 and a page',
      { status: 500, body: '<html><title>Ops</title></html>' },
      'E2003',
      'here: HEAD /orders: answered 500, after 4 attempts: "Ops"',
    ],
    [
      'a redirect to another host',
      elsewhere,
      'E2004',
      'here: HEAD /orders: answered 302, a redirect to elsewhere.example',
    ],
  ]
  test.each(table)('%s', async (_what, answer, code, message) => {
    const { session, sent } = fakeVendor(nettbutikk, { values }, () => answer)
    await expect(nettbutikk.doctor.ask(session, signal)).rejects.toMatchObject({ code, message, effect: 'none' })
    expect(sent.every(({ url }) => url.host === 'vendor.example')).toBe(true)
  })

  test.each([
    ['an empty body', { body: '' }],
    ['a web page', { body: '<html></html>' }],
    ['half a body', { body: { data: [1, 2, 3] }, truncated: true }],
    ['another shape', { body: { rows: [] } }],
  ])('a list that is %s is no list', async (_what, answer) => {
    const { session } = fakeVendor(nettbutikk, { values }, () => answer)
    await expect(listed(product, session)).rejects.toMatchObject({ name: 'VendorError', effect: 'none' })
  })

  test('the token is in no message, trace, request shown or reply', async () => {
    const echo = `${token} ${encodeURIComponent(token)} ${Buffer.from(`${token}:x-oauth-basic`).toString('base64')}`
    const bad = fakeVendor(nettbutikk, { values }, () => ({ status: 400, body: echo }))
    const error = await nettbutikk.doctor.ask(bad.session, signal).catch((caught: unknown) => caught)
    const good = fakeVendor(nettbutikk, { values }, () => ({
      body: { data: [], paging: { next: `https://vendor.example/?access_token=${token}` } },
      headers: { 'x-echo': token },
    }))
    const input = { parameters: { limit: '1', offset: '0' } }
    const reply = await nettbutikk.api.send(good.session, 'orders.list', input, signal)
    const shown = nettbutikk.api.show(good.session, 'orders.list', input)
    expect(shown.headers['authorization']).toBe('Basic ***')
    expect(reply.text).toContain('access_token=***')
    for (const text of [String(error), JSON.stringify([reply, shown]), ...bad.traces, ...good.traces]) {
      expect(text).not.toContain(token)
      expect(text).not.toContain(Buffer.from(token).toString('base64').slice(0, 12))
    }
  })
})

describe('api', () => {
  test('fills the segments, leaves out what is not given, and takes JSONP for a text', async () => {
    const { session, calls } = fakeVendor(nettbutikk, { values }, ({ url }) =>
      url.searchParams.has('callback') ? { body: 'show({"data":[]})' } : { body: { data: [], paging: {} } },
    )
    const send = (id: string, parameters: { [name: string]: string }) =>
      nettbutikk.api.send(session, id, { parameters }, signal)
    await send('root', {})
    await send('orders.since', { limit: '100', offset: '0', since: '1415887613' })
    await send('orders.since', { limit: '100', offset: '0', since: '1415887613', until: '1415894813' })
    await send('orders.head', {})
    await send('orders.read', { order_no: '1001' })
    expect((await send('products.list', { limit: '1', offset: '0', callback: 'show' })).text).toBe('show({"data":[]})')
    expect(calls()).toEqual([
      'GET /',
      'GET /orders/100/0/1415887613',
      'GET /orders/100/0/1415887613/1415894813',
      'HEAD /orders',
      'GET /orders/1001',
      'GET /products/1/0?callback=show',
    ])
  })

  test('pages by offset, as long as there is a next one', () => {
    const input = { parameters: { limit: '10', offset: '20' } }
    const next = (text: string) => nettbutikk.api.next('orders.list', input, { status: 200, headers: [], text })
    // By the rows that came: fewer than were asked for leave no hole, and none at all are the end, whatever is said of a next.
    expect(next('{"data":[{},{},{}],"paging":{"next":"x"}}')).toEqual({ parameters: { limit: '10', offset: '23' } })
    expect(next('{"data":[],"paging":{"next":"x"}}')).toBeUndefined()
    expect(next('{"data":[],"paging":{"prev":"x"}}')).toBeUndefined()
    expect(next('show({})')).toBeUndefined()
  })

  test('walks no pages where a script is asked for, or where there are none', () => {
    const page = { limit: '10', offset: '0' }
    const unpaged = (id: string, parameters: { [name: string]: string }) => nettbutikk.api.unpaged(id, { parameters })
    expect(unpaged('orders.list', page)).toBeUndefined()
    expect(unpaged('orders.list', { ...page, callback: 'show' })).toBe(
      'orders.list with a callback is answered by a script, and butik reads no next page in one',
    )
    expect(unpaged('orders.head', {})).toBe('orders.head has no pages')
  })
})

describe('probes', () => {
  const run = async (fact: string, data: readonly unknown[], next?: string) => {
    const paging = next === undefined ? {} : { next }
    const { session } = fakeVendor(nettbutikk, { values }, () => ({ body: { data, paging } }))
    return nettbutikk.probes.find((probe) => probe.fact === fact)?.run(session, signal)
  }
  const some = (count: number) => Array.from({ length: count }, (_, index) => ({ produkt: 'x', product_id: index + 1 }))

  test('the size of a page is what a call for many gives', async () => {
    expect(await run('page_size', some(1000))).toMatchObject({ known: true, value: 1000 })
    expect(await run('page_size', some(250), 'x')).toMatchObject({ known: true, value: 250 })
    expect(await run('page_size', some(3))).toMatchObject({ known: false })
  })

  describe('the order of segments', () => {
    const table = Array.from({ length: 4 }, (_, index) => ({ id: 11 + index, seen: 0 }))
    type Order = (first: number, second: number) => readonly unknown[] | undefined
    const limitFirst: Order = (limit, offset) => table.slice(offset, offset + limit)
    const offsetFirst: Order = (offset, limit) => limitFirst(limit, offset)
    let reads = 0

    const probed = async (order: Order, whole: readonly unknown[] = table) => {
      const { session } = fakeVendor(nettbutikk, { values }, ({ path }) => {
        const [first, second] = path.split('/').slice(2).map(Number)
        const data = first === undefined || second === undefined ? whole : order(first, second)
        if (data === undefined) return { status: 400 }
        // What is counted with each look does not make another product of it.
        reads += 1
        return { body: { data: data.map((row) => ({ ...(row as object), seen: reads })), paging: {} } }
      })
      return nettbutikk.probes.find(({ fact }) => fact === 'segment_order')?.run(session, signal)
    }

    test.each([
      ['limit_offset', limitFirst, '/products/2/1 gave 12,13, and /products/1/2 gave 13'],
      ['offset_limit', offsetFirst, '/products/2/1 gave 13, and /products/1/2 gave 12,13'],
    ] as const)('%s', async (value, order, evidence) => {
      expect(await probed(order)).toEqual({ known: true, value, evidence })
    })

    test.each<[string, Order]>([
      ['always the first rows', () => table],
      ['nothing', () => []],
      ['a refusal', () => undefined],
      ['the right rows once', (first, second) => (first === 2 ? limitFirst(first, second) : table)],
    ])('is not known where the vendor gives %s', async (_, order) => {
      expect(await probed(order)).toMatchObject({ known: false, why: expect.stringContaining('neither order') })
    })

    test('is not known where there are too few products, or nothing tells them apart', async () => {
      expect(await probed(limitFirst, table.slice(0, 2))).toMatchObject({ known: false })
      expect(await probed(limitFirst, [{ a: 1 }, { a: 2 }, { a: 3 }])).toEqual({
        known: false,
        why: 'no field of a product tells it from the others',
      })
    })
  })

  test('an id is in every row and never twice', async () => {
    expect(await run('product_id', some(3))).toMatchObject({ known: true, value: 'product_id' })
    expect(await run('product_id', [{ id: 1 }, { id: 1 }])).toMatchObject({ known: false })
    expect(await run('customer_id', [])).toEqual({ known: false, why: 'there are no customers' })
  })
})
