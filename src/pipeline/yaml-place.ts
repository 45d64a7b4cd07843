/** Offsets in a text → lines and columns from 1. Columns count UTF-16 units, as editors and language servers do. */
import type { SourceRange } from '../model/diagnostic.ts'

export interface Places {
  /** End-exclusive offsets. */
  range(start: number, end: number): SourceRange
}

const lineFeed = 10
const carriageReturn = 13

export function placesOf(file: string, text: string): Places {
  const starts = lineStarts(text)
  // Nodes are asked for almost in order, so the line of the last answer is the best guess for the next.
  let line = 0
  const seek = (offset: number): number => {
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= offset) line += 1
    while (line > 0 && (starts[line] ?? 0) > offset) line -= 1
    return line
  }
  return {
    range(start, end) {
      const endLine = seek(end)
      const endColumn = end - (starts[endLine] ?? 0) + 1
      const startLine = seek(start)
      const column = start - (starts[startLine] ?? 0) + 1
      return { file, line: startLine + 1, column, endLine: endLine + 1, endColumn }
    },
  }
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
