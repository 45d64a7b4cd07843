// One story for every kind that is only watched: what holds is in sync, what differs is for a person, what is not written
// is left alone, what is taken out leaves nothing behind. What such a vendor cannot do stands here with its reason.
import { expect } from 'vitest'
import { exitOfPlan } from '../../../src/cli/exit-codes.ts'
import type { Plan } from '../../../src/model/plan.ts'
import type { FaultRule } from '../../../src/sandbox/faults.ts'
import type { VendorSandbox } from '../../../src/sandbox/side.ts'
import { type Engine, engine } from '../../support/engine.ts'

export interface ObservedKind {
  readonly kind: string
  readonly section: string
  /** An expectation that holds on the seeded room, as YAML flow. */
  readonly holds: string
  /** The same with one field that does not, and its path. */
  readonly differs: string
  readonly path: string
  /** One of which there is none. */
  readonly missing: string
  /** Somebody moves a field that `holds` writes; and one that it does not. */
  drift(room: VendorSandbox): void
  elsewhere(room: VendorSandbox): void
  /** The request that reads it, for a fault; matched on the path. */
  readonly reads: string
}

export interface ObservedVendor {
  readonly vendor: string
  /** Lines of the connection in butik.yaml, besides `vendor`. */
  readonly connection: readonly string[]
  readonly kinds: readonly ObservedKind[]
}

/** Steps of the story that no observed kind can take, and why. */
export const exceptions = {
  create: 'nothing can be written: an expectation of what is not there is a manual change',
  update: 'nothing can be written: a difference is a manual change',
  delete: 'nothing can be written, and nothing is owned that could be deleted',
  adopt: 'nothing is owned: what is there is compared each time, and the state learns nothing',
  'lost answer to a write': 'there is no write',
} as const

export interface Variant {
  readonly switches: Readonly<Record<string, unknown>>
  /** More lines for the connection: the setting that goes with a switch. */
  readonly settings?: readonly string[]
}

function butikYaml({ vendor, connection }: ObservedVendor, { settings = [] }: Variant): string {
  const lines = [...connection, ...settings].map((line) => `    ${line}`)
  return `version: 1\nconnections:\n  it:\n    vendor: ${vendor}\n${lines.join('\n')}\n`
}

async function planned(shop: Engine, room: VendorSandbox): Promise<Plan> {
  const before = `${JSON.stringify(room.snapshot())}${await shop.state()}`
  shop.forgetCalls()
  const made = await shop.plan()
  expect
    .soft(
      room.log.filter(({ method }) => method !== 'GET' && method !== 'HEAD'),
      'a plan only reads',
    )
    .toEqual([])
  expect.soft(made.cost['it']?.planReads, 'the price is what was counted').toBe(room.log.length)
  expect.soft(`${JSON.stringify(room.snapshot())}${await shop.state()}` === before, 'a plan is pure').toBe(true)
  return made
}

const changes = ({ changes: all }: Plan) =>
  all.map(({ action, diff }) => `${action} ${diff.map(({ path }) => path).join()}`)

export async function observedStory(vendor: ObservedVendor, kind: ObservedKind, variant: Variant): Promise<void> {
  await using shop = await engine(
    { 'butik.yaml': butikYaml(vendor, variant), 'it.yaml': `${kind.section}:\n  it: ${kind.holds}\n` },
    { vendors: ['shoporama', vendor.vendor], seed: 'nordic-group', switches: { [vendor.vendor]: variant.switches } },
  )
  const room = shop.sandbox.vendor(vendor.vendor)
  // What moved a moment ago is read again where time is told in seconds; the story is about what stands.
  shop.sandbox.clock.advance(60_000)

  const holding = await planned(shop, room)
  expect.soft(changes(holding), 'what holds is in sync').toEqual([])
  expect.soft(holding.summary.none).toBe(1)
  expect.soft(changes(await planned(shop, room)), 'and stays so').toEqual([])

  kind.elsewhere(room)
  expect.soft(changes(await planned(shop, room)), 'what is not written is left alone').toEqual([])

  shop.write({ 'it.yaml': `${kind.section}:\n  it: ${kind.differs}\n` })
  const differing = await planned(shop, room)
  expect.soft(changes(differing), 'what differs is for a person').toEqual([`manual ${kind.path}`])
  expect.soft(differing.changes[0]?.class).toBe('observed')
  expect.soft(differing.changes[0]?.reason).toMatch(/by hand: ./)
  expect.soft(differing.operations).toEqual([])

  shop.forgetCalls()
  const { outcomes, calls } = await shop.apply(differing)
  expect.soft([outcomes, calls, room.log.length], 'apply does nothing about it').toEqual([[], { it: 0 }, 0])

  shop.write({ 'it.yaml': `${kind.section}:\n  it: ${kind.missing}\n` })
  expect.soft((await planned(shop, room)).changes[0]?.reason, 'what is not there').toMatch(/^expected, and not there/)

  shop.write({ 'it.yaml': `${kind.section}:\n  it: ${kind.holds}\n` })
  kind.drift(room)
  const drifted = await planned(shop, room)
  expect
    .soft(
      drifted.changes.map(({ action }) => action),
      'drift is seen',
    )
    .toEqual(['manual'])
  expect.soft(drifted.changes[0]?.diff.every(({ cause }) => cause === 'drift')).toBe(true)

  // Gone for good: what was seen before must not stand in for it.
  kind.drift(room)
  shop.sandbox.clock.advance(60_000)
  const fault: FaultRule = {
    match: { vendor: vendor.vendor, path: kind.reads, times: 999 },
    fault: { kind: 'status', status: 500 },
  }
  shop.sandbox.faults.script([fault])
  const broken = await shop.plan()
  expect
    .soft([changes(broken), broken.complete, exitOfPlan(broken, true)], 'an unreadable kind is not evaluated')
    .toEqual([[], false, 4])
  shop.sandbox.faults.clear()

  shop.write({ 'it.yaml': undefined })
  const nothing = await planned(shop, room)
  expect
    .soft([changes(nothing), nothing.summary.none, room.log.length], 'taken out, nothing is left or asked')
    .toEqual([[], 0, 0])
}

/** Every value of every switch that is not the default, one at a time, and the default itself. */
export function variantsOf(
  table: Readonly<Record<string, { readonly values: readonly unknown[] }>>,
  settings: Readonly<Record<string, readonly string[]>> = {},
): Variant[] {
  const others = Object.entries(table).flatMap(([name, { values }]) =>
    values.slice(1).map((value): Variant => {
      const known = settings[`${name}=${String(value)}`]
      return { switches: { [name]: value }, ...(known === undefined ? {} : { settings: known }) }
    }),
  )
  return [{ switches: {} }, ...others]
}
