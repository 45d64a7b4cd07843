/** How a command speaks: its one answer to standard output and to `--report`, everything else to standard error. */
import { open, stat, unlink, writeFile } from 'node:fs/promises'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { EngineEvent } from '../model/event.ts'
import type { Renderers } from '../render/renderers.ts'
import { loadRenderers } from './compose.ts'
import { type Context, pathFrom } from './context.ts'
import { wantsColor, wantsLiveProgress } from './env.ts'
import type { Format } from './options.ts'
import { isCodeQuality, repositoryPath } from './platform.ts'

export type Settings = NonNullable<Parameters<Renderers['renderPlan']>[1]>

/** One answer in the forms it can take. */
export interface Answer {
  text(settings: Settings): string
  json(): string
  /** What ndjson still has to say after the events; usually they have said it all. */
  lines?(): string
  /** Problems of the files, for GitLab's Code Quality; without it there are none. */
  codeQuality?(): string
}

export interface Output {
  readonly render: Renderers
  /** For text on standard output and on standard error. */
  readonly settings: Settings
  readonly errSettings: Settings
  event(event: EngineEvent): void
  /** A line for people, on standard error. */
  note(line: string): void
  trace(line: string): void
  answer(answer: Answer): Promise<void>
  /** Text for people before the answer: standard output where that is text, standard error otherwise. */
  show(text: (settings: Settings) => string): void
  quiet(): void
}

export async function openOutput(context: Context): Promise<Output> {
  const render = await loadRenderers()
  const { terminal, options, env } = context
  const { verbose, format } = options
  const size = terminal.columns === undefined ? {} : { columns: terminal.columns }
  const color = (isTerminal: boolean): boolean => wantsColor({ env, flag: options.color, terminal: isTerminal })
  const settings: Settings = { ...size, verbose, color: color(terminal.outIsTerminal) }
  const errSettings: Settings = { ...size, verbose, color: color(terminal.errIsTerminal) }
  const live = wantsLiveProgress({ env, terminal: terminal.errIsTerminal })
  const progress = render.createProgress({ write: terminal.err, now: () => performance.now(), live }, errSettings)
  return {
    render,
    settings,
    errSettings,
    event(event) {
      if (format === 'ndjson') terminal.out(render.renderEvent(event, context.begun.run))
      progress.event(event)
    },
    note: (line) => progress.note(render.plain(line)),
    trace(line) {
      if (verbose) progress.note(render.styleOf(errSettings).dim(render.plain(line)))
    },
    async answer(answer) {
      progress.end()
      terminal.out(printed(answer, format, settings))
      if (options.report === undefined) return
      // The answer is out and what it tells is done: a second answer, or another exit code, would deny that.
      await writeReport(context, options.report, answer, settings).catch((error: unknown) => {
        if (!(error instanceof ReconcilerError)) throw error
        progress.note(render.plain(`warning ${error.code}: ${error.message}`))
      })
    },
    show(text) {
      progress.end()
      if (format === 'text') terminal.out(text(settings))
      else terminal.err(text(errSettings))
    },
    quiet: () => progress.end(),
  }
}

function printed(answer: Answer, format: Format, settings: Settings): string {
  if (format === 'text') return answer.text(settings)
  return format === 'json' ? answer.json() : (answer.lines?.() ?? '')
}

async function writeReport(context: Context, file: string, answer: Answer, settings: Settings): Promise<void> {
  if (isCodeQuality(file)) return await writeTo(pathFrom(context, file), file, answer.codeQuality?.() ?? '[]\n')
  const plainly: Settings = settings.verbose === undefined ? {} : { verbose: settings.verbose }
  await writeTo(pathFrom(context, file), file, file.endsWith('.json') ? answer.json() : answer.text(plainly))
}

/** `shown` is the path as the user gave it. */
export async function writeTo(path: string, shown: string, content: string): Promise<void> {
  try {
    await writeFile(path, content)
  } catch (error) {
    throw notWritable(shown, error)
  }
}

/** Throws what `writeTo` would, before there is anything to write: before calls are made for it. Leaves nothing behind. */
export async function checkWritable(path: string, shown: string): Promise<void> {
  try {
    const found = await stat(path).catch(() => undefined)
    // A pipe would wait for its reader.
    if (found !== undefined && !found.isFile() && !found.isDirectory()) return
    const file = await open(path, 'a')
    await file.close()
    if (found === undefined) await unlink(path)
  } catch (error) {
    throw notWritable(shown, error)
  }
}

function notWritable(shown: string, error: unknown): ReconcilerError {
  return new ReconcilerError('E1002', `${shown} cannot be written: ${reasonOf(error)}`, { cause: error })
}

export function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown reason'
}

/** Problems as an answer: of `validate`, and of any command that could not go on. */
export function diagnosticsAnswer(diagnostics: readonly Diagnostic[], context: Context, render: Renderers): Answer {
  const { run } = context.begun
  return {
    text: (settings) => render.renderDiagnostics(diagnostics, context.documents, settings),
    json: () => render.renderDiagnosticsJson(diagnostics, run),
    lines: () => diagnostics.map((diagnostic) => render.renderEvent({ type: 'diagnostic', diagnostic }, run)).join(''),
    codeQuality: () => render.renderCodeQuality(diagnostics, (file) => repositoryPath(context, file)),
  }
}
