/** Lines of a text around its nodes: where the lines of a pair end, which comments are its own. Every line ends with a break. */
import { childrenOf, type Item, type Node, type Pair } from './nodes.ts'

export class TextLines {
  readonly text: string
  /** As the first line ends. */
  readonly lineBreak: string

  constructor(text: string) {
    this.text = text
    this.lineBreak = /\r?\n/.exec(text)?.[0] ?? '\n'
  }

  startOf(offset: number): number {
    return offset === 0 ? 0 : this.text.lastIndexOf('\n', offset - 1) + 1
  }

  /** Behind the break of the line. */
  endOf(offset: number): number {
    const found = this.text.indexOf('\n', offset)
    return found < 0 ? this.text.length : found + 1
  }

  columnOf(offset: number): number {
    return offset - this.startOf(offset)
  }

  /** Something else stands before it on its line: it is the first pair of an element of a list, or in brackets. */
  isInline(offset: number): boolean {
    return this.text.slice(this.startOf(offset), offset).trim() !== ''
  }

  /** Behind the last line of a pair or an element, with comments that stand further in. */
  endOfChild(child: Pair | Item): number {
    const column = this.columnOf(child.start)
    let end = this.#endOfNode(child.value, child.after)
    for (;;) {
      const next = this.endOf(end)
      const comment = /^( *)#/.exec(this.text.slice(end, next))
      if (comment === null || (comment[1] ?? '').length <= column) return end
      end = next
    }
  }

  #endOfNode(node: Node, after: number): number {
    if (node.type === 'map' || node.type === 'list') {
      const last = childrenOf(node).at(-1)
      return node.flow || last === undefined ? this.endOf(node.end) : this.endOfChild(last)
    }
    const isBlock = node.type === 'scalar' && node.body !== undefined
    if (isBlock && node.end > (node.body ?? 0)) return node.end
    return isBlock ? (node.body ?? node.end) : this.endOf(Math.max(node.end, after))
  }

  /** It ends in a text to which a blank line below would belong (`|+`). */
  keepsBlanks({ value }: Pair | Item): boolean {
    if (value.type === 'map' || value.type === 'list') {
      const last = childrenOf(value).at(-1)
      return !value.flow && last !== undefined && this.keepsBlanks(last)
    }
    return value.type === 'scalar' && /^[|>]\d?\+/.test(this.text.slice(value.start, value.start + 3))
  }

  /** Where the comment lines start that stand right above, in the same column. */
  ownComments(start: number): number {
    const column = this.columnOf(start)
    let from = this.startOf(start)
    for (;;) {
      const above = this.startOf(Math.max(0, from - 1))
      const comment = /^( *)#(?! yaml-language-server)/.exec(this.text.slice(above, from))
      if (from === 0 || comment === null || (comment[1] ?? '').length !== column) return from
      from = above
    }
  }

  /** A line begins here and has nothing in it. */
  isBlank(start: number): boolean {
    return start < this.text.length && this.text.slice(start, this.endOf(start)).trim() === ''
  }

  /** As lines of this text. */
  joined(lines: readonly string[]): string {
    return lines.map((line) => line + this.lineBreak).join('')
  }
}
