/**
 * A state → the same state at another place: what runs kept, the snapshot, and lines of a run that was interrupted. Nothing
 * is sent to a vendor. The snapshot comes after all that it needs, and is read back before the old place is told to be none.
 */
import { ReconcilerError } from '../model/errors.ts'
import { sameJson } from '../model/json.ts'
import {
  type JournalEntry,
  keptNames,
  type LockInfo,
  type StateBackend,
  type StateSnapshot,
  type ViewStore,
} from '../model/state.ts'
import type { World } from './world.ts'

/** Where a state comes from. */
export interface Origin {
  /** The place in words, without anything secret. */
  readonly words: string
  read(): Promise<Found>
  /** Absent where it is a file: nothing else is in it, and it stays as it is. */
  readonly kept?: { readonly backend: StateBackend; readonly views: ViewStore }
}

interface Found {
  readonly snapshot: StateSnapshot
  readonly journal: readonly JournalEntry[]
}

export interface MovedState {
  readonly from: string
  readonly to: string
  readonly lineage: string
  readonly serial: number
  readonly resources: number
  /** Runs whose files came along. */
  readonly runs: number
  /** Lines of a run that did not end: the next one settles them. */
  readonly lines: number
}

export interface Moving {
  readonly origin: Origin
  /** The place of `world.backend` in words. */
  readonly to: string
  readonly lock: LockInfo
  /** Asked once nothing speaks against it. */
  readonly agreed: (state: Pick<MovedState, 'resources' | 'serial'>) => Promise<boolean>
}

/** Undefined where `agreed` says no. Throws E4008 where the place holds another state, or one that has gone on. */
export async function moveState(world: World, { origin, to, lock, agreed }: Moving): Promise<MovedState | undefined> {
  const { backend } = world
  await using held = await backend.lock(lock)
  await using _origin = await origin.kept?.backend.lock(lock)
  const [found, there] = [await origin.read(), await backend.read()]
  refuse(found, there, { origin, to })
  const { snapshot, journal } = found
  const resources = Object.keys(snapshot.entries).length
  if (!(await agreed({ resources, serial: snapshot.serial }))) return undefined
  const runs = await keepFiles(origin, backend)
  await held.confirm()
  const next = { ...snapshot, serial: Math.max(snapshot.serial, there.snapshot.serial + 1) }
  const isThere = sameJson(plain(there.snapshot), plain(snapshot))
  const arriving = isThere ? snapshot : next
  if (!isThere) await backend.write(next, there.snapshot.serial)
  const rest = journal.slice(isThere ? there.journal.length : 0)
  if (rest.length > 0) {
    const open = await backend.openJournal()
    await open.append(rest)
    await open.close()
  }
  await checkArrived(backend, { snapshot: arriving, journal }, to)
  await moveViews(world, origin)
  await leaveMark(origin, snapshot, { to, at: world.ports.clock.now().toISOString() })
  const { lineage, serial } = arriving
  return { from: origin.words, to, lineage, serial, resources, runs, lines: journal.length }
}

function refuse(found: Found, there: Found, { origin, to }: Pick<Moving, 'origin' | 'to'>): void {
  const { snapshot } = found
  if (snapshot.moved !== undefined)
    throw notMoved(`the state at ${origin.words} goes on elsewhere already: it was moved to ${snapshot.moved.to}`)
  if (snapshot.serial === 0 && found.journal.length === 0) throw notMoved(`there is no state at ${origin.words}`)
  const now = there.snapshot
  const isEmpty = now.serial === 0 && there.journal.length === 0
  // Broken off between the snapshot and what comes after it.
  const isBegun = sameJson(plain(now), plain(snapshot)) && isPrefix(there.journal, found.journal)
  if (isEmpty || isBegun) return
  if (now.lineage !== snapshot.lineage)
    throw notMoved(`another state is at ${to}: it has lineage ${now.lineage}, not ${snapshot.lineage}`)
  const isBehind = now.moved !== undefined || now.serial < snapshot.serial
  if (!isBehind || there.journal.length > 0)
    throw notMoved(
      `the state at ${to} has gone on: it has serial ${now.serial}, and that at ${origin.words} has ${snapshot.serial}`,
    )
}

function notMoved(why: string): ReconcilerError {
  return new ReconcilerError('E4008', why, { hint: 'nothing was written; look at both with butik state list' })
}

export function isPrefix(lines: readonly JournalEntry[], of: readonly JournalEntry[]): boolean {
  return lines.length <= of.length && sameJson(plain(lines), plain(of.slice(0, lines.length)))
}

/** As it comes back from where it was kept. */
function plain(value: unknown): ReturnType<typeof JSON.parse> {
  return JSON.parse(JSON.stringify(value))
}

/** The one that kept first comes first, so that the last is the last there too. */
async function keepFiles({ kept }: Origin, backend: StateBackend): Promise<number> {
  const runs = [...((await kept?.backend.runs()) ?? [])].reverse()
  for (const run of runs) {
    for (const name of keptNames) {
      const content = await kept?.backend.kept(run, name)
      if (content !== undefined && (await backend.kept(run, name)) !== content) await backend.keep(run, name, content)
    }
  }
  return runs.length
}

async function checkArrived(backend: StateBackend, wanted: Found, to: string): Promise<void> {
  const found = await backend.read()
  const isSame =
    sameJson(plain(found.snapshot), plain(wanted.snapshot)) && sameJson(plain(found.journal), plain(wanted.journal))
  if (isSame) return
  throw new ReconcilerError('E4008', `what is at ${to} now is not what was written there`, {
    hint: 'the state is where it was, and nothing was changed there; report this, and go on with the old settings',
  })
}

/** Seen beside this state: what was seen may spare the first plan a reading. */
async function moveViews(world: World, { kept }: Origin): Promise<void> {
  if (kept === undefined) return
  for (const { name, vendor } of world.project.config.connections.values()) {
    for (const kind of world.providers.get(vendor)?.kinds ?? []) {
      const view = await kept.views.read(name, kind.name)
      if (view !== undefined) await world.views.write(name, kind.name, view)
    }
  }
}

/** Whoever runs with the settings of before learns where it went. */
async function leaveMark(
  { kept, words }: Origin,
  snapshot: StateSnapshot,
  moved: { to: string; at: string },
): Promise<void> {
  if (kept === undefined) return
  const { backend } = kept
  await backend.write({ ...snapshot, serial: snapshot.serial + 1, moved }, snapshot.serial)
  if ((await backend.read()).snapshot.moved !== undefined) return
  throw new ReconcilerError('E4008', `the state was moved, and could not be marked as moved at ${words}`, {
    hint: 'see to it that nobody runs with the old settings any more',
  })
}
