/**
 * Kinds × what butik.yaml says of their fields (`ownership`, `equivalences`) → the same kinds with those traits laid over
 * them. Pure, and the only place where the two meet: every stage is given kinds that know who owns what. What
 * cannot be is passed over here; validate-fields.ts says it.
 */
import type { Config } from '../model/config.ts'
import { type Field, type Fields, fieldOf, type Traits } from '../model/field.ts'
import type { Kind, Provider } from '../model/provider.ts'
import { refusedOwner, refusedRules } from './field-limits.ts'

type Wishes = Pick<Config, 'ownership' | 'equivalences'>

/** Providers by vendor, as the pipeline takes them. */
export function governed(providers: Iterable<Provider>, wishes: Wishes): Map<string, Provider> {
  return new Map(
    [...providers].map((provider) => [
      provider.vendor,
      { ...provider, kinds: provider.kinds.map((kind) => governedKind(kind, wishes)) },
    ]),
  )
}

function governedKind(kind: Kind, { ownership, equivalences }: Wishes): Kind {
  let { fields } = kind
  const lay = (path: readonly string[], traits: Traits) => {
    const [name = '', ...rest] = path
    const field = fieldOf({ ...kind, fields }, name)
    if (field !== undefined) fields = { ...fields, [name]: withTraits(field, rest, traits) }
  }
  for (const [place, owner] of ownership) {
    const path = pathIn(kind, place)
    if (path !== undefined && refusedOwner(kind, path, owner) === undefined) lay(path, { owner })
  }
  for (const [place, alike] of equivalences) {
    const path = pathIn(kind, place)
    if (path !== undefined && refusedRules(kind, path, alike) === undefined) lay(path, { alike, agreed: true })
  }
  return fields === kind.fields ? kind : { ...kind, fields }
}

function pathIn({ name }: Kind, place: string): readonly string[] | undefined {
  return place.startsWith(`${name}.`) ? place.slice(name.length + 1).split('.') : undefined
}

function withTraits(field: Field, [name, ...rest]: readonly string[], traits: Traits): Field {
  if (name === undefined) return laidOver(field, traits)
  const inside = (fields: Fields): Fields => {
    const part = Object.hasOwn(fields, name) ? fields[name] : undefined
    return part === undefined ? fields : { ...fields, [name]: withTraits(part, rest, traits) }
  }
  if (field.shape === 'object') return { ...field, fields: inside(field.fields) }
  if (field.shape !== 'list' || field.of.shape !== 'object') return field
  return { ...field, of: { ...field.of, fields: inside(field.of.fields) } }
}

/** A list of plain values is compared value by value. */
function laidOver(field: Field, traits: Traits): Field {
  if (field.shape !== 'list' || traits.alike === undefined) return { ...field, ...traits }
  return { ...field, of: { ...field.of, ...traits } }
}
