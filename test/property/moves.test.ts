// Any shop whose keys change together with what names its objects, told by `moved`: no object is made or let go, a plan is
// pure and at the price it says, and a run that is killed is gone on with as if nothing had been.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { anyEdit } from '../support/worlds/any-shop.ts'
import { type Files, Lab } from '../support/worlds/lab.ts'
import { filesFor, type Sections, sectionsOf } from '../support/worlds/shop-files.ts'
import { runs } from './setup.ts'

const lab = new Lab()
const inPlace = { suppliers: 0, profiles: 0, categories: 0, products: 0, shops: 0, upside: false }
const kinds = { suppliers: 'supplier', profiles: 'profile', categories: 'category', products: 'product' } as const
const sections = Object.keys(kinds) as readonly (keyof typeof kinds)[]

/** Each key of these with another name in the shop, and the files that tell where it was. */
function renamed(before: Sections, chosen: (place: string) => boolean): { files: Files; moved: readonly string[] } {
  const places = sections.flatMap((section) => Object.keys(before[section]).map((key) => ({ section, key })))
  const moving = places.filter(({ section, key }) => chosen(`${section}/${key}`))
  const after = { ...before }
  for (const { section, key } of moving) {
    const of = after[section][key] ?? {}
    const named = { ...of, name: `${String(of['name'])} igen` }
    const own = section === 'products' ? { ...named, own_id: `${String(of['own_id'])}-IGEN` } : named
    after[section] = { ...after[section], [key]: own }
  }
  // Keys are written as texts of their own, in references too.
  const text = moving.reduce((all, { key }) => all.replaceAll(`"${key}"`, `"${key}-igen"`), JSON.stringify(after))
  const files = filesFor(JSON.parse(text), true)
  const moved = moving.map(({ section, key }) => `shop/${kinds[section]}/${key}: shop/${kinds[section]}/${key}-igen`)
  const told = moved.length === 0 ? '' : `moved: { ${moved.join(', ')} }\n`
  return { files: { ...files, 'butik.yaml': `${files['butik.yaml']}${told}` }, moved }
}

const rows = () =>
  Object.entries(lab.rooms.shop.snapshot().collections).map(([name, { rows: all }]) => `${name} ${all.length}`)

const predicted = ({ cost }: Plan, of: (cost: Plan['cost'][string]) => number) =>
  ['shop', 'delivery'].map((name) => (cost[name] === undefined ? 0 : of(cost[name])))

const counted = () => Object.values(lab.rooms.calls()).map(({ length }) => length)

const withoutTime = ({ basis: { madeAt: _, ...basis }, ...plan }: Plan) =>
  JSON.stringify({ ...plan, basis, cost: Object.values(plan.cost).map(({ writes }) => writes) })

async function settled(): Promise<void> {
  lab.rooms.refill()
  const plan = await lab.plan()
  expect([
    plan.complete,
    plan.changes,
    plan.stateUpdates,
    plan.diagnostics.filter(({ code }) => code !== 'N1002'),
  ]).toEqual([true, [], [], expect.anything()])
}

/** Applies the first shop; passes over one that butik refuses, or that is not settled by one apply. */
async function begun(before: Sections): Promise<void> {
  lab.fresh()
  lab.use(filesFor(before, true))
  const first = await lab.plan()
  fc.pre(first.complete && first.guards.every(({ acked }) => acked))
  lab.rooms.refill()
  await lab.carryOut(first)
  const next = await lab.plan()
  fc.pre(next.changes.length === 0 && next.complete)
}

test('what is moved keeps its object, at the price that the plan says, and once', async () => {
  let moves = 0
  await fc.assert(
    fc.asyncProperty(anyEdit, fc.infiniteStream(fc.boolean()), async ({ one }, chances) => {
      const before = sectionsOf(one, inPlace)
      await begun(before)
      const { files, moved } = renamed(before, () => chances.next().value === true)
      moves += moved.length
      const stood = rows()
      const state = JSON.stringify(await lab.backend.read())
      lab.use(files)
      lab.rooms.refill()
      const plan = await lab.plan()
      expect(counted()).toEqual(predicted(plan, ({ planReads }) => planReads))
      expect(JSON.stringify(await lab.backend.read())).toBe(state)
      expect(withoutTime(await lab.plan())).toBe(withoutTime(plan))
      expect(plan.complete).toBe(true)
      expect(plan.changes.filter(({ action }) => action !== 'adopt' && action !== 'update')).toEqual([])
      expect(plan.changes.filter(({ reason }) => reason.startsWith('moved from ')).length).toBeGreaterThanOrEqual(
        moved.length,
      )
      lab.rooms.refill()
      const { outcomes } = await lab.carryOut(plan)
      expect(outcomes.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])
      expect(counted()).toEqual(predicted(plan, ({ applyReads, writes }) => applyReads + writes))
      expect(rows()).toEqual(stood)
      await settled()
    }),
    runs(15, 1000),
  )
  expect(moves).toBeGreaterThan(20)
})

test('a run that is killed while things move leaves none of them behind', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyEdit,
      fc.infiniteStream(fc.boolean()),
      fc.constantFrom('call', 'write'),
      fc.nat(12),
      fc.boolean(),
      async ({ one }, chances, at, nth, done) => {
        const before = sectionsOf(one, inPlace)
        await begun(before)
        const { files } = renamed(before, () => chances.next().value === true)
        const stood = rows()
        lab.use(files)
        const plan = await lab.plan()
        lab.rooms.refill()
        await lab.mortal({ at, nth, done }, plan)
        lab.rooms.refill()
        const { outcomes } = await lab.carryOut(await lab.plan())
        expect(outcomes.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])
        expect(rows()).toEqual(stood)
        await settled()
      },
    ),
    runs(15, 1000),
  )
})
