/** How many calls each token has made today. A vendor's quota is a limit on this. */
export interface LedgerState {
  /** Null: no limit is known. */
  readonly limit: number | null
  readonly used: Readonly<Record<string, { readonly day: string; readonly calls: number }>>
}

export class Ledger {
  #limit: number | null
  readonly #used = new Map<string, { day: string; calls: number }>()

  constructor(limit: number | null) {
    this.#limit = limit
  }

  get limit(): number | null {
    return this.#limit
  }

  setLimit(limit: number | null): void {
    if (limit !== null && (!Number.isInteger(limit) || limit < 0)) throw new Error('a quota is a whole number of calls')
    this.#limit = limit
  }

  used(token: string, day: string): number {
    const entry = this.#used.get(token)
    return entry?.day === day ? entry.calls : 0
  }

  setUsed(token: string, day: string, calls: number): void {
    if (!Number.isInteger(calls) || calls < 0) throw new Error('calls made are a whole number')
    this.#used.set(token, { day, calls })
  }

  /** Counts one call; `false` when the day's calls are spent (a refused call is not counted). */
  spend(token: string, day: string): boolean {
    const calls = this.used(token, day)
    if (this.#limit !== null && calls >= this.#limit) return false
    this.#used.set(token, { day, calls: calls + 1 })
    return true
  }

  state(): LedgerState {
    const entries = [...this.#used].sort(([a], [b]) => (a < b ? -1 : 1))
    return { limit: this.#limit, used: Object.fromEntries(entries.map(([token, entry]) => [token, { ...entry }])) }
  }

  restore(state: LedgerState): void {
    this.#limit = state.limit
    this.#used.clear()
    for (const [token, entry] of Object.entries(state.used)) this.#used.set(token, { ...entry })
  }
}
