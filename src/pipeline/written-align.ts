/** Two lists of which one is longer → which elements of the one are which of the other, by what they have in common. Pure. */
import type { Written } from '../model/written.ts'
import { sameWritten } from './written-same.ts'

/** Comparisons; beyond it nothing is looked for between two ends that differ. */
const most = 250_000

type Pairs = readonly (readonly [before: number, after: number])[]

/** Indices, both ascending: what is the same at both ends, and between them that in which most is in common, taken together. */
export function alignedLists(before: readonly Written[], after: readonly Written[]): Pairs {
  const isSame = (a: Written | undefined, b: Written | undefined) =>
    a !== undefined && b !== undefined && sameWritten(a, b)
  const least = Math.min(before.length, after.length)
  let head = 0
  while (head < least && isSame(before[head], after[head])) head += 1
  let tail = 0
  while (tail < least - head && isSame(before.at(-1 - tail), after.at(-1 - tail))) tail += 1
  const between = aligned(before.slice(head, before.length - tail), after.slice(head, after.length - tail))
  return [
    ...Array.from({ length: head }, (_, index) => [index, index] as const),
    ...between.map(([one, other]) => [head + one, head + other] as const),
    ...Array.from({ length: tail }, (_, index) => [before.length - tail + index, after.length - tail + index] as const),
  ]
}

function aligned(before: readonly Written[], after: readonly Written[]): Pairs {
  if (before.length * after.length > most) return []
  const width = after.length + 1
  const common = before.map((one) => after.map((other) => inCommon(one, other)))
  // By place in both: the most that all behind it can have in common.
  const best = new Float64Array((before.length + 1) * width)
  const of = (one: number, other: number): number => best[one * width + other] ?? 0
  const both = (one: number, other: number): number => {
    const here = common[one]?.[other] ?? 0
    return here > 0 ? here + of(one + 1, other + 1) : 0
  }
  for (let one = before.length - 1; one >= 0; one -= 1)
    for (let other = after.length - 1; other >= 0; other -= 1)
      best[one * width + other] = Math.max(both(one, other), of(one + 1, other), of(one, other + 1))
  const pairs: [number, number][] = []
  let [one, other] = [0, 0]
  while (one < before.length && other < after.length) {
    const here = of(one, other)
    if (here > 0 && here === both(one, other)) pairs.push([one++, other++])
    else if (here === of(one + 1, other)) one += 1
    else other += 1
  }
  return pairs
}

/** 0 where they are two different things: of two mappings less than half is the same. */
function inCommon(one: Written, other: Written): number {
  if (one.type !== 'map' || other.type !== 'map') return sameWritten(one, other) ? 1 : 0
  const all = new Set([...one.pairs.keys(), ...other.pairs.keys()]).size
  const same = [...one.pairs].filter(([key, value]) => {
    const there = other.pairs.get(key)
    return there !== undefined && sameWritten(value, there)
  }).length
  return all === 0 || same * 2 < Math.min(one.pairs.size, other.pairs.size) ? 0 : same / all
}
