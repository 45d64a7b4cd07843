/** What a plan saw × what is declared or owned → objects of the shop that nothing answers to. Pure; no call is made for it. */
import { placeOf } from '../model/address.ts'
import type { Unmanaged } from '../model/drift.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { type Observed, type View, viewKey } from '../model/resource.ts'
import type { PlanWithSight } from './run.ts'
import { type Connected, kindOf } from './world.ts'

/** By kind, those only that the plan read anyway. What lives inside another object is that one's. */
export function unmanagedIn({ seen: sight, whole }: Pick<PlanWithSight, 'seen' | 'whole'>): Unmanaged[] {
  const { connected, observed, binding } = sight
  const known = new Set([...binding.bound].map(([address, { remoteId }]) => `${placeOf(address)}/${remoteId}`))
  return [...observed.views.values()]
    .flatMap((view): Unmanaged[] => {
      const { connection, kind: name } = view
      const of = connected.find(({ config }) => config.name === connection)
      const kind = kindOf(of?.provider, name)
      if (of === undefined || kind === undefined || kind.within !== undefined) return []
      const seen = seenOf(view, kind, of, whole)
      const foreign =
        seen === 'unknown' ? [] : view.objects.filter((one) => !known.has(`${connection}/${name}/${one.remoteId}`))
      return [{ connection, kind: name, seen, objects: foreign.map((one) => objectOf(one, kind)).sort(byLabel) }]
    })
    .sort((a, b) => byCodeUnit(viewKey(a.connection, a.kind), viewKey(b.connection, b.kind)))
}

function seenOf(
  { connection, kind: name, reach, objects }: View,
  { reading }: Kind,
  { session }: Connected,
  whole: ReadonlySet<string>,
): Unmanaged['seen'] {
  if (reach !== 'complete') return 'unknown'
  const hidden = reading.by === 'paged-list' ? reading.hidden : undefined
  const isWhole = hidden === undefined || whole.has(viewKey(connection, name)) || hidden.ruledOut(objects, session)
  return isWhole ? 'whole' : 'listed'
}

function objectOf({ remoteId, spec }: Observed, kind: Kind): Unmanaged['objects'][number] {
  const name = kind.naturalKey.includes('name') ? undefined : (spec['name'] ?? spec['val'])
  return { remoteId, label: kind.label(spec), ...(typeof name === 'string' && name !== '' ? { name } : {}) }
}

function byLabel(a: Unmanaged['objects'][number], b: Unmanaged['objects'][number]): number {
  return byCodeUnit(a.label, b.label) || byCodeUnit(a.remoteId, b.remoteId)
}
