/** Edits of a document that was read → the splices that carry them out. */
import type { Edit } from '../model/written.ts'
import { type Editing, editBlock } from './edit-block.ts'
import { editFlow } from './edit-flow.ts'
import { type EditNode, editedValue, editsByPlace } from './edit-tree.ts'
import { valueOfNode } from './node-value.ts'
import { childrenOf, type Node } from './nodes.ts'
import { replaceValue, type Slot } from './replace-value.ts'
import type { Splice } from './splice.ts'
import type { TextLines } from './text-lines.ts'
import type { Value } from './value.ts'
import { mapLines } from './write-yaml.ts'

export interface Edited {
  readonly splices: readonly Splice[]
  /** What the text should stand for then. */
  readonly expected: Value | undefined
}

/** Throws Refusal where the text offers no place for one of them. */
export function editNodes(lines: TextLines, root: Node | undefined, edits: readonly Edit[]): Edited {
  const tree = editsByPlace(edits)
  const splices: Splice[] = []
  const editing: Editing = {
    lines,
    put: (...more) => {
      splices.push(...more)
    },
    value: (slot, below) => editValue(editing, slot, below),
  }
  const expected = editedValue(root === undefined ? undefined : valueOfNode(root), tree)
  if (root?.type === 'map' || root?.type === 'list') {
    if (root.flow) editFlow(editing, root, tree, 0)
    else editBlock(editing, root, tree, 0)
  } else if (expected?.type === 'map') {
    const end = root?.start ?? lines.text.length
    splices.push({ start: end, end: root?.end ?? end, text: lines.joined(mapLines(expected, 0, 1)) })
  }
  return { splices, expected }
}

function editValue(editing: Editing, slot: Slot, edits: EditNode): void {
  const { node } = slot
  const put = (value: Value) => editing.put(...replaceValue(editing.lines, slot, value))
  const isCollection = node.type === 'map' || node.type === 'list'
  if (edits.set !== undefined) put(edits.set.value)
  else if (edits.below.size === 0) return
  else if (isCollection && node.flow && (slot.flow || childrenOf(node).length > 0))
    editFlow(editing, node, edits, slot.depth)
  else if (isCollection && !node.flow) editBlock(editing, node, edits, slot.depth)
  else {
    // An alias, nothing, or empty brackets: written anew, as it looks best.
    const value = editedValue(valueOfNode(node), edits)
    if (value !== undefined) put(value)
  }
}
