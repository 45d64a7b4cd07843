/** How a command speaks: its one answer to standard output and to `--report`, everything else to standard error. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { EngineEvent } from '../model/event.ts'
import type { Renderers } from '../render/renderers.ts'
import { loadPages, loadRenderers } from './compose.ts'
import type { Context } from './context.ts'
import { wantsColor, wantsLiveProgress } from './env.ts'
import { type Answer, type Settings, shapeOf, wholeIn } from './formats.ts'
import { foldsOf, repositoryPath } from './platform.ts'

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
  /** As answer, where people have read it on standard error already. */
  failed(answer: Answer): Promise<void>
  /** What ended a run whose answer is out: for the reports. */
  more(answer: Answer): Promise<void>
  /** Text for people before the answer: standard output where that is text, standard error otherwise. */
  show(text: (settings: Settings) => string): void
  quiet(): void
}

export async function openOutput(context: Context): Promise<Output> {
  const render = await loadRenderers()
  const { terminal, options, env } = context
  const { verbose, format } = options
  const size = terminal.columns === undefined ? {} : { columns: terminal.columns }
  const { outIsTerminal, outIsFile, errIsTerminal, errIsFile } = terminal
  const color = (isTerminal: boolean, isFile?: boolean): boolean =>
    wantsColor({ env, flag: options.color, terminal: isTerminal, file: isFile })
  const settings: Settings = { ...size, verbose, color: color(outIsTerminal, outIsFile) }
  const errSettings: Settings = { ...size, verbose, color: color(errIsTerminal, errIsFile) }
  const live = wantsLiveProgress({ env, terminal: errIsTerminal })
  const folds = live ? undefined : foldsOf(context)
  const port = { write: terminal.err, now: () => performance.now(), live, ...(folds === undefined ? {} : { folds }) }
  const progress = render.createProgress(port, errSettings)
  const { reports, begun } = context
  const markdown = wholeIn(reports?.files.map(({ shown }) => shown) ?? [], env)
  const reported = { render, markdown, settings: { verbose } }
  const line = (text: string): void => {
    if (format === 'ndjson') terminal.out(text)
    reports?.line(text)
  }
  // Whoever reads lines has to know which lines there can be, before the first.
  const begin = (): void => {
    if (!begun.version) line(render.renderLine({ type: 'version', formatVersion: 1, butik: context.butik }))
    begun.version = true
  }
  return {
    render,
    settings,
    errSettings,
    event(event) {
      begin()
      line(render.renderEvent(event, context.begun.run))
      progress.event(event)
    },
    note: (line) => progress.note(render.plain(line)),
    trace(line) {
      if (verbose) progress.detail(render.styleOf(errSettings).dim(render.plain(line)))
    },
    async failed(answer) {
      progress.end()
      begin()
      if (format !== 'text') terminal.out(await shapeOf(answer, format, { render, settings, markdown }))
      await reports?.answer(answer, reported)
    },
    async answer(answer) {
      progress.end()
      begin()
      terminal.out(await shapeOf(answer, format, { render, settings, markdown }))
      // The answer is out and what it tells is done: a report that cannot be written denies none of that.
      await reports?.answer(answer, reported)
    },
    async more(answer) {
      await reports?.more(answer, reported)
    },
    show(text) {
      progress.end()
      if (format === 'text') terminal.out(text(settings))
      else terminal.err(text(errSettings))
    },
    quiet: () => progress.end(),
  }
}

/** Problems as an answer: of `validate`, and of any command that could not go on. */
export function diagnosticsAnswer(diagnostics: readonly Diagnostic[], context: Context, render: Renderers): Answer {
  const { run } = context.begun
  return {
    text: (settings) => render.renderDiagnostics(diagnostics, context.documents, settings),
    json: () => render.renderDiagnosticsJson(diagnostics, run),
    markdown: (settings) => render.renderDiagnosticsMarkdown(diagnostics, context.documents, settings),
    lines: () => diagnostics.map((diagnostic) => render.renderEvent({ type: 'diagnostic', diagnostic }, run)).join(''),
    html: async () => (await loadPages()).renderDiagnosticsHtml(diagnostics),
    codeQuality: () => render.renderCodeQuality(diagnostics, (file) => repositoryPath(context, file)),
  }
}
