/** `butik apply`: carries out a plan, a saved one without a question or a new one after a yes. */
import { readFile } from 'node:fs/promises'
import { ReconcilerError } from '../../model/errors.ts'
import type { Plan } from '../../model/plan.ts'
import { refuseLocked } from '../../pipeline/going-on.ts'
import type { RefreshMode } from '../../pipeline/kept-view.ts'
import { parsePlan } from '../../pipeline/parse-plan.ts'
import { makeResumePlan } from '../../pipeline/resume.ts'
import { checkCalls, checkSavedPlan, makePlan } from '../../pipeline/run.ts'
import { type CarryOut, carryOut, idleAnswer, isIdle, nothingAnswer, unfitness } from '../carry-out.ts'
import { consents, isYes } from '../consent.ts'
import { type Context, pathFrom } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type OnItsWay, withToldSession } from '../notify.ts'
import { misused } from '../options.ts'
import { reasonOf } from '../reports.ts'
import { planOptions, type Session } from '../session.ts'

export interface ApplyFlags {
  /** Goes on with the plan of the run that stopped. */
  readonly resume: boolean
  /** The hash of the plan that was approved: no other is carried out. */
  readonly expect?: string
  readonly allOrNothing: boolean
  /** Only what the day turns by sales of the files. */
  readonly due: boolean
  /** Calls that the run may make. */
  readonly budget?: number
  /** How the shops are read where it plans. */
  readonly refresh: RefreshMode
}

export async function apply(context: Context, file: string | undefined, flags: ApplyFlags): Promise<ExitCode> {
  checkFlags(context, file, flags)
  if (file !== undefined) return applySaved(context, file, flags)
  if (flags.resume) return applyRest(context, flags)
  const work = async (session: Session, onItsWay: OnItsWay): Promise<ExitCode> => {
    await refuseLocked(session.world)
    const { due } = flags
    const plan = await makePlan(session.world, { ...planOptions(context, false, flags.refresh), dueOnly: due })
    onItsWay.plan = plan
    const code = await showAskApply(session, plan, due ? 'apply --due' : 'apply', {
      ...flags,
      // Whoever approved the hash has seen the plan.
      ask: () =>
        asks(plan) && flags.expect === undefined
          ? consents(
              context,
              `\nCarry out this plan${placeIn(session)}? Only yes is taken as yes: `,
              isYes,
              savedInstead,
            )
          : Promise.resolve(true),
    })
    return code === exitCodes.done && leftDue(plan) ? exitCodes.guarded : code
  }
  return withToldSession(context, work)
}

/** A price that should have turned and did not is for a person, whatever else went well. */
function leftDue({ diagnostics }: Plan): boolean {
  return diagnostics.some((one) => one.code === 'N1072')
}

function checkFlags(
  { options }: Context,
  file: string | undefined,
  { resume, expect, budget, allOrNothing, refresh, due }: ApplyFlags,
): void {
  const { target, exclude, connection } = options
  const narrowed = target.length + exclude.length + connection.length > 0
  if (resume && file !== undefined)
    throw misused('--resume goes on with the plan that was kept', 'Give a plan file, or --resume.')
  if (due && (resume || file !== undefined))
    throw misused('a plan that is made already is not narrowed to what is due', 'Give --due to butik plan -o.')
  if (resume && narrowed)
    throw misused('a plan that is gone on with cannot be narrowed', 'butik apply plans anew, and takes --target.')
  if (file !== undefined && narrowed)
    throw misused('a saved plan cannot be narrowed', 'Give --target, --exclude and --connection to butik plan -o.')
  if ((resume || file !== undefined) && refresh !== 'cheapest')
    throw misused('a plan that is made already was read already', 'Give --refresh to butik plan -o.')
  if ((resume || file !== undefined) && (options.ack.length > 0 || options.allowDelete))
    throw misused(
      'a plan that is made already holds what was acknowledged',
      'Give --ack and --allow-delete to butik plan -o, and have that plan looked at.',
    )
  if (budget !== undefined && allOrNothing)
    throw misused('--budget carries out a part, and --all-or-nothing the whole', 'Give one of them.')
  if (expect !== undefined && !/^[0-9a-f]{64}$/.test(expect))
    throw misused(
      `--expect ${expect} is not the hash of a plan`,
      'It has 64 digits and letters; butik plan -v names it in its last line, and --json as "hash".',
    )
}

/** Throws E3010 for any plan but the approved one. */
function checkApproved(hash: string, expect: string | undefined): void {
  if (expect === undefined || expect === hash) return
  throw new ReconcilerError('E3010', `this is not the plan that was approved: it has the hash ${hash}`, {
    hint: `nothing was written; approved was ${expect}. Have this plan looked at, and give its hash`,
  })
}

const savedInstead = ', or apply a plan that was saved with butik plan -o'

/** Whoever answers should know where. */
export function placeIn({ world }: Session): string {
  const environment = world.project.laid?.environment
  return environment === undefined ? '' : ` in ${environment}`
}

/** Where no shop is written to (adopt, forget, what only the state learns) there is nothing to regret. */
function asks(plan: Plan): boolean {
  return plan.operations.length > 0
}

/** A saved plan never asks: whoever saved it has seen it. */
async function applySaved(context: Context, file: string, flags: ApplyFlags): Promise<ExitCode> {
  const { environment } = context.options
  const plan = parsePlan(await readPlan(context, file), file)
  if (environment !== undefined && environment !== plan.basis.environment) {
    throw new ReconcilerError(
      'E3002',
      `${file} is a plan for the environment ${plan.basis.environment}, not ${environment}`,
    )
  }
  const work = async (session: Session, onItsWay: OnItsWay): Promise<ExitCode> => {
    onItsWay.plan = plan
    checkApproved(plan.hash, flags.expect)
    const unfit = unfitness(plan)
    if (unfit !== undefined) throw unfit
    await refuseLocked(session.world)
    await checkSavedPlan(session.world, plan)
    return isIdle(plan) ? sayIdle(session, plan) : carryOut(session, plan, 'apply', flags)
  }
  const { environment: place } = plan.basis
  return withToldSession(context, work, { environment: place })
}

/** The rest of a plan was shown and approved with the whole: it does not ask either. */
async function applyRest(context: Context, flags: ApplyFlags): Promise<ExitCode> {
  const work = async (session: Session, onItsWay: OnItsWay): Promise<ExitCode> => {
    await refuseLocked(session.world)
    const plan = await makeResumePlan(session.world)
    if (plan !== undefined) onItsWay.plan = plan
    if (plan === undefined) {
      session.output.note('There is nothing to go on with: the last run did all it set out to do.')
      await session.output.answer(nothingAnswer(session))
      return exitCodes.done
    }
    checkApproved(plan.basis.resumes?.hash ?? plan.hash, flags.expect)
    session.output.show((settings) => session.output.render.renderPlan(plan, settings))
    session.output.show(() => '\n')
    return carryOut(session, plan, 'apply --resume', flags)
  }
  return withToldSession(context, work)
}

async function readPlan(context: Context, file: string): Promise<string> {
  try {
    return await readFile(pathFrom(context, file), 'utf8')
  } catch (error) {
    throw new ReconcilerError('E1002', `the plan ${file} cannot be read: ${reasonOf(error)}`, {
      hint: 'nothing was written; butik plan -o FILE makes one',
      cause: error,
    })
  }
}

export interface Showing extends CarryOut {
  readonly expect?: string
  readonly ask: () => Promise<boolean>
}

/** Shows, refuses what must not run, asks, and carries out. */
export async function showAskApply(
  session: Session,
  plan: Plan,
  operation: string,
  { ask, expect, ...how }: Showing,
): Promise<ExitCode> {
  const unfit = unfitness(plan)
  if (unfit === undefined && isIdle(plan) && expect === undefined) return sayIdle(session, plan)
  session.output.show((settings) => session.output.render.renderPlan(plan, settings))
  checkApproved(plan.hash, expect)
  if (unfit !== undefined) throw unfit
  if (how.budget === undefined) await checkCalls(session.world, plan)
  if (!(await ask())) {
    session.output.note('')
    session.output.note('Nothing was written.')
    return exitCodes.error
  }
  session.output.show(() => '\n')
  return carryOut(session, plan, operation, how)
}

async function sayIdle(session: Session, plan: Plan): Promise<ExitCode> {
  await session.output.answer(idleAnswer(session, plan))
  return exitCodes.done
}
