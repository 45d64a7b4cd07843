/** Edits of a mapping or a list in brackets → splices: elements come and go with their comma. */

import { commentedOut, type Editing, renamePair } from './edit-block.ts'
import { addedTo, type EditNode } from './edit-tree.ts'
import { childrenOf, type Item, type ListNode, type MapNode, type Pair } from './nodes.ts'
import { flowPair, flowText } from './write-yaml.ts'

export function editFlow(editing: Editing, node: MapNode | ListNode, edits: EditNode, depth: number): void {
  const children = childrenOf(node)
  const there = (index: number): EditNode | undefined => {
    const key = node.type === 'map' ? node.pairs[index]?.key : index
    return key === undefined ? undefined : edits.below.get(key)
  }
  const isGone = children.map((_, index) => there(index)?.gone !== undefined)
  for (const [index, child] of children.entries()) {
    const edit = there(index)
    if (edit === undefined) continue
    const slot = slotOf(editing, node, child, depth + 1)
    if (edit.renamed !== undefined) renamePair(editing, slot, child, edit.renamed)
    else if (edit.gone === undefined) editing.value(slot, edit)
    else if (edit.gone.why !== undefined) keepAsComment(editing, child, edit.gone.why)
  }
  const added = newTexts(node, edits)
  if (isGone.every((gone) => gone)) {
    refill(
      editing,
      node,
      added.flatMap(({ texts }) => texts),
    )
    return
  }
  for (const [start, end] of dropped(children, isGone)) editing.put({ start, end, text: '' })
  for (const { before, texts } of added) putIn(editing, children, before, texts, isGone)
}

/** What stands behind `depth` steps is in brackets already: the column no longer matters. */
function slotOf(editing: Editing, node: MapNode | ListNode, child: Pair | Item, depth: number) {
  const column = editing.lines.columnOf(child.start)
  const bare = 'bare' in child && child.bare
  return { node: child.value, after: child.after, column, isItem: node.type === 'list', flow: true, bare, depth }
}

/** New elements by the index of the one they stand before. */
function newTexts(node: MapNode | ListNode, edits: EditNode): { before: number; texts: string[] }[] {
  const length = childrenOf(node).length
  if (node.type === 'list') {
    return Array.from({ length: length + 1 }, (_, before) => {
      return { before, texts: (edits.below.get(before)?.inserted ?? []).map((value) => flowText(value)) }
    })
  }
  const { after, last } = addedTo(new Set(node.pairs.map(({ key }) => key)), edits)
  const behind = node.pairs.map(({ key }, index) => {
    return { before: index + 1, texts: (after.get(key) ?? []).map(([name, value]) => flowPair(name, value)) }
  })
  return [...behind, { before: length, texts: last.map(([name, value]) => flowPair(name, value)) }]
}

/** The pieces that go: an element with the comma behind it, or with the one before it where nothing stays behind it. */
function dropped(children: readonly (Pair | Item)[], isGone: readonly boolean[]): [start: number, end: number][] {
  const lastKept = isGone.lastIndexOf(false)
  const ranges = children.flatMap((child, index): [number, number][] => {
    const next = children[index + 1]
    return isGone[index] === true && index < lastKept && next !== undefined ? [[child.start, next.start]] : []
  })
  const [kept, last] = [children[lastKept], children.at(-1)]
  if (kept === undefined || last === undefined || kept === last) return ranges
  return [...ranges, [endOfChild(kept), endOfChild(last)]]
}

function endOfChild(child: Pair | Item): number {
  return Math.max(child.after, child.value.end)
}

function putIn(
  editing: Editing,
  children: readonly (Pair | Item)[],
  before: number,
  texts: readonly string[],
  isGone: readonly boolean[],
): void {
  if (texts.length === 0) return
  const next = before > isGone.lastIndexOf(false) ? undefined : children[before]
  const last = children.at(-1)
  if (next !== undefined) {
    const gap = gapBefore(editing, next.start)
    editing.put({ start: next.start, end: next.start, text: texts.map((text) => `${text},${gap}`).join('') })
  } else if (last !== undefined) {
    const gap = gapBefore(editing, last.start)
    const at = endOfChild(last)
    editing.put({ start: at, end: at, text: texts.map((text) => `,${gap}${text}`).join('') })
  }
}

/** Elements that stand on lines of their own get a neighbour that does. */
function gapBefore({ lines }: Editing, start: number): string {
  if (lines.isInline(start)) return ' '
  return lines.lineBreak + ' '.repeat(lines.columnOf(start))
}

/** Everything between the brackets is new. */
function refill(editing: Editing, node: MapNode | ListNode, texts: readonly string[]): void {
  const pad = node.type === 'map' && texts.length > 0 ? ' ' : ''
  editing.put({ start: node.start + 1, end: node.end - 1, text: pad + texts.join(', ') + pad })
}

/** Within brackets nothing can be commented out: what goes is kept on lines above. */
function keepAsComment({ lines, put }: Editing, child: Pair | Item, why: string): void {
  const at = lines.startOf(child.start)
  const column = /^ */.exec(lines.text.slice(at))?.[0].length ?? 0
  const text = lines.text.slice(child.start, endOfChild(child))
  put({ start: at, end: at, text: lines.joined(commentedOut(text, 0, why).map((line) => ' '.repeat(column) + line)) })
}
