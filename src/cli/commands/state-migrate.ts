/** `butik state migrate`: a state moved to where butik.yaml says, put back from a file, or encrypted anew where it is. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ReconcilerError } from '../../model/errors.ts'
import { type StateSettings, stateBackends } from '../../model/state-settings.ts'
import { type MovedState, moveState, type Origin } from '../../pipeline/move-state.ts'
import { putBack } from '../../pipeline/put-back.ts'
import { reencrypt } from '../../pipeline/reencrypt.ts'
import { stateSettings, stateSettingsIn, stateWords } from '../../pipeline/state-settings.ts'
import { cipherOf, openKept, openStateFile } from '../compose.ts'
import { consents, isYes } from '../consent.ts'
import { type Context, pathFrom } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'
import { reasonOf } from '../reports.ts'
import { lockFor, type Session, withSession } from '../session.ts'

type Kept = Awaited<ReturnType<typeof openKept>>

export interface MigrateFlags {
  /** A backend, settings of one, or a file. */
  readonly from?: string
  readonly reencrypt: boolean
}

export function stateMigrate(context: Context, { from, reencrypt: again }: MigrateFlags): Promise<ExitCode> {
  if (again === (from !== undefined))
    throw misused('say one thing: --from or --reencrypt', 'butik state migrate --from local moves what is in .butik.')
  return withSession(context, async ({ kept, world, ...session }) => {
    // The place may be one that the state was moved away from before: moving it back there is what this is for.
    const whole: Session = { ...session, kept, world: { ...world, backend: kept.backend } }
    const settings = await stateSettings(world)
    if (from === undefined) return await encryptAnew(whole, settings)
    return await moveFrom(whole, from, settings)
  })
}

async function encryptAnew(session: Session, settings: StateSettings): Promise<ExitCode> {
  const { world, output, context } = session
  if (settings.encryption === undefined)
    throw misused('there is no key to encrypt with', 'Write state: { encryption: { key: !env NAME } } in butik.yaml.')
  const where = stateWords(settings, world.environment)
  const question = `\nEncrypt all that is kept at ${where} anew, with the key of now? Only yes is taken as yes: `
  if (!(await consents(context, question, isYes))) {
    output.note('Nothing was written.')
    return exitCodes.error
  }
  const done = await reencrypt(world, lockFor(world, 'state migrate', context))
  const { render } = output
  await output.answer({
    text: () =>
      `All that is kept is encrypted with the key of now, with the files of ${render.counted(done.runs, 'run')}. Old keys are not needed any more.\n`,
    json: () => render.renderJson({ ...done }),
    lines: () => render.renderLine({ ...done }),
  })
  return exitCodes.done
}

async function moveFrom(session: Session, from: string, settings: StateSettings): Promise<ExitCode> {
  const { world, context } = session
  const content = isSettings(from) ? undefined : await contentOf(context, from)
  if (content !== undefined && isJson(content)) {
    const found = await openStateFile(content, from, await cipherOf(settings, { notice: session.output.note }))
    if ('errored' in found) {
      const missing = await putBack(world, found.errored, lockFor(world, 'state migrate', context))
      return await sayPutBack(session, { file: from, run: found.errored.run, missing })
    }
    const { snapshot } = found
    return await move(session, settings, { words: from, read: async () => ({ snapshot, journal: [] }) })
  }
  const written = content ?? (isBackend(from) ? `backend: ${from}` : from)
  const other = await stateSettingsIn(written, content === undefined ? '--from' : from, world)
  const { encryption: _, ...here } = settings
  const { encryption: __, ...there } = other
  if (JSON.stringify(here) === JSON.stringify(there))
    throw misused(
      `the state is at ${stateWords(settings, world.environment)} already`,
      'Name where it was before; --reencrypt changes its key.',
    )
  const { environment } = world
  const kept = await openOrigin(session, other, settings)
  try {
    const read = () => kept.backend.read()
    return await move(session, settings, { words: stateWords(other, environment), read, kept })
  } finally {
    await kept.close()
  }
}

/** What was encrypted before has the keys of now, unless its settings name others. */
async function openOrigin(
  { world, output }: Session,
  other: StateSettings,
  { encryption }: StateSettings,
): Promise<Kept> {
  const open = (settings: StateSettings) =>
    openKept(world.project, settings, { environment: world.environment, notice: output.note, clock: world.ports.clock })
  const given = await open(other)
  if (encryption === undefined || other.encryption !== undefined || (await isReadable(given))) return given
  await given.close()
  return await open({ ...other, encryption })
}

/** In plain text it is left: whoever still has its settings, without a key, must be able to read where it went. */
async function isReadable({ backend }: Kept): Promise<boolean> {
  return await backend.read().then(
    () => true,
    () => false,
  )
}

async function move(session: Session, settings: StateSettings, origin: Origin): Promise<ExitCode> {
  const { world, output, context } = session
  const to = stateWords(settings, world.environment)
  const moved = await moveState(world, {
    origin,
    to,
    lock: lockFor(world, 'state migrate', context),
    agreed: ({ resources, serial }) =>
      consents(
        context,
        `\nMove the state (${session.output.render.counted(resources, 'resource')}, serial ${serial}) from ${origin.words} to ${to}? Only yes is taken as yes: `,
        isYes,
      ),
  })
  if (moved === undefined) {
    output.note('Nothing was written.')
    return exitCodes.error
  }
  await sayMoved(session, moved, origin)
  return exitCodes.done
}

async function sayMoved({ output }: Session, moved: MovedState, { kept }: Origin): Promise<void> {
  const { render } = output
  const { from, to, resources, runs, lines } = moved
  const open = lines === 0 ? '' : ' A run did not end before: the next one settles what it left.'
  const old = kept === undefined ? 'The file is as it was.' : `Who runs with the settings of before is refused (E4007).`
  await output.answer({
    text: () =>
      `The state is at ${render.plain(to)} now: ${render.counted(resources, 'resource')}, with the files of ${render.counted(runs, 'run')}.${open}\n${old} Commit butik.yaml, so that everybody finds it.\n`,
    json: () => render.renderJson({ ...moved }),
    lines: () => render.renderLine({ ...moved }),
  })
  if (kept !== undefined) output.note(`Nothing was deleted at ${from}.`)
}

interface PutBack {
  readonly file: string
  readonly run: string
  readonly missing: number
}

/** A file that butik made itself has served its turn. */
async function sayPutBack({ output, context, world }: Session, done: PutBack): Promise<ExitCode> {
  const { file, run, missing } = done
  const path = pathFrom(context, file)
  if (path.startsWith(join(world.project.root, '.butik', 'errored'))) await rm(path, { force: true })
  const { render } = output
  const said =
    missing === 0
      ? `The state knows all that the run ${run} did.`
      : `The state knows what the run ${run} did: ${render.counted(missing, 'line')} of its journal ${missing === 1 ? 'was' : 'were'} missing. butik apply goes on from there.`
  await output.answer({
    text: () => `${render.plain(said)}\n`,
    json: () => render.renderJson({ ...done }),
    lines: () => render.renderLine({ ...done }),
  })
  return exitCodes.done
}

function isBackend(from: string): boolean {
  return stateBackends.some((name) => name === from)
}

function isSettings(from: string): boolean {
  return isBackend(from) || from.trimStart().startsWith('{')
}

function isJson(content: string): boolean {
  return content.trimStart().startsWith('{')
}

async function contentOf(context: Context, file: string): Promise<string> {
  try {
    return await readFile(pathFrom(context, file), 'utf8')
  } catch (error) {
    throw new ReconcilerError('E1002', `--from ${file} cannot be read: ${reasonOf(error)}`, {
      hint: `it is ${stateBackends.join(', ')}, settings as "{ backend: … }", or a file`,
      cause: error,
    })
  }
}
