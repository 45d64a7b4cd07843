// Scanpay's gateway, which is only watched, under every switch of its sandbox.
import { expect, test } from 'vitest'
import { exitOfPlan } from '../../../src/cli/exit-codes.ts'
import { scanpay } from '../../../src/providers/scanpay/index.ts'
import { scanpaySwitches } from '../../../src/sandbox/scanpay/switches.ts'
import { engine } from '../../support/engine.ts'
import { exceptions, variantsOf } from './observed-story.ts'

const butikYaml = (settings: readonly string[]) =>
  [
    'version: 1\nconnections:\n  it:\n    vendor: scanpay\n    url: !env SCANPAY_URL\n    api_key: !env SCANPAY_API_KEY',
    ...settings,
  ].join('\n    ')
const expected = (holds: string) => `gateways:\n  it: ${holds}\n`
const holds = '{ shop_id: 7001, environment: production, key_owner: shop }'

/** Settings that go with what an account may be. */
const settings = {
  'dialects=v1': ['dialect: v1'],
  'seq_beyond_last=echo': ['assume: { seq_beyond: empty }'],
}
test.each(variantsOf(scanpaySwitches, settings))('under $switches', async (variant) => {
  await using shop = await engine(
    { 'butik.yaml': butikYaml(variant.settings ?? []), 'it.yaml': expected(holds) },
    { vendors: ['shoporama', 'scanpay'], seed: 'nordic-group', switches: { scanpay: variant.switches } },
  )
  const room = shop.sandbox.vendor('scanpay')
  const planned = async () => {
    const before = `${JSON.stringify(room.snapshot())}${await shop.state()}`
    shop.forgetCalls()
    const made = await shop.plan()
    expect(room.log.filter(({ method }) => method !== 'GET')).toEqual([])
    expect(made.cost['it']?.planReads).toBe(room.log.length)
    expect(`${JSON.stringify(room.snapshot())}${await shop.state()}` === before).toBe(true)
    return made
  }
  const holding = await planned()
  expect([holding.changes, holding.summary.none, holding.complete]).toEqual([[], 1, true])

  shop.write({ 'it.yaml': expected('{ shop_id: 7001, environment: test }') })
  const differing = await planned()
  expect(differing.changes.map(({ action, class: power, diff }) => [action, power, diff[0]?.path])).toEqual([
    ['manual', 'observed', 'environment'],
  ])
  expect(differing.operations).toEqual([])
  shop.forgetCalls()
  const { outcomes, calls } = await shop.apply(differing)
  expect([outcomes, calls, room.log.length]).toEqual([[], { it: 0 }, 0])

  shop.write({ 'it.yaml': undefined })
  expect([(await planned()).changes, room.log.length]).toEqual([[], 0])
})

test.each([
  [500, 'internal server error'],
  [408, 'Request Timeout'],
])('a service that answers %i %s is not evaluated, and said so', async (status, reason) => {
  await using shop = await engine(
    { 'butik.yaml': butikYaml([]), 'it.yaml': expected(holds) },
    { vendors: ['shoporama', 'scanpay'], seed: 'nordic-group' },
  )
  shop.sandbox.faults.script([{ match: { vendor: 'scanpay', times: 99 }, fault: { kind: 'status', status, reason } }])
  const made = await shop.plan()
  expect([made.changes, made.complete, exitOfPlan(made, true)]).toEqual([[], false, 4])
})

test('a key that is refused is something for a person, not a failure to read', async () => {
  await using shop = await engine(
    { 'butik.yaml': butikYaml([]), 'it.yaml': expected(holds) },
    { vendors: ['shoporama', 'scanpay'], seed: 'nordic-group' },
  )
  shop.sandbox.faults.script([
    { match: { vendor: 'scanpay', path: 'seq', times: 99 }, fault: { kind: 'status', status: 403 } },
  ])
  const made = await shop.plan()
  expect([made.complete, made.operations, made.changes.map(({ action }) => action)]).toEqual([true, [], ['manual']])
  expect(made.changes[0]?.diff.find(({ path }) => path === 'feed')).toMatchObject({ before: 'refused' })
})

test.each(Object.entries(exceptions))('cannot %s: %s', () => {
  expect(scanpay.kinds.map(({ writing, class: power }) => [power, Object.keys(writing)])).toEqual([['observed', []]])
})
