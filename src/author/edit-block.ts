/** Edits of a mapping or a list that is laid out in lines → splices: whole lines come and go, with the comments that are theirs. */
import { addedTo, type EditNode, type NewPair, noEdits } from './edit-tree.ts'
import { childrenOf, type Item, type ListNode, type MapNode, type Pair } from './nodes.ts'
import type { Slot } from './replace-value.ts'
import { keyText } from './scalar-text.ts'
import type { Splice } from './splice.ts'
import type { TextLines } from './text-lines.ts'
import type { Value } from './value.ts'
import { itemLines, pairLines } from './write-yaml.ts'

/** Why an edit cannot be made at a place. */
export class Refusal extends Error {}

export interface Editing {
  readonly lines: TextLines
  put(...splices: readonly Splice[]): void
  /** Edits of a value and below it. */
  value(slot: Slot, edits: EditNode): void
}

export function editBlock(editing: Editing, node: MapNode | ListNode, edits: EditNode, depth: number): void {
  new BlockEdit(editing, node, edits, depth).run()
}

class BlockEdit {
  readonly #editing: Editing
  readonly #lines: TextLines
  readonly #node: MapNode | ListNode
  readonly #edits: EditNode
  readonly #column: number
  /** Steps from the root to the children. */
  readonly #depth: number

  constructor(editing: Editing, node: MapNode | ListNode, edits: EditNode, depth: number) {
    this.#editing = editing
    this.#lines = editing.lines
    this.#node = node
    this.#edits = edits
    this.#depth = depth + 1
    this.#column = this.#lines.columnOf(childrenOf(node)[0]?.start ?? node.start)
  }

  run(): void {
    const added = this.#added()
    const children = childrenOf(this.#node)
    const kept = children.filter((_, index) => !this.#isGone(index))
    const first = children.findIndex((_, index) => !this.#isGone(index))
    for (const [index, child] of children.entries()) {
      this.#putIn(child, this.#insertedAt(index))
      this.#child(child, index, first)
      this.#putBehind(child, index, added.after.get('key' in child ? child.key : '') ?? [])
    }
    const last = children.at(-1)
    if (last === undefined) return
    this.#putBehind(last, children.length - 1, added.last)
    const appended = this.#insertedAt(children.length)
    this.#putLinesBehind(
      last,
      appended.map((item) => itemLines(item, this.#column, 2 - this.#depth)),
    )
    const isEmpty = kept.length === 0 && added.last.length + added.after.size + appended.length === 0
    if (isEmpty && !children.some((_, index) => this.#insertedAt(index).length > 0)) this.#leaveEmpty()
  }

  #added(): { after: ReadonlyMap<string, readonly NewPair[]>; last: readonly NewPair[] } {
    if (this.#node.type === 'list') return { after: new Map(), last: [] }
    return addedTo(new Set(this.#node.pairs.map(({ key }) => key)), this.#edits)
  }

  #child(child: Pair | Item, index: number, firstKept: number): void {
    const there = this.#there(index)
    if (there === undefined) return
    if (there.gone?.why !== undefined) this.#retire(child, there.gone.why)
    else if (there.gone !== undefined) this.#remove(child, index, firstKept)
    else if (there.renamed !== undefined) renamePair(this.#editing, this.#slot(child), child, there.renamed)
    else this.#editing.value(this.#slot(child), there)
  }

  #slot(child: Pair | Item): Slot {
    const { value, after } = child
    const isItem = this.#node.type === 'list'
    return { node: value, after, column: this.#column, isItem, flow: false, bare: false, depth: this.#depth }
  }

  #there(index: number): EditNode | undefined {
    const key = this.#node.type === 'map' ? this.#node.pairs[index]?.key : index
    return key === undefined ? undefined : this.#edits.below.get(key)
  }

  #isGone(index: number): boolean {
    return this.#there(index)?.gone !== undefined
  }

  #insertedAt(index: number): readonly Value[] {
    return this.#node.type === 'list' ? (this.#edits.below.get(index)?.inserted ?? []) : []
  }

  #remove(child: Pair | Item, index: number, firstKept: number): void {
    const end = this.#lines.endOfChild(child)
    if (!this.#lines.isInline(child.start)) {
      const start = this.#lines.ownComments(child.start)
      // The blank lines that set it apart go along with it, unless they part what stays.
      if (this.#node.type === 'list' && index < firstKept)
        this.#editing.put({ start, end: this.#blanksBelow(end), text: '' })
      else {
        // What comes in its place is parted by those above.
        const isParting = this.#insertedAt(index).length > 0
        const isApart = !isParting && (this.#isTail(index) || this.#lines.isBlank(end))
        this.#editing.put({ start: isApart ? this.#blanksAbove(start, index) : start, end, text: '' })
      }
      return
    }
    // `- a: 1`: the dash is not its own. The next one that stays moves up, or the dash is left alone on its line.
    const next = childrenOf(this.#node)[index + 1]
    const moves = next !== undefined && firstKept === index + 1 && this.#lines.ownComments(next.start) === end
    if (moves && this.#lines.startOf(next.start) === end) {
      this.#editing.put({ start: child.start, end: next.start, text: '' })
      return
    }
    const dash = this.#lines.text.slice(0, child.start).trimEnd().length
    if (firstKept >= 0) this.#editing.put({ start: dash, end: end - this.#lines.lineBreak.length, text: '' })
    else this.#editing.put({ start: dash, end, text: this.#lines.lineBreak })
  }

  /** Behind it none stays and none comes, and before it one does. */
  #isTail(index: number): boolean {
    const children = childrenOf(this.#node)
    const isKept = children.map((_, at) => !this.#isGone(at))
    const isNew =
      this.#added().last.length > 0 || children.some((_, at) => this.#insertedAt(at + 1).length > 0 && at >= index)
    return isKept.slice(0, index).includes(true) && !isKept.slice(index).includes(true) && !isNew
  }

  /** Where the blank lines start that stand between this place and the child before. */
  #blanksAbove(start: number, index: number): number {
    const before = childrenOf(this.#node)[index - 1]
    const least = before === undefined ? start : this.#lines.endOfChild(before)
    let from = start
    while (from > least && this.#lines.isBlank(this.#lines.startOf(from - 1))) from = this.#lines.startOf(from - 1)
    return from
  }

  #blanksBelow(end: number): number {
    let to = end
    while (this.#lines.isBlank(to)) to = this.#lines.endOf(to)
    return to
  }

  #retire(child: Pair | Item, why: string): void {
    if (this.#lines.isInline(child.start))
      throw new Refusal('it stands on the line of a dash, and cannot be commented out alone')
    const [start, end] = [this.#lines.startOf(child.start), this.#lines.endOfChild(child)]
    this.#editing.put({
      start,
      end,
      text: this.#lines.joined(commentedOut(this.#lines.text.slice(start, end), this.#column, why)),
    })
  }

  /** New elements before one that is there, above its comments. */
  #putIn(child: Pair | Item, values: readonly Value[]): void {
    if (values.length === 0) return
    const written = values.flatMap((value) => itemLines(value, this.#column, 2 - this.#depth))
    if (!this.#lines.isInline(child.start)) {
      const at = this.#lines.ownComments(child.start)
      this.#editing.put({ start: at, end: at, text: this.#lines.joined(written) })
      return
    }
    const text = this.#lines.joined(written).trimStart() + ' '.repeat(this.#column)
    this.#editing.put({ start: child.start, end: child.start, text })
  }

  #putBehind(child: Pair | Item, index: number, pairs: readonly NewPair[]): void {
    const isApart = index > 0 && this.#isBlankAbove(child) && !this.#lines.keepsBlanks(child)
    const blank = isApart ? [''] : []
    this.#putLinesBehind(
      child,
      pairs.map(([key, value]) => [...blank, ...pairLines(key, value, this.#column, 2 - this.#depth)]),
    )
  }

  #isBlankAbove(child: Pair | Item): boolean {
    const start = this.#lines.ownComments(child.start)
    return start > 0 && this.#lines.isBlank(this.#lines.startOf(start - 1))
  }

  #putLinesBehind(child: Pair | Item, written: readonly (readonly string[])[]): void {
    if (written.length === 0) return
    const at = this.#lines.endOfChild(child)
    this.#editing.put({ start: at, end: at, text: this.#lines.joined(written.flat()) })
  }

  /** Nothing of it is left: that is written, or it would be null. */
  #leaveEmpty(): void {
    const isRoot = this.#depth === 1
    if (isRoot) return
    const text = this.#node.type === 'map' ? ' {}' : ' []'
    this.#editing.put({ start: this.#node.open, end: this.#node.open, text })
  }
}

/** The comments around the pair stay, and so does how its value is written. */
export function renamePair(
  { lines, put, value }: Editing,
  slot: Slot,
  { start, after }: Pair | Item,
  renamed: NonNullable<EditNode['renamed']>,
): void {
  const written = lines.text.slice(start, after)
  put({ start, end: start + written.replace(/\s*:?$/, '').length, text: keyText(renamed.key, slot.flow) })
  value(slot, { ...noEdits(), set: { value: renamed.value } })
}

/** Lines behind a comment sign in this column, below one that says why. What stood further in still does. */
export function commentedOut(text: string, column: number, why: string): string[] {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  const margin = ' '.repeat(column)
  const bare = lines.map((line) => (line.slice(0, column).trim() === '' ? line.slice(column) : line))
  return [`${margin}# ${why}`, ...bare.map((line) => `${margin}#${line.trim() === '' ? '' : ` ${line}`}`)]
}
