/** What outlives a run, in the folder `.butik` beside butik.yaml. */
import type { Clock } from '../model/ports.ts'
import type { Cipher } from './cipher.ts'
import type { Kept } from './kept.ts'
import { createLocalLedger } from './ledger.ts'
import { createLocalBackend } from './local.ts'
import { createLocalViews } from './views.ts'

export interface LocalFolder {
  readonly folder: string
  readonly environment: string
  readonly clock: Clock
  readonly newId: () => string
  /** A line for people. */
  readonly notice: (line: string) => void
  /** Everything lies in plain text unless given. */
  readonly cipher?: Cipher
}

/** The ledger is never encrypted: it holds numbers and digests under a key of its own, and environments share it. */
export function openLocalFolder({ clock, ...place }: LocalFolder): Kept {
  return {
    backend: createLocalBackend({ ...place, clock }),
    views: createLocalViews(place),
    ledger: createLocalLedger(place),
    close: () => Promise.resolve(),
  }
}
