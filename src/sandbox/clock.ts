/** The sandbox's own time: it runs beside the machine's clock, and can be set, advanced and frozen. */
export interface ClockState {
  readonly offsetMs: number
  /** The instant the clock stands at; `null` while it runs. */
  readonly frozenAt: number | null
}

export class Clock {
  #offset = 0
  #frozenAt: number | null = null

  constructor(start?: string) {
    if (start !== undefined) this.set(start)
  }

  now(): number {
    return this.#frozenAt ?? Date.now() + this.#offset
  }

  set(iso: string): void {
    const instant = Date.parse(iso)
    if (Number.isNaN(instant) || !/(?:Z|[+-]\d\d:?\d\d)$/.test(iso)) {
      throw new Error(`not an instant with a zone, such as 2026-03-01T12:00:00Z: ${iso}`)
    }
    this.#offset = instant - Date.now()
    if (this.#frozenAt !== null) this.#frozenAt = instant
  }

  advance(ms: number): void {
    if (!Number.isFinite(ms)) throw new Error('the clock advances by a number of milliseconds')
    this.#offset += ms
    if (this.#frozenAt !== null) this.#frozenAt += ms
  }

  /** Stands still until `run`: two runs of one test then store the same timestamps. */
  freeze(): void {
    this.#frozenAt = this.now()
  }

  run(): void {
    if (this.#frozenAt === null) return
    this.#offset = this.#frozenAt - Date.now()
    this.#frozenAt = null
  }

  state(): ClockState {
    return { offsetMs: this.#offset, frozenAt: this.#frozenAt }
  }

  restore(state: ClockState): void {
    this.#offset = state.offsetMs
    this.#frozenAt = state.frozenAt
  }
}
