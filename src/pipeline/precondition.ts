/** What must still hold just before a write, as digests: made by the plan, compared again by apply. Pure. */
import { digestOf } from '../model/digest.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Precondition } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { isId, type Observed, type Spec } from '../model/resource.ts'
import { naturalKeyOf } from './spec.ts'

export function keyDigest(kind: Kind, spec: Spec): string {
  return digestOf(naturalKeyOf(spec, kind.naturalKey))
}

/** Of the observed values of the fields about to be written: what moved elsewhere does not matter. */
export function fieldsDigest(observed: Spec, write: Spec): string {
  const names = Object.keys(write).sort(byCodeUnit)
  return digestOf(names.map((name) => [name, observed[name] ?? null]))
}

/** Of a create: the key that must still be absent. `applied` by the ids that are known. */
export function absence(kind: Kind, applied: Spec): Precondition {
  return { naturalKey: keyDigest(kind, applied), ...parentIn(kind, applied) }
}

/** Of a write: the object is there, under its key, and the written fields are as the plan saw them. */
export function presence(kind: Kind, remoteId: string, observed: Observed | undefined, write: Spec): Precondition {
  const spec = observed?.spec ?? {}
  return {
    remoteId,
    naturalKey: keyDigest(kind, spec),
    fields: fieldsDigest(spec, write),
    ...parentIn(kind, spec),
  }
}

/** Of a delete: which object it is, whatever its fields say. */
export function identity(kind: Kind, observed: Observed): Precondition {
  const { remoteId, spec } = observed
  return { remoteId, naturalKey: keyDigest(kind, spec), ...parentIn(kind, spec) }
}

/** Undefined where an id is no number: then ids do not tell what is new. */
export function highest(objects: readonly Observed[]): string | undefined {
  if (!objects.every(({ remoteId }) => /^\d+$/.test(remoteId))) return undefined
  return objects.reduce<string | undefined>(
    (found, { remoteId }) => (found === undefined || isHigher(remoteId, found) ? remoteId : found),
    undefined,
  )
}

/** Ids as numbers, of any length; ids that are none are never higher. */
export function isHigher(id: string, than: string): boolean {
  const isNumber = (text: string) => /^\d+$/.test(text)
  return isNumber(id) && isNumber(than) && BigInt(id) > BigInt(than)
}

function parentIn(kind: Kind, spec: Spec): { parent?: string } {
  const parent = kind.reading.by === 'list-per-parent' ? spec[kind.reading.parent.field] : undefined
  return isId(parent) ? { parent: parent.id } : {}
}
