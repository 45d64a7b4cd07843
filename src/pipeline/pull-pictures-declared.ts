/**
 * Pictures of what is declared already: which of its ids may become files. Only where files and shop agree by then, so that an id
 * that turns into a file changes nothing else. Pure.
 */
import { posix } from 'node:path'
import type { AddressId } from '../model/address.ts'
import type { Resource, Spec } from '../model/resource.ts'
import { isSheetFile } from './laid-sheets.ts'
import { topLevel } from './plan-change.ts'
import type { EditInput } from './pull-edits.ts'
import { pictureFields } from './pull-pictures.ts'
import { nodeAt } from './validate-problems.ts'
import { kindAt } from './world.ts'

/** What was taken of the shop: the spec with it, and its fields. */
export interface TakenOf {
  readonly spec: Spec
  readonly fields: readonly string[]
}

/** Specs with files in the place of ids, of those resources that have any. `isSettled`: its field is not said elsewhere. */
export function picturesOfDeclared(
  { world, seen, pictures, isWanted }: EditInput,
  declared: readonly Resource[],
  taken: ReadonlyMap<AddressId, TakenOf>,
  isSettled: (address: AddressId, field: string) => boolean,
): ReadonlyMap<AddressId, Spec> {
  const made = new Map<AddressId, Spec>()
  if (pictures === undefined) return made
  const roots = new Map(world.project.documents.map(({ file, root }) => [file, root]))
  for (const { address, key, spec: written, source } of declared) {
    const kind = kindAt(world, address)
    const one = seen.diffs.get(address)
    const { bound } = one ?? {}
    const section = kind?.section
    if (kind === undefined || section === undefined || bound === undefined || !isWanted(address)) continue
    // A cell holds what its column is for.
    if (bound.movedFrom !== undefined || isSheetFile(world, source.file)) continue
    const { spec = written, fields: now = [] } = taken.get(address) ?? {}
    // What the vendor keeps otherwise than it was sent differs too, though nobody would change it.
    const differing = new Set([...topLevel(one?.diff ?? []), ...Object.keys(seen.entries.get(address)?.stored ?? {})])
    const root = roots.get(source.file)
    const isOwn = (field: string) => root !== undefined && nodeAt(root, [section, key, field]) !== undefined
    const fields = pictureFields(kind).filter(
      (field) => (!differing.has(field) || now.includes(field)) && isOwn(field) && isSettled(address, field),
    )
    const folder = posix.dirname(source.file)
    const place = { address, remoteId: bound.remoteId, folder: folder === '.' ? '' : folder }
    const after = pictures.inFiles(spec, kind, place, new Set(fields))
    if (after !== spec) made.set(address, after)
  }
  return made
}
