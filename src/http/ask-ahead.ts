/**
 * Pages that are under way before they are wanted, and taken in the order in which they were asked for. One that fails ends
 * them all.
 */

export type FetchPage<Page> = (offset: number, signal: AbortSignal) => Promise<Page>

interface Asked<Page> {
  readonly offset: number
  readonly page: Promise<Page>
}

export class AskedAhead<Page> {
  readonly #fetchPage: FetchPage<Page>
  readonly #signal: AbortSignal
  readonly #stop = new AbortController()
  readonly #onAbort = () => this.#stop.abort(this.#signal.reason)
  #asked: Asked<Page>[] = []
  /** Not wanted any more, and not home yet. */
  readonly #strays: Promise<Page>[] = []

  constructor(fetchPage: FetchPage<Page>, signal: AbortSignal) {
    this.#fetchPage = fetchPage
    this.#signal = signal
    // Not AbortSignal.any: on Node 20 it keeps a trace of every list on a signal that lives as long as the run.
    signal.addEventListener('abort', this.#onAbort, { once: true })
    if (signal.aborted) this.#onAbort()
  }

  /** The page at this row. What was asked for ahead of another row is let go. */
  async take(offset: number): Promise<Page> {
    this.#expect(offset)
    const first = this.#asked[0] ?? this.#ask(offset)
    // It stays among those asked for until it is there, so that its failure ends the others.
    const page = await first.page
    this.#asked.shift()
    return page
  }

  /** As many as may be under way, from this row on and in steps of so many rows, up to the last of `total`. */
  fill(from: number, { step, total, atOnce }: { step: number; total: number; atOnce: number }): void {
    this.#expect(from)
    for (let next = from + this.#asked.length * step; next < total; next += step) {
      if (this.#asked.length >= atOnce || this.#stop.signal.aborted) return
      this.#ask(next)
    }
  }

  /** When all that was sent has come home: what a run has called is counted by then. */
  async end(): Promise<void> {
    this.#letGo()
    await Promise.allSettled(this.#strays)
    this.#signal.removeEventListener('abort', this.#onAbort)
  }

  #expect(offset: number): void {
    if (this.#asked[0]?.offset !== offset) this.#letGo()
  }

  #ask(offset: number): Asked<Page> {
    const asked = { offset, page: this.#fetchPage(offset, this.#stop.signal) }
    this.#asked.push(asked)
    asked.page.catch((error: unknown) => {
      if (this.#asked.includes(asked)) this.#stop.abort(error)
    })
    return asked
  }

  /** Not aborted: they are counted in any case, and a connection that is broken off has to be made again. */
  #letGo(): void {
    this.#strays.push(...this.#asked.map(({ page }) => page))
    this.#asked = []
  }
}
