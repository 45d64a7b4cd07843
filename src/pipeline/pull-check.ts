/**
 * What is about to be written, read as the next plan will read it: validated, resolved, bound and compared with the shop
 * that was just seen. What would be an error or a difference is found before a file is written. Sends nothing.
 */
import { type AddressId, addressId, partsOf } from '../model/address.ts'
import type { Project } from '../model/project.ts'
import { type DesiredState, defaultPolicy } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { bind } from './bind.ts'
import { desiredOf } from './desired.ts'
import { diff, type ResourceDiff } from './diff.ts'
import { loadProject } from './load.ts'
import { type Changes, overlaid } from './overlay.ts'
import { topLevel } from './plan-change.ts'
import { blamed, type Misfit, type Unwritable } from './pull-blame.ts'
import { withPictures } from './pull-known.ts'
import type { NewObject } from './pull-objects.ts'
import type { PullPictures } from './pull-pictures.ts'
import type { ShopSeen } from './pull-read.ts'
import { kindOf, type World } from './world.ts'

export interface Checked {
  readonly unwritable: readonly Unwritable[]
  /** About none of the new objects. */
  readonly misfits: readonly Misfit[]
  readonly desired: DesiredState
  readonly diffs: ReadonlyMap<AddressId, ResourceDiff>
}

export interface CheckInput {
  readonly world: World
  readonly seen: ShopSeen
  readonly objects: readonly NewObject[]
  readonly changes: Changes
  readonly pictures?: PullPictures | undefined
}

export async function checkPulled(input: CheckInput): Promise<Checked> {
  const { world, seen, objects, pictures } = input
  const read = await readBack(input)
  if ('misfits' in read) return { ...read, diffs: new Map() }
  const { desired } = read
  const entries = new Map(seen.entries)
  for (const { address, remoteId, kind: name } of objects) {
    const kind = kindOf(world.providers.get(vendorOf(world.project, address)), name)
    // What is only watched is in no state, and what lives inside another is found there.
    const isOwnable = kind?.class === 'managed' && kind.within === undefined
    if (isOwnable && seen.entries.get(address)?.remoteId !== remoteId) entries.set(address, known(remoteId))
  }
  const { connected, observed, snapshot, doubts } = seen
  const remoteIds = new Map(objects.map(({ address, remoteId }) => [address, remoteId]))
  for (const [address, fields] of pictures?.held() ?? []) {
    const remoteId = remoteIds.get(address) ?? seen.binding.bound.get(address)?.remoteId ?? ''
    entries.set(address, withPictures(entries.get(address) ?? known(remoteId), fields))
  }
  const binding = bind({ connected, desired, entries, observed })
  const diffs = diff({ connected, desired, entries, observed, binding, doubts, secretKey: snapshot.lineage })
  const isNew = (address: AddressId): boolean => !seen.desired.resources.has(address)
  const unwritable: Unwritable[] = []
  for (const { address, summary } of binding.diagnostics)
    if (address !== undefined && isNew(address)) unwritable.push({ address, why: summary })
  for (const [address, one] of diffs) {
    if (!isNew(address) || one.verdict === 'same') continue
    unwritable.push(...differing(one))
  }
  return { unwritable, misfits: [], desired, diffs }
}

/** The files with what is about to be written. Where nothing is, they have been read already. */
async function readBack({
  world,
  seen,
  objects,
  changes,
}: CheckInput): Promise<{ readonly desired: DesiredState } | Omit<Checked, 'diffs'>> {
  if (changes.size === 0) return { desired: seen.desired }
  const { project, butik } = world
  const files = overlaid(world.files, project.root, changes)
  const environment = project.laid?.environment
  const loaded = await loadProject({ dir: project.root, files, butikVersion: butik, environment })
  const declared = { ...world, files, project: loaded }
  const { desired, diagnostics } = await desiredOf(declared, seen.snapshot.lineage, false)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return { desired }
  return { ...blamed({ world: declared, objects, declared: seen.desired.resources }, errors), desired }
}

function vendorOf({ config }: Project, address: AddressId): string {
  return config.connections.get(partsOf(address).connection)?.vendor ?? ''
}

/** As an import leaves it. */
function known(remoteId: string): StateEntry {
  return { remoteId, applied: {}, stored: {}, policy: defaultPolicy, needs: [] }
}

function differing({ resource, kind, bound, verdict, diff: changes }: ResourceDiff): Unwritable[] {
  const why = 'written down it does not read back as the shop has it'
  if (kind.within !== undefined) {
    // As pull-objects.ts calls it, before the files give it a key.
    const { connection, key } = resource
    return [{ address: addressId(connection, kind.name, `${key.split('.')[0]}.${bound?.remoteId ?? ''}`), why }]
  }
  const { address } = resource
  const fields = topLevel(changes)
  const isWhole = verdict !== 'update' || fields.some((name) => kind.naturalKey.includes(name))
  if (isWhole || fields.length === 0) return [{ address, why }]
  return fields.map((field) => ({ address, field, why }))
}
