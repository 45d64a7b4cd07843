/**
 * How many calls may be under way at once at one vendor: begins politely, one more where as many as may be are answered as
 * fast as before, half where the vendor is in trouble or asks for less. Never under 1, never over the ceiling.
 */

/** Calls at once, at most, where a connection does not say otherwise. Of the five vendors none says how many it bears. */
export const defaultConcurrency = 4
export const firstConcurrency = 2
export const mostConcurrency = 8

export interface PaceOptions {
  readonly ceiling: number
  /** Milliseconds. */
  readonly now: () => number
  readonly trace: (line: string) => void
}

/** One attempt of a call. Whoever begins it ends it once, or leaves it where it was broken off. */
export interface Attempt {
  answered(): void
  /** No answer, or one by which the vendor asks for less. `why`: half a line for `-v`. */
  troubled(why: string): void
}

/** Answers that are looked at together: one that was slow by chance changes nothing. */
const window = 8
/** Answers that take longer than before by this factor have got worse. */
const worse = 1.25
/** Windows until a rise that made answers slower is tried again. */
const patience = 8

export class Pace {
  readonly #options: PaceOptions
  #width: number
  /** Milliseconds of the answers since the width last changed, as far as all places were taken. */
  #answers: number[] = []
  /** What an answer of the window before took. */
  #before: number | undefined
  #hasRisen = false
  #windowsToWait = 0
  #changes = 0
  #halvings = 0

  constructor(options: PaceOptions) {
    this.#options = options
    this.#width = Math.max(1, Math.min(firstConcurrency, options.ceiling))
  }

  get width(): number {
    return this.#width
  }

  /** `isFull`: as many as may be are under way. With fewer an answer says nothing of what more would do. */
  begin(isFull: boolean): Attempt {
    const startedAt = this.#options.now()
    const [changes, halvings] = [this.#changes, this.#halvings]
    return {
      answered: () => {
        if (isFull && changes === this.#changes) this.#answered(this.#options.now() - startedAt)
      },
      troubled: (why) => {
        // Those that were under way when it was halved tell of the same trouble.
        if (halvings === this.#halvings) this.#halve(why)
      },
    }
  }

  #answered(ms: number): void {
    this.#answers.push(ms)
    if (this.#answers.length < window) return
    const typical = medianOf(this.#answers)
    const before = this.#before ?? typical
    this.#answers = []
    const gotWorse = typical > before * worse
    if (gotWorse && this.#hasRisen) {
      this.#takeBack(before, typical)
      return
    }
    this.#before = typical
    this.#hasRisen = false
    if (!gotWorse) this.#riseInTime()
  }

  #riseInTime(): void {
    if (this.#windowsToWait > 0) this.#windowsToWait -= 1
    else if (this.#width < this.#options.ceiling) {
      this.#change(this.#width + 1, 'answers take no longer than before')
      this.#hasRisen = true
    }
  }

  /** What an answer takes with one call fewer is known already. */
  #takeBack(before: number, typical: number): void {
    this.#hasRisen = false
    this.#windowsToWait = patience
    this.#change(this.#width - 1, `answers took ${typical} ms, and ${before} ms with one call fewer`)
  }

  #halve(why: string): void {
    this.#halvings += 1
    this.#before = undefined
    this.#hasRisen = false
    this.#windowsToWait = 0
    this.#change(Math.max(1, Math.floor(this.#width / 2)), why)
  }

  #change(width: number, why: string): void {
    this.#changes += 1
    this.#answers = []
    if (width === this.#width) return
    const calls = width === 1 ? 'one call' : `${width} calls`
    this.#options.trace(`from here on ${calls} at once in place of ${this.#width}: ${why}`)
    this.#width = width
  }
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
