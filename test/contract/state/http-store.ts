// An http backend on a server of its own, for the tests of it.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { StateBackend } from '../../../src/model/state.ts'
import { plainCipher } from '../../../src/state/cipher.ts'
import { type HttpStateOptions, openHttpState } from '../../../src/state/http/open.ts'
import type { Kept } from '../../../src/state/kept.ts'
import { type StateServer, type StateServerOptions, startStateServer } from '../../support/http-state-server.ts'
import type { SharedStore } from './backend-contract.ts'

export interface HttpStore extends SharedStore {
  readonly server: StateServer
  readonly notices: string[]
  /** What was waited, in ms: no time passes. */
  readonly waits: number[]
  readonly address: string
  /** Where it lies on the server. */
  readonly path: string
  open(more?: Partial<HttpStateOptions>): Promise<Kept>
  reopen(): StateBackend
  elsewhere(): StateBackend
}

export interface HttpStoreOptions extends StateServerOptions {
  readonly settings?: Partial<HttpStateOptions>
  /** Runs on this machine that it is good for, and one on another; 8 and 8 unless set. */
  readonly few?: true
}

export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'butik-http-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

export async function httpStore({ settings = {}, few, ...options }: HttpStoreOptions = {}): Promise<HttpStore> {
  const server = await startStateServer(options)
  onTestFinished(() => server.close())
  const path = options.manner === 'gitlab' ? '/api/v4/projects/7/terraform/state/shop' : '/states/shop'
  const address = `${server.url}${path}`
  const notices: string[] = []
  const waits: number[] = []
  let now = Date.parse('2026-03-01T12:30:00Z')
  const open = (more: Partial<HttpStateOptions> = {}): Promise<Kept> =>
    openHttpState({
      address,
      fetch,
      environment: 'default',
      clock: { now: () => new Date(now), sleep: async (ms) => void waits.push(ms) },
      newId: randomUUID,
      notice: (line) => void notices.push(line),
      cipher: plainCipher,
      ...settings,
      ...more,
    })
  // Opened beforehand, as the suite asks for them without waiting.
  const ready = await Promise.all(Array.from({ length: few === undefined ? 8 : 3 }, () => open()))
  const away = await Promise.all(Array.from({ length: few === undefined ? 8 : 1 }, () => open({ host: 'other' })))
  server.seen.splice(0)
  const next = (list: Kept[]): StateBackend => {
    const kept = list.pop()
    if (kept === undefined) throw new Error('too few were opened')
    return kept.backend
  }
  return {
    server,
    notices,
    waits,
    address,
    path,
    open,
    advance: (ms) => {
      now += ms
    },
    backend: next(ready),
    reopen: () => next(ready),
    elsewhere: () => next(away),
  }
}
