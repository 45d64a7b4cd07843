/**
 * An update in doubt that was looked at → what of it is still to be written, under a precondition of its own. What cannot
 * be seen (a file to download) is written again; what is there already would look as if somebody had moved it. Pure.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import { fieldOf } from '../model/field.ts'
import type { Change, Plan } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { type Observed, type ObservedState, type Spec, viewKey } from '../model/resource.ts'
import type { Intent, StateEntry } from '../model/state.ts'
import type { CompareContext } from './compare.ts'
import { fieldsDigest } from './precondition.ts'
import { holdsField } from './settle.ts'

export interface PartlyInput {
  readonly made: Plan
  readonly open: readonly Intent[]
  readonly observed: ObservedState
  /** With what looking told: the ids of pictures that arrived. */
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly kind: (connection: string, name: string) => Kind | undefined
  readonly context: CompareContext
}

export interface Partly {
  /** Written whole. */
  readonly done: readonly Intent[]
  /** In the place of the change of the plan. */
  readonly changes: ReadonlyMap<AddressId, Change>
}

export function partlyDone(input: PartlyInput): Partly {
  const done: Intent[] = []
  const changes = new Map<AddressId, Change>()
  for (const intent of input.open) {
    const { connection, kind: name } = partsOf(intent.address)
    const kind = input.kind(connection, name)
    const objects = input.observed.views.get(viewKey(connection, name))?.objects
    const found = objects?.find(({ remoteId }) => remoteId === intent.remoteId)
    const change = input.made.changes.find(({ address }) => address === intent.address)
    if (kind === undefined || found === undefined || change === undefined || !isUpdate(intent)) continue
    const left = fieldsLeft(intent, kind, found, input.context)
    if (left.length === 0) done.push(intent)
    else if (left.length < Object.keys(intent.fields).length)
      changes.set(intent.address, withFields(change, intent, left, input.entries.get(intent.address)))
  }
  return { done, changes }
}

function isUpdate({ role, remoteId }: Intent): boolean {
  return (role === 'update' || role === 'link') && remoteId !== undefined
}

function fieldsLeft(intent: Intent, kind: Kind, found: Observed, context: CompareContext): string[] {
  return Object.keys(intent.fields).filter((name) => {
    const field = fieldOf(kind, name)
    return field !== undefined && !holdsField({ intent, name, field, found, context })
  })
}

function withFields(change: Change, intent: Intent, left: readonly string[], known: StateEntry | undefined): Change {
  const some = (fields: Spec) => Object.fromEntries(Object.entries(fields).filter(([name]) => left.includes(name)))
  const { entry, precondition, write, links } = change
  const images = left.includes('images') ? undefined : known?.applied['images']
  return {
    ...change,
    ...(write === undefined || intent.role === 'link' ? {} : { write: some(write) }),
    ...(links === undefined || intent.role !== 'link' ? {} : { links: some(links) }),
    ...(precondition?.fields === undefined || intent.before === undefined || write === undefined
      ? {}
      : { precondition: { ...precondition, fields: fieldsDigest(intent.before, some(write)) } }),
    ...(entry === undefined || images === undefined
      ? {}
      : { entry: { ...entry, applied: { ...entry.applied, images } } }),
  }
}
