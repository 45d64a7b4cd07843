/** What outlives a run, in a git repository: as a rule that of the configuration itself. */
import { join } from 'node:path'
import type { Clock } from '../../model/ports.ts'
import type { Cipher } from '../cipher.ts'
import type { Kept } from '../kept.ts'
import { type Lease, usualLease } from '../own-lock.ts'
import { GitBackend } from './backend.ts'
import { Cache } from './cache.ts'
import type { Env } from './command.ts'
import { gitError } from './failures.ts'
import { GitLedger } from './ledger.ts'
import { findPlace } from './place.ts'
import { refNames, usualBranch } from './refs.ts'
import { Remote } from './remote.ts'
import { Store } from './store.ts'
import { GitViews } from './views.ts'

export interface GitStateOptions {
  /** The folder of butik.yaml: in a work tree, unless `remote` is an address. */
  readonly root: string
  /** The name of a remote, or an address; `origin` unless given. */
  readonly remote?: string | undefined
  /** `butik-state` unless given. */
  readonly branch?: string | undefined
  readonly environment: string
  readonly clock: Clock
  readonly newId: () => string
  /** A line for people. */
  readonly notice: (line: string) => void
  readonly cipher: Cipher
  /** Of this process: git finds its way by it (PATH, HOME, an agent, a proxy). */
  readonly env: Env
  /** The machine's own name unless given. */
  readonly host?: string | undefined
  readonly lease?: Lease | undefined
  /** Milliseconds for which a proof that the lock is held is good for the next write; 10 s unless given. */
  readonly proofMs?: number | undefined
  /** Milliseconds that one command of git may take; 2 minutes unless given. */
  readonly limitMs?: number | undefined
}

const usual = { remote: 'origin', branch: usualBranch, proofMs: 10_000, limitMs: 120_000 }

/** Throws E4001 where there is no git, no such remote or no repository. Whether the remote can be reached shows later. */
export async function openGitState(options: GitStateOptions): Promise<Kept> {
  const { root, environment, clock, newId, notice, cipher, env } = options
  const [remoteNamed, branch] = [options.remote ?? usual.remote, options.branch ?? usual.branch]
  const limitMs = options.limitMs ?? usual.limitMs
  const refs = refNames(environment, branch)
  const place = await findPlace({ root, remote: remoteNamed, env, limitMs })
  const { label } = place
  const butik = join(root, '.butik')
  const cache = new Cache({ folder: join(butik, 'cache'), place, env, clock, newId, limitMs })
  await cache.open().catch((error: unknown) => {
    throw gitError('read', label, error, limitMs)
  })
  const remote = new Remote({ cache, clock, label, limitMs, patterns: refs.all, slotOf: refs.slotOf })
  const store = new Store({ remote, cache, refs, cipher, clock, newId, environment, label, limitMs, notice })
  const ledger = new GitLedger(store)
  await ledger.load()
  const views = new GitViews(store, butik)
  const onBeat = async (): Promise<void> => void (await ledger.flush())
  const [lease, proofMs] = [options.lease ?? usualLease, options.proofMs ?? usual.proofMs]
  return {
    backend: new GitBackend({ store, lease, proofMs, onBeat, host: options.host }),
    views: views.views,
    ledger,
    close: async () => {
      const failed = [await ledger.flush(), await views.publish()].find((error) => error !== undefined)
      if (failed !== undefined) notice(`Views and the count of calls were not kept in ${label}: ${wordsOf(failed)}`)
      await cache.tidy().catch(() => undefined)
    },
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
