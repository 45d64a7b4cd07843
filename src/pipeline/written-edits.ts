/** Two written trees of one resource → the edits that make the second of the first, where it stands in its document. Pure. */
import type { Edit, Written, WrittenList, WrittenMap, WrittenPath } from '../model/written.ts'
import { alignedLists } from './written-align.ts'
import { sameWritten } from './written-same.ts'

/**
 * Only leaves that differ are edited; what neither tree has is left alone. `path`: where the resource stands. `gone`: what is
 * said where a pair is no more, which is then commented out; without it, it is removed.
 */
export function editsBetween(before: Written, after: Written, path: WrittenPath, gone?: string): Edit[] {
  if (before.type === 'map' && after.type === 'map') return inMap(before, after, path, gone)
  if (before.type === 'list' && after.type === 'list') return inList(before, after, path, gone)
  return sameWritten(before, after) ? [] : [{ type: 'set', path, value: after }]
}

function inMap(before: WrittenMap, after: WrittenMap, path: WrittenPath, gone: string | undefined): Edit[] {
  const edits: Edit[] = []
  let last: string | undefined
  for (const [key, value] of after.pairs) {
    const there = before.pairs.get(key)
    if (there === undefined)
      edits.push({ type: 'set', path: [...path, key], value, ...(last === undefined ? {} : { after: last }) })
    else {
      edits.push(...editsBetween(there, value, [...path, key], gone))
      last = key
    }
  }
  for (const key of before.pairs.keys()) {
    if (after.pairs.has(key)) continue
    const at = [...path, key]
    edits.push(gone === undefined ? { type: 'remove', path: at } : { type: 'retire', path: at, why: gone })
  }
  return edits
}

/**
 * Where they are as many as before, elements are edited one by one: the comments stay where they are. Otherwise each is found again by
 * what it has in common, and others come and go whole.
 */
function inList(before: WrittenList, after: WrittenList, path: WrittenPath, gone: string | undefined): Edit[] {
  const [old, now] = [before.items, after.items]
  if (old.length === 0 || now.length === 0)
    return sameWritten(before, after) ? [] : [{ type: 'set', path, value: after }]
  const isAsLong = old.length === now.length
  const pairs = isAsLong ? old.map((_, index) => [index, index] as const) : alignedLists(old, now)
  const edits: Edit[] = []
  let [left, put] = [0, 0]
  for (const [from, to] of [...pairs, [old.length, now.length] as const]) {
    for (const value of now.slice(put, to)) edits.push({ type: 'insert', path: [...path, from], value })
    for (; left < from; left += 1) edits.push({ type: 'remove', path: [...path, left] })
    // An element that goes leaves no comment, and neither does a part of one beside it.
    edits.push(...inElement(old[from], now[to], [...path, from], isAsLong ? gone : undefined))
    left = from + 1
    put = to + 1
  }
  return edits
}

/** Nothing behind the last. */
function inElement(
  before: Written | undefined,
  after: Written | undefined,
  path: WrittenPath,
  gone: string | undefined,
): Edit[] {
  if (before === undefined || after === undefined) return []
  if (!isOtherPicture(before, after)) return editsBetween(before, after, path, gone)
  return fetched(before, after, path) ?? editsBetween(before, after, path)
}

/** What a picture is made of: one of these stands for it. */
const sources = ['file', 'url', 'image_id'] as const

/** Nothing of the one is gone from the other: it has another's place. */
function isOtherPicture(before: Written, after: Written): boolean {
  return sources.some((name) => {
    const there = writtenAt(before, [name])
    return there !== undefined && !sameWritten(there, writtenAt(after, [name]) ?? noText)
  })
}

const noText: Written = { type: 'scalar', as: 'plain', text: '' }

/** One that was named by its id and is a file now: the pair keeps its place. */
function fetched(before: Written, after: Written, path: WrittenPath): Edit[] | undefined {
  const [id, file] = [writtenAt(before, ['image_id']), writtenAt(after, ['file'])]
  if (before.type !== 'map' || after.type !== 'map' || id === undefined || file === undefined) return undefined
  const rest = ({ pairs }: WrittenMap): WrittenMap => {
    return { type: 'map', pairs: new Map([...pairs].filter(([name]) => name !== 'image_id' && name !== 'file')) }
  }
  const renamed: Edit = { type: 'rename', path: [...path, 'image_id'], key: 'file', value: file }
  return [renamed, ...editsBetween(rest(before), rest(after), path)]
}

/** What a tree has at the end of a path. */
export function writtenAt(root: Written, path: WrittenPath): Written | undefined {
  return path.reduce<Written | undefined>((at, step) => {
    if (at?.type === 'map') return at.pairs.get(String(step))
    return at?.type === 'list' ? at.items[Number(step)] : undefined
  }, root)
}
