/** What the state is to know of a pull: the entries as the files were read back, and which file is which picture. Pure. */
import type { AddressId } from '../model/address.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Asset, Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { asList } from './compare.ts'
import { sameEntry } from './diff-resource.ts'
import { sourceOf } from './images.ts'
import type { NextState } from './next-state.ts'
import { topLevel } from './plan-change.ts'
import type { Checked } from './pull-check.ts'
import type { PullPictures } from './pull-pictures.ts'
import type { ShopSeen } from './pull-read.ts'

type Pictures = Pick<PullPictures, 'held'>

/** As if each of these files had been uploaded for its picture. `fields`: the file of an id, by field. */
export function withPictures(entry: StateEntry, fields: ReadonlyMap<string, ReadonlyMap<string, Asset>>): StateEntry {
  const changed = [...fields].map(([field, files]): [string, Json] => {
    const before = asList(entry.applied[field]).filter(isJsonObject)
    const known = new Set(before.map((element) => String(element['image_id'])))
    const more = [...files].filter(([id]) => !known.has(id))
    return [
      field,
      [
        ...before.map((element) => {
          const file = files.get(String(element['image_id']))
          return file === undefined ? element : { ...element, source: sourceOf(file) }
        }),
        ...more.map(([id, file]) => ({ source: sourceOf(file), image_id: id })),
      ],
    ]
  })
  return { ...entry, applied: { ...entry.applied, ...Object.fromEntries(changed) } }
}

/** All that the files declare now and that is as they say, field by field. What differs stays as the state had it. */
export function nextState(seen: ShopSeen, { diffs, desired }: Checked): NextState {
  const { entries, identities, doubts, binding } = seen
  // Gone from the shop and from the files: there is nothing left to own.
  const isLeft = (address: AddressId) => !binding.gone.has(address) || desired.resources.has(address)
  const next = new Map<AddressId, StateEntry>([...entries].filter(([address]) => isLeft(address)))
  for (const [address, { verdict, bound, entry, kind, diff }] of diffs) {
    if (bound === undefined || kind.class !== 'managed' || bound.movedFrom !== undefined) continue
    const before = entries.get(address)
    if (verdict === 'same') next.set(address, entry.remoteId === '' ? { ...entry, remoteId: bound.remoteId } : entry)
    else if (verdict === 'update' && before?.remoteId === entry.remoteId)
      next.set(address, withoutMoved(before, entry, new Set(topLevel(diff))))
  }
  return { entries: next, identities, doubts }
}

/** A field that was taken would look as if the files had moved as well, when the shop moves again. */
function withoutMoved(before: StateEntry, after: StateEntry, moved: ReadonlySet<string>): StateEntry {
  const fields = (was: Spec, is: Spec): Spec => ({
    ...Object.fromEntries(Object.entries(is).filter(([name]) => !moved.has(name))),
    ...Object.fromEntries(Object.entries(was).filter(([name]) => moved.has(name))),
  })
  const made = {
    ...before,
    applied: fields(before.applied, after.applied),
    stored: fields(before.stored, after.stored),
  }
  return sameEntry(before, made) ? before : made
}

/**
 * The state that knows the files of pictures before the YAML names them: an id is found by the id, whatever it is made of, so
 * whoever is stopped between the two has lost nothing. Undefined where no entry of it changes.
 */
export function knownPictures(seen: ShopSeen, pictures: Pictures | undefined): NextState | undefined {
  const { entries, identities, doubts } = seen
  const known = [...(pictures?.held() ?? [])].flatMap(([address, fields]) => {
    const before = entries.get(address)
    return before === undefined ? [] : [[address, withPictures(before, fields)] as const]
  })
  return known.length === 0 ? undefined : { entries: new Map([...entries, ...known]), identities, doubts }
}
