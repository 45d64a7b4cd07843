/** The notice after an apply, where butik.yaml asks for one. What cannot be delivered is a warning and changes no exit code. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { NotifyTime } from '../model/notify.ts'
import type { Plan } from '../model/plan.ts'
import type { Told } from '../render/notice.ts'
import { loadNotice } from './compose.ts'
import type { Context } from './context.ts'
import { runLink } from './lock-info.ts'
import { type Session, type SessionOptions, withSession } from './session.ts'

/** Whoever waits for the end of a run waits for this at most. */
const limitMs = 10_000

export interface Ending {
  /** What ended the run, where something did. */
  readonly thrown?: unknown
  /** Of a run that never began: what it was to do. */
  readonly notBegun?: Told['notBegun']
}

export async function notify(
  { world, context, output }: Session,
  applied: Told['applied'],
  { thrown, notBegun }: Ending = {},
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
    ...(thrown === undefined ? {} : { errors: wordsOf(thrown) }),
    ...(notBegun === undefined ? {} : { notBegun }),
  }
  const problem =
    url instanceof URL
      ? await sendNotice(world.ports, { url, body: renderNotice(told, wished.format), limitMs })
      : url.summary
  if (problem !== undefined)
    output.note(`warning N1052: the notice of run ${applied.run} was not delivered: ${problem}`)
}

/** What is known of a run as far as it is on its way: filled by it. */
export interface OnItsWay {
  plan?: Plan
}

/** A session whose run is told of, even where its state cannot be opened. */
export async function withToldSession<Result>(
  context: Context,
  work: (session: Session, onItsWay: OnItsWay) => Promise<Result>,
  options: Pick<SessionOptions, 'environment'> = {},
): Promise<Result> {
  const begin = async (session: Session, onItsWay: OnItsWay): Promise<Result> => {
    if (session.broken !== undefined) throw session.broken
    return work(session, onItsWay)
  }
  return withSession(context, (session) => orTold(session, (onItsWay) => begin(session, onItsWay)), {
    ...options,
    evenWithoutState: true,
  })
}

/**
 * A run that is refused before it begins (a guard, the quota, the lock, the state, the files, another plan than the approved one) is told like
 * one that failed, once: where nobody sits at a terminal and reads it there.
 */
async function orTold<Result>(session: Session, work: (onItsWay: OnItsWay) => Promise<Result>): Promise<Result> {
  const onItsWay: OnItsWay = {}
  try {
    return await work(onItsWay)
  } catch (error) {
    const { context, world } = session
    if (context.begun.run === undefined && !context.terminal.canAsk && !context.signal.aborted && !isMisuse(error)) {
      const run = world.newId()
      if (world.project.config.notify !== undefined) context.begun.run = run
      const changes = onItsWay.plan?.changes ?? []
      const notBegun = changes
        .filter(({ action }) => action !== 'manual')
        .map(({ address, action }) => ({ address, action }))
      await notify(session, { run, outcomes: [], diagnostics: [], calls: {} }, { thrown: error, notBegun })
    }
    throw error
  }
}

/** Of the command line: said to who wrote it. */
function isMisuse(error: unknown): boolean {
  return error instanceof ReconcilerError && error.code.startsWith('E5')
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
function wordsOf(thrown: unknown): string[] {
  const error = thrown instanceof Error && thrown.name === 'PartWayError' ? thrown.cause : thrown
  if (error instanceof DiagnosticsError)
    return error.diagnostics.filter(({ severity }) => severity === 'error').map(lineOf)
  return [
    error instanceof ReconcilerError ? `${error.code}: ${error.message}` : 'a fault in butik: see the log of the run',
  ]
}

function lineOf({ code, summary, detail, address }: Diagnostic): string {
  return `${code}: ${summary}${detail === undefined ? '' : `: ${detail}`}${address === undefined ? '' : ` (${address})`}`
}
