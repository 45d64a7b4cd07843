// One world from beginning to end: a shop with things of others in it, a first apply, somebody else at work, an edit, and
// a second apply that is left in peace or is not. What must hold is asked on the way; a breach ends the world.
import fc from 'fast-check'
import type { OutcomeEntry } from '../../../src/model/event.ts'
import type { Change, Plan } from '../../../src/model/plan.ts'
import type { Spec } from '../../../src/model/resource.ts'
import type { FaultRule } from '../../../src/sandbox/faults.ts'
import { anyEdit, type Edit } from './any-shop.ts'
import { type Evidence, faultsOf, lacking, pointing, refused, twice, unmanaged } from './checks.ts'
import { type Act, anyActs, anyDeath, anyFaults, anyNetwork, anyQuota, carriedOut, takesAway } from './events.ts'
import type { Death, Lab } from './lab.ts'
import type { NetworkRule } from './network.ts'
import type { Stores } from './rooms.ts'
import { Rows } from './rows.ts'
import { filesFor, nothing, type Sections, sectionsOf } from './shop-files.ts'
import { thingsIn } from './things.ts'

export type Trouble =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'faults'
      readonly rules: readonly FaultRule[]
      readonly network: readonly NetworkRule[]
      readonly quota: number | undefined
    }
  | { readonly kind: 'death'; readonly deaths: readonly Death[] }
  | { readonly kind: 'moved'; readonly acts: readonly Act[] }
  | { readonly kind: 'short'; readonly rows: number }

export interface AnyWorld {
  readonly edit: Edit
  readonly found: readonly Act[]
  readonly between: readonly Act[]
  readonly trouble: Trouble
  /** After trouble the plan is gone on with, before another is made. */
  readonly resumes: boolean
  readonly stockIsOurs: boolean
}

export type Ending = 'ended' | 'undecidable' | 'protected'

const kindOf = <K extends string>(kind: K) => fc.constant(kind)

export const anyWorld: fc.Arbitrary<AnyWorld> = fc.record({
  edit: anyEdit,
  found: anyActs(3),
  between: fc.oneof(fc.constant([]), anyActs(3)),
  trouble: fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: kindOf('none') }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: kindOf('faults'), rules: anyFaults, network: anyNetwork, quota: anyQuota }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: kindOf('death'), deaths: fc.array(anyDeath, { minLength: 1, maxLength: 2 }) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: kindOf('moved'), acts: anyActs(3) }) },
    { weight: 1, arbitrary: fc.record({ kind: kindOf('short'), rows: fc.integer({ min: 1, max: 3 }) }) },
  ),
  resumes: fc.boolean(),
  stockIsOurs: fc.constantFrom(false, false, true),
})

/** Throws where an invariant is broken. */
export async function lived(world: AnyWorld, lab: Lab): Promise<Ending> {
  return await new Story(world, lab).run()
}

const writing: ReadonlySet<Change['action']> = new Set(['create', 'update', 'replace', 'adopt'])

class Breach extends Error {}

function none(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Breach(`${what}:\n${problems.join('\n')}`)
}

class Story {
  readonly #world: AnyWorld
  readonly #lab: Lab
  readonly #one: Sections
  readonly #other: Sections

  constructor(world: AnyWorld, lab: Lab) {
    this.#world = world
    this.#lab = lab
    const { one, other, turns } = world.edit
    this.#one = sectionsOf(one, turns[0])
    this.#other = sectionsOf(other, turns[1])
  }

  async run(): Promise<Ending> {
    const { found, between, trouble, stockIsOurs } = this.#world
    const { rooms } = this.#lab
    this.#lab.fresh()
    await this.#somebody(found, this.#one)
    this.#lab.use(filesFor(this.#one, stockIsOurs))
    let start = rooms.stores()
    const first = await this.#plan()
    if (isUndecidable(first)) return 'undecidable'
    await this.#undisturbed(first, trouble.kind === 'none')
    this.#settled({ before: nothing, after: this.#one, start, end: rooms.stores(), stockIsOurs })
    await this.#somebody(between, this.#other)
    start = rooms.stores()
    this.#lab.use(filesFor(this.#other, stockIsOurs))
    const last = await this.#troubled(start)
    if (typeof last === 'string') return last
    this.#settled({ before: this.#one, after: this.#other, start: last, end: rooms.stores(), stockIsOurs })
    return 'ended'
  }

  async #somebody(acts: readonly Act[], sections: Sections): Promise<void> {
    for (const act of acts) await carriedOut(act, this.#lab.rooms, sections)
  }

  #settled(evidence: Evidence): void {
    none('what is unmanaged changed', unmanaged(evidence))
    none('there twice', twice(evidence))
    none('not as declared', lacking(evidence))
  }

  /** Two plans of one world are the same, byte for byte but for the time. */
  async #looked(): Promise<Plan> {
    const [one, other] = [await this.#plan(), await this.#plan()]
    if (timeless(one) !== timeless(other)) throw new Breach('two plans of one world differ')
    return one
  }

  /** What stops a plan for good stops its apply too. */
  async #stopped(plan: Plan): Promise<Ending | undefined> {
    if (isUndecidable(plan)) return 'undecidable'
    if (!plan.guards.some(({ name, acked }) => name === 'protect' && !acked)) return undefined
    const before = await this.#everything()
    const went = await this.#lab.carryOut(plan).then(
      () => true,
      () => false,
    )
    if (went || (await this.#everything()) !== before) throw new Breach('a protected thing did not stop the run')
    return 'protected'
  }

  /** Pure, and at the price it says. */
  async #plan(disturbed = false, quota?: number): Promise<Plan> {
    const { rooms } = this.#lab
    const before = await this.#everything()
    rooms.refill(quota)
    const plan = await this.#lab.plan()
    const writes = rooms.log.entries.filter(({ method, path }) => method !== 'GET' && !path.includes('/login/'))
    none(
      'a plan wrote',
      writes.map(({ method, path }) => `${method} ${path}`),
    )
    // A page that moves is somebody else at work in the shop.
    const isMoved = rooms.log.entries.some(({ fault }) => fault === 'grow')
    if (!isMoved && (await this.#everything()) !== before) throw new Breach('a plan changed the shop or the state')
    if (!disturbed) this.#counted(plan, ({ planReads }) => planReads, 'the plan')
    return plan
  }

  #counted(plan: Plan, predicted: (cost: Plan['cost'][string]) => number, what: string): void {
    const calls = this.#lab.rooms.calls()
    for (const connection of ['shop', 'delivery'] as const) {
      const cost = plan.cost[connection]
      const expected = cost === undefined ? 0 : predicted(cost)
      const made = calls[connection].length
      if (made !== expected) throw new Breach(`${what} made ${made} calls to ${connection}, and said ${expected}`)
    }
  }

  async #everything(): Promise<string> {
    const { rooms, backend } = this.#lab
    return JSON.stringify([rooms.shop.store.revision, rooms.delivery.store.revision, await backend.read()])
  }

  /** All of it done at the price it said, and nothing left. */
  async #undisturbed(plan: Plan, looks = true): Promise<void> {
    const { rooms } = this.#lab
    rooms.refill()
    const { outcomes } = await this.#lab.carryOut(plan)
    none('the vendor refused', refused(rooms.log.entries))
    none('not done', sayings(outcomes))
    this.#counted(plan, ({ applyReads, writes }) => applyReads + writes, 'the apply')
    if (looks) this.#isEmpty(await this.#plan())
  }

  #isEmpty(plan: Plan): void {
    const { complete, operations, changes, stateUpdates } = plan
    if (complete && operations.length + changes.length + stateUpdates.length === 0) return
    throw new Breach(`apply then plan is not empty:\n${JSON.stringify([changes, stateUpdates, plan.diagnostics])}`)
  }

  /** What befalls the second apply. Gives the stores that its end is measured by: with what somebody else did in them. */
  async #troubled(start: Stores): Promise<Stores | Ending> {
    const { trouble } = this.#world
    const { rooms } = this.#lab
    let measure = start
    this.#lab.planned = undefined
    if (trouble.kind === 'faults') await this.#struck(trouble, start)
    else if (trouble.kind === 'death') await this.#killed(trouble.deaths)
    else if (trouble.kind === 'short') await this.#short(trouble.rows)
    else {
      const plan = await this.#looked()
      const stopped = await this.#stopped(plan)
      if (stopped !== undefined) return stopped
      if (trouble.kind === 'none') {
        await this.#undisturbed(plan)
        return start
      }
      await this.#somebody(trouble.acts, this.#other)
      measure = rooms.stores()
      rooms.refill()
      const { outcomes } = await this.#lab.carryOut(plan)
      if (!trouble.acts.some(takesAway)) none('the vendor refused', refused(rooms.log.entries))
      this.#told(plan, outcomes, measure)
    }
    if (this.#world.resumes) await this.#wentOn(measure)
    return (await this.#recovered()) ?? measure
  }

  async #struck({ rules, network, quota }: Extract<Trouble, { kind: 'faults' }>, start: Stores): Promise<void> {
    const { rooms } = this.#lab
    rooms.refill(quota)
    rooms.faults.script(rules)
    rooms.network.script(network)
    const plan = await this.#plan(true, quota)
    if (plan.guards.every(({ acked }) => acked)) {
      rooms.log.clear()
      const { outcomes } = await this.#lab.carryOut(plan)
      none('the vendor refused', refused(rooms.log.entries))
      this.#told(plan, outcomes, start)
    }
    rooms.calm()
  }

  async #killed(deaths: readonly Death[]): Promise<void> {
    for (const death of deaths) {
      this.#lab.rooms.refill()
      if (await this.#lab.mortal(death)) return
    }
  }

  /** Of what a short list leaves out nothing is known: nothing of it is made, deleted or said to be the same. */
  async #short(rows: number): Promise<void> {
    const { rooms } = this.#lab
    rooms.refill()
    rooms.faults.script([{ match: { path: '^/(product|stock)\\?', times: 99 }, fault: { kind: 'short', rows } }])
    const plan = await this.#plan(true)
    rooms.faults.clear()
    if (!rooms.log.entries.some(({ fault }) => fault === 'short')) return
    const ofProducts = plan.changes.filter(
      ({ address, action }) => /^shop\/(product|stock)\//.test(address) && action !== 'forget',
    )
    none(
      'planned on a short list',
      ofProducts.map(({ address, action }) => `${action} ${address}`),
    )
    // Read for a guard alone: that says that it cannot tell, and here every guard is opened.
    if (plan.guards.some(({ name, message }) => name === 'in-use' && message.includes('not all products were read')))
      return
    if (plan.complete) throw new Breach('a short list passed for a whole one')
    const before = await this.#everything()
    const went = await this.#lab.carryOut(plan).then(
      () => true,
      () => false,
    )
    if (went || (await this.#everything()) !== before) throw new Breach('a plan on a short list was carried out')
  }

  /** What the outcomes say is what the shop says. */
  #told(plan: Plan, outcomes: readonly OutcomeEntry[], start: Stores): void {
    const evidence = {
      before: this.#one,
      after: this.#other,
      start,
      end: this.#lab.rooms.stores(),
      stockIsOurs: this.#world.stockIsOurs,
      midway: true,
    }
    none('unmanaged, after trouble', unmanaged(evidence))
    none('twice, after trouble', twice(evidence))
    const is = new Rows(evidence.end)
    const done = new Set<string>(
      outcomes.filter(({ outcome }) => outcome === 'succeeded').map(({ address }) => address),
    )
    const byAddress = new Map<string, Change>(plan.changes.map((change) => [change.address, change]))
    // What is renamed, and failed, is not known by its new name.
    const isWhole = outcomes.every(({ outcome }) => outcome === 'succeeded')
    for (const thing of thingsIn(this.#other)) {
      const change = byAddress.get(thing.address)
      if (change === undefined || !done.has(thing.address) || !writing.has(change.action)) continue
      // What only the state learns of is not looked at again.
      if (change.write === undefined) continue
      if (!isWhole && (thing.kind === 'attributes' || thing.kind === 'values')) continue
      const sent = { ...change.write, ...change.links }
      const all = change.action === 'create' || change.action === 'replace'
      none(
        `${thing.address} is said to be done`,
        faultsOf(
          thing,
          evidence,
          is,
          (field) => (all || Object.hasOwn(sent, field)) && (isWhole || !pointing.has(field)),
        ),
      )
    }
  }

  /** The rest of the plan, at the price it says; what nobody can look at waits, by name, and what moved is rejected. */
  async #wentOn(measure: Stores): Promise<void> {
    const { rooms } = this.#lab
    const { trouble } = this.#world
    rooms.refill()
    const plan = await this.#lab.rest()
    if (plan === undefined) return
    const { outcomes } = await this.#lab.carryOut(plan)
    // What is rejected again costs no write.
    if (outcomes.every(({ outcome }) => outcome === 'succeeded'))
      this.#counted(plan, ({ planReads, applyReads, writes }) => planReads + applyReads + writes, 'the rest')
    // What somebody took away is refused, and told.
    const isTaken = trouble.kind === 'moved' && trouble.acts.some(takesAway)
    if (!isTaken) none('the vendor refused the rest', refused(rooms.log.entries))
    this.#told(plan, outcomes, measure)
    const waits = new Set<string>(plan.doubts.map(({ address }) => address))
    if (trouble.kind === 'death')
      none(
        'not gone on with',
        outcomes.flatMap(({ address, outcome, message = '' }) =>
          outcome === 'succeeded' || waits.has(address) || message.includes('is in doubt')
            ? []
            : [`${address}: ${message}`],
        ),
      )
    const rest = await this.#lab.rest()
    if (rest !== undefined && plan.operations.length === 0) throw new Breach('a rest of nothing stays a rest')
  }

  /** In peace again: what is in doubt by name is looked up by a person; then one run finishes the job. */
  async #recovered(): Promise<Ending | undefined> {
    const { rooms } = this.#lab
    const { shops } = rooms.delivery.snapshot()
    for (const { address, role, entry } of await this.#lab.doubts()) {
      if (!address.startsWith('delivery/')) continue
      const row = shops.find(({ shop }) => isIt(shop, entry?.applied))
      const isMade = role === 'create' && row !== undefined
      await this.#lab.resolve(address, isMade ? { id: String(row.id) } : { absent: true })
    }
    const wasDecided = this.#lab.planned?.complete === true
    const plan = await this.#plan()
    const stopped = await this.#stopped(plan)
    if (stopped === undefined) await this.#undisturbed(plan)
    const { trouble } = this.#world
    if (stopped === 'undecidable' && wasDecided && (trouble.kind === 'faults' || trouble.kind === 'death'))
      throw new Breach(`the next run cannot finish the job:\n${JSON.stringify(plan.diagnostics)}`)
    return stopped
  }
}

/** By the fields that every shop has, as DI's page lists them. */
function isIt(shop: { readonly email: string; readonly address: object }, applied: Spec = {}): boolean {
  const city = (object: unknown) => (typeof object === 'object' && object !== null ? Reflect.get(object, 'city') : null)
  return shop.email === applied['email'] && city(shop.address) === city(applied['address'])
}

/** Refused, and told: a SKU taken of what is to be deleted, a place below itself. */
function isUndecidable({ complete, diagnostics }: Plan): boolean {
  const codes = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)
  return !complete && codes.length > 0 && codes.every((code) => code === 'E2007' || code === 'E1202')
}

function sayings(outcomes: readonly OutcomeEntry[]): string[] {
  return outcomes.flatMap(({ address, outcome, message }) =>
    outcome === 'succeeded' ? [] : [`${address} ${outcome}: ${message ?? ''}`],
  )
}

function timeless({ basis, cost, views, ...plan }: Plan): string {
  const { madeAt: _madeAt, ...rest } = basis
  const prices = Object.entries(cost).map(([name, { remaining: _remaining, ...price }]) => [name, price])
  return JSON.stringify([plan, rest, prices, views.map(({ age: _age, ...view }) => view)])
}
