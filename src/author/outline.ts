/**
 * A text of sections and resources → where each resource stands, by its lines alone: cheap where reading ten thousand of them with
 * places takes seconds. Lines that none of this expects give no outline; that it says the truth is for the reader to find.
 */

export interface Piece {
  /** In the whole text, end-exclusive. */
  readonly start: number
  readonly end: number
}

/** What is kept or left out as one: a resource with its lines, or a section that is not laid out in lines. */
export interface Part extends Piece {
  readonly key: string
  /** Names of anchors, or what looks like one. */
  readonly defines: ReadonlySet<string>
  /** Names behind an asterisk, or what looks like one. */
  readonly uses: ReadonlySet<string>
}

export interface Section extends Part {
  /** Behind the line of its key, where its children stand. Empty where they are kept whole. */
  readonly children: readonly Part[]
}

export interface Outline {
  readonly text: string
  readonly sections: readonly Section[]
  /** By the names that they define. */
  readonly defining: ReadonlyMap<string, readonly Part[]>
  /** By the names that they use. */
  readonly using: ReadonlyMap<string, readonly Part[]>
}

/** Undefined where the text has to be read as a whole. */
export function outlineOf(text: string): Outline | undefined {
  const sections = sectionsOf(text)
  if (sections === undefined || [sections, ...sections.map((one) => one.children)].some(hasTwins)) return undefined
  const parts = sections.flatMap((section) => (section.children.length === 0 ? [section] : section.children))
  const by = (names: (part: Part) => ReadonlySet<string>) => {
    const found = new Map<string, Part[]>()
    for (const part of parts)
      for (const name of names(part)) {
        const some = found.get(name)
        if (some === undefined) found.set(name, [part])
        else some.push(part)
      }
    return found
  }
  return { text, sections, defining: by(({ defines }) => defines), using: by(({ uses }) => uses) }
}

function hasTwins(parts: readonly Part[]): boolean {
  return new Set(parts.map(({ key }) => key)).size < parts.length
}

function sectionsOf(text: string): readonly Section[] | undefined {
  const marks = marksIn(text)
  return children(text, { start: 0, end: text.length }, 0)?.map((section) => {
    const lineEnd = endOfLine(text, section.start)
    const isLaidOut = /^[^#]*:[ \t]*(?:#.*)?\r?\n$/.test(text.slice(section.start, lineEnd))
    const inner = isLaidOut ? children(text, { start: lineEnd, end: section.end }, undefined) : undefined
    return marked({ ...section, children: (inner ?? []).map((child) => marked(child, marks)) }, marks)
  })
}

interface Mark {
  readonly sign: string
  readonly name: string
  readonly at: number
}

/** Anchors and aliases, and what looks like one. */
function marksIn(text: string): readonly Mark[] {
  const found = text.matchAll(/(?<=^|[\s,[{:-])([&*])([^\s,[\]{}]+)(?=$|[\s,\]}])/gm)
  return Array.from(found, ({ 1: sign = '', 2: name = '', index }) => ({ sign, name, at: index }))
}

const none: ReadonlySet<string> = new Set()

function marked<One extends Piece>(piece: One, marks: readonly Mark[]): One & Pick<Part, 'defines' | 'uses'> {
  const here = marks.slice(firstFrom(marks, piece.start), firstFrom(marks, piece.end))
  const named = (sign: string) => {
    const names = here.flatMap((mark) => (mark.sign === sign ? [mark.name] : []))
    return names.length === 0 ? none : new Set(names)
  }
  return { ...piece, defines: named('&'), uses: named('*') }
}

function firstFrom(marks: readonly Mark[], offset: number): number {
  let [low, high] = [0, marks.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((marks[middle]?.at ?? offset) < offset) low = middle + 1
    else high = middle
  }
  return low
}

const keyPattern = /^(?:"([^"\\]*)"|'([^']*)'|([^\s:#"'&*!|>?@`%{}[\],-][^:#]*?|-[^\s:#][^:#]*?)) *:(?=[ \r\n])/

type Child = Piece & Pick<Part, 'key'>

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
