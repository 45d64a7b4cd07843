// Edits that random worlds have found: keys that change hands, places and names that are handed on, levels that are new.
import { expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import type { ApplyReport } from '../../../src/pipeline/run.ts'
import { Lab } from '../../support/worlds/lab.ts'
import { Rows } from '../../support/worlds/rows.ts'
import { filesFor, nothing, type Sections } from '../../support/worlds/shop-files.ts'

interface Told {
  readonly lab: Lab
  readonly plan: Plan
  readonly report: ApplyReport
}

/** Applies the first, then plans and applies the other. */
async function edited(
  one: Partial<Sections>,
  other: Partial<Sections>,
  meanwhile: (lab: Lab) => Promise<unknown> = async () => undefined,
): Promise<Told> {
  const lab = new Lab()
  lab.use(filesFor({ ...nothing, ...one }, false))
  await lab.carryOut(await lab.plan())
  lab.use(filesFor({ ...nothing, ...other }, false))
  const plan = await lab.plan()
  await meanwhile(lab)
  return { lab, plan, report: await lab.carryOut(plan) }
}

const written = ({ operations }: Plan) =>
  operations.map(({ operation, addresses }) => `${operation} ${addresses.join()}`)
const failed = ({ outcomes }: ApplyReport) => outcomes.filter(({ outcome }) => outcome !== 'succeeded')

const warehouse = (number: number, city = 'Oslo') => ({
  ownerPartyKey: 'sandbox-nordic-group',
  email: `lager${number}@x.example`,
  addressCollector: true,
  transportSolutionIds: [1],
  address: { street: 'Lagergata', zipCode: '0484', city, countryCode: 'NO' },
  externalCustomerIds: [{ freightProductId: 1, customerNumber: number * 100 + city.length }],
})

test('keys that are exchanged write nothing, also where the vendor shows nothing', async () => {
  const shops = { a: warehouse(1), b: warehouse(2) }
  const { plan, report } = await edited({ shops }, { shops: { a: shops.b, b: shops.a } })
  expect([written(plan), failed(report)]).toEqual([[], []])
})

test('what a thing is known by is given up before another takes it, also where the vendor shows nothing', async () => {
  const { plan, report } = await edited(
    { shops: { a: warehouse(1), b: warehouse(2) } },
    { shops: { a: warehouse(2), b: warehouse(3) } },
  )
  expect(plan.operations.map(({ addresses }) => addresses[0])).toEqual(['delivery/shop/b', 'delivery/shop/a'])
  expect(failed(report)).toEqual([])
})

test('a product whose variants are taken from it gets the level that is declared for itself', async () => {
  const size = { type: 'valuelist', name: 'Str', is_variant: true, values: { s: 'S' } }
  const chair = { own_id: 'CH', name: 'Stol', profile: 'f' }
  const profiles = { f: { name: 'F', attributes: { size } } }
  const variant = { attribute: 'size', value: 's', own_id: 'CH-S', stock: 4 }
  const { lab, report } = await edited(
    { profiles, products: { chair: { ...chair, attributes: { size: ['s'] }, stock_settings: [variant] } } },
    { profiles, products: { chair: { ...chair, stock_settings: [], stock: 7 } } },
  )
  expect(failed(report)).toEqual([])
  expect(lab.rooms.shop.snapshot().collections['products']?.rows).toMatchObject([{ stock: 7, variants: [] }])
})

test('a product under a new key and another profile gets the levels of its new variants, a lost answer or not', async () => {
  const size = { type: 'valuelist', name: 'Str', is_variant: true, values: { s: 'S' } }
  const profiles = { f: { name: 'F', attributes: { size } }, g: { name: 'G', attributes: { size } } }
  const variant = { attribute: 'size', value: 's', own_id: 'CH-S', stock: 4 }
  const chair = { own_id: 'CH', name: 'Stol', attributes: { size: ['s'] }, stock_settings: [variant] }
  for (const fault of [[], [{ match: { method: 'PUT' }, fault: { kind: 'lost_answer' } as const }]]) {
    const { lab } = await edited(
      { profiles, products: { one: { ...chair, profile: 'f' } } },
      { profiles, products: { other: { ...chair, profile: 'g' } } },
      async ({ rooms }) => rooms.faults.script(fault),
    )
    expect(lab.rooms.shop.snapshot().collections['products']?.rows).toMatchObject([{ variants: [{ stock: 4 }] }])
  }
})

test('profiles exchange their keys, and an attribute that only one has stays where it is', async () => {
  const width = { type: 'integer', name: 'Bredde' }
  const depth = { type: 'integer', name: 'Dybde' }
  const one = { name: 'A', attributes: { depth, width }, butik: { on_remove: 'delete' } }
  const { plan, report } = await edited(
    { profiles: { f0: one, f1: { name: 'B', attributes: { depth } } } },
    { profiles: { f1: one, f0: { name: 'B', attributes: { depth, width } } } },
  )
  expect(written(plan)).toEqual(['POST /profile-attribute shop/profile_attribute/f0.width'])
  expect(failed(report)).toEqual([])
})

test('a name that is given up by what goes deeper is given up first', async () => {
  const { plan, report } = await edited(
    { categories: { a: { name: 'A' }, b: { name: 'B' }, c: { name: 'C' } } },
    { categories: { a: { name: 'X', parent: 'c' }, b: { name: 'A' }, c: { name: 'C' } } },
  )
  expect(plan.operations.map(({ addresses }) => addresses[0])).toEqual(['shop/category/a', 'shop/category/b'])
  expect(failed(report)).toEqual([])
})

test('a place below what stays below oneself is refused by the plan', async () => {
  const lab = new Lab()
  lab.use(filesFor({ ...nothing, categories: { a: { name: 'A' }, b: { name: 'B', parent: 'a' } } }, false))
  await lab.carryOut(await lab.plan())
  lab.use(filesFor({ ...nothing, categories: { a: { name: 'A', parent: 'b' }, b: { name: 'B' } } }, false))
  const { diagnostics, complete, operations } = await lab.plan()
  expect([complete, operations]).toEqual([false, []])
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
    {
      code: 'E1202',
      address: 'shop/category/a',
      summary: 'it would lie below itself: shop/category/a → shop/category/b → shop/category/a',
      source: { file: 'shop.yaml' },
    },
  ])
})

test('a name that has appeared since the plan is not taken', async () => {
  const { report } = await edited(
    { suppliers: { a: { name: 'A' } } },
    { suppliers: { a: { name: 'B' } } },
    async ({ rooms }) => await rooms.owner('POST', '/supplier', { name: 'B' }),
  )
  expect(failed(report)).toMatchObject([
    { address: 'shop/supplier/a', message: 'name B has appeared in the shop since the plan (id 1002)' },
  ])
})

test('a run that ended between taking a name and deleting what had it is finished by the next', async () => {
  const gone = { name: 'A', butik: { on_remove: 'delete' } }
  const { lab, report } = await edited(
    { suppliers: { a: gone, b: { name: 'B' } } },
    { suppliers: { b: { name: 'A' } } },
    async ({ rooms }) => rooms.faults.script([{ match: { method: 'DELETE', times: 9 }, fault: { kind: 'reset' } }]),
  )
  expect(failed(report)).toMatchObject([{ address: 'shop/supplier/a' }])
  lab.rooms.faults.clear()
  const plan = await lab.plan()
  expect([plan.complete, written(plan)]).toEqual([true, ['DELETE /supplier/{id} shop/supplier/a']])
  expect(failed(await lab.carryOut(plan))).toEqual([])
})

test('a product whose key another has now keeps its pictures though the run died on the way', async () => {
  const lab = new Lab()
  const use = (products: Sections['products']) => lab.use(filesFor({ ...nothing, products }, false))
  const chair = { own_id: 'CH', name: 'Stol' }
  const pictures = (...names: string[]) => ({ images: names.map((name) => ({ file: `images/${name}.png` })) })
  use({ a: { ...chair, ...pictures('c', 'a', 'b') } })
  await lab.carryOut(await lab.plan())
  const pictured = (): string[] => {
    const [row] = new Rows(lab.rooms.stores()).live('products', 'CH')
    const images = (row?.parts['images'] ?? []) as readonly { sha256: string; weight: number }[]
    return [...images].sort((x, y) => x.weight - y.weight).map(({ sha256 }) => sha256)
  }
  const [, , third] = pictured()
  use({ b: { ...chair, ...pictures('b') }, a: { own_id: 'TAB', name: 'Bord' } })
  // The table is made under the key of the chair, and then nothing more: lines are begun, intent, outcome.
  expect(await lab.mortal({ at: 'write', nth: 2, done: true })).toBe(false)
  await lab.carryOut(await lab.plan())
  expect(pictured()).toEqual([third])
})

test('after a lost answer to a delete, a short list does not say that it is done', async () => {
  const table = { own_id: 'TAB', name: 'Bord', butik: { on_remove: 'delete' } }
  const { lab, report } = await edited({ products: { table } }, {}, async ({ rooms }) =>
    rooms.faults.script([
      { match: { method: 'DELETE', times: 9 }, fault: { kind: 'reset' } },
      { match: { path: '^/product\\?', nth: 2, times: 9 }, fault: { kind: 'short', rows: 1 } },
    ]),
  )
  expect(failed(report)).toMatchObject([{ address: 'shop/product/table', outcome: 'in-doubt' }])
  lab.rooms.faults.clear()
  expect(written(await lab.plan())).toEqual(['DELETE /product/{id} shop/product/table'])
})

test('a product that somebody made in the place of one that is gone gets its file, which nobody can see', async () => {
  const lab = new Lab()
  lab.use(
    filesFor({ ...nothing, products: { a: { own_id: 'CH', name: 'Stol', file: { file: 'files/m.pdf' } } } }, false),
  )
  await lab.carryOut(await lab.plan())
  const [row] = new Rows(lab.rooms.stores()).live('products', 'CH')
  await lab.rooms.owner('DELETE', `/product/${row?.id}`)
  await lab.rooms.owner('POST', '/product', { own_id: 'CH', name: 'Stol' })
  const plan = await lab.plan()
  expect(plan.changes.map(({ action, write }) => [action, Object.keys(write ?? {})])).toEqual([['adopt', ['file']]])
})

test('a name is given up before it is taken, though the place is not written any more', async () => {
  const lab = new Lab()
  const use = (categories: Sections['categories']) => lab.use(filesFor({ ...nothing, categories }, false))
  use({ top: { name: 'Top' }, a: { name: 'Alfa', parent: 'top' }, b: { name: 'Bravo', parent: 'top' } })
  await lab.carryOut(await lab.plan())
  use({ top: { name: 'Top' }, a: { name: 'Bravo' }, b: { name: 'Charlie', parent: 'top' } })
  expect((await lab.plan()).operations.flatMap(({ addresses }) => addresses)).toEqual([
    'shop/category/b',
    'shop/category/a',
  ])
})

test('a level whose product moved in a run that did not come to it is found where the product is', async () => {
  const lab = new Lab()
  const use = (products: Sections['products'], profiles: Sections['profiles'] = {}) =>
    lab.use(filesFor({ ...nothing, profiles, products }, true))
  use({ p0: { own_id: 'SKU-0', name: 'Alfa' }, p1: { own_id: 'SKU-1', name: 'Bravo', stock: 0 } })
  await lab.carryOut(await lab.plan())
  const profiles = { f0: { name: 'Stole' } }
  use(
    {
      p1: { own_id: 'SKU-0', name: 'Alfa', profile: 'f0', stock: 1 },
      p2: { own_id: 'SKU-1', name: 'Bravo', profile: 'f0' },
    },
    profiles,
  )
  const plan = await lab.plan()
  const refused = { kind: 'status', status: 400 } as const
  lab.rooms.faults.script([
    { match: { method: 'PUT', times: 99 }, fault: refused },
    { match: { method: 'POST', path: '^/stock', times: 99 }, fault: refused },
  ])
  await lab.carryOut(plan)
  lab.rooms.faults.clear()
  lab.rooms.refill()
  const next = await lab.plan()
  expect(next.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(failed(await lab.carryOut(next))).toEqual([])
  const rest = await lab.plan()
  expect([rest.complete, rest.changes]).toEqual([true, []])
})

test('a name that was taken before the renaming was refused is told from the other by the next run', async () => {
  const { lab, report } = await edited(
    { categories: { old: { name: 'Stole' } } },
    { categories: { old: { name: 'Borde', canonical: 'new' }, new: { name: 'Stole' } } },
    async ({ rooms }) =>
      rooms.faults.script([{ match: { method: 'PUT', times: 1 }, fault: { kind: 'status', status: 400 } }]),
  )
  expect(failed(report).map(({ address }) => address)).toEqual(['shop/category/old'])
  const next = await lab.plan()
  expect(next.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(failed(await lab.carryOut(next))).toEqual([])
  expect(new Rows(lab.rooms.stores()).live('categories').map(({ name }) => name)).toEqual(['Borde', 'Stole'])
})

test('a name that another has in the place where an undeclared parent keeps it is refused by the plan', async () => {
  const lab = new Lab()
  const [a, b] = ['Stole', 'Borde'].map((name) => ({ name, parent: 'top' }))
  lab.use(filesFor({ ...nothing, categories: { top: { name: 'Mobler' }, a: a ?? {}, b: b ?? {} } }, false))
  await lab.carryOut(await lab.plan())
  lab.use(filesFor({ ...nothing, categories: { top: { name: 'Mobler' }, b: { name: 'Stole' } } }, false))
  const plan = await lab.plan()
  expect(plan.complete).toBe(false)
  expect(plan.diagnostics).toContainEqual(expect.objectContaining({ code: 'E2007', address: 'shop/category/b' }))
})

test('a name is taken in one place that another has in another place, by the look before the write too', async () => {
  const { report } = await edited(
    { categories: { a: { name: 'Stole' }, b: { name: 'Borde', parent: 'a', butik: { on_remove: 'delete' } } } },
    { categories: { b: { name: 'Stole' } } },
  )
  expect(failed(report)).toEqual([])
})

test('a delete in doubt is looked for where the object lies, and not said to be done where nobody looked', async () => {
  const width = { type: 'integer', name: 'Bredde' }
  const profile = { name: 'Bord', butik: { on_remove: 'delete' } }
  const { lab, report } = await edited(
    { profiles: { f: { ...profile, attributes: { width } } } },
    { profiles: { f: profile } },
    async ({ rooms }) =>
      rooms.faults.script([{ match: { method: 'DELETE', times: 4 }, fault: { kind: 'html', status: 502 } }]),
  )
  expect(failed(report)).toMatchObject([{ outcome: 'in-doubt' }])
  const rest = await lab.rest()
  expect(rest === undefined ? [] : written(rest)).toEqual([
    'DELETE /profile-attribute/{id} shop/profile_attribute/f.width',
  ])
  expect(rest === undefined ? [] : failed(await lab.carryOut(rest))).toEqual([])
  expect(new Rows(lab.rooms.stores()).live('attributes')).toEqual([])
})

test.each(['the next run', 'the rest of the plan'])(
  'what has the name still, and is to give it up, is not taken for what was to be made: %s',
  async (by) => {
    const { lab, report } = await edited(
      { categories: { old: { name: 'Stole' } } },
      { categories: { old: { name: 'Borde', parent: 'new' }, new: { name: 'Stole' } } },
      async ({ rooms }) => rooms.faults.script([{ match: { method: 'POST', times: 9 }, fault: { kind: 'reset' } }]),
    )
    expect(failed(report)).toMatchObject([{ outcome: 'in-doubt' }, { outcome: 'skipped' }])
    lab.rooms.faults.clear()
    const next = by === 'the next run' ? await lab.plan() : ((await lab.rest()) ?? (await lab.plan()))
    expect(failed(await lab.carryOut(next))).toEqual([])
    const rows = new Rows(lab.rooms.stores())
    expect(rows.live('categories').map(({ id, name, place }) => `${id} ${name} in ${place}`)).toEqual([
      '150001 Borde in 150002',
      '150002 Stole in 0',
    ])
  },
)

test('a picture that was taken away, and the answer lost, is looked for and not taken away again', async () => {
  const chair = { own_id: 'CH', name: 'Stol' }
  const { lab, report } = await edited(
    { products: { chair: { ...chair, images: [{ file: 'images/a.png' }] } } },
    { products: { chair: { ...chair, images: [] } } },
    async ({ rooms }) =>
      rooms.faults.script([
        { match: { method: 'PUT', times: 1 }, fault: { kind: 'status', status: 500, committed: true } },
      ]),
  )
  expect(failed(report)).toEqual([])
  expect(lab.rooms.log.entries.filter(({ method }) => method === 'PUT')).toHaveLength(1)
})

test('a price that a run gave to a variant which had none is taken from it again', async () => {
  const size = { type: 'valuelist', name: 'Str', is_variant: true, has_price: true, values: { s: 'S' } }
  const variant = { attribute: 'size', value: 's', own_id: 'CH-S' }
  const chair = { own_id: 'CH', name: 'Stol', profile: 'f', attributes: { size: ['s'] } }
  const profiles = { f: { name: 'F', attributes: { size } } }
  const { lab } = await edited(
    { profiles, products: { chair: { ...chair, stock_settings: [variant] } } },
    { profiles, products: { chair: { ...chair, stock_settings: [{ ...variant, price: '12' }] } } },
  )
  const price = () => lab.rooms.shop.snapshot().collections['products']?.rows.at(-1)
  expect(price()).toMatchObject({ variants: [{ own_id: 'CH-S', price: 12 }] })
  expect(failed(await lab.carryOut(await lab.back('last')))).toEqual([])
  expect(price()).toMatchObject({ variants: [{ own_id: 'CH-S', price: null }] })
})

test('a level that is first declared where its product is renamed is taken as it is, like any other', async () => {
  const lab = new Lab()
  const chair = { own_id: 'CH', name: 'Stol', stock_settings: [], stock: 4 }
  lab.use(filesFor({ ...nothing, products: { chair } }, false))
  await lab.carryOut(await lab.plan())
  lab.use(filesFor({ ...nothing, products: { chair: { own_id: 'CH', name: 'Stol' } } }, false))
  await lab.carryOut(await lab.plan())
  lab.use(filesFor({ ...nothing, products: { chair: { ...chair, own_id: 'CH-2', stock: 9 } } }, false))
  const plan = await lab.plan()
  expect(written(plan)).toEqual(['PUT /product/{id} shop/product/chair'])
  expect(failed(await lab.carryOut(plan))).toEqual([])
  expect(lab.rooms.shop.snapshot().collections['products']?.rows).toMatchObject([{ stock: 4 }])
})
