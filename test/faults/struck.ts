// A vendor that fails in one way at one kind of call: how an apply ends, what the next run makes of it, and what of that is
// wrong. The files beside this one say in which ways.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exitOfOutcomes } from '../../src/cli/exit-codes.ts'
import type { AddressId } from '../../src/model/address.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { StateSnapshot } from '../../src/model/state.ts'
import type { StoreSnapshot } from '../../src/sandbox/shoporama/store.ts'
import { type Applied, Engine, type Files, isEmpty, type Run } from '../support/engine-property.ts'
import { isLong } from '../support/long.ts'
import { after, before, butikYamlWith, ownersThings } from '../support/mixed-shop.ts'
import { differences, ownerOf } from '../support/owner.ts'
import { shapeOf } from '../support/shop-shape.ts'
import { calm, type Strike, strike, type Where } from '../support/strike.ts'

interface Call extends Where {
  readonly method: string
  readonly path: string
  /** Struck while the plan is made; otherwise while it is carried out. */
  readonly planning?: true
}

/** Which call is struck: how it is found, and what it is about. */
const calls: Readonly<Record<string, Call>> = {
  'plan: a whole list': { method: 'GET', path: '^/supplier', planning: true },
  'plan: a list of a parent': { method: 'GET', path: '^/profile-attribute-value', planning: true },
  'plan: a list by the page': { method: 'GET', path: '^/product\\?', planning: true },
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
  calm(engine.sandbox)
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
  const stopped = outcomes.some(({ message }) =>
    /credentials|quota|401|429|not sent:|look before writing failed/.test(message ?? ''),
  )
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

/** What others do in the shop meanwhile is theirs: whether it is there is no matter of ours. */
const movesShop: ReadonlySet<string> = new Set(['grow', 'shrink'])

function shape(what: Strike): string[] {
  const lines = shapeOf(engine.sandbox.shoporama.snapshot())
  return movesShop.has(what.kind) ? lines.filter(isOurs) : lines
}

/** Without what came while paging, what went, and the owner's own. */
function isOurs(line: string): boolean {
  return !/ \(removed\)|Arrived while paging|FOREIGN-1/.test(line)
}

const wantedAfter = (what: Strike) => (movesShop.has(what.kind) ? wanted.filter(isOurs) : wanted)

async function struck(what: Strike, call: Call, times: number): Promise<{ problems: string[]; exit: number }> {
  const run = back()
  const problems: string[] = []
  let exit = -1
  try {
    const { planning, ...where } = { ...call, times }
    const strikeNow = (): Run => ({ ...run, fetch: strike(engine.sandbox, what, where) })
    const store = () => JSON.stringify(engine.sandbox.shoporama.snapshot())
    const before = store()
    const plan = await engine.plan(planning === true ? strikeNow() : run)
    if (store() !== before && !movesShop.has(what.kind)) problems.push('making the plan changed the shop')
    if (plan.complete) {
      const applied = await engine.carryOut(planning === true ? run : strikeNow(), plan)
      exit = exitOfOutcomes(applied.outcomes)
      problems.push(...misreported(applied))
      const allThere = differences(shape(what), wantedAfter(what)).length === 0
      if (exit === 0 && !allThere && !movesShop.has(what.kind)) problems.push('said to be done, and is not')
    } else if (planning !== true) problems.push('incomplete, though nothing had struck yet')
    else problems.push(...incompletely(plan))
  } catch (error) {
    problems.push(`broke off: ${String(error)}`)
  }
  calm(engine.sandbox)
  engine.sandbox.shoporama.setCalls({ limit: 1000, used: { token: 0 } })
  problems.push(...twice(shapeOf(engine.sandbox.shoporama.snapshot())).map((name) => `twice: ${name}`))
  problems.push(...(await afterwards(run, what)))
  return { problems, exit }
}

/** A plan that could not see everything says of what, and stops. */
function incompletely({ diagnostics, guards }: Plan): string[] {
  const told = diagnostics.some(({ severity, summary }) => severity === 'error' && summary !== '')
  const stopped = guards.some(({ name, acked }) => name === 'incomplete' && !acked)
  return [...(told ? [] : ['incomplete, and nothing says why']), ...(stopped ? [] : ['incomplete, and not stopped'])]
}

/** Nothing strikes any more: the next run ends where an undisturbed one does. */
async function afterwards(run: Run, what: Strike): Promise<string[]> {
  try {
    const again = await engine.apply(run)
    const rest = await engine.plan(run)
    return [
      ...again.outcomes
        .filter(({ outcome }) => outcome !== 'succeeded')
        .map(({ address, outcome, message }) => `rerun: ${address} ${outcome}: ${message}`),
      ...differences(shape(what), wantedAfter(what)),
      ...(isEmpty(rest) ? [] : [`not empty: ${JSON.stringify([rest.changes, rest.stateUpdates]).slice(0, 600)}`]),
    ]
  } catch (error) {
    return [`rerun broke off: ${String(error)}`]
  }
}

/** Each takes a time-out of real time an attempt. */
const waits: ReadonlySet<string> = new Set(['hang', 'slow'])
const figure = { cells: 0, wrong: 0 }

function callsFor(what: Strike): [string, Call][] {
  const onlyLists = what.kind === 'short' || movesShop.has(what.kind)
  return Object.entries(calls).filter(([, { method }]) => !onlyLists || method === 'GET')
}

/** One, which is tried again where it may be, and enough to outlast every retry: both, or in a gate one of them in turn. */
function timesOf(what: Strike, { path, planning }: Call, turn: number): readonly number[] {
  if (what.kind === 'quota' || (waits.has(what.kind) && !isLong)) return [1]
  // A product that went at each of fifty calls would leave none. And a list that tells no length, short each time it is
  // asked, is how a shop that has less looks.
  if (what.kind === 'shrink' || (what.kind === 'short' && !path.startsWith('^/product\\'))) return [1]
  if (isLong || what.kind === 'lost_answer') return [1, 50]
  return planning === true || turn % 2 === 0 ? [50] : [1]
}

/** Every one of these at every kind of call: nothing twice, nothing lost, told by name, and the next run finishes. */
export function everyCall(strikes: Readonly<Record<string, Strike>>): void {
  test.each(Object.entries(strikes))('%s', async (name, what) => {
    const wrong: string[] = []
    const exits: string[] = []
    const turn = Object.keys(strikes).indexOf(name)
    for (const [index, [about, call]] of callsFor(what).entries()) {
      for (const times of timesOf(what, call, turn + index)) {
        const { problems, exit } = await struck(what, call, times)
        exits.push(`${about} ×${times}: ${exit}`)
        if (problems.length > 0)
          wrong.push(
            `${about} ×${times} (exit ${exit}):\n  ${problems.map((problem) => problem.slice(0, 500)).join('\n  ')}`,
          )
      }
    }
    figure.cells += exits.length
    figure.wrong += wrong.length
    console.log(
      `${name}: ${exits.length} runs, ${wrong.length} wrong, ${exits.filter((exit) => exit.endsWith(' 3')).length} part way`,
    )
    expect(wrong).toEqual([])
  })
  afterAll(() => console.log(`fault matrix, shoporama: ${figure.cells} cells, ${figure.wrong} wrong`))
}
