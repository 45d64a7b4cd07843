/**
 * Many edits of a large text → the batches in which they are made: what is edited in one resource, or put in behind it, stays
 * together, and no batch is for more of the text than can be read at once without filling the memory.
 */
import type { Edit } from '../model/written.ts'
import type { Outline, Part, Section } from './outline.ts'

/** In the order of the text, and last of all what is about whole sections. `size`: about so many characters a batch. */
export function batches({ sections }: Outline, edits: readonly Edit[], size: number): readonly (readonly Edit[])[] {
  const places = new Map(sections.flatMap((section) => [[section.key, new Places(section, edits)] as const]))
  const byPart = new Map<Part, Edit[]>()
  const others: Edit[] = []
  for (const edit of edits) {
    const part = places.get(String(edit.path[0]))?.partOf(edit)
    const some = part === undefined ? others : byPart.get(part)
    if (some !== undefined) some.push(edit)
    else if (part !== undefined) byPart.set(part, [edit])
  }
  const made: Edit[][] = []
  let room = 0
  for (const [part, some] of [...byPart].sort(([one], [other]) => one.start - other.start)) {
    if (room <= 0) {
      made.push([])
      room = size
    }
    made.at(-1)?.push(...some)
    room -= part.end - part.start
  }
  return others.length === 0 ? made : [...made, others]
}

/** Which resource of a section an edit is about. */
class Places {
  readonly #byKey: ReadonlyMap<string, Part>
  readonly #last: Part | undefined
  /** New resources, by the one behind which they are put. */
  readonly #added = new Map<string, Part>()

  constructor({ key, children }: Section, edits: readonly Edit[]) {
    const here = edits.filter(({ path }) => path[0] === key)
    const gone = here.filter(({ type, path }) => path.length === 2 && (type === 'remove' || type === 'retire'))
    // That nothing is left of a section is written down: it is about all of it.
    const isWhole = here.some(({ path }) => path.length === 1) || gone.length >= children.length
    this.#byKey = new Map(isWhole ? [] : children.map((child) => [child.key, child]))
    this.#last = isWhole ? undefined : children.at(-1)
  }

  partOf(edit: Edit): Part | undefined {
    const key = String(edit.path[1])
    const there = this.#byKey.get(key)
    if (there !== undefined || this.#last === undefined) return there
    const behind = edit.type === 'set' && edit.path.length === 2 ? (edit.after ?? '') : ''
    const part = this.#added.get(key) ?? this.#byKey.get(behind) ?? this.#added.get(behind) ?? this.#last
    this.#added.set(key, part)
    return part
  }
}
