// A local backend in a folder of its own, for the tests of it.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { StateBackend } from '../../../src/model/state.ts'
import { createLocalBackend, type LocalBackendOptions } from '../../../src/state/local.ts'
import type { SharedStore } from './backend-contract.ts'

export interface LocalStore extends SharedStore {
  /** `.butik` itself, and the folder of the environment in it. */
  readonly folder: string
  readonly home: string
  readonly notices: string[]
  open(more?: Partial<LocalBackendOptions>): StateBackend
  reopen(): StateBackend
  elsewhere(): StateBackend
}

export const clock = { now: (): Date => new Date('2026-03-01T12:30:00Z'), sleep: async (): Promise<void> => {} }

export async function localStore(): Promise<LocalStore> {
  const root = await mkdtemp(join(tmpdir(), 'butik-state-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const folder = join(root, '.butik')
  const notices: string[] = []
  const notice = (line: string) => void notices.push(line)
  let now = clock.now().getTime()
  const moving = { ...clock, now: () => new Date(now) }
  const open = (more: Partial<LocalBackendOptions> = {}) =>
    createLocalBackend({ folder, environment: 'default', clock: moving, newId: randomUUID, notice, ...more })
  const advance = (ms: number) => {
    now += ms
  }
  const elsewhere = () => open({ host: 'other' })
  return {
    folder,
    home: join(folder, 'default'),
    notices,
    advance,
    elsewhere,
    open,
    backend: open(),
    reopen: () => open(),
  }
}
