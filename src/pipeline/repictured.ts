/** Adopted or imported, with other pictures than are declared: what the guard `images` asks about. Pure. */
import type { AddressId } from '../model/address.ts'
import type { Change } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { StateEntry } from '../model/state.ts'
import type { Binding } from './bind.ts'
import { asList } from './compare.ts'

/** What moved is ours; of what was imported, nothing was applied by us yet. To an object without any pictures, adding is plain adding. */
export function repictured(
  changes: readonly Change[],
  { bound }: Pick<Binding, 'bound'>,
  entries: ReadonlyMap<AddressId, StateEntry>,
  kindAt: (address: AddressId) => Kind | undefined,
): AddressId[] {
  const isTaken = ({ action, address }: Change): boolean => {
    const applied = entries.get(address)?.applied
    const isImported = action === 'update' && applied !== undefined && Object.keys(applied).length === 0
    const { movedFrom, formerly } = bound.get(address) ?? {}
    return isImported || (action === 'adopt' && movedFrom === undefined && formerly === undefined)
  }
  const hasPictures = (address: AddressId): boolean => {
    const spec = bound.get(address)?.observed?.spec ?? {}
    const fields = Object.entries(kindAt(address)?.fields ?? {})
    return fields.some(([name, { shape }]) => shape === 'images' && asList(spec[name]).length > 0)
  }
  return changes
    .filter(isTaken)
    .filter(({ address, diff }) => {
      const pictures = diff.filter(({ meaning }) => meaning === 'image')
      const surplus = pictures.some(({ after }) => after === undefined)
      const gap = pictures.some(({ before }) => before === undefined)
      return surplus || (gap && hasPictures(address))
    })
    .map(({ address }) => address)
}
