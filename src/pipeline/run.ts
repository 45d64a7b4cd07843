/** The whole story on one screen: what a plan is made of, and what apply does with it. Each line is a stage with a file. */
import type { AddressId } from '../model/address.ts'
import { hasErrors } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { EngineEvent, OutcomeEntry, Stage } from '../model/event.ts'
import type { Plan } from '../model/plan.ts'
import type { LockInfo } from '../model/state.ts'
import { Applier } from './apply.ts'
import { basisOf } from './basis.ts'
import { bind } from './bind.ts'
import { withCallsLeft } from './calls-left.ts'
import { connect } from './connect.ts'
import { desiredOf } from './desired.ts'
import { diff } from './diff.ts'
import { dueOnly, ofAnotherDay, refuseOver } from './due-only.ts'
import { confirming, goingOn, readState, stoppedNote } from './going-on.ts'
import { checkAcks } from './guard.ts'
import type { RefreshMode } from './kept-view.ts'
import { mutesToday } from './mutes.ts'
import { plan } from './plan.ts'
import { planHash } from './plan-hash.ts'
import { refresh } from './refresh.ts'
import { howToRead } from './refresh-how.ts'
import { scopeIn } from './scope.ts'
import { keptNotes } from './select.ts'
import { recover, settle } from './settle.ts'
import { tooFewFor } from './shortfall.ts'
import type { Sight } from './sight.ts'
import { checkBasis, checkLooked, stateBasis } from './stale.ts'
import { takingBack } from './take-back.ts'
import { boundAsTold } from './told-plan.ts'
import { toldIn, untold } from './told-state.ts'
import { kindAt, kindOf, type Selection, type World } from './world.ts'

export interface PlanOptions {
  readonly selection: Selection
  /** The plan of nothing: every resource of the state goes, but for protected ones. */
  readonly destroy: boolean
  readonly allowDelete: boolean
  readonly ack: readonly string[]
  /** The plan that takes this run back: its id, the beginning of it, or `last`. */
  readonly undo?: string
  /** Only what the day turns by sales of the files. */
  readonly dueOnly?: boolean
  /** What the plan would be on this day, `2026-11-27`: which sales are on. Today unless given. */
  readonly day?: string | undefined
  /** How the shops are read; the way that costs the fewest calls unless said. */
  readonly refresh?: RefreshMode
}

export interface ApplyOptions {
  readonly lock: LockInfo
  readonly run: string
  /** Writes nothing where anything of the plan does not hold any more. */
  readonly allOrNothing?: boolean
  /** Calls that the run may make: what matters most is done with them, and `--resume` goes on. */
  readonly budget?: number
}

export interface ApplyReport {
  readonly run: string
  readonly outcomes: readonly OutcomeEntry[]
  /** Calls made by the apply, by connection; the plan's own are not in it. */
  readonly calls: { readonly [connection: string]: number }
}

/** A plan, and what was compared for it. */
export interface PlanWithSight {
  readonly plan: Plan
  readonly seen: Sight
  /** `connection/kind` of views in which no object is missing, not even one that the vendor's list leaves out. */
  readonly whole: ReadonlySet<string>
}

/** Changes neither the shop nor the state. Throws DiagnosticsError where the files have errors. */
export async function makePlan(world: World, options: PlanOptions): Promise<Plan> {
  return (await planAndSee(world, options)).plan
}

/** As makePlan, for who goes on with more than the plan. */
export async function planAndSee(world: World, options: PlanOptions): Promise<PlanWithSight> {
  checkAcks(options.ack)
  const found = await readState(world)
  const { snapshot, journal, held } = found
  const { desired, diagnostics } = await declaredOn(options.day, world, snapshot.lineage)
  const back = await takingBack(world, options.undo, { snapshot, journal, declared: desired })
  const nothing = { ...desired, resources: new Map<AddressId, never>() }
  const connected = await connect(world, options.selection)
  refuseOver(options.day, connected, world.ports.clock.now())
  const left = recover(snapshot, journal)
  const due = options.dueOnly === true ? dueOnly(desired, left.entries) : undefined
  // Nothing, what a run has written, and what the day turns are not what butik.yaml tells of.
  const byFiles = !options.destroy && back === undefined && due === undefined
  const asTold = byFiles ? toldIn(world, { desired, recovered: left, connected, ...snapshot }) : untold(left)
  const mutes = byFiles ? mutesToday(world.project.config.mute, connected, world.ports.clock.now()) : undefined
  const wanted = options.destroy ? nothing : (due?.desired ?? desired)
  const aim = back?.aim(left) ?? { desired: wanted, recovered: asTold.recovered }
  const scopeAsked = scopeIn(world, { ...options, ...aim, ...due?.scope, connected })
  const reading = () =>
    refresh({
      connected,
      desired: aim.desired,
      entries: aim.recovered.entries,
      views: scopeAsked.views,
      whole: scopeAsked.whole,
      how: howToRead(world, options.refresh ?? 'cheapest', { snapshot, journal }),
      emit: world.emit,
      signal: world.signal,
    })
  // Offline no shop is read, and nobody is told so.
  const observed = await (options.refresh === 'offline' ? reading() : stage(world, 'refresh', reading))
  const secretKey = snapshot.lineage
  const kind = (connection: string, name: string) =>
    kindOf(connected.find((one) => one.config.name === connection)?.provider, name)
  const going = held === undefined ? undefined : 'the run that is going on'
  const settled = settle(aim.recovered, observed, kind, { secretKey }, going)
  const taken = back?.read(settled.entries, scopeAsked, observed)
  const scope = taken?.scope ?? scopeAsked
  const seen = { connected, desired: aim.desired, entries: settled.entries, observed, ...taken?.undo, ...due?.compared }
  const binding = taken === undefined ? boundAsTold(bind(seen), asTold, seen) : taken.bound(bind(seen))
  const compared = diff({ ...seen, binding, doubts: aim.recovered.open, secretKey, muteOf: mutes?.muteOf })
  const turned = due?.turned(compared, settled.entries)
  const asked = { ...options, ...due?.asked, ...(back === undefined ? {} : { undo: back.run }) }
  const basis = basisOf(world, { options: asked, snapshot, journal, connected, observed, desired })
  const made = plan({
    ...seen,
    binding,
    told: asTold,
    diffs: turned?.diffs ?? taken?.released(compared) ?? compared,
    scope,
    settled: settled.updates,
    doubts: settled.open,
    identities: snapshot.identities,
    basis,
    diagnostics: [
      ...goingOn(found),
      ...stoppedNote(found),
      ...diagnostics,
      ...keptNotes(scope),
      ...settled.diagnostics,
      ...(mutes?.notes ?? []),
      ...(turned?.diagnostics ?? []),
      ...ofAnotherDay(options.day),
    ],
    guards: world.project.config.guards,
    allowDelete: options.allowDelete || options.destroy,
    ack: options.ack,
  })
  const told = withCallsLeft(taken?.told(made, binding) ?? made, connected, world)
  return {
    plan: told,
    seen: { ...seen, binding, diffs: compared, snapshot, doubts: settled.open },
    whole: scopeAsked.whole,
  }
}

async function declaredOn(day: PlanOptions['day'], world: World, lineage: string): ReturnType<typeof desiredOf> {
  const found = await stage(world, 'resolve', () => desiredOf({ ...world, day }, lineage, false))
  if (hasErrors(found.diagnostics)) throw new DiagnosticsError(found.diagnostics)
  return found
}

/** Carries out exactly this plan, or with a budget a share of it. Throws E3012 before the first call where calls are missing. Outcomes come as events; the report counts those. */
export async function* applyPlan(
  world: World,
  made: Plan,
  options: ApplyOptions,
): AsyncGenerator<EngineEvent, ApplyReport> {
  await using lock = await world.backend.lock(options.lock)
  const { run, allOrNothing = false, budget } = options
  const connected = await connect(confirming(world, lock, budget), made.basis.selection)
  const applier = new Applier({ world, plan: made, connected, run, allOrNothing, budget, lock })
  return yield* applier.apply()
}

/** Throws E3012 where an apply without a budget would: for who is about to ask whether to go on. Sends nothing. */
export async function checkCalls(world: World, made: Plan): Promise<void> {
  const connected = await connect(world, made.basis.selection)
  const problems = tooFewFor(connected, made, world.project.config.quota)
  if (problems.length > 0) throw new DiagnosticsError(problems)
}

/** Refuses a saved plan that stands on other files or another state. */
export async function checkSavedPlan(world: World, made: Plan): Promise<void> {
  if (planHash(made) !== made.hash) {
    throw new ReconcilerError('E3009', 'the plan file was edited: it does not have the hash it names', {
      hint: 'make a new plan',
    })
  }
  // What lives in another object is set, and not looked at before (price.ts).
  checkLooked(made, (address) => kindAt(world, address)?.within === undefined)
  const { snapshot, journal } = await world.backend.read()
  const { desired } = await desiredOf(world, snapshot.lineage, false)
  checkBasis(made, {
    ...stateBasis(snapshot, journal),
    config: desired.digest,
    sales: desired.sales,
    environment: world.environment,
    butik: world.butik,
  })
}

async function stage<Result>(world: World, name: Stage, work: () => Promise<Result>): Promise<Result> {
  world.emit({ type: 'stage', stage: name, phase: 'started' })
  const result = await work()
  world.emit({ type: 'stage', stage: name, phase: 'finished' })
  return result
}
