/** A profile as it is written, with its attributes and their values nested in it. */
import type { AuthorContext, AuthoredChild } from '../../model/provider.ts'
import type { Spec } from '../../model/resource.ts'
import type { Written, WrittenMap } from '../../model/written.ts'
import { authored, type Columns } from './columns.ts'

export interface ProfileColumns {
  readonly profile: Columns
  readonly attribute: Columns
  readonly value: Columns
}

export function authorProfile(columns: ProfileColumns, spec: Spec, context: AuthorContext): WrittenMap {
  const written = authored(columns.profile, spec, context)
  const values = valuesByAttribute(context)
  const attributes = context.children('profile_attribute').map((child): [string, Written] => {
    const { pairs } = nested(columns.attribute, child, 'profile', context)
    const own = (values.get(child.name) ?? []).map(({ name, child: value }): [string, Written] => [
      name,
      shortest(nested(columns.value, value, 'attribute', context)),
    ])
    if (own.length === 0) return [child.name, { type: 'map', pairs }]
    return [child.name, { type: 'map', pairs: new Map([...pairs, ['values', { type: 'map', pairs: new Map(own) }]]) }]
  })
  if (attributes.length === 0) return written
  const all: Written = { type: 'map', pairs: new Map(attributes) }
  return { type: 'map', pairs: new Map([...written.pairs, ['attributes', all]]) }
}

interface Value {
  /** Its key below the attribute. */
  readonly name: string
  readonly child: AuthoredChild
}

/** Keys have no dots: what comes before the first one is the attribute. */
function valuesByAttribute(context: AuthorContext): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Value[]>()
  for (const child of context.children('profile_attribute_value')) {
    const [attribute = '', ...rest] = child.name.split('.')
    const known = found.get(attribute)
    const value = { name: rest.join('.'), child }
    if (known === undefined) found.set(attribute, [value])
    else known.push(value)
  }
  return found
}

/** Where it is nested says which parent it has. */
function nested(columns: Columns, { spec }: AuthoredChild, parent: string, context: AuthorContext): WrittenMap {
  const { [parent]: _said, ...own } = spec
  return authored(columns, own, context)
}

/** `black: Sort` stands for `black: { val: Sort }`. */
function shortest(value: WrittenMap): Written {
  const val = value.pairs.get('val')
  return val !== undefined && value.pairs.size === 1 ? val : value
}
