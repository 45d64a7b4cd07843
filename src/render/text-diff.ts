/** Two long texts as the lines that differ, with a little around them; pure display, nothing compares with this. */
import { diffArrays } from 'diff'
import { counted, cut, plain, spelledOut, widthOf } from './plain.ts'

export interface DiffLine {
  readonly mark: '+' | '-' | ' ' | '…'
  readonly text: string
}

export interface DiffLimits {
  readonly width: number
  /** Lines shown before the rest is counted. */
  readonly lines: number
}

/** Beyond this many edits the texts have little in common, and finding the shortest diff costs more than it tells. */
const most = 500
const around = 1

export function textDiff(before: string, after: string, limits: DiffLimits): readonly DiffLine[] {
  const old = linesOf(before, limits.width)
  const fresh = linesOf(after, limits.width)
  const parts = diffArrays(old, fresh, { maxEditLength: most })
  if (parts === undefined) {
    return [{ mark: '…', text: `rewritten: ${counted(old.length, 'line')} → ${counted(fresh.length, 'line')}` }]
  }
  const lines: DiffLine[] = []
  parts.forEach((part, index) => {
    if (part.added) return
    const next = parts[index + 1]
    if (part.removed && next?.added === true) lines.push(...replaced(part.value, next.value, limits.width))
    else if (part.removed) lines.push(...part.value.map((text) => lineOf('-', text, limits.width)))
    else lines.push(...context(part.value, index === 0, index === parts.length - 1, limits.width))
    if (!part.removed && next?.added === true) lines.push(...next.value.map((text) => lineOf('+', text, limits.width)))
  })
  if (parts[0]?.added === true) lines.unshift(...parts[0].value.map((text) => lineOf('+', text, limits.width)))
  return limited(lines, limits.lines)
}

/** Web shop texts are often one line of HTML: broken before block tags, so that a diff has lines to show. */
function linesOf(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => (line.length <= width ? [line] : line.split(breaks)))
}

const breaks = /(?=<(?:p|div|h[1-6]|ul|ol|li|table|tr|br|section)\b)|(?<=[.!?]) (?=\S)/

function lineOf(mark: '+' | '-' | ' ', text: string, width: number): DiffLine {
  return { mark, text: cut(plain(text), width) }
}

function context(lines: readonly string[], first: boolean, last: boolean, width: number): DiffLine[] {
  const kept = lines.length > around * 2 + 1 || first || last
  if (!kept) return lines.map((text) => lineOf(' ', text, width))
  const head = first ? [] : lines.slice(0, around)
  const tail = last ? [] : lines.slice(Math.max(head.length, lines.length - around))
  const middle = lines.slice(head.length, lines.length - tail.length)
  const gap: DiffLine[] =
    middle.length > 1
      ? [{ mark: '…', text: `${counted(middle.length, 'line')} alike` }]
      : middle.map((text) => lineOf(' ', text, width))
  return [...head.map((text) => lineOf(' ', text, width)), ...gap, ...tail.map((text) => lineOf(' ', text, width))]
}

/** Removed and added lines; where they pair up, each long pair is moved to the part that differs. */
function replaced(old: readonly string[], fresh: readonly string[], width: number): DiffLine[] {
  if (old.length !== fresh.length) {
    return [...old.map((text) => lineOf('-', text, width)), ...fresh.map((text) => lineOf('+', text, width))]
  }
  return old.flatMap((text, index): DiffLine[] => {
    const [before, after] = focused(text, fresh[index] ?? '', width)
    return [
      { mark: '-', text: before },
      { mark: '+', text: after },
    ]
  })
}

function focused(before: string, after: string, width: number): [string, string] {
  const [old, fresh] = apart(before, after)
  if (widthOf(old) <= width && widthOf(fresh) <= width) return [old, fresh]
  const from = alike(old, fresh) - Math.floor(width / 4)
  if (from < 8) return [cut(old, width), cut(fresh, width)]
  return [cut(`…${old.slice(from)}`, width), cut(`…${fresh.slice(from)}`, width)]
}

/** Both texts shown so that they do not look the same: a hard space or another accent is spelled out. */
export function apart(before: string, after: string): [string, string] {
  const [old, fresh] = [plain(before), plain(after)]
  const alikeTo = (text: string): string => text.normalize('NFC').replace(/\p{Zs}/gu, ' ')
  return alikeTo(old) === alikeTo(fresh) && before !== after ? [spelledOut(before), spelledOut(after)] : [old, fresh]
}

function alike(a: string, b: string): number {
  let index = 0
  while (index < a.length && a[index] === b[index]) index += 1
  return index
}

function limited(lines: readonly DiffLine[], most: number): readonly DiffLine[] {
  if (lines.length <= most) return lines
  return [...lines.slice(0, most), { mark: '…', text: `${counted(lines.length - most, 'more line')}` }]
}
