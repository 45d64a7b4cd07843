/** "Did you mean": names near to one that is not known. */

const most = 3

/** The candidates within reach of a slip of the finger, nearest first, at most three. */
export function suggest(word: string, candidates: Iterable<string>): string[] {
  const reach = Math.max(1, Math.floor(word.length / 3))
  const near: { name: string; distance: number }[] = []
  for (const name of new Set(candidates)) {
    const distance = distanceOf(word, name, reach)
    if (distance <= reach) near.push({ name, distance })
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
  const best = near[0]?.distance ?? 0
  return near
    .filter(({ distance }) => distance <= best + 1)
    .slice(0, most)
    .map(({ name }) => name)
}

/** The one nearest candidate, or undefined where none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  return suggest(word, candidates)[0]
}

/** The hint of a message, or undefined where nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const names = suggest(word, candidates).map((name) => `"${name}"`)
  return names.length === 0 ? undefined : `did you mean ${orList(names)}?`
}

export function orList(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

/** Another habit of writing is no step, and a word that was cut short is one. */
function distanceOf(word: string, name: string, reach: number): number {
  if (sameButForStyle(word, name)) return 0
  if (word.length >= 3 && name.startsWith(word)) return 1
  if (Math.abs(name.length - word.length) > reach) return reach + 1
  return editDistance(word.toLowerCase(), name.toLowerCase())
}

/** `ownId` and `own-id` for `own_id`: another habit of writing, not another word. */
function sameButForStyle(a: string, b: string): boolean {
  return a.replace(/[-_ ]/g, '').toLowerCase() === b.replace(/[-_ ]/g, '').toLowerCase()
}

/** Insert, delete, replace or swap two neighbours: one step each. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let steps = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        steps = Math.min(steps, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(steps)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
