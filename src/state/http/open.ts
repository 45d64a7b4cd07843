/**
 * What outlives a run, on a server that speaks the protocol of Terraform's http backend, as GitLab does for the states that it
 * manages. Views are disposable and large: they stay in the cache beside butik.yaml.
 */
import { join } from 'node:path'
import type { Clock } from '../../model/ports.ts'
import type { Cipher } from '../cipher.ts'
import type { Kept } from '../kept.ts'
import { createLocalBackend } from '../local.ts'
import { createMemoryBackend, createMemoryViews } from '../memory.ts'
import type { Lease } from '../own-lock.ts'
import { createLocalViews } from '../views.ts'
import { type AddressSettings, type Spot, spotsOf } from './addresses.ts'
import { HttpBackend } from './backend.ts'
import type { EnvelopeKind } from './envelope.ts'
import { Exchange, type ExchangeOptions } from './exchange.ts'
import { usualHttpLease } from './hold.ts'
import { Home } from './home.ts'
import { KeptRuns, type RunFiles } from './kept-runs.ts'
import { HttpLedger } from './ledger.ts'
import { Locking } from './locking.ts'
import { Place } from './place.ts'
import { repairAt } from './repair.ts'
import { ServerLock } from './server-lock.ts'

/** `ExchangeOptions` and `AddressSettings` hold the settings of butik.yaml. */
export interface HttpStateOptions extends AddressSettings, ExchangeOptions {
  /** `none`: the server has no locks, and two runs at once are ruled out otherwise. */
  readonly lock?: 'none' | undefined
  /** `default` where the configuration has no environments. */
  readonly environment: string
  readonly newId: () => string
  /** Told in one line of what was put right without asking: a lock taken over, a journal that lies with the state. */
  readonly notice: (line: string) => void
  readonly cipher: Cipher
  /** The machine's own name unless given. */
  readonly host?: string | undefined
  readonly lease?: Lease | undefined
  /** Folder of butik.yaml: views go to `.butik/cache` in it. Absent: they are forgotten at the end. */
  readonly root?: string | undefined
}

/** Throws E1301 where an address is none. */
export async function openHttpState(options: HttpStateOptions): Promise<Kept> {
  const { environment, clock, newId, notice, cipher, root } = options
  const exchange = new Exchange(options)
  const spots = spotsOf(options, environment)
  const placeAt = (kind: EnvelopeKind, spot: Spot) => new Place({ kind, spot, exchange, newId })
  const state = placeAt('state', spots.state)
  const journal = spots.journal && placeAt('journal', spots.journal)
  const home = new Home({ state, journal, cipher, clock })
  const lockAt = (spot: Spot | undefined) =>
    options.lock === 'none' || spot?.lock === undefined
      ? undefined
      : new ServerLock({ ...spot, lock: spot.lock }, exchange)
  const locking = new Locking({
    home,
    state: lockAt(spots.state),
    journal: lockAt(spots.journal),
    environment,
    clock,
    newId,
    notice,
    host: options.host,
    lease: options.lease ?? usualHttpLease,
  })
  const folder = root === undefined ? undefined : join(root, '.butik')
  const runFiles = new KeptRuns({
    place: placeAt('runs', spots.runs),
    cipher,
    otherwise: filesBeside(folder, { environment, clock, newId, cipher }),
    notice,
  })
  const repair = repairAt({
    home,
    state,
    journal,
    ids: () => locking.ids,
    beside: spots.beside,
    making: { exchange, newId },
    folder: folder === undefined ? undefined : join(folder, environment),
    stamp: () => clock.now().toISOString().replace(/[:.]/g, '-'),
    forget: () => locking.journal.forget(),
  })
  const ledger = new HttpLedger({ place: placeAt('ledger', spots.ledger), clock, run: newId(), notice })
  await ledger.load()
  return {
    backend: new HttpBackend({ home, locking, runFiles, repair, newId, notice }),
    views:
      folder === undefined ? createMemoryViews() : createLocalViews({ folder, environment, newId, notice, cipher }),
    ledger,
    close: () => ledger.close(),
  }
}

function filesBeside(
  folder: string | undefined,
  parts: Pick<HttpStateOptions, 'environment' | 'newId' | 'cipher'> & { readonly clock: Clock },
): RunFiles {
  return folder === undefined ? createMemoryBackend(parts) : createLocalBackend({ ...parts, folder })
}
