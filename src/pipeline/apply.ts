/**
 * Plan → intent → call → outcome → state. Executes the plan's operations in their order and computes nothing new; the
 * only caller of a kind's writes. What fails stops only what needs it.
 */
import type { AddressId } from '../model/address.ts'
import { LostLockError, PartWayError, ReconcilerError } from '../model/errors.ts'
import type { EngineEvent, OutcomeEntry } from '../model/event.ts'
import type { Change, Operation, Plan } from '../model/plan.ts'
import type { Observed } from '../model/resource.ts'
import type { Intent, Journal, Lock, StateEntry } from '../model/state.ts'
import { begunLine, blindCreates, isNothing, noProgress } from './apply-begun.ts'
import { firstLook, refuseMoved } from './apply-first-look.ts'
import { held, lostBefore } from './apply-hold.ts'
import type { Look } from './apply-look.ts'
import { Outcomes } from './apply-outcomes.ts'
import { type Refusal, refusalOf } from './apply-refusal.ts'
import { begin, store } from './apply-state.ts'
import { checkStored } from './apply-stored.ts'
import { tallied } from './apply-tally.ts'
import { WaitingOutcomes } from './apply-waiting.ts'
import { windowsOf } from './apply-window.ts'
import { OperationRunner, type Prepared } from './apply-write.ts'
import { refuseStopped } from './guard.ts'
import { dayOf } from './mutes.ts'
import type { ApplyReport } from './run.ts'
import { saved } from './saved.ts'
import { Share } from './share.ts'
import { checkBasis, checkDay, stateBasis } from './stale.ts'
import { resolveHint } from './unseen.ts'
import { type Connected, kindOf, type World } from './world.ts'

export interface ApplierInput {
  readonly world: World
  readonly plan: Plan
  readonly connected: readonly Connected[]
  readonly run: string
  /** Writes nothing where anything of the plan does not hold any more. */
  readonly allOrNothing: boolean
  /** Calls that the run may make; without it the plan is carried out whole, or refused where its calls are not left. */
  readonly budget?: number | undefined
  readonly lock: Pick<Lock, 'confirm'>
}

/** What may be known of the shop while applying, shared by the steps. */
export interface Progress {
  readonly entries: Map<AddressId, StateEntry>
  readonly ids: Map<AddressId, string>
  readonly outcomes: Map<AddressId, OutcomeEntry>
  readonly looks: ReadonlyMap<string, Look>
  /** What the vendor's answers said it stored, by address. */
  readonly answers: Map<AddressId, Observed>
  /** The last intent of each address. */
  readonly intents: Map<AddressId, Intent>
  /** By operation: what was carried out. */
  readonly done: Map<string, Set<AddressId>>
}

/** One operation of a window that is being carried out. */
interface Turn {
  readonly index: number
  readonly prepared: Prepared
  readonly runner: OperationRunner
}

export class Applier {
  readonly #world: World
  readonly #plan: Plan
  readonly #connected: readonly Connected[]
  readonly #run: string
  readonly #allOrNothing: boolean
  readonly #budget: number | undefined
  readonly #lock: ApplierInput['lock']
  readonly #changes: ReadonlyMap<AddressId, Change>
  readonly #progress: Progress & { looks: Map<string, Look> } = noProgress()
  /** Connections that cannot be used any further, and why. */
  readonly #down = new Map<string, string>()
  readonly #outcomes: Outcomes

  constructor({ world, plan, connected, run, allOrNothing, budget, lock }: ApplierInput) {
    this.#world = world
    this.#plan = plan
    this.#connected = connected
    this.#run = run
    this.#allOrNothing = allOrNothing
    this.#budget = budget
    this.#lock = lock
    this.#changes = new Map(plan.changes.map((change) => [change.address, change]))
    this.#outcomes = new Outcomes({ plan, changes: this.#changes, progress: this.#progress, run })
  }

  async *apply(): AsyncGenerator<EngineEvent, ApplyReport> {
    refuseStopped(this.#plan.guards)
    const { snapshot, journal: left } = await this.#world.backend.read()
    const { basis } = this.#plan
    checkBasis(this.#plan, {
      ...stateBasis(snapshot, left),
      config: basis.config,
      sales: basis.sales,
      environment: this.#world.environment,
      butik: this.#world.butik,
    })
    const now = this.#world.ports.clock.now()
    checkDay(this.#plan, new Map(this.#connected.map((one) => [one.config.name, dayOf(one, now)])))
    const { quota } = this.#world.project.config
    const share = new Share({ plan: this.#plan, connected: this.#connected, quota, budget: this.#budget })
    begin(snapshot, left, { plan: this.#plan, progress: this.#progress })
    const begun = new Map(this.#progress.entries)
    const tally = tallied(held(await this.#world.backend.openJournal(), this.#lock))
    const { journal } = tally
    const waiting = new WaitingOutcomes(journal)
    try {
      yield { type: 'stage', stage: 'apply', phase: 'started' }
      await this.#look(share)
      const at = this.#world.ports.clock.now().toISOString()
      // What goes on with this run finds its plan as soon as a line names it.
      await this.#world.backend.keep(this.#run, 'plan.json', `${JSON.stringify(this.#plan)}\n`)
      if (!isNothing(this.#plan)) {
        const { serial } = snapshot
        await journal.append([begunLine({ run: this.#run, at, plan: this.#plan, serial })])
      }
      for (const address of blindCreates(this.#plan))
        yield this.#outcomes.outcome(address, 'in-doubt', `an earlier run may have made it; ${resolveHint(address)}`)
      yield* this.#operations(waiting, share)
      await this.#lock.confirm()
      yield* this.#outcomes.withoutCalls()
      yield* this.#outcomes.unaccounted()
      yield { type: 'stage', stage: 'settle', phase: 'started' }
      yield* this.#check(journal)
      await this.#lock.confirm()
      const applying = { world: this.#world, plan: this.#plan, progress: this.#progress, run: this.#run }
      for (const diagnostic of await store(snapshot, left, { ...applying, begun, lines: tally.lines() }))
        yield { type: 'diagnostic', diagnostic }
      for (const diagnostic of share.said(this.#progress.done)) yield { type: 'diagnostic', diagnostic }
      yield* this.#keepOutcome()
      yield { type: 'stage', stage: 'apply', phase: 'finished' }
    } catch (error) {
      const isLost = error instanceof LostLockError
      if (!tally.announced() && !isLost) throw error
      if (this.#windowSize() > 1) yield* await waiting.rescue(tally.unsettled)
      yield* this.#outcomes.unsettled(tally.unsettled())
      if (isLost) yield* this.#outcomes.unaccounted('skipped', lostBefore)
      yield* saved(this.#world, { run: this.#run, snapshot, lines: [...left, ...tally.known()] })
      throw new PartWayError(
        error,
        tally.unsettled().filter((address) => this.#outcomes.wasSent(address)),
      )
    } finally {
      await journal.close()
    }
    return this.#report()
  }

  async #look(share: Share): Promise<void> {
    const found = await firstLook({
      world: this.#world,
      plan: { ...this.#plan, changes: share.changes },
      connected: this.#connected,
      further: (connected, pages) => share.further(connected, pages),
    })
    if (this.#allOrNothing) await refuseMoved(this.#world, this.#plan, found)
    for (const [name, look] of found.looks) this.#progress.looks.set(name, look)
    for (const [name, why] of found.down) this.#down.set(name, why)
  }

  async *#operations(waiting: WaitingOutcomes, share: Share): AsyncGenerator<EngineEvent> {
    const runners = new Map(this.#connected.map((connected) => [connected.config.name, this.#runner(connected)]))
    const windows = windowsOf({
      operations: this.#plan.operations,
      changes: this.#changes,
      kind: (connection, name) =>
        kindOf(this.#connected.find(({ config }) => config.name === connection)?.provider, name),
      size: this.#windowSize(),
    })
    let index = 0
    for (const { operations, alone } of windows) {
      const turns: Turn[] = []
      for (const operation of operations) {
        const runner = runners.get(operation.connection)
        const ready = yield* this.#ready(operation, share)
        if (ready.length > 0 && runner !== undefined)
          turns.push({ index, runner, prepared: await runner.prepare(operation, ready) })
        index += 1
      }
      yield* this.#announce(turns, waiting)
      for (const turn of turns) {
        yield* this.#take(turn, share, waiting)
        if (alone || this.#windowSize() === 1) yield* await waiting.write()
        yield this.#finished(turn)
      }
    }
    yield* await waiting.write()
  }

  #windowSize(): number {
    return this.#world.backend.window ?? 1
  }

  /** What of an operation may be sent; of the rest it says why not. */
  async *#ready(operation: Operation, share: Share): AsyncGenerator<EngineEvent, AddressId[]> {
    const ready: AddressId[] = []
    const waits = share.waits(operation)
    for (const address of operation.addresses) {
      const refusal = this.#refusal(address, operation, waits)
      if (refusal === undefined) ready.push(address)
      else if (!this.#progress.outcomes.has(address))
        yield this.#outcomes.outcome(address, refusal.outcome, refusal.message, operation.role)
    }
    return ready
  }

  async *#announce(turns: readonly Turn[], waiting: WaitingOutcomes): AsyncGenerator<EngineEvent> {
    const members = turns.flatMap(({ prepared }) => prepared.members.map(({ address }) => address))
    if (members.length === 0) return
    const said = await waiting.write(turns.flatMap(({ prepared }) => prepared.lines))
    this.#outcomes.announced(members)
    yield* said
  }

  /** Much may have happened since it was announced: what may not be sent any more is not, and that is an outcome too. */
  async *#take(turn: Turn, share: Share, waiting: WaitingOutcomes): AsyncGenerator<EngineEvent> {
    const { prepared, runner, index } = turn
    const { operation, members, failed } = prepared
    yield { type: 'operation', phase: 'started', operation, index, of: this.#plan.operations.length }
    const waits = share.waits(operation)
    const done = [...failed]
    const ready = new Set<AddressId>()
    for (const { address } of members) {
      const refusal = this.#refusal(address, operation, waits)
      if (refusal === undefined) ready.add(address)
      else done.push({ address, ...refusal })
    }
    this.#outcomes.sending(ready)
    if (ready.size > 0) done.push(...(await runner.send(prepared, ready)))
    else runner.withdraw(prepared)
    const { lines, events } = this.#outcomes.record(operation, done, this.#world.ports.clock.now().toISOString())
    waiting.hold(lines, events)
  }

  #finished({ index, prepared: { operation } }: Turn): EngineEvent {
    return { type: 'operation', phase: 'finished', operation, index, of: this.#plan.operations.length }
  }

  #runner(connected: Connected): OperationRunner {
    const { config } = connected
    return new OperationRunner({
      world: this.#world,
      connected,
      run: this.#run,
      secretKey: this.#plan.basis.lineage,
      changes: this.#changes,
      progress: this.#progress,
      stop: (reason) => this.#down.set(config.name, reason),
    })
  }

  #refusal(address: AddressId, operation: Operation, waits: string | undefined): Refusal | undefined {
    return refusalOf(address, operation, {
      waits,
      changes: this.#changes,
      progress: this.#progress,
      down: this.#down,
      written: this.#outcomes.written,
      interrupted: this.#world.signal.aborted,
    })
  }

  async *#check(journal: Journal): AsyncGenerator<EngineEvent> {
    for (const connected of this.#connected) {
      const written = this.#plan.changes.filter(
        (change) =>
          this.#progress.outcomes.get(change.address)?.outcome === 'succeeded' &&
          change.write !== undefined &&
          change.address.startsWith(`${connected.config.name}/`),
      )
      const checked = await checkStored({
        connected,
        changes: written,
        progress: this.#progress,
        signal: new AbortController().signal,
      })
      for (const [address, entry] of checked.entries) this.#outcomes.remember(address, entry)
      const at = this.#world.ports.clock.now().toISOString()
      await journal.append(
        [...checked.entries].map(([address, entry]) => ({
          phase: 'entry' as const,
          run: this.#run,
          at,
          address,
          entry,
        })),
      )
      for (const diagnostic of checked.diagnostics) yield { type: 'diagnostic', diagnostic }
    }
  }

  /** For people to look up: everything that counts is in the state by now. */
  async *#keepOutcome(): AsyncGenerator<EngineEvent> {
    try {
      await this.#world.backend.keep(this.#run, 'outcome.json', `${JSON.stringify(this.#report())}\n`)
    } catch (error) {
      if (!(error instanceof ReconcilerError)) throw error
      yield { type: 'diagnostic', diagnostic: { severity: 'warning', code: error.code, summary: error.message } }
    }
  }

  #report(): ApplyReport {
    const calls = Object.fromEntries(this.#connected.map((one) => [one.config.name, one.calls()]))
    return { run: this.#run, outcomes: [...this.#progress.outcomes.values()], calls }
  }
}
