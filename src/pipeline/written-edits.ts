/** Two written trees of one resource → the edits that make the second of the first, where it stands in its document. Pure. */
import type { Edit, Written, WrittenMap, WrittenPath } from '../model/written.ts'

/** Only leaves that differ are edited; what neither tree has is left alone. `path`: where the resource stands. */
export function editsBetween(before: Written, after: Written, path: WrittenPath): Edit[] {
  if (before.type === 'map' && after.type === 'map') return inMap(before, after, path)
  return sameWritten(before, after) ? [] : [{ type: 'set', path, value: after }]
}

function inMap(before: WrittenMap, after: WrittenMap, path: WrittenPath): Edit[] {
  const edits: Edit[] = []
  let last: string | undefined
  for (const [key, value] of after.pairs) {
    const there = before.pairs.get(key)
    if (there === undefined)
      edits.push({ type: 'set', path: [...path, key], value, ...(last === undefined ? {} : { after: last }) })
    else {
      edits.push(...editsBetween(there, value, [...path, key]))
      last = key
    }
  }
  for (const key of before.pairs.keys()) if (!after.pairs.has(key)) edits.push({ type: 'remove', path: [...path, key] })
  return edits
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
