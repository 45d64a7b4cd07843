/** `butik ci acks`: the guards that labels of the pull request acknowledge, for `--ack`. Reads no shop and no configuration. */
import { byCodeUnit } from '../../model/json.ts'
import { ackable } from '../../pipeline/guard.ts'
import { ciJob, numberOf } from '../ci-job.ts'
import { onPlatform } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { openOutput } from '../output.ts'

const prefix = 'butik-ack:'

export async function ciAcks(context: Context, given: string | undefined): Promise<ExitCode> {
  const { answer, note, render, trace } = await openOutput(context)
  const job = await ciJob(context.env, given)
  const mayHaveOne = job.number !== undefined || job.pushed !== undefined || job.open !== undefined
  const labels = !mayHaveOne
    ? undefined
    : await onPlatform(job.project(), context, trace, async (platform) => {
        const number = await numberOf(job, platform)
        return number === undefined ? undefined : await platform.labels(number)
      })
  if (labels === undefined) note(`No labels: ${job.why}.`)
  const named = (labels ?? []).filter((label) => label.startsWith(prefix)).map((label) => label.slice(prefix.length))
  for (const name of named) if (!ackable.includes(name)) note(`The label ${prefix}${name} ${whyNot(name)}.`)
  const guards = named.filter((name) => ackable.includes(name)).toSorted(byCodeUnit)
  await answer({
    text: () => `${guards.join(',')}\n`,
    json: () => render.renderJson({ guards }),
    lines: () => render.renderLine({ type: 'acknowledged', guards }),
  })
  return exitCodes.done
}

/** A label is set by whoever may sort pull requests: that is too few words for what cannot be made again. */
function whyNot(name: string): string {
  if (name === 'delete')
    return 'opens nothing: deletes take --allow-delete, written into the steps of the workflow that plan and apply'
  return `names no guard that can be acknowledged; there are: ${ackable.join(', ')}`
}
