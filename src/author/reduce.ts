/**
 * A large text → the part of it that an edit can touch: reading ten thousand resources with comments and places takes seconds, and
 * most of them stay as they are. Whole resources are left out between whole lines; a text that does not look plain is kept whole.
 */
import type { Edit } from '../model/written.ts'
import type { Node } from './nodes.ts'
import type { Splice } from './splice.ts'

interface Piece {
  /** In the whole text, end-exclusive. */
  readonly start: number
  readonly end: number
}

interface Child extends Piece {
  readonly key: string
}

interface Section extends Child {
  /** Behind the line of its key, where its children stand. Empty where they are kept whole. */
  readonly children: readonly Child[]
}

export interface Reduced {
  readonly text: string
  /** False where what was read is not what the lines seemed to say. */
  fits(root: Node | undefined): boolean
  /** To the whole text. */
  back(splice: Splice): Splice
}

/** Undefined where the whole text has to be read. */
export function reduce(text: string, edits: readonly Edit[]): Reduced | undefined {
  const sections = sectionsOf(text)
  if (sections === undefined || mayShare.test(text)) return undefined
  const kept = sections.map((section) => ({ section, children: keptOf(section, edits) }))
  const pieces = merged([
    { start: 0, end: sections[0]?.start ?? 0 },
    ...kept.flatMap(({ section, children }) => {
      const [first] = section.children
      return first === undefined ? [section] : [{ start: section.start, end: first.start }, ...children]
    }),
  ])
  return {
    text: pieces.map(({ start, end }) => text.slice(start, end)).join(''),
    fits: (root) => fits(root, kept),
    back: (splice) => back(pieces, splice),
  }
}

/** An anchor or an alias, or what looks like one: any other part of the text may need it. */
const mayShare = /(?:^|[\s,[{:-])[&*][^\s,[\]{}]+(?=$|[\s,\]}])/m

const keyPattern = /^(?:"([^"\\]*)"|'([^']*)'|([^\s:#"'&*!|>?@`%{}[\],-][^:#]*?|-[^\s:#][^:#]*?)) *:(?=[ \r\n])/

/** Undefined where a line stands that none of this expects. */
function sectionsOf(text: string): Section[] | undefined {
  const found = children(text, { start: 0, end: text.length }, 0)
  return found?.map((section) => {
    const lineEnd = endOfLine(text, section.start)
    const isLaidOut = /^[^#]*:[ \t]*(?:#.*)?\r?\n$/.test(text.slice(section.start, lineEnd))
    const inner = isLaidOut ? children(text, { start: lineEnd, end: section.end }, undefined) : undefined
    return { ...section, children: inner ?? [] }
  })
}

/** The pairs in this column, each to the start of the next. The column of the first one unless given. */
function children(text: string, { start, end }: Piece, given: number | undefined): Child[] | undefined {
  const found: { key: string; start: number }[] = []
  let column = given
  for (let at = start; at < end; at = endOfLine(text, at)) {
    const indent = indentOf(text, at)
    const sign = text[at + indent]
    if (sign === undefined || sign === '\n' || sign === '\r' || sign === '#') continue
    if (column === undefined) column = indent
    if (indent > column) continue
    if (found.length === 0 && given === 0 && text.startsWith('---', at) && /^---\r?\n/.test(text.slice(at, at + 5)))
      continue
    const key = indent === column ? keyPattern.exec(text.slice(at + indent, endOfLine(text, at))) : null
    if (key === null) return undefined
    found.push({ key: key[1] ?? key[2] ?? key[3] ?? '', start: at })
  }
  return found.map(({ key, start: from }, index) => ({ key, start: from, end: found[index + 1]?.start ?? end }))
}

function endOfLine(text: string, at: number): number {
  const found = text.indexOf('\n', at)
  return found < 0 ? text.length : found + 1
}

function indentOf(text: string, at: number): number {
  let indent = 0
  while (text[at + indent] === ' ') indent += 1
  return indent
}

/** What is edited, what new pairs stand behind, the first one, the last one, and one before each: its comments may be theirs. */
function keptOf(section: Section, edits: readonly Edit[]): readonly Child[] {
  const here = edits.filter(({ path }) => path[0] === section.key)
  if (here.some(({ path }) => path.length === 1)) return section.children
  const keys = new Set<unknown>(here.flatMap((edit) => [edit.path[1], edit.type === 'set' ? edit.after : undefined]))
  const last = section.children.length - 1
  return section.children.filter((child, index) => {
    const next = section.children[index + 1]
    return index === 0 || index >= last - 1 || keys.has(child.key) || (next !== undefined && keys.has(next.key))
  })
}

function merged(pieces: readonly Piece[]): Piece[] {
  const together: { start: number; end: number }[] = []
  for (const { start, end } of pieces) {
    const before = together.at(-1)
    if (before?.end === start) before.end = end
    else together.push({ start, end })
  }
  return together
}

function fits(root: Node | undefined, kept: readonly { section: Section; children: readonly Child[] }[]): boolean {
  if (root?.type !== 'map' || root.flow || root.pairs.length !== kept.length) return false
  return kept.every(({ section, children: inner }, index) => {
    const pair = root.pairs[index]
    if (pair === undefined || pair.key !== section.key) return false
    if (section.children.length === 0) return true
    const { value } = pair
    if (value.type !== 'map' || value.flow || value.pairs.length !== inner.length) return false
    return inner.every(({ key }, place) => value.pairs[place]?.key === key)
  })
}

/** What ends or is put in where something was left out stands before that; what starts there stands behind it. */
function back(pieces: readonly Piece[], { start, end, text }: Splice): Splice {
  const to = whole(pieces, end, true)
  return { start: start === end ? to : whole(pieces, start, false), end: to, text }
}

function whole(pieces: readonly Piece[], offset: number, ends: boolean): number {
  let done = 0
  for (const piece of pieces) {
    const length = piece.end - piece.start
    if (offset < done + length || (ends && offset === done + length)) return piece.start + offset - done
    done += length
  }
  return pieces.at(-1)?.end ?? offset
}
