/** What would change in files, as the lines that differ with three around them: the form that every tool knows. */
import { structuredPatch } from 'diff'
import { plain } from './plain.ts'
import { type RenderSettings, styleOf } from './style.ts'

export interface FileChange {
  /** Relative to the folder of butik.yaml. */
  readonly path: string
  /** Absent: the file is new. */
  readonly before?: string
  readonly after: string
}

export function renderFileDiff(files: readonly FileChange[], settings: Partial<RenderSettings> = {}): string {
  const style = styleOf(settings)
  const lines = files.flatMap(({ path, before, after }) => {
    const name = plain(path)
    const { hunks } = structuredPatch(path, path, before ?? '', after, '', '', { context: 3 })
    return [
      style.bold(`--- ${before === undefined ? '/dev/null' : name}`),
      style.bold(`+++ ${name}`),
      ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: some }) => [
        // Where there are no lines, the place is the one before.
        style.dim(`@@ -${oldLines === 0 ? oldStart - 1 : oldStart},${oldLines} +${newStart},${newLines} @@`),
        ...some.map((line) => {
          const shown = plain(line)
          return line.startsWith('+') ? style.green(shown) : line.startsWith('-') ? style.red(shown) : shown
        }),
      ]),
    ]
  })
  return lines.map((line) => `${line}\n`).join('')
}
