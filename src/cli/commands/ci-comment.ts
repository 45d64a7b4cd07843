/** `butik ci comment`: a plan as one comment on the pull request of a CI job. Reads no shop and no configuration. */
import { type CommentText, commitLine, type Posted } from '../../model/comment.ts'
import { ReconcilerError } from '../../model/errors.ts'
import { parseDiagnostics, parsePlan } from '../../pipeline/parse-plan.ts'
import { anyJob, ciJob, numberOf } from '../ci-job.ts'
import { readMarkdown, readText } from '../ci-markdown.ts'
import { markerOf } from '../ci-marker.ts'
import { defaultEnvironment, onPlatform } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { wholeIn } from '../formats.ts'
import { misused } from '../options.ts'
import { type Output, openOutput } from '../output.ts'

export interface CommentFlags {
  /** Markdown, as it is. */
  readonly file: string | undefined
  /** A plan, or the problems of one that failed, as JSON. */
  readonly plan: string | undefined
  readonly number: string | undefined
  readonly name: string | undefined
  readonly dryRun: boolean
}

/** Characters that the platforms take, in the API's own count. */
const mostCharacters = { github: 65_536, gitlab: 1_000_000 } as const

export async function ciComment(context: Context, flags: CommentFlags): Promise<ExitCode> {
  if ((flags.file === undefined) === (flags.plan === undefined))
    throw misused(
      'say what is to be posted: --file or --plan',
      'butik plan --report plan.md --report plan.json writes both.',
    )
  const output = await openOutput(context)
  const shown = await textOf(context, flags, output)
  if (flags.dryRun) return await sayAll(output, ofCommit(shown, (await anyJob(context.env, flags.number))?.commit))
  const job = await ciJob(context.env, flags.number)
  const text = ofCommit(shown, job.commit)
  if (job.number === undefined && job.pushed === undefined && job.open === undefined) return await sayNone(output, job)
  const project = job.project()
  const length = text.marker.length + 1 + text.body.length
  if (length > mostCharacters[project.platform])
    throw new ReconcilerError('E6001', `the comment has ${length} characters, more than the platform takes`, {
      hint: 'nothing was posted; --plan FILE.json makes a comment that fits',
    })
  const posted = await onPlatform(project, context, output.trace, async (platform) => {
    const number = await numberOf(job, platform)
    return number === undefined ? undefined : { ...(await platform.post(number, text)), number }
  })
  if (posted === undefined) return await sayNone(output, job)
  const where = posted.url === undefined ? `number ${posted.number}` : posted.url
  return await say(output, posted, `Comment ${posted.outcome}: ${where}\n`)
}

/** What is approved is a plan of a commit: `butik ci approved` compares it with what was merged. */
function ofCommit({ marker, body }: CommentText, commit: string | undefined): CommentText {
  return { marker, body: commit === undefined ? body : `${commitLine(commit)}\n${body}` }
}

async function sayNone(output: Output, { why }: { readonly why: string }): Promise<ExitCode> {
  output.note(`No comment: ${why}.`)
  return await say(output, { outcome: 'none' }, '')
}

async function textOf(context: Context, { file, plan, name }: CommentFlags, { render }: Output): Promise<CommentText> {
  const own = context.options.environment ?? defaultEnvironment
  if (file !== undefined)
    return { marker: markerOf('comment', context, name, own), body: await readMarkdown(context, file) }
  const shown = plan ?? ''
  const content = await readText(context, shown)
  const settings = wholeIn([shown], context.env)
  const problems = parseDiagnostics(content)
  if (problems !== undefined)
    return {
      marker: markerOf('comment', context, name, own),
      body: render.renderDiagnosticsMarkdown(problems, new Map(), settings),
    }
  const made = parsePlan(content, shown)
  return {
    marker: markerOf('comment', context, name, context.options.environment ?? made.basis.environment),
    body: render.renderPlanMarkdown(made, settings),
  }
}

async function sayAll({ answer, note, render }: Output, { marker, body }: CommentText): Promise<ExitCode> {
  const whole = `${marker}\n${body}`
  await answer({
    text: () => whole,
    markdown: () => whole,
    json: () => render.renderJson({ marker, body }),
    lines: () => render.renderLine({ type: 'commented', outcome: 'none', marker, body }),
  })
  note('Nothing was posted.')
  return exitCodes.done
}

type Said = (Posted & { readonly number: string }) | { readonly outcome: 'none' }

async function say({ answer, render }: Output, said: Said, text: string): Promise<ExitCode> {
  await answer({
    text: () => render.plain(text.trimEnd()) + (text === '' ? '' : '\n'),
    json: () => render.renderJson(said),
    lines: () => render.renderLine({ type: 'commented', ...said }),
  })
  return exitCodes.done
}
