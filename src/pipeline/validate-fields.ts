/**
 * Fields that butik.yaml names (`ownership`, `equivalences`) against the kinds of its connections: what there is not, and
 * what cannot be wished. The words allowed as values are the schema's business.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import { type Equivalence, isEquivalence } from '../model/equivalence.ts'
import { fieldAt, fieldOf, type Owner, ownerNames, partsOfField } from '../model/field.ts'
import type { Json } from '../model/json.ts'
import type { Project } from '../model/project.ts'
import type { Kind, Provider } from '../model/provider.ts'
import type { NeededField } from '../model/resource.ts'
import { didYouMean, orList } from '../model/suggest.ts'
import type { YamlNode, YamlPair } from '../model/yaml.ts'
import { checkedSettings } from './checked-settings.ts'
import { child, textOf } from './config.ts'
import { isKeyField } from './spec.ts'

/** A kind of a connection, with the fields without which the vendor makes none of it. */
interface Known {
  readonly kind: Kind
  readonly needed: readonly NeededField[]
}

interface Words {
  readonly code: Diagnostic['code']
  readonly summary: string
  readonly hint?: string | undefined
}

export function fieldProblems(project: Project, providers: ReadonlyMap<string, Provider>): Diagnostic[] {
  const known = [...project.config.connections.values()].flatMap(({ name, vendor }) =>
    (providers.get(vendor)?.kinds ?? []).map((kind): Known => {
      const needed = kind.neededToCreate?.(checkedSettings(project, name)) ?? []
      return { kind, needed }
    }),
  )
  // Without a connection that is understood, no kind is known: that has an error of its own.
  if (known.length === 0) return []
  const { root } = project.configDocument
  const wishes = [...ownedFields(child(root, 'ownership')), ...comparedFields(child(root, 'equivalences'))]
  return wishes.flatMap((wish) => {
    const found = problemOf(wish, known)
    if (found === undefined) return []
    const { hint, ...words } = found
    return [{ severity: 'error', ...words, ...(hint === undefined ? {} : { hint }), source: wish.at.at }]
  })
}

interface Wish {
  readonly kind: string
  /** Empty for a kind of which nothing else is wished. */
  readonly path: readonly string[]
  /** The key as it is written. */
  readonly written: string
  readonly at: YamlNode
  readonly owner?: Owner
  readonly rules?: readonly Equivalence[]
}

function ownedFields(node: YamlNode | undefined): Wish[] {
  return pairsOf(node).flatMap(([kind, { key, value }]): Wish[] => {
    const fields = pairsOf(value).map(([written, pair]): Wish => {
      const owner = ownerNames.find((name) => name !== 'ours' && name === textOf(pair.value))
      const wished = owner === undefined ? {} : { owner }
      return { kind, path: written.split('.'), written, at: pair.key, ...wished }
    })
    return fields.length > 0 ? fields : [{ kind, path: [], written: kind, at: key }]
  })
}

function comparedFields(node: YamlNode | undefined): Wish[] {
  return pairsOf(node).map(([written, { key, value }]): Wish => {
    const [kind = '', ...path] = written.split('.')
    const rules = (value.type === 'list' ? value.items : [value]).map((one) => textOf(one) ?? '').filter(isEquivalence)
    return { kind, path, written, at: key, rules }
  })
}

function pairsOf(node: YamlNode | undefined): [string, YamlPair][] {
  return node?.type === 'map' ? [...node.pairs] : []
}

function problemOf(wish: Wish, known: readonly Known[]): Words | undefined {
  const kinds = known.filter(({ kind }) => kind.name === wish.kind)
  if (kinds.length === 0) return unknownKind(wish, known)
  if (wish.path.length === 0)
    return wish.rules === undefined
      ? undefined
      : { code: 'E1101', summary: `"${wish.written}" names no field`, hint: `write "${wish.kind}.FIELD"` }
  const having = kinds.filter(({ kind }) => fieldAt(kind, wish.path) !== undefined)
  if (having.length === 0)
    return unknownField(
      wish,
      kinds.map(({ kind }) => kind),
    )
  for (const one of having) {
    const found = wish.owner === undefined ? undefined : refusedOwner(wish, wish.owner, one)
    const refused = found ?? (wish.rules === undefined ? undefined : refusedRules(wish.path, wish.rules, one.kind))
    if (refused !== undefined) return refused
  }
  return undefined
}

function unknownKind({ kind: name }: Wish, known: readonly Known[]): Words {
  const names = [...new Set(known.map(({ kind }) => kind.name))]
  const plural = known.find(({ kind }) => kind.section === name)?.kind.name
  const near = didYouMean(name, names)
  const hint =
    plural === undefined
      ? (near ?? `the kinds are ${names.join(', ')}`)
      : `did you mean "${plural}"? Kinds are singular here, as in addresses`
  return { code: 'E1101', summary: `no connection has a kind "${name}"`, hint }
}

function unknownField({ path }: Wish, kinds: readonly Kind[]): Words {
  const [name = '', ...parts] = path
  const fields = kinds.flatMap((kind) => fieldOf(kind, name) ?? [])
  const kind = kinds[0]?.name ?? ''
  if (fields.length === 0) {
    const names = kinds.flatMap((one) => Object.keys(one.fields))
    return { code: 'E1101', summary: `a ${kind} has no field "${name}"`, hint: didYouMean(name, names) }
  }
  const known = fields.flatMap((field) => Object.keys(partsOfField(field)))
  const list = known.length === 0 ? `${name} has no parts with a name` : `its parts are ${known.join(', ')}`
  const hint = didYouMean(parts[0] ?? '', known) ?? list
  return { code: 'E1101', summary: `${name} has no part "${parts.join('.')}"`, hint }
}

/** The shop cannot decide what butik finds the object by, or what the vendor asks for. */
function refusedOwner({ path, written }: Wish, owner: Owner, { kind, needed }: Known): Words | undefined {
  const [name = ''] = path
  const refuse = (why: string, hint?: string): Words => ({
    code: 'E1107',
    summary: `${written} cannot be ${owner}: ${why}`,
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
  if (owner === 'theirs' && path.length === 1 && needed.some((field) => field.name === name))
    return refuse(
      `no ${kind.name} is made without it`,
      'write once: sent when it is made, and left to the shop from then on',
    )
  return path.length === 1 ? undefined : refusedPart(path, kind, refuse)
}

/** Only a part that can be carried over as observed can be left to the shop. */
function refusedPart(
  path: readonly string[],
  kind: Kind,
  refuse: (why: string, hint?: string) => Words,
): Words | undefined {
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

function refusedRules(path: readonly string[], rules: readonly Equivalence[], kind: Kind): Words | undefined {
  const field = fieldAt(kind, path)
  const name = path.join('.')
  const of = field?.shape === 'list' ? field.of : field
  if (of?.shape !== 'scalar' || of.type === 'flag') {
    const parts = Object.keys(partsOfField(field))
    const hint = parts.length === 0 ? undefined : `write it for one of its parts: ${parts.join(', ')}`
    return { code: 'E1107', summary: `rules are for texts and amounts, and ${name} is neither`, hint }
  }
  if (path.length === 1 && isKeyField(kind, name)) {
    const others = rules.filter((rule) => rule !== 'trim')
    if (others.length === 0) return undefined
    const summary = `${orList(others)} cannot stand for ${name}: a ${kind.name} is found by it, and would be made a second time`
    return { code: 'E1107', summary, hint: `write ${name} as the vendor keeps it` }
  }
  if (of.type === 'any') return undefined
  const fitting =
    of.type === 'text'
      ? rules.filter((rule) => !ofAmounts.includes(rule))
      : rules.filter((rule) => ofAmounts.includes(rule))
  const unfit = rules.filter((rule) => !fitting.includes(rule))
  if (unfit.length === 0) return undefined
  const wants = of.type === 'text' ? 'a text' : 'an amount'
  return { code: 'E1107', summary: `${orList(unfit)} cannot stand for ${name}, which is ${wants}` }
}
