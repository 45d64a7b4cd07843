/** Whether two written trees are the same: in what they say and how, the order of the pairs aside. Pure. */
import type { Written } from '../model/written.ts'

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
