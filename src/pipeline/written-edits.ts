/** Two written trees of one resource → the edits that make the second of the first, where it stands in its document. Pure. */
import type { Edit, Written, WrittenList, WrittenMap, WrittenPath } from '../model/written.ts'

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

/** What is alike at both ends stays; between them elements are edited one by one, and the rest is put in or taken out. */
function inList(before: WrittenList, after: WrittenList, path: WrittenPath, gone: string | undefined): Edit[] {
  const [old, now] = [before.items, after.items]
  if (old.length === 0 || now.length === 0)
    return sameWritten(before, after) ? [] : [{ type: 'set', path, value: after }]
  const isSame = (a: Written | undefined, b: Written | undefined) =>
    a !== undefined && b !== undefined && sameWritten(a, b)
  let head = 0
  while (head < Math.min(old.length, now.length) && isSame(old[head], now[head])) head += 1
  let tail = 0
  while (tail < Math.min(old.length, now.length) - head && isSame(old.at(-1 - tail), now.at(-1 - tail))) tail += 1
  const [gap, fill] = [old.slice(head, old.length - tail), now.slice(head, now.length - tail)]
  const edits: Edit[] = []
  for (const [index, item] of fill.entries()) {
    const there = gap[index]
    const at = [...path, head + index]
    if (there === undefined) edits.push({ type: 'insert', path: [...path, head + gap.length], value: item })
    else if (isOtherPicture(there, item)) edits.push(...(fetched(there, item, at) ?? editsBetween(there, item, at)))
    else edits.push(...editsBetween(there, item, at, gone))
  }
  for (const index of gap.keys())
    if (index >= fill.length) edits.push({ type: 'remove', path: [...path, head + index] })
  return edits
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

export function sameWritten(a: Written, b: Written): boolean {
  if (a.type === 'scalar') return b.type === 'scalar' && a.as === b.as && a.text === b.text
  if (a.type === 'list') {
    return (
      b.type === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, index) => {
        const other = b.items[index]
        return other !== undefined && sameWritten(item, other)
      })
    )
  }
  if (b.type !== 'map' || a.pairs.size !== b.pairs.size) return false
  return [...a.pairs].every(([key, value]) => {
    const other = b.pairs.get(key)
    return other !== undefined && sameWritten(value, other)
  })
}

/** What a tree has at the end of a path. */
export function writtenAt(root: Written, path: WrittenPath): Written | undefined {
  return path.reduce<Written | undefined>((at, step) => {
    if (at?.type === 'map') return at.pairs.get(String(step))
    return at?.type === 'list' ? at.items[Number(step)] : undefined
  }, root)
}
