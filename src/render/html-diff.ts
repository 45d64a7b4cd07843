/** Two long texts as the lines that differ, and in them the words; pure display, nothing compares with this. */
import { diffArrays, diffWordsWithSpace } from 'diff'
import type { Line, Run } from './page/data.ts'
import { counted, plain, spelledOut } from './plain.ts'

/** Beyond this many edits two texts have little in common, and finding the shortest diff costs more than it tells. */
const mostLines = 400
const mostWords = 120
/** Lines of one field, and characters of one line; the plan as JSON has all of it. */
const linesShown = 300
const widest = 1_500
const around = 2
/** Longer lines are broken where HTML has its blocks and texts their sentences. */
const breakable = 100
const breaks = /(?=<(?:p|div|h[1-6]|ul|ol|li|table|tr|br|section)\b)|(?<=[.!?]) (?=\S)/

type Show = (text: string) => string

export function lineDiff(before: string, after: string): readonly Line[] {
  const show = alike(before, after) ? spelledOut : plain
  const [old, fresh] = [linesOf(before), linesOf(after)]
  const parts = diffArrays(old, fresh, { maxEditLength: mostLines })
  if (parts === undefined)
    return limited([...old.map((text) => whole('-', text, show)), ...fresh.map((text) => whole('+', text, show))])
  const lines: Line[] = []
  let removed: readonly string[] = []
  for (const [index, part] of parts.entries()) {
    if (part.removed) {
      removed = part.value
      if (parts[index + 1]?.added !== true) lines.push(...replaced(removed, [], show))
    } else if (part.added) {
      lines.push(...replaced(parts[index - 1]?.removed === true ? removed : [], part.value, show))
    } else lines.push(...context(part.value, index === 0, index === parts.length - 1, show))
  }
  return limited(lines)
}

/** A text that comes new, as it will stand. */
export function freshLines(text: string): readonly Line[] {
  return limited(linesOf(text).map((line) => whole('+', line, plain)))
}

export function isLong(text: string): boolean {
  return text.includes('\n') || text.length > breakable
}

/** Two texts that look the same and are not: a hard space, an accent of its own. */
function alike(before: string, after: string): boolean {
  const looks = (text: string): string => text.normalize('NFC').replace(/\p{Zs}/gu, ' ')
  return looks(before) === looks(after)
}

function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.length <= breakable ? [line] : line.split(breaks)))
}

function whole(mark: Line['mark'], text: string, show: Show): Line {
  return { mark, runs: [short(show(text))] }
}

function short(text: string): string {
  const rest = text.length - widest
  // A pair of surrogates is not cut in two.
  return rest <= 0
    ? text
    : `${text.slice(0, widest).replace(/[\ud800-\udbff]$/, '')}… (${counted(rest, 'more character')})`
}

function replaced(old: readonly string[], fresh: readonly string[], show: Show): Line[] {
  if (old.length !== fresh.length)
    return [...old.map((text) => whole('-', text, show)), ...fresh.map((text) => whole('+', text, show))]
  const pairs = old.map((text, index) => wordDiff(text, fresh[index] ?? '', show))
  return [...pairs.map(([line]) => line), ...pairs.map(([, line]) => line)]
}

function wordDiff(before: string, after: string, show: Show): [Line, Line] {
  const words =
    before.length > widest || after.length > widest
      ? undefined
      : diffWordsWithSpace(before, after, { maxEditLength: mostWords })
  if (words === undefined) return [whole('-', before, show), whole('+', after, show)]
  const runs = (left: 'added' | 'removed'): Run[] =>
    words
      .filter((word) => !word[left])
      .map(({ value, added, removed }) => (added || removed ? [show(value)] : show(value)))
  return [
    { mark: '-', runs: runs('added') },
    { mark: '+', runs: runs('removed') },
  ]
}

function context(lines: readonly string[], first: boolean, last: boolean, show: Show): Line[] {
  const head = first ? 0 : Math.min(around, lines.length)
  const tail = last ? 0 : Math.min(around, lines.length - head)
  const hidden = lines.length - head - tail
  const shown = (some: readonly string[]): Line[] => some.map((text) => whole(' ', text, show))
  if (hidden < 2) return shown(lines)
  return [
    ...shown(lines.slice(0, head)),
    { mark: '…', runs: [`${counted(hidden, 'line')} alike`] },
    ...shown(lines.slice(lines.length - tail)),
  ]
}

function limited(lines: readonly Line[]): readonly Line[] {
  const more = lines.length - linesShown
  if (more <= 0) return lines
  const said = `${counted(more, 'more line')}; the plan as JSON has all of it`
  return [...lines.slice(0, linesShown), { mark: '…', runs: [said] }]
}
