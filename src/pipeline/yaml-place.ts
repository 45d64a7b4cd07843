/** Offsets in a text → lines and columns from 1. Columns count UTF-16 units, as editors and language servers do. */
import type { SourceRange } from '../model/diagnostic.ts'

export interface Places {
  /** End-exclusive offsets. */
  range(start: number, end: number): SourceRange
  /** Of a place that `range` gave. */
  offset(line: number, column: number): number
}

const lineFeed = 10
const carriageReturn = 13

export function placesOf(file: string, text: string): Places {
  let starts: readonly number[] | undefined
  return {
    range(start, end) {
      starts ??= lineStarts(text)
      const line = lineAt(starts, start)
      const endLine = lineAt(starts, end)
      const column = start - (starts[line] ?? 0) + 1
      const endColumn = end - (starts[endLine] ?? 0) + 1
      return { file, line: line + 1, column, endLine: endLine + 1, endColumn }
    },
    offset(line, column) {
      starts ??= lineStarts(text)
      return (starts[line - 1] ?? text.length) + column - 1
    },
  }
}

/** The last line that starts at the offset or before it, from 0. */
function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The breaks of YAML: LF, CRLF and a lone CR. */
function lineStarts(text: string): number[] {
  const starts = [0]
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === lineFeed) starts.push(index + 1)
    else if (code === carriageReturn && text.charCodeAt(index + 1) !== lineFeed) starts.push(index + 1)
  }
  return starts
}
