/** `butik apply`: carries out a plan, a saved one without a question or a new one after a yes. */
import { readFile } from 'node:fs/promises'
import { ReconcilerError } from '../../model/errors.ts'
import type { Plan } from '../../model/plan.ts'
import { refuseLocked } from '../../pipeline/going-on.ts'
import { parsePlan } from '../../pipeline/parse-plan.ts'
import { checkSavedPlan, makePlan } from '../../pipeline/run.ts'
import { carryOut, idleAnswer, isIdle, unfitness } from '../carry-out.ts'
import { consents, isYes } from '../consent.ts'
import { type Context, pathFrom } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'
import { reasonOf } from '../output.ts'
import { planOptions, type Session, withSession } from '../session.ts'

export async function apply(context: Context, file: string | undefined): Promise<ExitCode> {
  if (file !== undefined) return applySaved(context, file)
  return withSession(context, async (session) => {
    await refuseLocked(session.world)
    const plan = await makePlan(session.world, planOptions(context, false))
    return showAskApply(session, plan, 'apply', () =>
      asks(plan)
        ? consents(context, '\nCarry out this plan? Only yes is taken as yes: ', isYes, savedInstead)
        : Promise.resolve(true),
    )
  })
}

const savedInstead = ', or apply a plan that was saved with butik plan -o'

/** Where no shop is written to (adopt, forget, what only the state learns) there is nothing to regret. */
function asks(plan: Plan): boolean {
  return plan.operations.length > 0
}

/** A saved plan never asks: whoever saved it has seen it. */
async function applySaved(context: Context, file: string): Promise<ExitCode> {
  const { target, exclude, connection, environment } = context.options
  if (target.length + exclude.length + connection.length > 0) {
    throw misused('a saved plan cannot be narrowed', 'Give --target, --exclude and --connection to butik plan -o.')
  }
  const plan = parsePlan(await readPlan(context, file), file)
  if (environment !== undefined && environment !== plan.basis.environment) {
    throw new ReconcilerError(
      'E3002',
      `${file} is a plan for the environment ${plan.basis.environment}, not ${environment}`,
    )
  }
  const work = async (session: Session): Promise<ExitCode> => {
    const unfit = unfitness(plan)
    if (unfit !== undefined) throw unfit
    await refuseLocked(session.world)
    await checkSavedPlan(session.world, plan)
    return isIdle(plan) ? sayIdle(session, plan) : carryOut(session, plan, 'apply')
  }
  return withSession(context, work, plan.basis.environment)
}

async function readPlan(context: Context, file: string): Promise<string> {
  try {
    return await readFile(pathFrom(context, file), 'utf8')
  } catch (error) {
    throw new ReconcilerError('E1002', `the plan ${file} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

/** Shows, refuses what must not run, asks, and carries out. */
export async function showAskApply(
  session: Session,
  plan: Plan,
  operation: string,
  ask: () => Promise<boolean>,
): Promise<ExitCode> {
  const unfit = unfitness(plan)
  if (unfit === undefined && isIdle(plan)) return sayIdle(session, plan)
  session.output.show((settings) => session.output.render.renderPlan(plan, settings))
  if (unfit !== undefined) throw unfit
  if (!(await ask())) {
    session.output.note('')
    session.output.note('Nothing was written.')
    return exitCodes.error
  }
  session.output.show(() => '\n')
  return carryOut(session, plan, operation)
}

async function sayIdle(session: Session, plan: Plan): Promise<ExitCode> {
  await session.output.answer(idleAnswer(session, plan))
  return exitCodes.done
}
