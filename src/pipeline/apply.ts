/**
 * Plan → intent → call → outcome → state. Executes the plan's operations in their order and computes nothing new; the
 * only caller of a kind's writes. What fails stops only what needs it.
 */
import type { AddressId } from '../model/address.ts'
import { LostLockError, PartWayError, ReconcilerError } from '../model/errors.ts'
import type { EngineEvent, Outcome, OutcomeEntry } from '../model/event.ts'
import type { Change, Operation, OperationRole, Plan } from '../model/plan.ts'
import type { Observed } from '../model/resource.ts'
import type { Intent, Journal, JournalEntry, Lock, StateEntry } from '../model/state.ts'
import { begunLine, blindCreates, isNothing, lastOperations, noProgress } from './apply-begun.ts'
import { firstLook, refuseMoved } from './apply-first-look.ts'
import { held, lostBefore } from './apply-hold.ts'
import type { Look } from './apply-look.ts'
import { afterHalf, needsCall, type Refusal, refusalOf } from './apply-refusal.ts'
import type { Done } from './apply-results.ts'
import { begin, store } from './apply-state.ts'
import { checkStored } from './apply-stored.ts'
import { tallied } from './apply-tally.ts'
import { OperationRunner } from './apply-write.ts'
import { refuseStopped } from './guard.ts'
import type { ApplyReport } from './run.ts'
import { saved } from './saved.ts'
import { Share } from './share.ts'
import { checkBasis, stateBasis } from './stale.ts'
import { markDone } from './unfinished.ts'
import { resolveHint } from './unseen.ts'
import type { Connected, World } from './world.ts'

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

const notWrittenDown = 'sent, and what came of it could not be written down; the next run looks before it writes'

export class Applier {
  readonly #world: World
  readonly #plan: Plan
  readonly #connected: readonly Connected[]
  readonly #run: string
  readonly #allOrNothing: boolean
  readonly #budget: number | undefined
  readonly #lock: ApplierInput['lock']
  readonly #changes: ReadonlyMap<AddressId, Change>
  /** By address: the operation after which its outcome is known. */
  readonly #lastOperation: ReadonlyMap<AddressId, string>
  readonly #progress: Progress & { looks: Map<string, Look> } = noProgress()
  /** Connections that cannot be used any further, and why. */
  readonly #down = new Map<string, string>()
  /** Made or changed in this run: what needs one of these can go on, though its links may have failed. */
  readonly #written = new Set<AddressId>()

  /** Deleted in this run: a replace is not done by that. */
  readonly #deleted = new Set<AddressId>()

  constructor({ world, plan, connected, run, allOrNothing, budget, lock }: ApplierInput) {
    this.#world = world
    this.#plan = plan
    this.#connected = connected
    this.#run = run
    this.#allOrNothing = allOrNothing
    this.#budget = budget
    this.#lock = lock
    this.#changes = new Map(plan.changes.map((change) => [change.address, change]))
    this.#lastOperation = lastOperations(plan)
  }

  async *apply(): AsyncGenerator<EngineEvent, ApplyReport> {
    refuseStopped(this.#plan.guards)
    const { snapshot, journal: left } = await this.#world.backend.read()
    const { basis } = this.#plan
    checkBasis(this.#plan, {
      ...stateBasis(snapshot, left),
      config: basis.config,
      environment: this.#world.environment,
      butik: this.#world.butik,
    })
    const { quota } = this.#world.project.config
    const share = new Share({ plan: this.#plan, connected: this.#connected, quota, budget: this.#budget })
    begin(snapshot, left, { plan: this.#plan, progress: this.#progress })
    const begun = new Map(this.#progress.entries)
    const tally = tallied(held(await this.#world.backend.openJournal(), this.#lock))
    const { journal } = tally
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
        yield this.#outcome(address, 'in-doubt', `an earlier run may have made it; ${resolveHint(address)}`)
      yield* this.#operations(journal, share)
      await this.#lock.confirm()
      yield* this.#withoutCalls()
      yield* this.#unaccounted()
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
      yield* this.#unsettled(tally.unsettled())
      if (isLost) yield* this.#unaccounted('skipped', lostBefore)
      yield* saved(this.#world, { run: this.#run, snapshot, lines: [...left, ...tally.known()] })
      throw new PartWayError(error, tally.unsettled())
    } finally {
      await journal.close()
    }
    return this.#report()
  }

  async #look({ changes }: Share): Promise<void> {
    const found = await firstLook(this.#world, { ...this.#plan, changes }, this.#connected)
    if (this.#allOrNothing) await refuseMoved(this.#world, this.#plan, found)
    for (const [name, look] of found.looks) this.#progress.looks.set(name, look)
    for (const [name, why] of found.down) this.#down.set(name, why)
  }

  async *#operations(journal: Journal, share: Share): AsyncGenerator<EngineEvent> {
    const { operations } = this.#plan
    const runners = new Map(
      this.#connected.map((connected) => [connected.config.name, this.#runner(connected, journal)]),
    )
    for (const [index, operation] of operations.entries()) {
      const ready: AddressId[] = []
      const waits = share.waits(operation)
      for (const address of operation.addresses) {
        const refusal = this.#refusal(address, operation, waits)
        if (refusal === undefined) ready.push(address)
        else if (!this.#progress.outcomes.has(address))
          yield this.#outcome(address, refusal.outcome, refusal.message, operation.role)
      }
      const runner = runners.get(operation.connection)
      if (ready.length === 0 || runner === undefined) continue
      yield { type: 'operation', phase: 'started', operation, index, of: operations.length }
      const done = await runner.run(operation, ready)
      yield* this.#record(operation, index, done, journal)
    }
  }

  #runner(connected: Connected, journal: Journal): OperationRunner {
    const { config } = connected
    return new OperationRunner({
      world: this.#world,
      connected,
      journal,
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
      written: this.#written,
      interrupted: this.#world.signal.aborted,
    })
  }

  async *#record(
    operation: Operation,
    index: number,
    done: readonly Done[],
    journal: Journal,
  ): AsyncGenerator<EngineEvent> {
    const at = this.#world.ports.clock.now().toISOString()
    const lines: JournalEntry[] = []
    const events: EngineEvent[] = []
    for (const one of done) {
      const outcome = this.#entryOf(one.address, one.outcome, one.message, operation.role)
      if (one.entry !== undefined) this.#remember(one.address, one.entry)
      if (one.outcome === 'succeeded') {
        const side = operation.role === 'delete' ? this.#deleted : this.#written
        side.add(one.address)
        markDone(this.#progress.done, operation.id, one.address)
      }
      lines.push({
        phase: 'outcome',
        run: this.#run,
        at,
        operation: operation.id,
        outcome,
        ...(one.entry === undefined ? {} : { entry: one.entry }),
      })
      if (one.outcome === 'succeeded' && this.#waitsForMore(one.address, operation)) continue
      this.#progress.outcomes.set(one.address, outcome)
      events.push({ type: 'outcome', ...outcome })
    }
    await journal.append(lines)
    yield* events
    yield { type: 'operation', phase: 'finished', operation, index, of: this.#plan.operations.length }
  }

  #remember(address: AddressId, entry: StateEntry | null): void {
    if (entry === null) {
      this.#progress.entries.delete(address)
      this.#progress.ids.delete(address)
      return
    }
    this.#progress.entries.set(address, entry)
    if (entry.remoteId !== '') this.#progress.ids.set(address, entry.remoteId)
  }

  /** A replace has two calls, a create with links too: its outcome comes with the last. */
  #waitsForMore(address: AddressId, operation: Operation): boolean {
    return this.#lastOperation.get(address) !== operation.id
  }

  /** Adoptions and removals that only the state learns of. */
  *#withoutCalls(): Generator<EngineEvent> {
    const inOperations = new Set(this.#plan.operations.flatMap((operation) => operation.addresses))
    for (const change of this.#plan.changes) {
      if (inOperations.has(change.address) || change.action === 'manual' || needsCall(change)) continue
      if (change.action === 'forget') this.#remember(change.address, null)
      else if (change.entry !== undefined) this.#remember(change.address, change.entry)
      yield this.#outcome(change.address, 'succeeded')
    }
  }

  /** What nothing was said of would pass for done. */
  *#unaccounted(outcome: Outcome = 'failed', why = 'nothing was done about it'): Generator<EngineEvent> {
    for (const { address, action } of this.#plan.changes)
      if (action !== 'manual' && !this.#progress.outcomes.has(address))
        yield this.#outcome(address, outcome, why, this.#written.has(address) ? 'link' : 'create')
  }

  /** Announced, and no outcome is written down; that a call was not sent is known all the same. */
  *#unsettled(addresses: readonly AddressId[]): Generator<EngineEvent> {
    const { outcomes, intents } = this.#progress
    for (const address of addresses) {
      const known = outcomes.get(address)
      if (known?.outcome === 'skipped') yield { type: 'outcome', ...known }
      else yield this.#outcome(address, 'in-doubt', notWrittenDown, intents.get(address)?.role)
    }
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
      for (const [address, entry] of checked.entries) this.#remember(address, entry)
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

  #outcome(address: AddressId, outcome: Outcome, message?: string, role?: OperationRole): EngineEvent {
    const entry = this.#entryOf(address, outcome, message, role)
    this.#progress.outcomes.set(address, entry)
    return { type: 'outcome', ...entry }
  }

  #entryOf(address: AddressId, outcome: Outcome, message?: string, role?: OperationRole): OutcomeEntry {
    const action = this.#changes.get(address)?.action ?? 'update'
    const deleted = this.#deleted.has(address)
    const said = role === undefined ? message : afterHalf({ role, deleted, outcome }, message)
    return { address, action, outcome, ...(said === undefined ? {} : { message: said }) }
  }

  #report(): ApplyReport {
    const { basis, cost } = this.#plan
    // A rest is made for this run alone: what it took to see what is left was made for it.
    const before = (name: string) => (basis.resumes === undefined ? 0 : (cost[name]?.planReads ?? 0))
    const calls = Object.fromEntries(
      this.#connected.map((one) => [one.config.name, before(one.config.name) + one.calls()]),
    )
    return { run: this.#run, outcomes: [...this.#progress.outcomes.values()], calls }
  }
}
