/** `butik probe` against the sandbox: each switch is found out as it is set, and nothing is left behind. */
import { describe, expect, it, test } from 'vitest'
import type { Finding } from '../../../../src/model/provider.ts'
import { api } from '../../../../src/providers/shoporama/api.ts'
import { probes } from '../../../../src/providers/shoporama/probes.ts'
import { assumeNames } from '../../../../src/providers/shoporama/schema.ts'
import type { ShoporamaSession } from '../../../../src/providers/shoporama/session.ts'
import { shoporamaSwitches } from '../../../../src/sandbox/shoporama/switches.ts'
import type { SwitchTable } from '../../../../src/sandbox/switches.ts'
import { type OpenSession, openSession, signal } from './open-session.ts'

const switches: SwitchTable = shoporamaSwitches
const [chair, table] = ['600001', '600002']

/** The furniture shop, with step prices on one product and the other offline. */
async function probedShop(values: Readonly<Record<string, string | number>> = {}): Promise<OpenSession> {
  const shop = await openSession({ seed: 'furniture-shop' })
  const discount = { discount: [{ 10: { 40001: '1199' } }] }
  await api.send(shop.session, 'product.update', { parameters: { id: chair }, body: { discount } }, signal)
  await api.send(shop.session, 'product.update', { parameters: { id: table, is_online: '0' } }, signal)
  shop.sandbox.shoporama.set(values)
  shop.sandbox.clearLog()
  return shop
}

function run(session: ShoporamaSession, fact: string, until: AbortSignal = signal): Promise<Finding> {
  const probe = probes.find((one) => one.fact === fact)
  if (probe === undefined) throw new Error(`no probe is called ${fact}`)
  return probe.run(session, until)
}

/** Live products by id and own_id: what a probe made and removed is not among them. */
async function productsOf({ sandbox, session }: OpenSession): Promise<string> {
  sandbox.shoporama.set({ offline_listed: 'yes', deleted_listed: 'no', stock_arguments: 'query' })
  const { text } = await api.send(session, 'product.list', { parameters: { limit: '50' } }, signal)
  const { text: levels } = await api.send(session, 'stock.list', { parameters: { limit: '50' } }, signal)
  return text + levels
}

/** What cannot be told by looking, and why. */
const untold: { readonly [setting: string]: string } = {
  'variants_read=hidden': 'they may be hidden',
  'step_prices_read=hidden': 'they may be hidden',
}

const settings = probes.flatMap(({ fact }) => (switches[fact]?.values ?? []).map((value) => [fact, value] as const))

describe('each fact, as the shop has it', () => {
  test.each(settings)('%s: %s', async (fact, value) => {
    await using shop = await probedShop({ [fact]: value })
    const finding = await run(shop.session, fact)
    const why = untold[`${fact}=${value}`]
    if (why === undefined) expect(finding).toMatchObject({ known: true, value })
    else expect(finding).toMatchObject({ known: false, why: expect.stringContaining(why) })
  })

  test.each([
    [50, 100],
    [100, 250],
  ])('max_limit %i where a higher limit is refused', async (most, refused) => {
    await using shop = await probedShop({ max_limit: most, over_limit: 'reject' })
    const evidence = `limit=${refused} is refused, ${most} is not`
    expect(await run(shop.session, 'max_limit')).toEqual({ known: true, value: most, evidence })
  })

  test.each([
    ['product_order', 'newest_first'],
    ['unknown_id_status', 404],
  ])('%s: %s', async (fact, value) => {
    await using shop = await probedShop()
    expect(await run(shop.session, fact)).toMatchObject({ known: true, value })
  })

  it('that has a setting has a probe', () => {
    expect([...assumeNames].filter((name) => !probes.some(({ fact }) => fact === name))).toEqual([])
  })

  it('has one probe, and is a switch of the sandbox or told of an id or an order', () => {
    const facts = probes.map(({ fact }) => fact)
    expect(new Set(facts).size).toBe(facts.length)
    expect(facts.filter((fact) => switches[fact] === undefined)).toEqual(['product_order', 'unknown_id_status'])
  })
})

describe('an empty shop', () => {
  const told = [
    'max_limit',
    'over_limit',
    'default_limit',
    'paging_types',
    'list_form',
    'stock_key',
    'unknown_id_status',
  ]

  test.each(probes.filter(({ writes }) => !writes).map(({ fact }) => fact))(
    'tells of %s only what it can',
    async (fact) => {
      await using shop = await openSession()
      expect((await run(shop.session, fact)).known).toBe(told.includes(fact))
    },
  )
})

describe('probes that read', () => {
  const reading = probes.filter(({ writes }) => !writes).map(({ fact }) => fact)

  it('only read, with a token that may only read, for 21 calls', async () => {
    await using shop = await probedShop()
    const reader = shop.as({ token: shop.sandbox.shoporama.readOnlyToken })
    const before = shop.sandbox.shoporama.snapshot()
    for (const fact of reading) await run(reader, fact)
    expect(shop.sandbox.shoporama.snapshot()).toEqual(before)
    expect(shop.calls().every((call) => call.startsWith('GET '))).toBe(true)
    expect(shop.calls()).toHaveLength(21)
  })

  test.each(reading)('%s has nothing to say where the token is refused: it throws', async (fact) => {
    await using shop = await probedShop()
    await expect(run(shop.as({ token: 'not-a-token' }), fact)).rejects.toMatchObject({ code: 'E2002' })
  })
})

describe('probes that write', () => {
  const writing = probes.filter(({ writes }) => writes).map(({ fact }) => fact)

  it('are these', () => {
    expect(writing).toEqual([
      'array_put',
      'stock_mode',
      'images_unmentioned',
      'image_weights',
      'gone_status',
      'deleted_listed',
      'time_zone',
      'create_status',
    ])
  })

  test.each(writing)('%s leaves the shop as it was, and only its own product is ever written', async (fact) => {
    await using shop = await probedShop()
    const before = await productsOf(shop)
    shop.sandbox.clearLog()
    await run(shop.session, fact)
    const written = shop.sandbox.shoporama.log.filter(({ method }) => method !== 'GET')
    const created = written.filter(({ method, path }) => method === 'POST' && path === '/product')
    expect(created.map((entry) => shop.sandbox.shoporama.body(entry))).toMatchObject([
      { name: 'butik-probe (may be deleted)', own_id: 'butik-probe', is_online: 0 },
    ])
    expect(written.every(({ path }) => ['/product', '/product/600003', '/stock'].includes(path))).toBe(true)
    expect(await productsOf(shop)).toBe(before)
  })

  test.each(writing)('%s removes its product also where the answer to the create is lost', async (fact) => {
    await using shop = await probedShop()
    const before = await productsOf(shop)
    shop.sandbox.faults.script([{ match: { method: 'POST', path: '^/product$' }, fault: { kind: 'lost_answer' } }])
    await expect(run(shop.session, fact)).rejects.toMatchObject({ code: 'E2009' })
    shop.sandbox.faults.clear()
    expect(await productsOf(shop)).toBe(before)
  })

  it('removes its product also where the run is aborted', async () => {
    await using shop = await probedShop()
    const before = await productsOf(shop)
    const stop = new AbortController()
    shop.sandbox.beforeAnswer = ({ method, path }) => {
      if (method === 'POST' && path === '/stock') stop.abort(new Error('enough'))
    }
    await expect(run(shop.session, 'stock_mode', stop.signal)).rejects.toThrow('enough')
    expect(await productsOf(shop)).toBe(before)
  })

  it('removes what an earlier probe left, and nothing that is only called like it', async () => {
    await using shop = await probedShop()
    const make = (name: string, own_id: string) =>
      api.send(shop.session, 'product.create', { parameters: {}, body: { name, own_id, is_online: 0 } }, signal)
    await make('butik-probe holder', 'butik-probe')
    const before = await productsOf(shop)
    await make('butik-probe (may be deleted)', 'butik-probe-12')
    expect(await run(shop.session, 'stock_mode')).toMatchObject({ known: true, value: 'absolute' })
    expect(await productsOf(shop)).toBe(before)
  })

  it('says so where its product cannot be removed', async () => {
    await using shop = await probedShop()
    shop.sandbox.faults.script([{ match: { method: 'DELETE', times: 99 }, fault: { kind: 'status', status: 500 } }])
    await expect(run(shop.session, 'create_status')).rejects.toMatchObject({
      message: expect.stringMatching(/^a product called "butik-probe \(may be deleted\)" may be left in the shop: /),
    })
  })

  test.each(writing)('%s makes nothing with a token that may only read, and does not look for it', async (fact) => {
    await using shop = await probedShop()
    const reader = shop.as({ token: shop.sandbox.shoporama.readOnlyToken })
    await expect(run(reader, fact)).rejects.toMatchObject({ code: 'E2002', status: 403 })
    expect(shop.calls().at(-1)).toBe('POST /product')
  })

  it('cannot tell of lists in a PUT without two categories', async () => {
    await using shop = await openSession()
    expect(await run(shop.session, 'array_put')).toEqual({
      known: false,
      why: 'the shop has fewer than two categories',
    })
  })
})
