/**
 * Fields that butik.yaml names (`ownership`, `equivalences`) against the kinds of its connections: what there is not, and
 * what cannot be wished. The words allowed as values are the schema's business.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import { type Equivalence, isEquivalence } from '../model/equivalence.ts'
import { fieldAt, fieldOf, type Owner, ownerNames, partsOfField } from '../model/field.ts'
import type { Project } from '../model/project.ts'
import type { Kind, Provider } from '../model/provider.ts'
import type { NeededField } from '../model/resource.ts'
import { didYouMean } from '../model/suggest.ts'
import type { YamlNode, YamlPair } from '../model/yaml.ts'
import { checkedSettings } from './checked-settings.ts'
import { child, textOf } from './config.ts'
import { type Refusal, refusedOwner, refusedRules } from './field-limits.ts'

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
  const words = having.map(({ kind }) => refusalOf(wish, kind))
  // What one vendor's kind cannot have may be right for another's of that name: there it is laid over, here it is not.
  const refused = words.every((one) => one !== undefined) ? words[0] : missedBy(wish, having)
  return refused === undefined ? undefined : { code: 'E1107', ...refused }
}

function refusalOf({ owner, rules, path }: Wish, kind: Kind): Refusal | undefined {
  const found = owner === undefined ? undefined : refusedOwner(kind, path, owner)
  return found ?? (rules === undefined ? undefined : refusedRules(kind, path, rules))
}

/** Fields without which the vendor makes no object have to be in the files. */
function missedBy({ owner, path, written }: Wish, known: readonly Known[]): Refusal | undefined {
  const [name] = path
  if (owner !== 'theirs' || path.length > 1) return undefined
  const kind = known.find(({ needed }) => needed.some((field) => field.name === name))?.kind
  if (kind === undefined) return undefined
  const hint = 'write once: sent when it is made, and left to the shop from then on'
  return { summary: `${written} cannot be theirs: no ${kind.name} is made without it`, hint }
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
