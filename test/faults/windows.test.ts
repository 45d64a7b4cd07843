// The crash matrix for a journal that is written by windows, as one far away is: killed before and after every write to a shop
// and at every append, in this process. What was announced and never sent must cost nothing, and nothing may be made twice.
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { Journal, StateBackend } from '../../src/model/state.ts'
import { crashWorld } from '../support/crash-world.ts'
import { surplus } from '../support/owner.ts'
import { shapeOf } from '../support/shop-shape.ts'
import { type Death, Lab } from '../support/worlds/lab.ts'
import type { Stores } from '../support/worlds/rooms.ts'

const thorough = process.env['BUTIK_TEST_LONG'] === '1'
const world = crashWorld(1)

interface Start {
  readonly lab: Lab
  readonly plan: Plan
  back(): void
}

/** After the first apply and the owner's own doing, with the plan that is to be carried out. */
async function startOf(window: number): Promise<Start> {
  const lab = new Lab({ window })
  lab.fresh()
  lab.use(world.before)
  await lab.carryOut(await lab.plan())
  await world.ownersThings({ owner: async (...call) => (await lab.rooms.owner(...call)) as never })
  lab.use(world.after)
  const stores = lab.rooms.stores()
  const { snapshot, journal } = await lab.backend.read()
  expect(journal).toEqual([])
  const back = () => {
    lab.rooms.shop.restore(stores.shop)
    lab.rooms.delivery.restore(stores.delivery)
    lab.rooms.refill()
    lab.begin(snapshot)
  }
  back()
  return { lab, back, plan: await lab.plan() }
}

/** Every object, and how many ids were given out: what was made twice and deleted again shows there. */
function tracesOf({ shop, delivery }: Stores): string[] {
  const given = Object.entries(shop.collections).map(([name, { nextId }]) => `${name} up to ${nextId}`)
  const shops = delivery.shops.map(({ shop: { email, address } }) => `shop ${email} ${JSON.stringify(address)}`)
  return [...shapeOf(shop), ...given, ...shops.sort(), `shops up to ${delivery.nextShopId}`]
}

/** The points at which a run can be killed, read off one that nobody disturbs. */
async function pointsOf({ lab, plan, back }: Start): Promise<{ deaths: Death[]; appends: number; traces: string[] }> {
  back()
  const { backend } = lab
  let appends = 0
  const counting: StateBackend = {
    ...backend,
    openJournal: async () => {
      const journal = await backend.openJournal()
      const append: Journal['append'] = async (entries) => {
        appends += 1
        await journal.append(entries)
      }
      return { ...journal, append }
    },
  }
  const methods: (string | undefined)[] = []
  const fetch = (async (input: unknown, init: RequestInit) => {
    methods.push(init.method)
    return await lab.rooms.fetch(input, init)
  }) as Parameters<Lab['carryOut']>[2]
  const { outcomes } = await lab.carryOut(plan, counting, fetch)
  expect(outcomes.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])
  const points: Omit<Death, 'done'>[] = [
    ...methods.flatMap((method, nth) => (method !== 'GET' || thorough ? { at: 'call' as const, nth } : [])),
    // One more write than appends: the state.
    ...Array.from({ length: appends + 1 }, (_, nth) => ({ at: 'write' as const, nth })),
  ]
  // Before one of them is after the one before it: nothing else happens in between.
  const ends = thorough ? [false, true] : [true]
  const deaths = points.flatMap((point) => ends.map((done): Death => ({ ...point, done })))
  return { deaths, appends, traces: tracesOf(lab.rooms.stores()) }
}

/** What is wrong after the run that follows; a person says what only a person can. */
async function recovered({ lab }: Start, wanted: readonly string[]): Promise<string[]> {
  const creates: string[] = []
  for (const { address, role, fields } of await lab.doubts()) {
    if (!address.startsWith('delivery/')) continue
    const row = lab.rooms.delivery.snapshot().shops.find(({ shop }) => shop.email === fields['email'])
    if (role !== 'create') continue
    creates.push(address)
    await lab.resolve(address, row === undefined ? { absent: true } : { id: String(row.id) })
  }
  const { outcomes } = await lab.carryOut(await lab.plan())
  const rest = await lab.plan()
  const traces = tracesOf(lab.rooms.stores())
  return [
    ...(creates.length > 1 ? [`${creates.length} questions to a person: ${creates.join()}`] : []),
    ...outcomes.flatMap(({ address, outcome, message }) =>
      outcome === 'succeeded' ? [] : [`${address} ${outcome}: ${message}`],
    ),
    ...surplus(traces, wanted).map((line) => `has ${line}`),
    ...surplus(wanted, traces).map((line) => `lacks ${line}`),
    ...[...rest.operations, ...rest.changes, ...rest.stateUpdates].map((left) => `left: ${JSON.stringify(left)}`),
  ]
}

test.each(thorough ? [20, 3, 1] : [20])('killed at every write and every append, windows of %i', async (window) => {
  const start = await startOf(window)
  const { deaths, appends, traces } = await pointsOf(start)
  const { operations } = start.plan
  expect(operations.length).toBeGreaterThanOrEqual(20)
  // Else it would prove nothing of windows.
  if (window > 1) expect(appends).toBeLessThan(operations.length)
  const wrong: string[] = []
  for (const death of deaths) {
    start.back()
    if (await start.lab.mortal(death, start.plan)) {
      wrong.push(`${JSON.stringify(death)}: was not killed`)
      continue
    }
    start.lab.rooms.refill()
    const problems = await recovered(start, traces)
    if (problems.length > 0) wrong.push(`${JSON.stringify(death)}:\n  ${problems.join('\n  ')}`)
  }
  console.log(
    `windows of ${window}: ${operations.length} operations in ${appends} appends, ${deaths.length} points, ${wrong.length} wrong`,
  )
  expect(wrong).toEqual([])
})
