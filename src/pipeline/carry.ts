/**
 * Which unwritten elements of a list that the vendor replaces whole may be sent along: the attributes of a product, but
 * for those that are made anew, that the shop has no more, or that belong to another profile than the product's. Pure.
 */
import type { AddressId } from '../model/address.ts'
import type { Field } from '../model/field.ts'
import { isJsonObject, type Json, sameJson } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { isId, type ObservedState, type Spec, viewKey } from '../model/resource.ts'
import type { Binding } from './bind.ts'
import { type Connected, kindOf } from './world.ts'

export interface CarryContext {
  readonly connected: readonly Connected[]
  readonly observed: ObservedState
  readonly binding: Pick<Binding, 'addressOf'>
  readonly connection: string
  /** What the elements belong to: its fields as written or, unwritten, as observed. */
  readonly owner: { readonly kind: Kind; readonly spec: Spec }
  /** Deleted and made anew by this plan. */
  readonly replaced: ReadonlySet<AddressId>
}

export function carriable(field: Field, seen: Json | undefined, context: CarryContext): Json | undefined {
  if (field.shape !== 'list' || field.unlisted !== 'kept' || field.of.shape !== 'object') return seen
  const [name = ''] = field.identity ?? []
  const trait = field.of.fields[name]
  if (!Array.isArray(seen) || trait?.shape !== 'reference' || trait.kind === undefined) return seen
  const { kind } = trait
  return seen.filter((item) => {
    const target = isJsonObject(item) ? item[name] : undefined
    return !isId(target) || stands(kind, target.id, context)
  })
}

function stands(kindName: string, id: string, context: CarryContext): boolean {
  const { binding, connected, connection, observed, owner } = context
  const view = observed.views.get(viewKey(connection, kindName))
  if (view === undefined) return true
  const address = binding.addressOf(connection, kindName, id)
  if (address !== undefined && context.replaced.has(address)) return false
  const target = view.objects.find(({ remoteId }) => remoteId === id)
  if (target === undefined) return view.reach !== 'complete'
  const kind = kindOf(connected.find(({ config }) => config.name === connection)?.provider, kindName)
  if (kind?.reading.by !== 'list-per-parent') return true
  const { parent } = kind.reading
  const own = Object.entries(owner.kind.fields).find(
    ([, field]) => field.shape === 'reference' && field.kind === parent.kind,
  )
  const ours = own && owner.spec[own[0]]
  return ours === undefined || sameJson(ours, target.spec[parent.field])
}
