/**
 * Documents → desired state: each section's mappings become resources in the inside form, nested children become
 * resources of their own, references become addresses, files become content hashes. Every problem is reported at once.
 */

import type { AddressId } from '../model/address.ts'
import { addressId, keyPattern } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { digestOf, digestOfBytes, keyedDigest } from '../model/digest.ts'
import { type Field, fieldOf } from '../model/field.ts'
import { byCodeUnit, type Json, type JsonObject } from '../model/json.ts'
import { dayIn } from '../model/local-day.ts'
import type { FilePort, Project } from '../model/project.ts'
import type { DeclareContext, Kind, Provider } from '../model/provider.ts'
import {
  type DesiredState,
  defaultPolicy,
  type Policy,
  type Ref,
  type Removal,
  type Resource,
  type Spec,
} from '../model/resource.ts'
import { type Sales, saleOn } from '../model/sale.ts'
import { nearest } from '../model/suggest.ts'
import type { YamlMap, YamlNode } from '../model/yaml.ts'
import { checkedSettings } from './checked-settings.ts'
import { type Contents, readContents } from './contents.ts'
import { crossChecks } from './cross-checks.ts'
import { withoutTheirs } from './ownership.ts'
import { priceToday, salesIn } from './sales.ts'
import { edgesOf, keyFieldsOf } from './spec.ts'
import { nodeAt } from './validate-problems.ts'
import { sectionsOf } from './validate-sections.ts'
import { insideForm, type ValueContext } from './values.ts'

export interface ResolveOptions {
  readonly providers: ReadonlyMap<string, Provider>
  readonly files: FilePort
  readonly env: (name: string) => string | undefined
  /** Key of secret digests: the lineage of the state. */
  readonly secretKey: string
  /** `validate` runs where the secrets are not. */
  readonly secretsOptional: boolean
  readonly now: Date
  /** In the place of the day that it is. */
  readonly day?: string | undefined
}

/** One declared mapping before its references are checked. */
interface Declaration {
  readonly connection: string
  readonly kind: Kind
  readonly key: string
  readonly node: YamlNode
  readonly file: string
}

export interface Draft extends Resource {
  readonly fields: Kind['fields']
  readonly naturalKey: readonly string[]
  readonly claims: readonly string[]
}

interface Asked {
  readonly address: AddressId
  readonly kind: string
  readonly node: YamlNode
}

interface SettingsOfKind {
  readonly settings: JsonObject
  readonly needed: NonNullable<Resource['needed']>
}

export async function resolve(project: Project, options: ResolveOptions): Promise<DesiredState> {
  const contents = await readContents(project, options.files)
  const resolver = new Resolver(project, options, contents)
  resolver.declareAll()
  return resolver.finish()
}

class Resolver {
  readonly #project: Project
  readonly #options: ResolveOptions
  readonly #contents: Contents
  readonly #diagnostics: Diagnostic[] = []
  readonly #resources = new Map<AddressId, Draft>()
  readonly #asked: Asked[] = []
  readonly #declared = new Map<string, Declaration>()
  readonly #settings = new Map<string, SettingsOfKind>()
  readonly #sales = new Map<AddressId, Sales>()

  constructor(project: Project, options: ResolveOptions, contents: Contents) {
    this.#project = project
    this.#options = options
    this.#contents = contents
  }

  declareAll(): void {
    for (const declaration of this.#declarations()) {
      const address = addressId(declaration.connection, declaration.kind.name, declaration.key)
      const earlier = this.#declared.get(address)
      if (earlier !== undefined) {
        const place = `${earlier.node.at.file}:${earlier.node.at.line}`
        this.#problem('E1204', `${address} is declared twice`, declaration.node, {
          detail: `the other declaration is at ${place}`,
          hint: 'give one of them another key, or join the two',
        })
      } else this.#declared.set(address, declaration)
    }
    for (const declaration of this.#declared.values()) this.#declare(declaration, policyOf(declaration.node))
  }

  finish(): DesiredState {
    for (const asked of this.#asked) this.#checkReference(asked)
    const resources = new Map([...this.#resources].sort(([a], [b]) => byCodeUnit(a, b)))
    const diagnostics = [...this.#diagnostics, ...crossChecks(resources)]
    const { configDocument, documents, probes, sheets } = this.#project
    const read = [configDocument, ...documents, ...probes.values(), ...(sheets?.values() ?? [])]
    const files = read.map((document) => [document.file, digestOfBytes(document.text)])
    const sales = salesDigest(resources)
    return {
      resources,
      digest: digestOf([files, this.#contents.digests()]),
      ...(sales === undefined ? {} : { sales }),
      diagnostics,
    }
  }

  #declarations(): Declaration[] {
    const { sections } = sectionsOf(this.#project, this.#options.providers)
    return sections.flatMap(({ connection, kindSection, map, document }) => {
      const vendor = this.#project.config.connections.get(connection)?.vendor ?? ''
      const kind = this.#options.providers.get(vendor)?.kinds.find((candidate) => candidate.section === kindSection)
      if (kind === undefined) return []
      return [...map.pairs].map(([key, pair]) => ({ connection, kind, key, node: pair.value, file: document.file }))
    })
  }

  #declare(declaration: Declaration, policy: Policy): void {
    const { kind, node, connection, key } = declaration
    if (node.type !== 'map' || !keyPattern.test(key)) return
    const spec = kind.declare(node, this.#contextFor(declaration, policy))
    this.#add(connection, kind, key, spec, policy, node)
  }

  #add(connection: string, kind: Kind, key: string, spec: Spec, policy: Policy, node: YamlNode): void {
    const address = addressId(connection, kind.name, key)
    const report = (problem: Parameters<DeclareContext['report']>[0]) => this.#report(problem, node, address)
    const twice = this.#resources.get(address)
    if (twice !== undefined) {
      const detail = `the other is at ${twice.source.file}:${twice.source.line}:${twice.source.column}`
      report({ code: 'E1204', summary: `${address} is declared twice`, detail, hint: 'remove one of the two' })
    }
    for (const field of naturalKeyTexts(kind)) {
      if (spec[field] === null)
        report({ code: 'E1107', summary: `${field} must not be empty`, hint: 'the resource is found by it' })
    }
    const { settings, needed } = this.#settingsOf(connection, kind)
    kind.check?.(spec, {
      settings,
      report: (problem, path) => this.#report(problem, nodeAt(node, path?.split('.') ?? []) ?? node, address),
    })
    // The rules are about what is written; from here on there is only what is ours of it.
    const ours = withoutTheirs(kind, spec)
    const edges = edgesOf(ours, kind.fields)
    const dependsOn = edges.soft.length === 0 ? edges.hard : [...new Set([...edges.hard, ...edges.soft])].sort()
    const { fields } = kind
    const naturalKey = keyFieldsOf(kind, ours)
    this.#resources.set(address, {
      address,
      connection,
      kind: kind.name,
      key,
      spec: ours,
      dependsOn,
      policy,
      source: node.at,
      fields,
      naturalKey,
      needed,
      claims: kind.claims?.(ours) ?? [],
      ...this.#salesOf(address, kind, node),
    })
  }

  #salesOf(address: AddressId, kind: Kind, node: YamlNode): Pick<Resource, 'sales'> {
    const sales = this.#sales.get(address)
    if (sales === undefined) return {}
    const owner = kind.fields[sales.field]?.owner ?? 'ours'
    if (owner === 'ours') return { sales }
    const summary = `the sale has no effect: ownership says that ${sales.field} is ${owner === 'once' ? 'set once' : 'theirs'}`
    const hint = `let ${sales.field} be ours, or take the sale out`
    const at = kind.sale === undefined ? undefined : nodeAt(node, [kind.sale.field])
    this.#report({ severity: 'warning', code: 'N1070', summary, hint }, at ?? node, address)
    return {}
  }

  /** Asked for each resource, and the same for all of a kind. */
  #settingsOf(connection: string, kind: Kind): SettingsOfKind {
    const place = `${connection}/${kind.name}`
    const known = this.#settings.get(place)
    if (known !== undefined) return known
    const settings = checkedSettings(this.#project, connection)
    const made = { settings, needed: kind.neededToCreate?.(settings) ?? [] }
    this.#settings.set(place, made)
    return made
  }

  #contextFor(declaration: Declaration, policy: Policy): DeclareContext {
    const { connection, kind, key } = declaration
    const address = addressId(connection, kind.name, key)
    const values: ValueContext = {
      contents: this.#contents,
      reference: (target, name, node) => this.#reference(connection, target, name, node),
      report: (problem, node) => this.#report(problem, node, address),
      secret: (name, node) => this.#secret(name, node, address),
      digestSecret: (value) => keyedDigest(this.#options.secretKey, value),
    }
    const convert = (field: Field, node: YamlNode) => insideForm(field, node, values)
    return {
      key,
      child: (childKind, childKey, node, spec) => this.#child(declaration, childKind, childKey, node, spec, policy),
      value: (name, node) => {
        const field = fieldOf(kind, name)
        return field === undefined ? undefined : convert(field, node)
      },
      valueOf: convert,
      reference: values.reference,
      lookUp: (target, name) => {
        const node = this.#declared.get(addressId(connection, target, name))?.node
        return node?.type === 'map' ? node : undefined
      },
      sales: (node) => {
        const { sale } = kind
        if (sale === undefined) throw new Error(`a ${kind.name} has no sales`)
        const field = kind.fields[sale.sets]
        const price = (part: YamlNode) => (field === undefined ? undefined : convert(field, part))
        const { now, day } = this.#options
        const sales = salesIn(node, { sale, today: day ?? dayIn(sale.zone, now), report: values.report, price })
        this.#sales.set(address, sales)
        return priceToday(sales)
      },
      report: values.report,
    }
  }

  #child(parent: Declaration, kindName: string, childKey: string, node: YamlNode, spec: Spec, policy: Policy): void {
    const vendor = this.#project.config.connections.get(parent.connection)?.vendor ?? ''
    const kind = this.#options.providers.get(vendor)?.kinds.find((candidate) => candidate.name === kindName)
    if (kind === undefined) throw new Error(`${vendor} has no kind ${kindName}`)
    this.#add(parent.connection, kind, childKey, spec, policy, node)
  }

  #reference(connection: string, kind: string, key: string, node: YamlNode): Ref {
    const address = addressId(connection, kind, key)
    this.#asked.push({ address, kind, node })
    return { ref: address }
  }

  #checkReference({ address, kind, node }: Asked): void {
    if (this.#resources.has(address)) return
    // A resource that could not be declared has its own error already.
    if (this.#declared.has(address)) return
    const prefix = address.slice(0, address.indexOf('/', address.indexOf('/') + 1) + 1)
    const keys = [...this.#resources.keys()]
      .filter((other) => other.startsWith(prefix))
      .map((other) => other.slice(prefix.length))
    const key = address.slice(prefix.length)
    const near = nearest(key, keys)
    this.#problem('E1201', `there is no ${kind} "${key}"`, node, {
      hint:
        near === undefined
          ? `declare it, or write { id: 123 } to point at an object outside these files`
          : `did you mean "${near}"?`,
    })
  }

  #secret(name: string, node: YamlNode, address: AddressId): string | undefined {
    const value = this.#options.env(name)
    if (value !== undefined && value !== '') return value
    if (!this.#options.secretsOptional) {
      this.#report(
        { code: 'E1011', summary: `the environment variable ${name} is not set`, hint: `set ${name} and run again` },
        node,
        address,
      )
    }
    return undefined
  }

  #problem(code: Diagnostic['code'], summary: string, node: YamlNode, more: { detail?: string; hint?: string }): void {
    this.#report({ code, summary, ...more }, node)
  }

  #report(problem: Parameters<DeclareContext['report']>[0], node: YamlNode, address?: AddressId): void {
    this.#diagnostics.push({
      severity: 'error',
      ...problem,
      source: node.at,
      ...(address === undefined ? {} : { address }),
    })
  }
}

/** Which sale is on, of each resource that has any. */
function salesDigest(resources: ReadonlyMap<AddressId, Resource>): string | undefined {
  const on = [...resources.values()].flatMap(({ address, sales }) =>
    sales === undefined ? [] : [[address, saleOn(sales.sales, sales.today)?.from ?? null]],
  )
  return on.length === 0 ? undefined : digestOf(on)
}

/** Texts of its own that name an object; a parent may be none. */
function naturalKeyTexts(kind: Kind): string[] {
  return kind.naturalKey.filter((name) => kind.fields[name]?.shape === 'scalar')
}

/** `butik: { protect, on_remove }`; shapes were checked by the schema. Children share the policy of their parent. */
function policyOf(node: YamlNode): Policy {
  const block: YamlMap | undefined = node.type === 'map' ? mapIn(node, 'butik') : undefined
  const scalar = (name: string): Json | undefined => {
    const value = block?.pairs.get(name)?.value
    return value?.type === 'scalar' ? value.value : undefined
  }
  const removals: readonly Removal[] = ['forget', 'offline', 'delete']
  const onRemove = removals.find((removal) => removal === scalar('on_remove')) ?? defaultPolicy.onRemove
  return { protect: scalar('protect') === true, onRemove }
}

function mapIn(node: YamlMap, name: string): YamlMap | undefined {
  const value = node.pairs.get(name)?.value
  return value?.type === 'map' ? value : undefined
}
