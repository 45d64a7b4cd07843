/**
 * `apply --resume`: the run that stopped, its plan as it was kept, and what is left of it. Spends calls only on what is in
 * doubt: that is looked at, and never written a second time unseen.
 */
import type { AddressId } from '../model/address.ts'
import { hasErrors } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Plan } from '../model/plan.ts'
import type { Intent, LeftOperation, StateSnapshot } from '../model/state.ts'
import { rekeyed } from './apply-body.ts'
import { withCallsLeft } from './calls-left.ts'
import { connect } from './connect.ts'
import { desiredOf } from './desired.ts'
import { parsePlan } from './parse-plan.ts'
import { planHash } from './plan-hash.ts'
import { remainderOf } from './remainder.ts'
import { lookAtOpen } from './resume-look.ts'
import { partlyDone } from './resume-partly.ts'
import { recover, settle } from './settle.ts'
import { checkOrigin, stateBasis } from './stale.ts'
import { doneIn, leftOf, type Stopped, stoppedRun } from './unfinished.ts'
import { kindOf, type World } from './world.ts'

/**
 * The rest of the plan that the last run did not carry out whole; undefined where there is none. Throws E3002 where the
 * files are not those of the plan any more, E3003 where the plan was not kept.
 */
export async function makeResumePlan(world: World): Promise<Plan | undefined> {
  const { snapshot, journal } = await world.backend.read()
  const stopped = stoppedRun(snapshot, journal)
  if (stopped === undefined) return undefined
  const made = underLineage(await keptPlan(world, stopped), snapshot, world)
  const { desired, diagnostics } = await desiredOf(world, snapshot.lineage, false)
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics)
  checkOrigin(made, {
    config: desired.digest,
    sales: desired.sales,
    environment: world.environment,
    butik: world.butik,
  })
  const connected = await connect(world, made.basis.selection)
  const recovered = recover(snapshot, journal)
  const observed = await lookAtOpen({ world, connected, desired, recovered })
  const kind = (connection: string, name: string) =>
    kindOf(connected.find(({ config }) => config.name === connection)?.provider, name)
  const settled = settle(recovered, observed, kind, { secretKey: snapshot.lineage })
  const killed = stopped.left === undefined
  const partly = partlyDone({
    made,
    open: recovered.open,
    observed,
    entries: settled.entries,
    kind,
    context: { secretKey: snapshot.lineage },
  })
  const news = new Set(settled.updates.map(({ address }) => address))
  const found = recovered.open.filter(
    (intent) =>
      partly.done.includes(intent) ||
      ((intent.role === 'create' || intent.role === 'delete') && news.has(intent.address)),
  )
  const rest = remainderOf({
    made: { ...made, changes: made.changes.map((change) => partly.changes.get(change.address) ?? change) },
    run: stopped.run,
    left: leftAfter(made, stopped, found),
    entries: settled.entries,
    stateUpdates: settled.updates,
    killed,
    doubts: settled.open,
    connected,
    planReads: (connection) => observed.calls.get(connection) ?? 0,
    basis: {
      ...made.basis,
      ...stateBasis(snapshot, journal),
      madeAt: world.ports.clock.now().toISOString(),
      resumes: made.basis.resumes ?? { run: stopped.run, hash: made.hash },
    },
    diagnostics: settled.diagnostics,
  })
  return withCallsLeft(rest, connected, world)
}

async function keptPlan(world: World, { run, plan: hash }: Stopped): Promise<Plan> {
  const text = await world.backend.kept(run, 'plan.json')
  const hint = 'butik apply plans anew; what is in doubt is looked at first'
  if (text === undefined) throw new ReconcilerError('E3003', `the plan of run ${run} was not kept`, { hint })
  const made = parsePlan(text, `runs/${run}/plan.json`)
  if (made.hash === hash && planHash(made) === hash) return made
  throw new ReconcilerError('E3003', `the plan kept with run ${run} is not the one that it carried out`, { hint })
}

/** The first run of a state gave it its lineage, by which its secrets are digested from then on. */
function underLineage(made: Plan, { lineage }: StateSnapshot, world: World): Plan {
  const { basis } = made
  if (basis.lineage === lineage) return made
  if (basis.lineage !== 'new') {
    throw new ReconcilerError('E3002', 'the plan is stale: it was made from another state', {
      hint: 'butik apply plans anew',
    })
  }
  const anew = (spec: Plan['changes'][number]['write']) => rekeyed(spec ?? {}, world, basis.lineage, lineage)
  const changes = made.changes.map((change) => ({
    ...change,
    ...(change.write === undefined ? {} : { write: anew(change.write) }),
    ...(change.links === undefined ? {} : { links: anew(change.links) }),
    ...(change.entry === undefined ? {} : { entry: { ...change.entry, applied: anew(change.entry.applied) } }),
  }))
  return { ...made, changes }
}

/** What no line and no state says is done, and looking did not find done either. */
function leftAfter({ operations }: Plan, { left, lines }: Stopped, found: readonly Intent[]): LeftOperation[] {
  const roles = new Map(operations.map(({ id, role }) => [id, role]))
  const isFound = (operation: string, address: AddressId) =>
    found.some((intent) => intent.address === address && intent.role === roles.get(operation))
  return (left ?? leftOf(operations, doneIn(lines)))
    .map(({ operation, addresses }) => ({
      operation,
      addresses: addresses.filter((address) => !isFound(operation, address)),
    }))
    .filter(({ addresses }) => addresses.length > 0)
}
