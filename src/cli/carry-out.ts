/** From a plan to its outcomes: the same path for apply, a saved plan and destroy. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { DiagnosticsError, PartWayError } from '../model/errors.ts'
import type { OutcomeEntry } from '../model/event.ts'
import type { Guard, Plan } from '../model/plan.ts'
import { applyPlan } from '../pipeline/run.ts'
import { loadPages } from './compose.ts'
import { type ExitCode, exitOfOutcomes } from './exit-codes.ts'
import type { Answer } from './formats.ts'
import { notify } from './notify.ts'
import { picturesOf } from './pictures.ts'
import { lockFor, type Session } from './session.ts'

/** Why this plan must not be carried out, said before anybody is asked; undefined where it may be. */
export function unfitness(plan: Plan): DiagnosticsError | undefined {
  const incomplete: Diagnostic = {
    severity: 'error',
    code: 'E3004',
    summary: 'the plan is incomplete: part of it could not be read or decided',
    hint: 'nothing was written; try again, or leave that part out with --connection or --exclude',
  }
  const problems = [
    ...(plan.complete ? [] : [incomplete]),
    // Its own diagnostic says more of an incomplete plan than the guard.
    ...plan.guards.filter(({ name, acked }) => !acked && (plan.complete || name !== 'incomplete')).map(stoppedBy),
    ...plan.diagnostics.filter(({ severity }) => severity === 'error'),
  ]
  return problems.length === 0 ? undefined : new DiagnosticsError(problems)
}

const addressesNamed = 5

/** A saved plan is not shown before, and `--json` shows none: what the guard says and whom it protects is said here. */
function stoppedBy({ name, message, addresses }: Guard): Diagnostic {
  const [first, ...others] = addresses
  const more = addresses.length - addressesNamed
  const named = [...addresses.slice(0, addressesNamed), ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
  return {
    severity: 'error',
    code: 'E3001',
    summary: `stopped by the guard ${name}`,
    detail: others.length === 0 ? message : `${message}: ${named}`,
    hint: 'nothing was written',
    ...(first === undefined || others.length > 0 ? {} : { address: first }),
  }
}

/** True where not even the state has anything to learn. */
export function isIdle(plan: Plan): boolean {
  return (
    plan.operations.length === 0 &&
    plan.stateUpdates.length === 0 &&
    !plan.changes.some(({ action }) => action !== 'manual')
  )
}

export interface CarryOut {
  readonly allOrNothing?: boolean
  /** `--budget`: calls that the run may make after its plan. */
  readonly budget?: number
}

export async function carryOut(
  session: Session,
  plan: Plan,
  operation: string,
  { allOrNothing = false, budget }: CarryOut = {},
): Promise<ExitCode> {
  const { world, output, context } = session
  const run = world.newId()
  context.begun.run = run
  const before = session.calls()
  const outcomes: OutcomeEntry[] = []
  const diagnostics: Diagnostic[] = []
  const lock = lockFor(world, operation, context)
  const events = applyPlan(world, plan, { lock, run, allOrNothing, ...(budget === undefined ? {} : { budget }) })
  try {
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done === true) {
        const applied = { run: next.value.run, outcomes, diagnostics, calls: next.value.calls }
        await output.answer(appliedAnswer(session, applied, plan))
        await notify(session, applied)
        return exitOfOutcomes(outcomes)
      }
      const event = next.value
      output.event(event)
      if (event.type === 'outcome') outcomes.push(entryOf(event))
      if (event.type === 'diagnostic') diagnostics.push(event.diagnostic)
    }
  } catch (error) {
    const applied = { run, outcomes, diagnostics, calls: callsSince(before, session.calls()) }
    const isPartWay = outcomes.length > 0 || error instanceof PartWayError
    // What happened before the fault is told first: a person must know what the shop looks like now.
    if (isPartWay) await output.answer(appliedAnswer(session, applied, plan))
    await notify(session, applied, { thrown: error })
    if (!isPartWay) throw error
    throw error instanceof PartWayError ? error : new PartWayError(error, [])
  }
}

/** The calls of the plan were the plan's, those by which a rest is found too. */
function callsSince(before: Applied['calls'], now: Applied['calls']): Applied['calls'] {
  return Object.fromEntries(Object.entries(now).map(([name, count]) => [name, count - (before[name] ?? 0)]))
}

function entryOf({ address, action, outcome, message }: OutcomeEntry): OutcomeEntry {
  return { address, action, outcome, ...(message === undefined ? {} : { message }) }
}

type Applied = Parameters<Session['output']['render']['renderApplied']>[0]

function appliedAnswer({ output: { render }, world }: Session, applied: Applied, plan?: Plan): Answer {
  return {
    text: (settings) => render.renderApplied(applied, settings),
    json: () => render.renderJson(render.appliedJson(applied)),
    markdown: (settings) => render.renderAppliedMarkdown(applied, settings),
    lines: () => render.renderLine({ type: 'applied', ...render.appliedJson(applied) }),
    async html() {
      const { renderAppliedHtml } = await loadPages()
      return plan === undefined
        ? renderAppliedHtml(applied)
        : renderAppliedHtml(applied, plan, { pictures: await picturesOf(world, plan) })
    },
  }
}

/** As idleAnswer, where there is no plan at all. */
export function nothingAnswer(session: Session): Answer {
  const nothing: Applied = { run: session.world.newId(), outcomes: [], diagnostics: [], calls: {} }
  return { ...appliedAnswer(session, nothing), text: () => '' }
}

/** Nothing to do: said in words, and as a report with nothing in it. A report has a `run`, though this one leaves no folder. */
export function idleAnswer(session: Session, plan: Plan): Answer {
  const { render } = session.output
  return {
    ...nothingAnswer(session),
    text: (settings) => render.renderPlan(plan, settings),
    markdown: (settings) => render.renderPlanMarkdown(plan, settings),
    html: async () => (await loadPages()).renderPlanHtml(plan),
  }
}
