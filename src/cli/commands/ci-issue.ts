/** `butik ci issue`: one open issue that tells of drift, or none. Reads no shop and no configuration. */
import type { IssuePosted } from '../../model/comment.ts'
import { ciJob } from '../ci-job.ts'
import { readMarkdown } from '../ci-markdown.ts'
import { markerOf } from '../ci-marker.ts'
import { defaultEnvironment, onPlatform } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'
import { openOutput } from '../output.ts'

export interface IssueFlags {
  /** Markdown, as it is. */
  readonly file: string | undefined
  readonly title: string | undefined
  readonly closed: boolean
}

export async function ciIssue(context: Context, { file, title, closed }: IssueFlags): Promise<ExitCode> {
  if ((file === undefined) !== closed)
    throw misused(
      'say what the issue tells, or that there is none: --file or --closed',
      '--file drift.md, for example.',
    )
  if (title !== undefined && (closed || title.trim() === ''))
    throw misused('--title is the title of an issue that --file tells', 'Leave it out, or give it words.')
  const { answer, render, trace } = await openOutput(context)
  const environment = context.options.environment ?? defaultEnvironment
  const marker = markerOf('issue', context, undefined, environment)
  const body = file === undefined ? undefined : await readMarkdown(context, file)
  const job = await ciJob(context.env, undefined)
  const name = `butik: the shop has moved away from the files${environment === defaultEnvironment ? '' : ` (${environment})`}`
  const posted = await onPlatform(job.project(), context, trace, (platform) =>
    body === undefined ? platform.close(marker) : platform.tell({ marker, body, title, name }),
  )
  await answer({
    text: () => `${render.plain(sentence(posted))}\n`,
    json: () => render.renderJson(posted),
    lines: () => render.renderLine({ type: 'reported', ...posted }),
  })
  return exitCodes.done
}

function sentence({ outcome, url }: IssuePosted): string {
  return outcome === 'none' ? 'No issue is open.' : `Issue ${outcome}${url === undefined ? '' : `: ${url}`}`
}
