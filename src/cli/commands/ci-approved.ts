/**
 * `butik ci approved`: the hash of the plan that the merged pull request showed last, for `butik apply --expect`. Fails wherever
 * what was shown may be something else than what was merged. Reads no shop and no configuration.
 */
import { type CiPlatform, type Merged, type Shown, shownIn } from '../../model/comment.ts'
import { ReconcilerError } from '../../model/errors.ts'
import type { Clock } from '../../model/ports.ts'
import { type CiJob, ciJob } from '../ci-job.ts'
import { markerOf } from '../ci-marker.ts'
import { defaultEnvironment, onPlatform } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { openOutput } from '../output.ts'

export async function ciApproved(context: Context, name: string | undefined): Promise<ExitCode> {
  const { answer, render, trace } = await openOutput(context)
  const job = await ciJob(context.env, undefined)
  const { pushed } = job
  if (pushed === undefined)
    throw unapproved('this is no job of a push', 'It tells what a merge has approved, in the job that comes after it.')
  const environment = context.options.environment ?? defaultEnvironment
  const marker = markerOf('comment', context, name, environment)
  const found = await onPlatform(job.project(), context, trace, async (platform) => {
    const merged = await mergedBy(platform, pushed, { ...context, trace })
    return { merged, hash: await approvedIn(platform, { merged, pushed, marker, environment }) }
  })
  const { hash, merged } = found
  await answer({
    text: () => `${hash}\n`,
    json: () => render.renderJson({ hash, number: merged.number }),
    lines: () => render.renderLine({ type: 'approved', hash, number: merged.number }),
  })
  return exitCodes.done
}

type Pushed = NonNullable<CiJob['pushed']>

/** A platform may begin the job of a merge before it can say which pull request the commit is of. */
const looksAgainAfterMs = [2_000, 4_000, 8_000, 16_000]

interface Patience {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly trace: (line: string) => void
}

async function mergedBy(
  platform: CiPlatform,
  { commit, branch }: Pushed,
  { clock, signal, trace }: Patience,
): Promise<Merged> {
  for (const ms of [...looksAgainAfterMs, undefined]) {
    const merged = await platform.merged(commit, branch)
    if (merged !== undefined) return merged
    if (ms === undefined) break
    trace(`no pull request is known to have made the commit ${short(commit)}; looking again in ${ms / 1000} s`)
    await clock.sleep(ms, signal)
  }
  throw unapproved(
    `the commit ${short(commit)} came without a pull request, by a direct push`,
    'Take it back and open a pull request, which shows what it would do; or look at `butik plan`, and run `butik apply` by hand.',
  )
}

interface Asked {
  readonly merged: Merged
  readonly pushed: Pushed
  readonly marker: string
  readonly environment: string
}

async function approvedIn(platform: CiPlatform, { merged, pushed, marker, environment }: Asked): Promise<string> {
  const { number, head } = merged
  const body = await platform.comment(number, marker)
  if (body === undefined)
    throw unapproved(
      `the pull request ${number} has no comment of butik about the environment ${environment}`,
      'Another environment is named with -e, another comment with --name. Only a comment by the owner of this token counts.',
    )
  const shown: Shown = shownIn(body)
  if (shown.hash === undefined)
    throw unapproved(
      `the comment on the pull request ${number} shows no plan: an apply has ended, or the plan failed`,
      'It says which. `butik apply --resume` goes on with what stopped; otherwise look at `butik plan`, and run `butik apply` by hand.',
    )
  // A plan anew, after the merge, is of the merge.
  if (shown.commit === undefined || (shown.commit !== head && shown.commit !== pushed.commit))
    throw unapproved(
      `the plan on the pull request ${number} is of ${shown.commit === undefined ? 'no commit that it names' : `the commit ${short(shown.commit)}`}, and what was merged ends with ${short(head)}`,
      'It was merged before its last commit was planned. Look at `butik plan`, and run `butik apply` by hand.',
    )
  return shown.hash
}

function unapproved(why: string, hint: string): ReconcilerError {
  return new ReconcilerError('E6003', `nothing was approved: ${why}`, { hint })
}

function short(commit: string): string {
  return commit.slice(0, 12)
}
