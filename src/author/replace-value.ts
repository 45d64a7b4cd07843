/** One value in the place of another → the splices that do it. The style of what stood there is kept where it can hold the new one. */
import type { Node, ScalarNode } from './nodes.ts'
import { blockText, canBeBlock, canBeFolded, isBlockText, type Style } from './scalar-text.ts'
import type { Splice } from './splice.ts'
import type { TextLines } from './text-lines.ts'
import type { ScalarValue, Value } from './value.ts'
import { flowText, indented, type Laid, layOut } from './write-yaml.ts'

/** The place of a value. */
export interface Slot {
  readonly node: Node
  /** Behind the colon or the dash. */
  readonly after: number
  /** Column of the key or the dash. */
  readonly column: number
  readonly isItem: boolean
  /** Within brackets. */
  readonly flow: boolean
  /** In brackets a key without a colon. */
  readonly bare: boolean
  /** Steps from the root. */
  readonly depth: number
}

const plainNumber = /^-?\d+(?:\.\d+)?$/

/** A number that stands in quotes, or a text of digits without them: the field takes both, and its author has chosen. */
export function isLoose(text: string): boolean {
  return plainNumber.test(text)
}

export function replaceValue(lines: TextLines, slot: Slot, value: Value): Splice[] {
  const { node } = slot
  const [style, written] = keptStyle(node, value)
  if (slot.flow) return [inPlaceOf(slot, flowText(written, style))]
  const used = lines.columnOf(slot.after)
  const laid = layOut(written, { column: slot.column, used, inLines: 2 - slot.depth }, style)
  if (node.type === 'scalar' && node.body !== undefined) return replaceBlock(lines, slot, node, written, laid)
  const isBlock = (node.type === 'map' || node.type === 'list') && !node.flow
  return isBlock ? replaceLines(lines, slot, laid) : replaceInline(lines, slot, laid)
}

/** What is kept of the scalar that stood there, and the new one as it is then written. */
function keptStyle(node: Node, value: Value): [style: Style | undefined, value: Value] {
  if (node.type !== 'scalar' || node.style === 'empty' || value.type !== 'scalar') return [undefined, value]
  const { style } = node
  const isQuoted = style === 'single' || style === 'double'
  if (isLoose(value.text) && isLoose(node.text)) {
    if (value.is === 'text' && style === 'plain' && node.is === 'plain') return [style, { ...value, is: 'plain' }]
    if (value.is === 'plain' && isQuoted && node.is === 'text') return [style, { ...value, is: 'text' }]
  }
  return [style, value]
}

function inPlaceOf({ node, bare }: Slot, text: string): Splice {
  if (node.end > node.cut) return { start: node.cut, end: node.end, text }
  return { start: node.end, end: node.end, text: `${bare ? ':' : ''} ${text}` }
}

/** What stands on the line of its key or dash gives way. A comment behind it stays. */
function replaceInline(lines: TextLines, slot: Slot, { head, lines: more }: Laid): Splice[] {
  const { node } = slot
  const behind = lines.endOf(node.end)
  const below = (added: readonly string[]) => ({ start: behind, end: behind, text: lines.joined(added) })
  if (head !== '') return [inPlaceOf(slot, head.trimStart()), ...(more.length === 0 ? [] : [below(more)])]
  const gap = /[ \t]*$/.exec(lines.text.slice(slot.after, node.cut))?.[0].length ?? 0
  const [first, rest] = besideDash(slot, more)
  return [{ start: node.cut - gap, end: node.end, text: first }, below(rest)]
}

/** The first line of what is laid out in lines stands beside its dash, unless an anchor does. */
function besideDash({ node, isItem }: Slot, more: readonly string[]): [first: string, rest: readonly string[]] {
  if (!isItem || node.anchor !== undefined) return ['', more]
  const [first = '', ...rest] = more
  return [` ${first.trimStart()}`, rest]
}

/** A mapping or a list that is laid out in lines gives way. */
function replaceLines(lines: TextLines, slot: Slot, { head, lines: more }: Laid): Splice[] {
  const { node } = slot
  if (node.type === 'scalar' || node.type === 'alias') return []
  const end = lines.endOfChild({ start: slot.after - 1, after: slot.after, value: node })
  const isInline = !lines.text.slice(slot.after, node.start).includes('\n')
  if (!isInline) {
    const from = lines.endOf(slot.after)
    return [
      { start: node.open, end: node.open, text: head },
      { start: from, end, text: lines.joined(more) },
    ]
  }
  const [first, rest] = head === '' ? besideDash(slot, more) : [head, more]
  return [{ start: slot.after, end, text: lines.joined([first, ...rest]) }]
}

/** A literal or folded text gives way. Another one takes its sign and its indentation. */
function replaceBlock(lines: TextLines, slot: Slot, node: ScalarNode, value: Value, laid: Laid): Splice[] {
  const body = node.body ?? node.end
  const sign = /^[|>][-+0-9]*/.exec(lines.text.slice(node.start, body))?.[0].length ?? 1
  const end = Math.max(body, node.end)
  const kept = value.type === 'scalar' ? keptBlock(lines, slot, node, value) : undefined
  const { head, lines: more } = kept ?? laid
  if (head !== '') {
    return [
      { start: node.cut, end: node.start + sign, text: head.trimStart() },
      { start: body, end, text: lines.joined(more) },
    ]
  }
  const gap = /[ \t]*$/.exec(lines.text.slice(slot.after, node.cut))?.[0].length ?? 0
  const [first, rest] = besideDash(slot, more)
  return [
    { start: node.cut - gap, end: node.start + sign, text: first },
    { start: body, end, text: lines.joined(rest) },
  ]
}

function keptBlock(lines: TextLines, slot: Slot, node: ScalarNode, value: ScalarValue): Laid | undefined {
  const keeps = /^.[0-9]?\+/.test(lines.text.slice(node.start, node.body))
  if (value.is !== 'text' || !(keeps ? isBlockText : canBeBlock)(value.text)) return undefined
  const first = /^( *)[^\s]/m.exec(lines.text.slice(node.body, node.end))
  const column = first?.[1]?.length ?? slot.column + 2
  const style = node.style === 'folded' && canBeFolded(value.text) ? 'folded' : 'literal'
  const { head, lines: more } = blockText(value.text, style)
  return { head, lines: more.map((line) => indented(line, column)) }
}
