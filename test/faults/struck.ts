// A vendor that fails in one way at one kind of call: how an apply ends, what the next run makes of it, and what of that is
// wrong. The files beside this one say in which ways.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exitOfOutcomes } from '../../src/cli/exit-codes.ts'
import type { AddressId } from '../../src/model/address.ts'
import type { StateSnapshot } from '../../src/model/state.ts'
import type { Fault } from '../../src/sandbox/faults.ts'
import type { StoreSnapshot } from '../../src/sandbox/shoporama/store.ts'
import { type Applied, Engine, type Files, isEmpty } from '../support/engine-property.ts'
import { after, before, butikYamlWith, ownersThings } from '../support/mixed-shop.ts'
import { differences, ownerOf } from '../support/owner.ts'
import { shapeOf } from '../support/shop-shape.ts'

/** Which call of the apply is struck: how it is found, and what it is about (none: a look before or a check after). */
const calls: Readonly<Record<string, { method: string; path: string; nth?: number }>> = {
  'look before': { method: 'GET', path: '^/category' },
  'look at products': { method: 'GET', path: '^/product\\?' },
  'check after': { method: 'GET', path: '^/product\\?', nth: 3 },
  'create a supplier': { method: 'POST', path: '^/supplier' },
  'create a value': { method: 'POST', path: '^/profile-attribute-value', nth: 2 },
  'create a category with an image': { method: 'POST', path: '^/category', nth: 2 },
  'create products': { method: 'POST', path: '^/product$' },
  'update a supplier': { method: 'PUT', path: '^/supplier' },
  'update with an image': { method: 'PUT', path: '^/product/600004' },
  'update an adopted one': { method: 'PUT', path: '^/product/600005' },
  link: { method: 'PUT', path: '^/product/600008' },
  'set offline': { method: 'PUT', path: '^/product/600003' },
  'post stock': { method: 'POST', path: '^/stock' },
  'delete a product': { method: 'DELETE', path: '^/product' },
  'delete a supplier': { method: 'DELETE', path: '^/supplier' },
}

const files: Files = { ...before, ...after, 'butik.yaml': butikYamlWith('    timeout: 1\n') }
let engine: Engine
let started: StoreSnapshot
let state: StateSnapshot
let wanted: string[]

beforeAll(async () => {
  engine = await Engine.start()
  const first = { files: { ...files, ...before }, backend: engine.state() }
  await engine.apply(first)
  await ownersThings(ownerOf(engine.sandbox))
  started = engine.sandbox.shoporama.snapshot()
  state = (await first.backend.read()).snapshot
  await engine.apply(back())
  wanted = shapeOf(engine.sandbox.shoporama.snapshot())
})

afterAll(async () => {
  await engine[Symbol.asyncDispose]()
})

function back() {
  const { shoporama } = engine.sandbox
  engine.sandbox.faults.clear()
  shoporama.restore(started)
  shoporama.setCalls({ limit: 1000, used: { token: 0 } })
  engine.sandbox.clearLog()
  return { files, backend: engine.state(state) }
}

/** Names that live rows have more than once. */
function twice(shape: readonly string[]): string[] {
  const names = shape.filter((line) => !line.includes('(removed)')).map((line) => line.slice(0, line.indexOf('","')))
  return names.filter((name, index) => names.indexOf(name) !== index)
}

/** What the outcomes say and what the rules allow: problems by address. */
function misreported({ plan, outcomes }: Applied): string[] {
  const of = new Map<AddressId, (typeof outcomes)[number]>(outcomes.map((one) => [one.address, one]))
  const missing = plan.changes
    .filter((change) => !of.has(change.address))
    .map(({ address }) => `${address} has no outcome`)
  const stopped =
    outcomes.some(({ message }) => /credentials|quota|401|429|look before writing failed/.test(message ?? '')) ||
    outcomes.filter(({ message }) => /in a row|after 4 attempts|timed out|broke/.test(message ?? '')).length >= 3
  const wrong = outcomes.flatMap(({ address, outcome, message }) => {
    if (outcome === 'succeeded') return []
    if (message === undefined) return [`${address} is ${outcome} and does not say why`]
    if (outcome !== 'skipped') return []
    const change = plan.changes.find((one) => one.address === address)
    const needs = [...(change?.needs ?? []), ...refs(change?.links)]
    const waits = needs.some((need) => (of.get(need)?.outcome ?? 'succeeded') !== 'succeeded')
    return waits || stopped ? [] : [`${address} is skipped for nothing: ${message}`]
  })
  const dependants = outcomes.filter(({ address, outcome }) => {
    if (outcome !== 'succeeded') return false
    const change = plan.changes.find((one) => one.address === address)
    // What is linked afterwards may have been linked before the other one failed, or was made and waits for its links.
    return refs(change?.write).some(
      (need) =>
        plan.changes.find((other) => other.address === need)?.links === undefined &&
        (of.get(need)?.outcome ?? 'succeeded') !== 'succeeded',
    )
  })
  return [...missing, ...wrong, ...dependants.map(({ address }) => `${address} succeeded without what it needs`)]
}

function refs(links: unknown): AddressId[] {
  return [...JSON.stringify(links ?? {}).matchAll(/"ref":"([^"]+)"/g)].map((match) => match[1] as AddressId)
}

async function struck(
  fault: Fault,
  call: { method: string; path: string; nth?: number },
  times: number,
): Promise<{ problems: string[]; exit: number }> {
  const run = back()
  const plan = await engine.plan(run)
  engine.sandbox.faults.script([{ match: { ...call, times }, fault }])
  const problems: string[] = []
  let exit = -1
  try {
    const applied = await engine.carryOut(run, plan)
    exit = exitOfOutcomes(applied.outcomes)
    problems.push(...misreported(applied))
    const allThere = differences(shapeOf(engine.sandbox.shoporama.snapshot()), wanted).length === 0
    if (exit === 0 && !allThere) problems.push('said to be done, and is not')
  } catch (error) {
    problems.push(`apply broke off: ${String(error)}`)
  }
  engine.sandbox.faults.clear()
  problems.push(...twice(shapeOf(engine.sandbox.shoporama.snapshot())).map((name) => `twice: ${name}`))
  try {
    const again = await engine.apply(run)
    problems.push(
      ...again.outcomes
        .filter(({ outcome }) => outcome !== 'succeeded')
        .map(({ address, outcome, message }) => `rerun: ${address} ${outcome}: ${message}`),
    )
    problems.push(...differences(shapeOf(engine.sandbox.shoporama.snapshot()), wanted))
    const rest = await engine.plan(run)
    if (!isEmpty(rest)) problems.push(`not empty: ${JSON.stringify([rest.changes, rest.stateUpdates]).slice(0, 600)}`)
  } catch (error) {
    problems.push(`rerun broke off: ${String(error)}`)
  }
  return { problems, exit }
}

/** Every one of these faults at every kind of call: nothing twice, nothing lost, told by name, and the next run finishes. */
export function everyCall(faults: Readonly<Record<string, Fault>>): void {
  test.each(Object.entries(faults))('%s', async (name, fault) => {
    const wrong: string[] = []
    const exits: string[] = []
    for (const [what, call] of Object.entries(calls)) {
      for (const times of fault.kind === 'hang' && process.env['BUTIK_TEST_LONG'] !== '1' ? [1] : [1, 50]) {
        const { problems, exit } = await struck(fault, call, times)
        exits.push(`${what} ×${times}: ${exit}`)
        if (problems.length > 0)
          wrong.push(
            `${what} ×${times} (exit ${exit}):\n  ${problems.map((problem) => problem.slice(0, 500)).join('\n  ')}`,
          )
      }
    }
    console.log(
      `${name}: ${exits.length} runs, ${wrong.length} wrong, ${exits.filter((exit) => exit.endsWith(' 3')).length} part way`,
    )
    expect(wrong).toEqual([])
  })
}
