/** The forms in which an answer is given: by `--format` on standard output, by the ending of its name in a `--report`. */
import type { Renderers } from '../render/renderers.ts'
import type { Env } from './env.ts'
import { runLink } from './lock-info.ts'

export const formats = ['text', 'json', 'ndjson', 'markdown', 'html'] as const
export type Format = (typeof formats)[number]

/** What a file may be besides: the problems of the files for GitLab, which goes by the name of it. */
export type FileFormat = Format | 'code-quality'

export function isFormat(name: string): name is Format {
  return formats.some((format) => format === name)
}

/** What a report is written as where its name ends like this; text otherwise. */
const endings: { readonly [ending: string]: Format } = {
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
}

export function formatOfFile(file: string): FileFormat {
  // The name that GitLab's own templates use, or one that ends so.
  if (/(^|[/\\])gl-code-quality-report\.json$|\.codequality\.json$/.test(file)) return 'code-quality'
  const ending = /\.[^./\\]+$/.exec(file)?.[0].toLowerCase() ?? ''
  return endings[ending] ?? 'text'
}

export type Settings = NonNullable<Parameters<Renderers['renderPlan']>[1]>
export type MarkdownSettings = NonNullable<Parameters<Renderers['renderPlanMarkdown']>[1]>

/** One answer in the forms it can take. */
export interface Answer {
  text(settings: Settings): string
  json(): string
  /** What ndjson still has to say after the events; usually they have said it all. */
  lines?(): string
  /** A comment on a pull request. Without it the text stands there as it is. */
  markdown?(settings: MarkdownSettings): string
  /** A page of its own. What has none is refused before the command begins: see pages.ts. */
  html?(): Promise<string>
  /** Problems of the files, for GitLab's Code Quality; without it there are none. */
  codeQuality?(): string
}

export interface Shape {
  readonly render: Pick<Renderers, 'fenced'>
  readonly settings: Settings
  readonly markdown: MarkdownSettings
}

export async function shapeOf(
  answer: Answer,
  format: FileFormat,
  { render, settings, markdown }: Shape,
): Promise<string> {
  switch (format) {
    case 'text':
      return answer.text(settings)
    case 'json':
      return answer.json()
    case 'ndjson':
      return answer.lines?.() ?? ''
    case 'markdown':
      return answer.markdown?.(markdown) ?? plainMarkdown(answer, render)
    case 'html':
      return (await answer.html?.()) ?? ''
    case 'code-quality':
      return answer.codeQuality?.() ?? '[]\n'
  }
}

function plainMarkdown(answer: Answer, render: Shape['render']): string {
  const text = answer.text({}).trimEnd()
  return text === '' ? '' : `${render.fenced(text.split('\n'))}\n`
}

/** Where a reader of a comment that was cut finds the whole: files of this run that leave nothing out, and its page. */
export function wholeIn(files: readonly string[], env: Env): MarkdownSettings {
  const link = runLink(env)
  const whole = files.filter((file) => /\.(?:json|html?|txt)$/i.test(file))
  return { whole, ...(link === undefined ? {} : { link }) }
}
