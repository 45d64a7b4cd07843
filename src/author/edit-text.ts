/**
 * Edits → the text with them, byte for byte what it was everywhere else. The result is read again and compared with what it should
 * be before it is given back: an edit that does not come out as meant is refused, and none is made by half.
 */
import type { Edit } from '../model/written.ts'
import { admission } from './admissible.ts'
import { batches } from './batches.ts'
import { Refusal } from './edit-block.ts'
import { editNodes } from './edit-nodes.ts'
import { valueOfNode } from './node-value.ts'
import { outlineOf } from './outline.ts'
import { type ReadProblem, type ReadText, readText } from './read-text.ts'
import { reduce } from './reduce.ts'
import { isLoose } from './replace-value.ts'
import { type Splice, spliced } from './splice.ts'
import { TextLines } from './text-lines.ts'
import { sameValue, type Value } from './value.ts'

export interface RefusedEdit {
  readonly edit: Edit
  readonly why: string
  /** From 1; where the text cannot be read. */
  readonly at?: ReadProblem['at']
}

export interface EditedText {
  readonly text: string
  readonly refused: readonly RefusedEdit[]
}

export interface EditSettings {
  /** Texts from this length are read in part where that is enough. */
  readonly large?: number
  /** About so many characters are read at once where the whole is not needed. */
  readonly batch?: number
}

const usual = { large: 60_000, batch: 250_000 } as const

export function editText(text: string, edits: readonly Edit[], settings: EditSettings = {}): EditedText {
  if (edits.length === 0) return { text, refused: [] }
  const mark = text.startsWith('\ufeff') ? '\ufeff' : ''
  const body = text.slice(mark.length)
  // The last line gets its break for as long as lines are edited.
  const isOpen = body !== '' && !body.endsWith('\n')
  const lineBreak = new TextLines(body).lineBreak
  const { text: after, refused } = editLines(isOpen ? body + lineBreak : body, edits, { ...usual, ...settings })
  if (refused.length === edits.length) return { text, refused }
  return { text: mark + (isOpen && after.endsWith(lineBreak) ? after.slice(0, -lineBreak.length) : after), refused }
}

function editLines(text: string, edits: readonly Edit[], { large, batch }: Required<EditSettings>): EditedText {
  const made = (text.length < large ? undefined : editInParts(text, edits, batch)) ?? editWhole(text, edits)
  const places = new Map(edits.map((edit, index) => [edit, index]))
  const placeOf = ({ edit }: RefusedEdit) => places.get(edit) ?? 0
  return { ...made, refused: [...made.refused].sort((one, other) => placeOf(one) - placeOf(other)) }
}

/** Undefined where a part alone does not say what the whole would. */
function editInParts(text: string, edits: readonly Edit[], size: number): EditedText | undefined {
  const outline = outlineOf(text)
  if (outline === undefined) return undefined
  const splices: Splice[] = []
  const refused: RefusedEdit[] = []
  for (const some of batches(outline, edits, size)) {
    const part = reduce(outline, some)
    const read = readText(part.text)
    if ('why' in read || !part.fits(read)) return undefined
    const made = editRead(part.text, read, some)
    splices.push(...made.splices.map((splice) => part.back(splice)))
    refused.push(...made.refused)
  }
  const after = spliced(text, splices)
  return after === undefined ? undefined : { text: after, refused }
}

function editWhole(text: string, edits: readonly Edit[]): EditedText {
  const read = readText(text)
  if ('why' in read) {
    return { text, refused: edits.map((edit) => ({ edit, why: `the file does not parse: ${read.why}`, at: read.at })) }
  }
  const { splices, refused } = editRead(text, read, edits)
  return { text: spliced(text, splices) ?? text, refused }
}

function editRead(
  text: string,
  read: ReadText,
  edits: readonly Edit[],
): { splices: readonly Splice[]; refused: RefusedEdit[] } {
  const admit = admission(read)
  const refused: RefusedEdit[] = []
  const admitted: Edit[] = []
  for (const edit of edits) {
    const why = admit(edit)
    if (why === undefined) admitted.push(edit)
    else refused.push({ edit, why })
  }
  const trial = new Trial(new TextLines(text), read)
  trial.add(admitted)
  return { splices: trial.splices, refused: [...refused, ...trial.refused] }
}

/** All edits at once; where they do not come out as meant, by halves, until the one that is to blame stands alone. */
class Trial {
  splices: readonly Splice[] = []
  readonly refused: RefusedEdit[] = []
  readonly #lines: TextLines
  readonly #read: ReadText
  #made: readonly Edit[] = []

  constructor(lines: TextLines, read: ReadText) {
    this.#lines = lines
    this.#read = read
  }

  add(edits: readonly Edit[]): void {
    const [first] = edits
    if (first === undefined) return
    const why = this.#try([...this.#made, ...edits])
    if (why === undefined) this.#made = [...this.#made, ...edits]
    else if (edits.length === 1) this.refused.push({ edit: first, why })
    else {
      const half = edits.length >> 1
      this.add(edits.slice(0, half))
      this.add(edits.slice(half))
    }
  }

  #try(edits: readonly Edit[]): string | undefined {
    const unclear = 'it cannot be written here without touching something else'
    try {
      const { splices, expected } = editNodes(this.#lines, this.#read.root, edits)
      const after = spliced(this.#lines.text, splices)
      const read = after === undefined ? undefined : readText(after)
      if (read === undefined || 'why' in read || !isMeant(read, expected)) return unclear
      this.splices = splices
      return undefined
    } catch (error) {
      if (error instanceof Refusal) return error.message
      throw error
    }
  }
}

function isMeant({ root }: ReadText, expected: Value | undefined): boolean {
  if (root === undefined || expected === undefined) {
    const there = root === undefined ? expected : valueOfNode(root)
    return there === undefined || (there.type === 'map' && there.pairs.size === 0)
  }
  return sameValue(valueOfNode(root), expected, isLoose)
}
