/** What outlives a run, wherever it is kept. */
import type { Ledger } from '../model/quota.ts'
import type { StateBackend, ViewStore } from '../model/state.ts'

export interface Kept {
  readonly backend: StateBackend
  readonly views: ViewStore
  readonly ledger: Ledger
  /** Writes what waits (the ledger, views) and lets go of connections. Throws nothing: what is lost then is disposable. */
  close(): Promise<void>
}
