/** The whole story on one screen: what a plan is made of, and what apply does with it. Each line is a stage with a file. */
import type { AddressId } from '../model/address.ts'
import { type Diagnostic, hasErrors } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { EngineEvent, OutcomeEntry, Stage } from '../model/event.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Basis, Plan } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { DesiredState } from '../model/resource.ts'
import type { LockInfo, StateEntry } from '../model/state.ts'
import { Applier } from './apply.ts'
import { bind } from './bind.ts'
import { connect } from './connect.ts'
import { diff } from './diff.ts'
import { checkAcks } from './guard.ts'
import { identityOf, mergedIdentity } from './identity.ts'
import { plan } from './plan.ts'
import { planHash } from './plan-hash.ts'
import { refresh } from './refresh.ts'
import { resolve } from './resolve.ts'
import { scopeOf } from './select.ts'
import { recover, settle } from './settle.ts'
import { checkBasis, stateBasis } from './stale.ts'
import { validateDocuments } from './validate.ts'
import { type Connected, kindOf, type Selection, type World } from './world.ts'

export interface PlanOptions {
  readonly selection: Selection
  /** The plan of nothing: every resource of the state goes, but for protected ones. */
  readonly destroy: boolean
  readonly allowDelete: boolean
  readonly ack: readonly string[]
}

export interface ApplyReport {
  readonly run: string
  readonly outcomes: readonly OutcomeEntry[]
  /** Calls made by the apply, by connection; the plan's own are not in it. */
  readonly calls: { readonly [connection: string]: number }
}

/** Offline: every problem of the files at once. */
export async function checkProject(
  world: World,
  options: { readonly secretsOptional: boolean },
): Promise<readonly Diagnostic[]> {
  const checked = await desiredOf(world, '', options.secretsOptional)
  return checked.diagnostics
}

/** Changes neither the shop nor the state. Throws DiagnosticsError where the files have errors. */
export async function makePlan(world: World, options: PlanOptions): Promise<Plan> {
  checkAcks(options.ack)
  const { snapshot, journal } = await world.backend.read()
  const { desired, diagnostics } = await stage(world, 'resolve', () => desiredOf(world, snapshot.lineage, false))
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics)
  const wanted = options.destroy ? { ...desired, resources: new Map<AddressId, never>() } : desired
  const recovered = recover(snapshot, journal)
  const connected = await connect(world, options.selection)
  const known = withOpenIntents(recovered)
  const scope = scopeOf({
    selection: options.selection,
    desired: wanted,
    entries: known,
    connections: [...world.project.config.connections.keys()],
    kind: (connection, name) =>
      kindOf(world.providers.get(world.project.config.connections.get(connection)?.vendor ?? ''), name),
    unread: (kind) =>
      kind.reading.by === 'nothing' ||
      (kind.within !== undefined &&
        world.project.config.ownership.stock === 'once' &&
        !mustBeSeen(kind, recovered.entries, connected)),
  })
  const { emit, signal } = world
  const entriesBefore = recovered.entries
  const observed = await stage(world, 'refresh', () =>
    refresh({
      connected,
      desired: wanted,
      entries: entriesBefore,
      views: scope.views,
      saved: world.views,
      now: () => world.ports.clock.now(),
      emit,
      signal,
    }),
  )
  const context = { secretKey: snapshot.lineage }
  const kind = (connection: string, name: string) =>
    kindOf(connected.find((one) => one.config.name === connection)?.provider, name)
  const settled = settle(recovered, observed, kind, context)
  const { entries } = settled
  const binding = bind({ connected, desired: wanted, entries, observed })
  const once = new Set(world.project.config.ownership.stock === 'once' ? ['stock.stock'] : [])
  const diffs = diff({ connected, desired: wanted, entries, binding, observed, secretKey: snapshot.lineage, once })
  const identities = connected.map((one): [string, string] => [
    one.config.name,
    mergedIdentity(snapshot.identities[one.config.name], identityOf(one, observed)),
  ])
  const basis: Basis = {
    ...stateBasis(snapshot, journal),
    config: desired.digest,
    environment: world.environment,
    identities: Object.fromEntries(identities.sort()),
    butik: world.butik,
    madeAt: world.ports.clock.now().toISOString(),
    selection: options.selection,
    destroy: options.destroy,
  }
  return plan({
    connected,
    desired: wanted,
    entries,
    observed,
    binding,
    diffs,
    scope,
    settled: settled.updates,
    doubts: settled.open,
    identities: snapshot.identities,
    basis,
    diagnostics: [...diagnostics, ...settled.diagnostics],
    allowDelete: options.allowDelete || options.destroy,
    ack: options.ack,
  })
}

/** Carries out exactly this plan. Outcomes come as events; the report counts those. */
export async function* applyPlan(
  world: World,
  made: Plan,
  options: { readonly lock: LockInfo; readonly run: string },
): AsyncGenerator<EngineEvent, ApplyReport> {
  await using _lock = await world.backend.lock(options.lock)
  const connected = await connect(world, made.basis.selection)
  const applier = new Applier({ world, plan: made, connected, run: options.run })
  return yield* applier.apply()
}

/** Refuses a saved plan that stands on other files or another state. */
export async function checkSavedPlan(world: World, made: Plan): Promise<void> {
  if (planHash(made) !== made.hash) {
    throw new ReconcilerError('E3003', 'the plan file was edited: it does not have the hash it names', {
      hint: 'make a new plan',
    })
  }
  const { snapshot, journal } = await world.backend.read()
  const { desired } = await desiredOf(world, snapshot.lineage, false)
  checkBasis(made, {
    ...stateBasis(snapshot, journal),
    config: desired.digest,
    environment: world.environment,
    butik: world.butik,
  })
}

export async function desiredOf(
  world: World,
  secretKey: string,
  secretsOptional: boolean,
): Promise<{ desired: DesiredState; diagnostics: readonly Diagnostic[] }> {
  const { project, providers, schemas, files, env } = world
  const found = [...project.diagnostics, ...(await validateDocuments(project, schemas, providers))]
  const desired = await resolve(project, { providers, files, env, secretKey, secretsOptional })
  const diagnostics = [...found, ...desired.diagnostics.filter((one) => !alreadySaid(one, found))].sort(bySource)
  return { desired, diagnostics }
}

/** In the order of the files; what has no place comes last. */
function bySource(a: Diagnostic, b: Diagnostic): number {
  if (a.source === undefined || b.source === undefined)
    return Number(a.source === undefined) - Number(b.source === undefined)
  return byCodeUnit(a.source.file, b.source.file) || a.source.line - b.source.line || a.source.column - b.source.column
}

/** The schema and the stages after it may stumble over one and the same place; the first says it best. */
function alreadySaid(one: Diagnostic, found: readonly Diagnostic[]): boolean {
  const same = (other: Diagnostic) =>
    other.source !== undefined &&
    one.source !== undefined &&
    other.source.file === one.source.file &&
    other.source.line === one.source.line &&
    other.source.column === one.source.column
  return one.severity === 'error' && found.some(same)
}

/** Where a write adds instead of setting, what is on its way is read before it is written again. */
function mustBeSeen(kind: Kind, entries: ReadonlyMap<AddressId, StateEntry>, connected: readonly Connected[]): boolean {
  return connected.some(
    ({ config, provider, session }) =>
      provider.kinds.includes(kind) &&
      kind.writing.createMany?.repeat(session) === 'look-first' &&
      [...entries].some(
        ([address, entry]) => entry.remoteId === '' && address.startsWith(`${config.name}/${kind.name}/`),
      ),
  )
}

/** An object that an interrupted run may have made is looked at, though the state does not know it yet. */
function withOpenIntents(recovered: ReturnType<typeof recover>): typeof recovered.entries {
  const known = new Map(recovered.entries)
  for (const intent of recovered.open)
    if (intent.entry !== undefined && !known.has(intent.address)) known.set(intent.address, intent.entry)
  return known
}

async function stage<Result>(world: World, name: Stage, work: () => Promise<Result>): Promise<Result> {
  world.emit({ type: 'stage', stage: name, phase: 'started' })
  const result = await work()
  world.emit({ type: 'stage', stage: name, phase: 'finished' })
  return result
}
