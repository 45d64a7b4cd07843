/** The notice after an apply, where butik.yaml asks for one. What cannot be delivered is a warning and changes no exit code. */
import { ReconcilerError } from '../model/errors.ts'
import type { NotifyTime } from '../model/notify.ts'
import type { Told } from '../render/notice.ts'
import { loadNotice } from './compose.ts'
import { runLink } from './lock-info.ts'
import type { Session } from './session.ts'

/** Whoever waits for the end of a run waits for this at most. */
const limitMs = 10_000

/** `thrown` is what ended the run, where something did. */
export async function notify(
  { world, context, output }: Session,
  applied: Told['applied'],
  thrown?: unknown,
): Promise<void> {
  const { notify: wished } = world.project.config
  if (wished === undefined || !isWanted(wished.on, applied, thrown)) return
  const { notifyUrl, sendNotice, renderNotice } = await loadNotice()
  const url = await notifyUrl(wished, { env: world.env, files: world.files, root: world.project.root })
  const link = runLink(context.env)
  const told: Told = {
    applied,
    environment: world.environment,
    ...(link === undefined ? {} : { link }),
    ...(thrown === undefined ? {} : { error: wordsOf(thrown) }),
  }
  const problem =
    url instanceof URL
      ? await sendNotice(world.ports, { url, body: renderNotice(told, wished.format), limitMs })
      : url.summary
  if (problem !== undefined)
    output.note(`warning N1052: the notice of run ${applied.run} was not delivered: ${problem}`)
}

function isWanted(on: NotifyTime, { outcomes }: Told['applied'], thrown: unknown): boolean {
  const hasFailed = thrown !== undefined || outcomes.some(({ outcome }) => outcome !== 'succeeded')
  switch (on) {
    case 'always':
      return true
    case 'changes':
      return hasFailed || outcomes.length > 0
    case 'failure':
      return hasFailed
  }
}

/** A fault in butik may hold anything: it is told where the run was started, and nowhere else. */
function wordsOf(thrown: unknown): string {
  const error = thrown instanceof Error && thrown.name === 'PartWayError' ? thrown.cause : thrown
  return error instanceof ReconcilerError
    ? `${error.code}: ${error.message}`
    : 'a fault in butik: see the log of the run'
}
