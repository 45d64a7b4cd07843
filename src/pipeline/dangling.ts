/** References that the shop keeps although what they point at is deleted by this plan: released, and so not written. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Change } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { isId } from '../model/resource.ts'
import type { PlanInput } from './plan.ts'

export function danglingReferences(
  changes: readonly Change[],
  { desired, binding }: Pick<PlanInput, 'desired' | 'binding'>,
  kindOfAddress: (address: AddressId) => Kind | undefined,
): Diagnostic[] {
  const deleted = new Map(
    changes
      .filter(({ action, remoteId }) => action === 'delete' && remoteId !== undefined)
      .map(({ address, remoteId }) => [placeOf(address, remoteId ?? ''), address]),
  )
  if (deleted.size === 0) return []
  const written = new Map(changes.map(({ address, write }) => [address, write ?? {}]))
  return [...desired.resources.values()].flatMap(({ address, source, connection }) => {
    const kind = kindOfAddress(address)
    const observed = binding.bound.get(address)?.observed
    if (kind === undefined || observed === undefined) return []
    return Object.entries(kind.fields).flatMap(([name, field]): Diagnostic[] => {
      const of = field.shape === 'list' ? field.of : field
      if (of.shape !== 'reference' || of.kind === undefined) return []
      if (Object.hasOwn(written.get(address) ?? {}, name)) return []
      const target = idsIn(observed.spec[name])
        .map((id) => deleted.get(`${connection}/${of.kind}/${id}`))
        .find((one) => one !== undefined)
      if (target === undefined) return []
      return [
        {
          severity: 'warning',
          code: 'N1009',
          summary: `${name} still points at ${target} in the shop, which this plan deletes`,
          hint: `write ${name}: ${field.shape === 'list' ? '[]' : 'null'} to clear it, or let it point at another`,
          source,
          address,
        },
      ]
    })
  })
}

function placeOf(address: AddressId, remoteId: string): string {
  const { connection, kind } = partsOf(address)
  return `${connection}/${kind}/${remoteId}`
}

function idsIn(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  return isJsonObject(value) && isId(value) ? [value.id] : []
}
