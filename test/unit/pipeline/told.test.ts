// What butik.yaml tells of objects, against a sandbox: a plan of it writes nothing, and an apply no call more than what differs.
import { describe, expect, test } from 'vitest'
import { DiagnosticsError } from '../../../src/model/errors.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { importResource } from '../../../src/pipeline/by-hand.ts'
import { butikYaml, type Engine, engine, type Files } from '../../support/engine.ts'
import { pulled } from '../../support/pulling.ts'

const profiles =
  'profiles:\n  seats: { name: Møbel, attributes: { colour: { type: valuelist, name: Farve, is_variant: true, values: { oak: Eg, ash: Ask } } } }\n'

const chair = (key: string, sku = 'CH-1') =>
  `  ${key}: { own_id: ${sku}, name: Stol, price: 100, profile: seats, attributes: { colour: [oak] }, stock_settings: [{ attribute: colour, value: oak, own_id: ${sku}-O, stock: 7 }] }\n`

const files = (products: string, roots = ''): Files => ({
  'butik.yaml': butikYaml({ roots }),
  'shop.yaml': `${profiles}products:\n${products}`,
})

const lines = ({ changes }: Plan) => changes.map(({ action, address, reason }) => `${action} ${address}: ${reason}`)
const writes = ({ operations }: Plan) =>
  operations.map(({ operation, addresses }) => `${operation} ${addresses.join()}`)
const codes = ({ diagnostics }: Plan) => diagnostics.map(({ code, severity }) => `${severity} ${code}`)
const quiet = (plan: Plan) => expect([plan.changes, plan.stateUpdates, codes(plan)]).toEqual([[], [], []])
const idOf = async (shop: Engine, address: string): Promise<string> =>
  (await shop.backend.read()).snapshot.entries[address]?.remoteId ?? ''
const owned = async (shop: Engine) =>
  Object.keys((await shop.backend.read()).snapshot.entries).filter((one) => /product|stock/.test(one))

async function refusal(work: Promise<unknown>): Promise<string[]> {
  const error: unknown = await work.catch((found: unknown) => found)
  if (!(error instanceof DiagnosticsError)) throw new Error(`not refused: ${String(error)}`)
  return error.diagnostics.map(({ code, summary, source }) => `${code} ${source?.line}:${source?.column} ${summary}`)
}

async function applied(first: Files): Promise<Engine> {
  const shop = await engine(first)
  await shop.apply(await shop.plan())
  return shop
}

test('an id that was imported by hand and is not in the shop is an error, and no second one is made', async () => {
  await using shop = await engine(files('  lamp: { own_id: LA-1, name: Lampe }\n'))
  const by = { id: 'l', operation: 'import', holder: 't', since: new Date(0).toISOString() }
  const take = async (id: string) => importResource(await shop.world(), by, 'shop/product/lamp', id, { resend: false })
  await take('4711')
  const plan = await shop.plan({ target: ['shop/product/lamp'] })
  expect([plan.changes, plan.summary.notEvaluated, codes(plan)]).toEqual([[], 1, ['error E1526']])
  expect(plan.diagnostics[0]).toMatchObject({
    address: 'shop/product/lamp',
    hint: 'put the id right: butik import shop/product/lamp ID; or butik state forget shop/product/lamp, and the next plan makes it',
  })
  expect((await pulled(shop)).files).toEqual([])
  // One that is found by its own_id is that one.
  await shop.owner('POST', '/product', [{ own_id: 'LA-1', name: 'Lampe' }])
  expect((await shop.plan({ target: ['shop/product/lamp'] })).changes.map(({ action }) => action)).toEqual(['adopt'])
  await expect(take('lamp')).rejects.toMatchObject({ code: 'E3006' })
})

describe('moved', () => {
  test('what has another key and another own_id keeps its object, with what is nested in it', async () => {
    await using shop = await applied(files(chair('old')))
    const [state, id] = [await shop.state(), await idOf(shop, 'shop/product/old')]
    shop.write(files(chair('new', 'CH-2'), 'moved: { shop/product/old: shop/product/new }\n'))
    const plan = await shop.plan()
    expect(lines(plan)).toEqual(['adopt shop/product/new: moved from shop/product/old'])
    expect(writes(plan)).toEqual(['PUT /product/{id} shop/product/new'])
    expect(await shop.state()).toBe(state)
    shop.forgetCalls()
    await shop.apply(plan)
    expect(shop.calls().filter((call) => !call.startsWith('GET'))).toEqual([`PUT /product/${id}`])
    expect(await owned(shop)).toEqual(['shop/product/new', 'shop/stock/new.colour.oak'])
    quiet(await shop.plan())
  })

  test('its pictures are ours still: another one asks nobody', async () => {
    const lamp = (key: string, picture: string) =>
      `  ${key}: { own_id: ${key}, name: Lampe, images: [{ file: ${picture}.png }] }\n`
    const pictures = { 'a.png': 'a', 'b.png': 'b' }
    await using shop = await applied({ ...files(lamp('old', 'a')), ...pictures })
    shop.write(files(lamp('new', 'b'), 'moved: { shop/product/old: shop/product/new }\n'))
    const plan = await shop.plan()
    expect(plan.changes[0]?.diff.map(({ meaning }) => meaning)).toContain('image')
    expect(plan.guards.map(({ name }) => name)).not.toContain('images')
  })

  test('a key alone, over a chain of moves, is no call, and what refers to it is told of it once', async () => {
    const set = (key: string) => `${chair(key)}  set: { own_id: SET, name: Sæt, related: [${key}] }\n`
    await using shop = await applied(files(set('a')))
    shop.write(files(set('c'), 'moved:\n  shop/product/a: shop/product/b\n  shop/product/b: shop/product/c\n'))
    const plan = await shop.plan()
    expect(lines(plan)).toEqual(['adopt shop/product/c: moved from shop/product/a'])
    expect(plan.operations).toEqual([])
    await shop.apply(plan)
    quiet(await shop.plan())
  })

  test('what a run leaves out does not move, and is moved by a later one', async () => {
    await using shop = await applied(files(`${chair('old')}  lamp: { own_id: L, name: Lampe }\n`))
    const now = `${chair('new')}  lamp: { own_id: L, name: Lampe }\n`
    shop.write(files(now, 'moved: { shop/product/old: shop/product/new }\n'))
    quiet(await shop.plan({ target: ['shop/product/lamp'] }))
    expect(lines(await shop.plan({ target: ['shop/product/new'] }))).toEqual([
      'adopt shop/product/new: moved from shop/product/old',
    ])
    // The plan of nothing goes by the state.
    const gone = await shop.plan({ destroy: true, allowDelete: true })
    expect(lines(gone)).toContainEqual(expect.stringMatching(/^delete shop\/product\/old/))
  })

  test('what an interrupted run left in doubt is looked for under the new address', async () => {
    await using shop = await engine(files(chair('old')))
    const first = await shop.plan()
    shop.sandbox.faults.script([
      { match: { method: 'POST', path: '^/product(\\?|$)' }, fault: { kind: 'lost_answer' } },
      { match: { method: 'GET', path: '^/product\\?', nth: 2, times: 30 }, fault: { kind: 'status', status: 400 } },
    ])
    const { outcomes } = await shop.apply(first)
    expect(outcomes.map(({ outcome }) => outcome)).toContain('in-doubt')
    shop.sandbox.faults.clear()
    shop.write(files(chair('new', 'CH-2'), 'moved: { shop/product/old: shop/product/new }\n'))
    const plan = await shop.plan()
    expect(writes(plan)).toContain('PUT /product/{id} shop/product/new')
    // Its level was on its way, and is set now.
    expect(lines(plan).filter((line) => /^(create|forget)/.test(line))).toEqual([
      expect.stringMatching(/^create shop\/stock\/new\.colour\.oak/),
    ])
    await shop.apply(plan)
    expect((await shop.plan()).operations).toEqual([])
    expect(await owned(shop)).toEqual(['shop/product/new', 'shop/stock/new.colour.oak'])
  })

  test('where the new address has an object nothing is planned', async () => {
    await using shop = await applied(files(chair('old') + chair('new', 'CH-2')))
    shop.write(files(chair('new', 'CH-2'), 'moved: { shop/product/old: shop/product/new }\n'))
    shop.forgetCalls()
    expect(await refusal(shop.plan())).toEqual([
      expect.stringMatching(
        /^E1523 7:10 shop\/product\/old \(id \d+\) cannot become shop\/product\/new: .* has id \d+ already$/,
      ),
    ])
    expect(shop.calls()).toEqual([])
  })
})

describe('imports', () => {
  const imports = (id: string) => `imports: { shop/product/chair: ${id} }\n`
  const chairs = '  chair: { own_id: CH-9, name: Stol, price: 100 }\n'
  async function withForeign(): Promise<{ shop: Engine; id: string }> {
    const shop = await engine(files('  lamp: { own_id: L, name: Lampe }\n'))
    await shop.apply(await shop.plan())
    const made = await shop.owner('POST', '/product', { own_id: 'X-1', name: 'Stol', price: 120 })
    const id = /"product_id":\s*"?(\d+)/.exec(JSON.stringify(made))?.[1] ?? ''
    return { shop, id }
  }

  test('an object that goes by another key is taken on by its id, with a diff that guards see, and once', async () => {
    const { shop, id } = await withForeign()
    await using _ = shop
    shop.write(files(`  lamp: { own_id: L, name: Lampe }\n${chairs}`, imports(id)))
    const plan = await shop.plan()
    expect(lines(plan)).toEqual([`adopt shop/product/chair: imported: id ${id}`])
    expect(plan.summary).toMatchObject({ adopt: 1, create: 0 })
    expect(plan.changes[0]?.diff.map(({ path }) => path)).toEqual(['own_id', 'price'])
    expect(writes(plan)).toEqual(['PUT /product/{id} shop/product/chair'])
    await shop.apply(plan)
    quiet(await shop.plan())
    shop.write(files(`  lamp: { own_id: L, name: Lampe }\n${chairs}`, imports('4711')))
    expect(await refusal(shop.plan())).toEqual([
      `E1525 7:12 shop/product/chair is in the state already, with the id ${id}`,
    ])
  })

  test('an id that is not in the shop is an error, and nothing is made in its place', async () => {
    const { shop } = await withForeign()
    await using _ = shop
    const more = '  set: { own_id: SET, name: Sæt, related: [chair] }\n'
    shop.write(files(`  lamp: { own_id: L, name: Lampe }\n${chairs}${more}`, imports('987654')))
    const plan = await shop.plan()
    expect(codes(plan)).toEqual(['error E1526'])
    expect([plan.complete, plan.changes, plan.operations, plan.stateUpdates]).toEqual([false, [], [], []])
    expect(plan.summary.notEvaluated).toBe(2)
  })

  test('an id that another address has is refused', async () => {
    const { shop } = await withForeign()
    await using _ = shop
    const id = await idOf(shop, 'shop/product/lamp')
    shop.write(files(`  lamp: { own_id: L, name: Lampe }\n${chairs}`, imports(id)))
    expect(await refusal(shop.plan())).toEqual([`E1525 7:12 the id ${id} is that of shop/product/lamp in the state`])
  })
})

describe('mute', () => {
  const lamp = (price: number, name = 'Lampe') => `  lamp: { own_id: L, name: ${name}, price: ${price} }\n`
  const mute = 'mute: [{ address: "shop/product/*", field: price, until: 2026-12-31, reason: Julesalg }]\n'
  const at = (day: string) => ({ time: () => new Date(`${day}T12:00:00Z`) })

  async function drifted(until: string): Promise<{ shop: Engine; go: (day: string) => void }> {
    let now = new Date(`${until}T12:00:00Z`)
    const shop = await engine(files(lamp(100)), { time: () => now })
    await shop.apply(await shop.plan())
    await shop.owner('PUT', `/product/${await idOf(shop, 'shop/product/lamp')}`, { price: 80 })
    shop.write(files(lamp(100), mute))
    return { shop, go: (day) => (now = new Date(`${day}T12:00:00Z`)) }
  }

  test('drift is left alone up to the day, and told; after it, it is put back', async () => {
    const { shop, go } = await drifted('2026-12-30')
    await using _ = shop
    const plan = await shop.plan()
    expect([plan.changes, plan.operations]).toEqual([[], []])
    expect(plan.muted).toMatchObject([
      {
        address: 'shop/product/lamp',
        until: '2026-12-31',
        reason: 'Julesalg',
        diff: [{ path: 'price', before: '80' }],
      },
    ])
    expect(plan.diagnostics).toMatchObject([
      { code: 'N1062', summary: expect.stringContaining('until 2026-12-31'), source: { line: 7 } },
    ])
    expect(plan.basis.holdsUntil).toEqual({ shop: '2026-12-31' })
    go('2026-12-31')
    await shop.apply(plan)
    go('2027-01-01')
    const later = await shop.plan()
    expect(later.changes).toMatchObject([{ action: 'update', diff: [{ path: 'price', cause: 'drift' }] }])
    expect(codes(later)).toEqual(['note N1061'])
    expect(later.basis.holdsUntil).toBeUndefined()
  })

  test('a plan that stands on a mute is stale after its day, and another one is not', async () => {
    const { shop, go } = await drifted('2026-12-31')
    await using _ = shop
    shop.write(files(lamp(100, 'Lampen'), mute))
    const plan = await shop.plan()
    expect(plan.changes).toMatchObject([{ action: 'update', write: { name: 'Lampen' } }])
    const other = await shop.plan({ exclude: ['shop/product/lamp'] })
    go('2027-01-01')
    await expect(shop.apply(plan)).rejects.toMatchObject({ code: 'E3002' })
    await shop.apply(other)
  })

  test('what the files change is meant', async () => {
    const { shop } = await drifted('2026-12-30')
    await using _ = shop
    shop.write(files(lamp(90), mute))
    const plan = await shop.plan()
    expect(plan.changes).toMatchObject([{ diff: [{ path: 'price', before: '80', after: '90', cause: 'both' }] }])
    expect([plan.muted, codes(plan)]).toEqual([undefined, []])
  })

  test('a plan of nothing, and one that takes a run back, know no mute', async () => {
    await using shop = await engine(files(lamp(100)), at('2026-12-01'))
    await shop.apply(await shop.plan())
    shop.write(files(lamp(120), mute))
    await shop.apply(await shop.plan())
    expect((await shop.plan({ undo: 'last' })).changes).toMatchObject([{ diff: [{ path: 'price', after: '100' }] }])
    expect((await shop.plan({ destroy: true })).diagnostics.map(({ code }) => code)).not.toContain('N1062')
  })
})
