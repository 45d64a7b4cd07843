/**
 * A large text → the part of it that some edits can touch: reading ten thousand resources with comments and places takes seconds,
 * and most of them stay as they are. Whole resources are left out between whole lines.
 */
import type { Edit } from '../model/written.ts'
import type { Node } from './nodes.ts'
import type { Outline, Part, Piece, Section } from './outline.ts'
import type { ReadText } from './read-text.ts'
import type { Splice } from './splice.ts'

export interface Reduced {
  readonly text: string
  /** False where what was read is not what the lines seemed to say, or is not enough to tell what an edit touches. */
  fits(read: ReadText): boolean
  /** To the whole text. */
  back(splice: Splice): Splice
}

export function reduce(whole: Outline, edits: readonly Edit[]): Reduced {
  const { text, sections } = whole
  const keeping = new Keeping(whole)
  for (const section of sections) keeping.add(section, edits)
  const kept = sections.map((section) => ({ section, children: keeping.childrenOf(section) }))
  const pieces = merged([
    { start: 0, end: sections[0]?.start ?? 0 },
    ...kept.flatMap(({ section, children }) => {
      const [first] = section.children
      return first === undefined ? [section] : [{ start: section.start, end: first.start }, ...children]
    }),
  ])
  return {
    text: pieces.map(({ start, end }) => text.slice(start, end)).join(''),
    fits: ({ root, used }) =>
      fits(root, kept) && keeping.isEnough((name) => (used.get(name) ?? []).map((at) => inWhole(pieces, at, false))),
    back: (splice) => back(pieces, splice),
  }
}

/** Resources elsewhere that are kept for the name of an anchor: one that uses it is enough to know that it is shared. */
const witnesses = 3

class Keeping {
  readonly #whole: Outline
  readonly #kept = new Set<Part>()
  /** Names that are defined in what is edited, and may be used elsewhere. */
  readonly #shared: { readonly name: string; readonly others: readonly Part[] }[] = []

  constructor(whole: Outline) {
    this.#whole = whole
  }

  add(section: Section, edits: readonly Edit[]): void {
    const here = edits.filter(({ path }) => path[0] === section.key)
    if (section.children.length === 0) {
      this.#keep(section)
      if (here.length > 0) this.#edit(section)
    } else if (here.some(({ path }) => path.length === 1))
      for (const child of section.children) this.#edit(child, section)
    else this.#addSome(section, here)
  }

  /** What is edited, what new pairs stand behind, the first one, the last one, and one before each: its comments may be theirs. */
  #addSome({ children }: Section, here: readonly Edit[]): void {
    const edited = new Set(here.map(({ path }) => path[1]))
    const beside = new Set<unknown>(here.map((edit) => (edit.type === 'set' ? edit.after : undefined)))
    const isNamed = (child: Part | undefined) => child !== undefined && (edited.has(child.key) || beside.has(child.key))
    for (const [index, child] of children.entries()) {
      if (edited.has(child.key)) this.#edit(child)
      else if (index === 0 || index >= children.length - 2 || isNamed(child) || isNamed(children[index + 1]))
        this.#keep(child)
    }
  }

  childrenOf({ children }: Section): readonly Part[] {
    return children.filter((child) => this.#kept.has(child))
  }

  /** `usesOf`: where in the whole text the aliases of that name stand that were read. */
  isEnough(usesOf: (name: string) => readonly number[]): boolean {
    return this.#shared.every(({ name, others }) => {
      const missed = others.some((part) => !this.#kept.has(part))
      return !missed || usesOf(name).some((at) => others.some(({ start, end }) => at >= start && at < end))
    })
  }

  /** `edited`: all that goes or stays together with it. */
  #edit(part: Part, edited: Piece = part): void {
    this.#keep(part)
    const isElsewhere = ({ start }: Part) => start < edited.start || start >= edited.end
    for (const name of part.defines) {
      const others = (this.#whole.using.get(name) ?? []).filter(isElsewhere)
      this.#shared.push({ name, others })
      for (const other of others.slice(0, witnesses)) this.#keep(other)
    }
  }

  /** With all that it needs: an alias is bound to the last one above it of all that define its name. */
  #keep(part: Part): void {
    if (this.#kept.has(part)) return
    this.#kept.add(part)
    for (const name of part.uses) for (const one of this.#whole.defining.get(name) ?? []) this.#keep(one)
  }
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

function fits(root: Node | undefined, kept: readonly { section: Section; children: readonly Part[] }[]): boolean {
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
  const to = inWhole(pieces, end, true)
  return { start: start === end ? to : inWhole(pieces, start, false), end: to, text }
}

function inWhole(pieces: readonly Piece[], offset: number, ends: boolean): number {
  let done = 0
  for (const piece of pieces) {
    const length = piece.end - piece.start
    if (offset < done + length || (ends && offset === done + length)) return piece.start + offset - done
    done += length
  }
  return pieces.at(-1)?.end ?? offset
}
