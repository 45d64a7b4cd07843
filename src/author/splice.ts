/** Pieces of a text that are replaced. Everything between them stays as it is, byte for byte. */

export interface Splice {
  readonly start: number
  /** Exclusive; the same as `start` for what is put in between. */
  readonly end: number
  readonly text: string
}

/** Undefined where two of them claim the same piece. What is put in at one place stays in the order given. */
export function spliced(text: string, splices: readonly Splice[]): string | undefined {
  const sorted = [...splices].sort((one, other) => one.start - other.start || one.end - other.end)
  const parts: string[] = []
  let done = 0
  for (const { start, end, text: put } of sorted) {
    if (start < done) return undefined
    parts.push(text.slice(done, start), put)
    done = end
  }
  return [...parts, text.slice(done)].join('')
}
