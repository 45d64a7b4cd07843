/** Guards of which one offender is enough: `category`, `url`, `own-id`, and objects that lose all their `images`. Pure. */
import type { Role } from '../model/field.ts'
import { isJsonObject } from '../model/json.ts'
import { asList } from './compare.ts'
import type { Finding } from './guard-finding.ts'
import { type Touched, textOf } from './guard-parts.ts'

/** What has a place in the menu: deleted, or out of the menu. */
export function menuFindings({ change, kind, partsBefore, partsAfter }: Touched): Finding[] {
  if (!Object.values(kind.fields).some(({ role }) => role === 'in-menu')) return []
  const { address, action } = change
  if (action === 'delete' || action === 'replace') return [{ address, text: `would be ${action}d` }]
  const shown = partsBefore.get('')?.get('in-menu')
  const left = shown?.value === true && partsAfter.get('')?.get('in-menu')?.value === false
  return left ? [{ address, text: `${shown.path} true → false` }] : []
}

/** Texts that stand for the object elsewhere and become others. An object that goes is another guard's business. */
export function renamedFindings({ change, partsBefore, partsAfter }: Touched, role: Role): Finding[] {
  return [...partsAfter].flatMap(([place, part]): Finding[] => {
    const before = textOf(partsBefore.get(place)?.get(role))
    const fresh = part.get(role)
    const after = textOf(fresh)
    if (fresh === undefined || before === undefined || before === after) return []
    return [{ address: change.address, text: `${fresh.path} ${before} → ${after ?? 'none'}` }]
  })
}

/** Every picture that the object had is removed, and none is added. */
export function bareFindings({ change, kind, before, after }: Touched): Finding[] {
  if (change.action === 'delete') return []
  return Object.entries(kind.fields).flatMap(([name, field]): Finding[] => {
    const had = field.shape === 'images' ? asList(before[name]).length : 0
    const isWritten = change.action === 'replace' || change.write?.[name] !== undefined
    if (had === 0 || !isWritten) return []
    const left = asList(after[name]).filter((image) => !isJsonObject(image) || image['remove'] !== true)
    return left.length > 0 ? [] : [{ address: change.address, text: `${name} ${had} → 0` }]
  })
}
