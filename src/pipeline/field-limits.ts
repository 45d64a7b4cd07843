/** What cannot be wished of a field in butik.yaml, and why. Pure: said by validate-fields.ts, and heeded by govern.ts. */
import type { Equivalence } from '../model/equivalence.ts'
import { fieldAt, fieldOf, type Owner, partsOfField } from '../model/field.ts'
import type { Json } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { orList } from '../model/suggest.ts'
import { isKeyField } from './spec.ts'

export interface Refusal {
  readonly summary: string
  readonly hint?: string | undefined
}

/** The shop cannot decide what butik finds the object by, or what the vendor asks for. */
export function refusedOwner(kind: Kind, path: readonly string[], owner: Owner): Refusal | undefined {
  if (owner === 'ours') return undefined
  const [name = ''] = path
  const refuse = (why: string, hint?: string): Refusal => ({
    summary: `${path.join('.')} cannot be ${owner}: ${why}`,
    hint,
  })
  if (path.length === 1 && isKeyField(kind, name)) return refuse(`a ${kind.name} is found by it`)
  if (namesSomething(kind, path)) return refuse('it names a thing of its own in the shop')
  if (kind.within?.field === name) return refuse(`it says where the ${kind.name} is`)
  if (owner === 'once' && kind.class === 'observed')
    return refuse(
      `a ${kind.name} is only watched, so butik makes none`,
      'write theirs to have it left out of the comparison',
    )
  return path.length === 1 ? undefined : refusedPart(path, kind, refuse)
}

/** Only a part that can be carried over as observed can be left to the shop. */
function refusedPart(
  path: readonly string[],
  kind: Kind,
  refuse: (why: string, hint?: string) => Refusal,
): Refusal | undefined {
  for (let depth = 1; depth < path.length; depth += 1) {
    const field = fieldAt(kind, path.slice(0, depth))
    const name = path.slice(0, depth).join('.')
    const whole = `hand over ${path[0]} as a whole`
    if (field?.writeOnly === true || kind.reading.by === 'nothing')
      return refuse(`the vendor does not show ${name}, so a part of it cannot be kept as it is`, whole)
    if (field?.shape !== 'list') continue
    if (field.identity === undefined) return refuse(`the elements of ${name} have nothing to be told apart by`, whole)
    if (field.identity.includes(path[depth] ?? '')) return refuse(`the elements of ${name} are told apart by it`)
  }
  return undefined
}

/** A SKU of a variant is claimed for the whole shop, and its stock hangs on it. */
function namesSomething(kind: Kind, path: readonly string[]): boolean {
  const [name = '', ...rest] = path
  const value = rest.reduceRight<Json>((inside, part) => ({ [part]: inside }), 'x')
  const isList = fieldOf(kind, name)?.shape === 'list'
  return (kind.claims?.({ [name]: isList ? [value] : value }) ?? []).length > 0
}

const ofAmounts: readonly Equivalence[] = ['round-0', 'round-1', 'round-2', 'round-3']

/** Rules compare texts and amounts; and finding an object by its key knows one of them. */
export function refusedRules(kind: Kind, path: readonly string[], rules: readonly Equivalence[]): Refusal | undefined {
  const field = fieldAt(kind, path)
  const name = path.join('.')
  const of = field?.shape === 'list' ? field.of : field
  if (of?.shape !== 'scalar' || of.type === 'flag') {
    const parts = Object.keys(partsOfField(field))
    const hint = parts.length === 0 ? undefined : `write it for one of its parts: ${parts.join(', ')}`
    return { summary: `rules are for texts and amounts, and ${name} is neither`, hint }
  }
  if (path.length === 1 && isKeyField(kind, name)) {
    const others = rules.filter((rule) => rule !== 'trim')
    if (others.length === 0) return undefined
    const summary = `${orList(others)} cannot stand for ${name}: a ${kind.name} is found by it, and would be made a second time`
    return { summary, hint: `write ${name} as the vendor keeps it` }
  }
  if (of.type === 'any') return undefined
  const fitting =
    of.type === 'text'
      ? rules.filter((rule) => !ofAmounts.includes(rule))
      : rules.filter((rule) => ofAmounts.includes(rule))
  const unfit = rules.filter((rule) => !fitting.includes(rule))
  if (unfit.length === 0) return undefined
  const wants = of.type === 'text' ? 'a text' : 'an amount'
  return { summary: `${orList(unfit)} cannot stand for ${name}, which is ${wants}` }
}
