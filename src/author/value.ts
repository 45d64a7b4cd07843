/** What the nodes of a text stand for, with aliases written out: the form in which a text and what it should become are compared. */
import type { Written } from '../model/written.ts'

export type Value = ScalarValue | MapValue | ListValue

export interface ScalarValue {
  readonly type: 'scalar'
  readonly text: string
  /** `plain`: a number, a flag or null. A tag (`!env`, `!file`) is named as it stands. */
  readonly is: 'text' | 'plain' | `!${string}`
}

export interface MapValue {
  readonly type: 'map'
  readonly pairs: ReadonlyMap<string, Value>
}

export interface ListValue {
  readonly type: 'list'
  readonly items: readonly Value[]
}

export function valueOfWritten(written: Written): Value {
  if (written.type === 'scalar') {
    return { type: 'scalar', text: written.text, is: written.as === 'file' ? '!file' : written.as }
  }
  if (written.type === 'list') return { type: 'list', items: written.items.map(valueOfWritten) }
  return { type: 'map', pairs: new Map([...written.pairs].map(([key, value]) => [key, valueOfWritten(value)])) }
}

/** `12` and `"12"` are the same here where `loosely`: a field of text takes either. The order of the pairs counts. */
export function sameValue(one: Value, other: Value, loosely: (text: string) => boolean): boolean {
  if (one === other) return true
  if (one.type === 'scalar') return other.type === 'scalar' && sameScalar(one, other, loosely)
  if (one.type === 'list') {
    if (other.type !== 'list' || one.items.length !== other.items.length) return false
    return one.items.every((item, index) => {
      const beside = other.items[index]
      return beside !== undefined && sameValue(item, beside, loosely)
    })
  }
  if (other.type !== 'map' || one.pairs.size !== other.pairs.size) return false
  const beside = other.pairs.entries()
  return [...one.pairs].every(([key, value]) => {
    const next = beside.next()
    return !next.done && next.value[0] === key && sameValue(value, next.value[1], loosely)
  })
}

function sameScalar(one: ScalarValue, other: ScalarValue, loosely: (text: string) => boolean): boolean {
  if (one.text !== other.text) return false
  return one.is === other.is || (!one.is.startsWith('!') && !other.is.startsWith('!') && loosely(one.text))
}
