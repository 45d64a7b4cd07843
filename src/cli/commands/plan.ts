/** `butik plan`: what would change and what it costs. Writes to no shop and no state. */
import type { Plan } from '../../model/plan.ts'
import { isDay } from '../../model/sale.ts'
import type { RefreshMode } from '../../pipeline/kept-view.ts'
import { makePlan } from '../../pipeline/run.ts'
import { loadPages } from '../compose.ts'
import { type Context, pathFrom } from '../context.ts'
import { type ExitCode, exitOfPlan } from '../exit-codes.ts'
import type { Answer } from '../formats.ts'
import { misused } from '../options.ts'
import { picturesOf } from '../pictures.ts'
import { annotationsOf, repositoryPath } from '../platform.ts'
import { checkWritable, writeTo } from '../reports.ts'
import { planOptions, type Session, withSession } from '../session.ts'

export interface PlanFlags {
  /** `-o`: where the plan is saved. */
  readonly out?: string
  readonly detailedExitcode: boolean
  /** `--undo`: the run to take back. */
  readonly undo?: string
  /** `--due`: only what the day turns by sales. */
  readonly due: boolean
  /** `--on`: the day that is asked about. */
  readonly on?: string
  readonly refresh: RefreshMode
}

export function plan(context: Context, flags: PlanFlags): Promise<ExitCode> {
  if (flags.due && flags.undo !== undefined)
    throw misused('--due plans what the day turns, and --undo what a run did', 'Give one of them.')
  if (flags.on !== undefined && !isDay(flags.on))
    throw misused(`--on ${flags.on} is not a day`, 'Write it as 2026-11-27.')
  return withSession(context, async (session) => {
    if (flags.out !== undefined) await checkOut(context, flags.out)
    const undo = flags.undo === undefined ? {} : { undo: flags.undo }
    const { due, on } = flags
    const made = await makePlan(session.world, {
      ...planOptions(context, false, flags.refresh),
      ...undo,
      dueOnly: due,
      day: on,
    })
    const { output } = session
    if (flags.out !== undefined) await writeTo(pathFrom(context, flags.out), flags.out, output.render.renderJson(made))
    await output.answer(planAnswer(session, made))
    context.command(annotationsOf(context, output.render, made.diagnostics))
    if (flags.out !== undefined)
      output.note(`The plan is in ${flags.out}; butik apply ${flags.out} carries out exactly this (hash ${made.hash}).`)
    return exitOfPlan(made, flags.detailedExitcode)
  })
}

/** The same file as a report that is no plan would be told to be one, and hold the report. */
async function checkOut(context: Context, out: string): Promise<void> {
  const path = pathFrom(context, out)
  const report = context.reports?.files.find((file) => file.path === path && file.format !== 'json')
  if (report !== undefined)
    throw misused(`-o ${out} and --report ${report.shown} are one file`, 'Give the plan a name of its own: plan.json.')
  await checkWritable(path, out)
}

export function planAnswer({ context, output: { render }, world }: Session, made: Plan): Answer {
  return {
    text: (settings) => render.renderPlan(made, settings),
    json: () => render.renderJson(made),
    markdown: (settings) => render.renderPlanMarkdown(made, settings),
    lines: () => render.renderLine({ type: 'planned', plan: made }),
    html: async () => (await loadPages()).renderPlanHtml(made, { pictures: await picturesOf(world, made) }),
    codeQuality: () => render.renderCodeQuality(made.diagnostics, (file) => repositoryPath(context, file)),
  }
}
