/** Which fields no default can give: what names a resource, or is of one resource alone. Pure. */
import { type Field, partsOfField } from '../model/field.ts'
import type { Kind } from '../model/provider.ts'

/** Undefined where the field may have a default, or is none of this kind: that is the schema's business. */
export function whyNoDefault(kind: Kind, name: string): string | undefined {
  const field = Object.hasOwn(kind.fields, name) ? kind.fields[name] : undefined
  if (field === undefined) return undefined
  // A parent may be one for all of a folder; a name of its own cannot.
  const isName = kind.naturalKey.includes(name) && field.shape === 'scalar'
  if (isName) return `each ${kind.name} is found by it: write it in the resources`
  const isOfOne = field.meaning === 'identity' || isUnique(field)
  return isOfOne ? `it is of one ${kind.name} alone: write it in the resources` : undefined
}

/** No two resources may have it: itself, or a part of it (the SKU of a variant). */
function isUnique(field: Field): boolean {
  return field.role === 'key' || field.role === 'url' || Object.values(partsOfField(field)).some(isUnique)
}
