/**
 * A live shop → the files that declare it, and the state that knows it: what the shop has and the files do not is put into
 * them. Reads as a full plan reads, and writes nothing to a vendor. The files are written by the caller, and then the state.
 */
import { ReconcilerError } from '../model/errors.ts'
import { laidSheets, namingCells } from './laid-sheets.ts'
import type { NextState } from './next-state.ts'
import { nextSnapshot } from './next-state.ts'
import { Attempt, type Pulled, type PullOptions } from './pull-attempt.ts'
import type { YamlParts } from './pull-draft.ts'
import { type PictureParts, PullPictures } from './pull-pictures.ts'
import { isRead, readShop, type ShopSeen } from './pull-read.ts'
import { keepUndo } from './undo-keep.ts'
import type { World } from './world.ts'

/** Attempts until what is written reads back: each leaves out what did not. */
const most = 8

export interface PullParts extends YamlParts {
  readonly pictures?: PictureParts
}

/** `parts.pictures`: without it none is fetched, whatever the options say, and those that would be are counted. */
export async function makePull(given: World, parts: PullParts, options: PullOptions): Promise<Pulled> {
  const { world: whole, sheets } = await laidSheets(given)
  const connections = pullable(whole, options.connections)
  const pictures = options.images ? new PullPictures(whole) : undefined
  const world = pictures === undefined ? whole : { ...whole, ports: { ...whole.ports, picture: pictures.seen } }
  const seen = await namingCells(sheets, () => readShop(world, connections))
  const attempt = new Attempt({ world, parts, options, seen, sheets, pictures })
  for (let round = 0; round < most; round += 1) {
    const pulled = await attempt.next()
    if (pulled === undefined) continue
    if (pictures?.isWaiting !== true || parts.pictures === undefined) return pulled
    // Only now is it known what is written at all.
    await pictures.fetchAll(parts.pictures)
  }
  throw new ReconcilerError('E1512', 'what was pulled does not read back as it is in the shop', {
    hint: 'nothing was written; --exclude leaves a resource out of what is pulled',
  })
}

/** Before the files are written: what a picture is made of by its file, while the files have its id. Under the lock, too. */
export async function keepPictures(world: World, pulled: Pulled): Promise<Pulled> {
  const { seen, first } = pulled
  if (first === undefined || !(await keepState(world, seen, first))) return pulled
  const { snapshot } = await world.backend.read()
  return { ...pulled, seen: { ...seen, snapshot, entries: first.entries } }
}

/** One write of the state; under the lock, which the caller holds from before the reading on. */
export async function keepPulled(world: World, { seen, next }: Pulled): Promise<boolean> {
  return await keepState(world, seen, next)
}

async function keepState(world: World, seen: ShopSeen, next: NextState): Promise<boolean> {
  const { snapshot, journal } = await world.backend.read()
  if (snapshot.lineage !== seen.snapshot.lineage || snapshot.serial !== seen.snapshot.serial)
    throw new ReconcilerError('E4003', 'the state was written by somebody else meanwhile', {
      hint: 'the state is as they left it; run butik pull again',
    })
  if (isKnown(seen, next) && journal.length === 0) return false
  const after = nextSnapshot(snapshot, next, world)
  await keepUndo({ backend: world.backend, before: snapshot, lines: journal, lineage: after.lineage, ...next })
  await world.backend.write(after, snapshot.serial)
  return true
}

function isKnown({ entries, snapshot }: ShopSeen, next: NextState): boolean {
  const isSame = next.entries.size === entries.size && [...next.entries].every(([at, one]) => entries.get(at) === one)
  return isSame && Object.entries(next.identities).every(([name, one]) => snapshot.identities[name] === one)
}

/** Throws E1510 where none of them can be read, or one that was asked for cannot. */
function pullable(world: World, asked: readonly string[]): readonly string[] {
  const { connections } = world.project.config
  const unknown = asked.find((name) => !connections.has(name))
  if (unknown !== undefined) {
    throw new ReconcilerError('E3006', `there is no connection "${unknown}"`, {
      hint: `there are: ${[...connections.keys()].join(', ')}`,
    })
  }
  const canBe = ({ name }: { readonly name: string }): boolean => {
    const kinds = world.providers.get(connections.get(name)?.vendor ?? '')?.kinds ?? []
    return kinds.some((kind) => isRead(kind, kinds))
  }
  const wanted = [...connections.values()].filter(({ name }) => asked.length === 0 || asked.includes(name))
  const blind = wanted.filter((one) => !canBe(one))
  const [first] = blind
  if (first !== undefined && (asked.length > 0 || blind.length === wanted.length)) {
    throw new ReconcilerError('E1510', `${first.vendor} shows nothing of what it has: ${first.name} cannot be pulled`, {
      hint: 'declare its resources by hand, and tell the state their ids: butik import ADDRESS ID',
    })
  }
  return wanted.filter(canBe).map(({ name }) => name)
}
