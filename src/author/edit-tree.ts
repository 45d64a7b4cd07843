/** Edits, brought together by the place they are for; and what a value becomes by them. Knows nothing of text. */
import type { Edit, WrittenPath } from '../model/written.ts'
import { type ListValue, type MapValue, type Value, valueOfWritten } from './value.ts'

/** What happens at one place and below it. */
export interface EditNode {
  set?: { readonly value: Value; readonly after?: string }
  /** Another pair in the place of this one. */
  renamed?: { readonly key: string; readonly value: Value }
  /** `why` where it is retired. */
  gone?: { readonly why?: string }
  /** New elements of a list, before the one with the index of this place. */
  readonly inserted: Value[]
  readonly below: Map<string | number, EditNode>
}

export function noEdits(): EditNode {
  return { inserted: [], below: new Map() }
}

export function editsByPlace(edits: readonly Edit[]): EditNode {
  const root = noEdits()
  for (const edit of edits) {
    const node = placeOf(root, edit.path)
    if (edit.type === 'set') {
      const after = edit.after === undefined ? {} : { after: edit.after }
      node.set = { value: valueOfWritten(edit.value), ...after }
    } else if (edit.type === 'rename') node.renamed = { key: edit.key, value: valueOfWritten(edit.value) }
    else if (edit.type === 'insert') node.inserted.push(valueOfWritten(edit.value))
    else node.gone = edit.type === 'retire' ? { why: edit.why } : {}
  }
  return root
}

function placeOf(root: EditNode, path: WrittenPath): EditNode {
  let node = root
  for (const step of path) {
    const next = node.below.get(step) ?? noEdits()
    node.below.set(step, next)
    node = next
  }
  return node
}

/** What stands at a place after its edits. `before` undefined: nothing stands there yet. */
export function editedValue(before: Value | undefined, edits: EditNode): Value | undefined {
  if (edits.gone !== undefined) return undefined
  if (edits.set !== undefined) return edits.set.value
  if (edits.below.size === 0) return before
  if (before?.type === 'list') return editedList(before, edits)
  return editedMap(before?.type === 'map' ? before : { type: 'map', pairs: new Map() }, edits)
}

function editedList({ items }: ListValue, edits: EditNode): ListValue {
  const after = [...items, undefined].flatMap((item, index) => {
    const there = edits.below.get(index)
    const kept = there === undefined || item === undefined ? item : editedValue(item, there)
    return [...(there?.inserted ?? []), ...(kept === undefined ? [] : [kept])]
  })
  return { type: 'list', items: after }
}

function editedMap({ pairs }: MapValue, edits: EditNode): MapValue {
  const added = addedTo(new Set(pairs.keys()), edits)
  const after = new Map<string, Value>()
  for (const [key, value] of pairs) {
    const there = edits.below.get(key)
    const kept = there === undefined ? value : editedValue(value, there)
    if (there?.renamed !== undefined) after.set(there.renamed.key, there.renamed.value)
    else if (kept !== undefined) after.set(key, kept)
    for (const [name, next] of added.after.get(key) ?? []) after.set(name, next)
  }
  for (const [name, next] of added.last) after.set(name, next)
  return { type: 'map', pairs: after }
}

export interface Added {
  /** By the key that they stand behind. */
  readonly after: ReadonlyMap<string, readonly NewPair[]>
  readonly last: readonly NewPair[]
}

export type NewPair = readonly [key: string, value: Value]

/** The pairs that a mapping with these keys gets. A new one may stand behind another new one. */
export function addedTo(keys: ReadonlySet<string>, edits: EditNode): Added {
  const after = new Map<string, NewPair[]>()
  const last: NewPair[] = []
  const groups = new Map<string, NewPair[]>()
  for (const [step, there] of edits.below) {
    const key = String(step)
    const value = keys.has(key) ? undefined : editedValue(undefined, there)
    if (value === undefined) continue
    const behind = there.set?.after ?? ''
    const group = groups.get(behind) ?? after.get(behind) ?? (keys.has(behind) ? [] : last)
    if (keys.has(behind)) after.set(behind, group)
    const index = group.findIndex(([name]) => name === behind)
    group.splice(index < 0 ? group.length : index + 1, 0, [key, value])
    groups.set(key, group)
  }
  return { after, last }
}
