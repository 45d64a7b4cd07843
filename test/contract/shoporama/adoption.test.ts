// A shop that is there already, and a state that knows nothing of it; and a shop that goes and comes again.
import { expect, test } from 'vitest'
import type { ShoporamaSwitches } from '../../../src/sandbox/shoporama/switches.ts'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'
import { first, second } from './whole-shop.ts'

/** The shop that `first` makes, and a new state beside it. */
async function madeBefore(switches: Readonly<Record<string, unknown>>, connection: string): Promise<Engine> {
  const files = { 'butik.yaml': butikYaml({ connection }), ...first }
  await using before = await engine(files, { switches: { shoporama: switches } })
  await applied(before, await planned(before))
  const shop = await engine(files, { switches: { shoporama: switches } })
  shop.sandbox.shoporama.restore(before.sandbox.shoporama.snapshot())
  return shop
}

test.each([
  { label: 'default', switches: {}, connection: '' },
  { label: 'the dialect of March 2025', switches: { dialect: '2025-03' }, connection: '' },
  { label: 'arrays are merged', switches: { array_put: 'merge' }, connection: 'assume: { array_put: merge }' },
  {
    label: 'images are removed unless mentioned',
    switches: { images_unmentioned: 'removed' },
    connection: 'assume: { images_unmentioned: removed }',
  },
])('everything is adopted, and only what cannot be read back is written: $label', async ({ switches, connection }) => {
  await using shop = await madeBefore(switches, connection)
  const made = await planned(shop)
  const { adopt, none, ...others } = made.summary
  expect(Object.values(others).every((count) => count === 0)).toBe(true)
  expect(none).toBe(0)
  expect(adopt).toBe(made.changes.length)
  const written = made.changes.flatMap(({ address, write = {} }) =>
    Object.keys(write).map((field) => `${address} ${field}`),
  )
  expect(written).toEqual([
    'shop/product/chair brand_name',
    'shop/product/chair locations',
    'shop/product/chair file',
    'shop/product/sold-out is_online',
  ])
  await applied(shop, made)
  expectNothingToDo(await planned(shop))
  shop.write(second)
  await applied(shop, await planned(shop))
  const idle = await planned(shop)
  if (switches.array_put === undefined) expectNothingToDo(idle)
})

const facts: readonly Partial<ShoporamaSwitches>[] = [
  {},
  { deleted_listed: 'yes' },
  { dialect: '2025-03', gone_status: 404 },
]

test.each(facts)('destroyed, and made again: %o', async (switches) => {
  await using shop = await engine(first, { switches: { shoporama: switches } })
  await applied(shop, await planned(shop))
  const nothing = await planned(shop, { destroy: true })
  await applied(shop, nothing)
  const again = await planned(shop)
  expect(again.summary).toMatchObject({ adopt: 0, update: 0, none: 0 })
  await applied(shop, again)
  expectNothingToDo(await planned(shop))
})
