/**
 * Puts the parts of a comment together, the weightiest first, and cuts where the platform's limit is reached: between two
 * rows, and never to show something that weighs less than what is left out. What is left out is counted at the top.
 */
import { counted } from './plain.ts'

/**
 * Characters of a comment of ours. GitHub takes 65,536 and GitLab 1,000,000; nobody reads the second, and below the first
 * there is room for what a workflow adds and for what is counted otherwise.
 */
export const commentLimit = 60_000

export interface Part {
  /** What a row is, for those that are left out: `price`, `prices`. */
  readonly row: readonly [one: string, many: string]
  /** Comes with the first row: a heading, the head of a table. */
  readonly open: string
  /** Made when it is its turn: there may be thousands that nobody gets to see. */
  readonly rows: readonly (() => string)[]
  readonly close?: string
  /** What stands between two rows; a line break unless said otherwise. */
  readonly between?: string
}

/** Closed until somebody opens it. The summary is HTML: words of ours only. */
export function folded(summary: string): { readonly open: string; readonly close: string } {
  return { open: `<details>\n<summary>${summary}</summary>\n`, close: '\n</details>' }
}

/** `head` is told what was left out, if anything was, and is never cut. */
export function fitted(head: (leftOut: readonly string[]) => string, parts: readonly Part[], limit: number): string {
  const present = parts.filter(({ rows }) => rows.length > 0)
  const made = new Map<() => string, string>()
  const whole = fill(present, limit - sizeOf(head([])), made)
  if (whole.leftOut.length === 0) return joined(head([]), whole.blocks)
  // The head is longest where it has to tell of every part.
  const longest = head(present.map((part) => leftOf(part, part.rows.length)))
  const cut = fill(present, limit - sizeOf(longest), made)
  return joined(head(cut.leftOut), cut.blocks)
}

/** As GitHub may store it: a line break is two characters. UTF-16, of which no platform counts more. */
export function sizeOf(text: string): number {
  return text.length + (text.match(/\n/g)?.length ?? 0)
}

interface Filled {
  readonly blocks: readonly string[]
  readonly leftOut: readonly string[]
}

function fill(parts: readonly Part[], room: number, made: Map<() => string, string>): Filled {
  const blocks: string[] = []
  const leftOut: string[] = []
  let left = room
  for (const part of parts) {
    // Once something is left out, nothing that weighs less is shown.
    const shown = leftOut.length > 0 ? [] : rowsThatFit(part, left, made)
    const missing = part.rows.length - shown.length
    if (missing > 0) leftOut.push(leftOf(part, missing))
    if (shown.length === 0) continue
    const block = blockOf(part, shown, missing)
    left -= sizeOf(block) + blank
    blocks.push(block)
  }
  return { blocks, leftOut }
}

/** Of the empty line before a block. */
const blank = 4

function rowsThatFit(part: Part, room: number, made: Map<() => string, string>): string[] {
  const shown: string[] = []
  let left = room - blank - sizeOf(blockOf(part, [], part.rows.length))
  for (const make of part.rows) {
    const row = made.get(make) ?? make()
    made.set(make, row)
    left -= sizeOf(row) + 2 * (part.between ?? '\n').length
    if (left < 0) break
    shown.push(row)
  }
  return shown
}

function blockOf({ open, close, between = '\n', row }: Part, rows: readonly string[], missing: number): string {
  const more = missing === 0 ? [] : [`\n… ${counted(missing, `more ${row[0]}`, `more ${row[1]}`)} not shown`]
  return [open, rows.join(between), ...(close === undefined ? [] : [close]), ...more].join('\n')
}

function leftOf({ row: [one, many] }: Part, missing: number): string {
  return counted(missing, one, many)
}

function joined(head: string, blocks: readonly string[]): string {
  return `${[head, ...blocks].join('\n\n')}\n`
}
