/**
 * Text from outside made safe for a comment on GitHub or GitLab. Words that no renderer makes anything of stay as they are;
 * whatever else there is goes into a code span or a code block, where neither mentions, links, references, emoji, formulas
 * nor HTML are looked for. Escaping alone would not do: both platforms look for mentions after the Markdown is rendered.
 */
import { plain } from './plain.ts'

const letters =
  '\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{Script=Han}\\p{Script=Hangul}\\p{Script=Hiragana}\\p{Script=Katakana}'

/** Hyphens only between small letters, points only between digits: `GH-1`, `ABC-def` and `www.example` are links to somebody. */
const word = `[${letters}]{1,40}(?:['’][${letters}]{1,10}|(?<=\\p{Ll})-\\p{Ll}[${letters}]{0,30}){0,4}`
const number = '[−+-]?\\d{1,6}(?:[.,]\\d{1,6}){0,4}%?'
const symbol = '[→−+·…–—%=×✓✗]'

const harmless = new RegExp(`^["“«(]{0,2}(?:${word}|${number}|${symbol})["”»)]{0,2}[.,;:?!…]?$`, 'u')

/** What looks like a commit is made a link to one. */
const commit = /^\W*[0-9a-f]{7,40}\W*$/

/** One line of words with code spans where one is needed. Never to be put at the beginning of a line, nor into a table. */
export function prose(text: string, most = 800): string {
  const parts: string[] = []
  let odd: string[] = []
  const close = (): void => {
    if (odd.length > 0) parts.push(code(odd.join(' '), most))
    odd = []
  }
  for (const token of plain(bounded(text, most)).split(' ')) {
    if (token === '') continue
    if (harmless.test(token) && !commit.test(token)) {
      close()
      parts.push(token)
    } else {
      const [, stem = token, sign = ''] = /^(.*[^.,;:])([.,;:])$/.exec(token) ?? []
      odd.push(stem)
      if (sign === '') continue
      close()
      parts.push(`${parts.pop() ?? ''}${sign}`)
    }
  }
  close()
  return parts.join(' ')
}

/** A code span, whatever is in it; a text without anything to see is shown in quotes. */
export function code(text: string, most = 200): string {
  const line = plain(bounded(text, most))
  if (line.trim() === '') return `\`"${line}"\``
  const fence = '`'.repeat(longestRun(line) + 1)
  // A blank at both ends is taken away again by whoever reads it.
  const pad = /^[` ]|[` ]$/.test(line) ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

/** As `code`, inside a table: what stands for a column there is spelled out. */
export function cell(text: string, most = 120): string {
  return code(bounded(text, most).replaceAll('|', '¦'), most)
}

/** A block of lines that are shown as they are. `language`: what they are coloured as. */
export function fenced(lines: readonly string[], language = 'text'): string {
  const body = lines.map((line) => plain(line)).join('\n')
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1))
  return `${fence}${language}\n${body}\n${fence}`
}

/** As part of a point of a list. */
export function indented(block: string): string {
  return block
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

/** Width is not size: marks that are put over a letter take none, and there may be thousands of them. */
export function bounded(text: string, most: number): string {
  if (text.length <= most) return text
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Scripts that run from the right would turn `before → after` round. */
export function runsFromTheRight(text: string): boolean {
  return fromTheRight.test(text)
}

const fromTheRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}
