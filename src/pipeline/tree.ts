/**
 * How deep each object hangs in the tree that a plan leads to, for kinds whose objects hang below one another. Moved in
 * that order, parents first, none is ever below itself, not even between two calls. Pure.
 */
import { type AddressId, isAddressId, partsOf } from '../model/address.ts'
import type { Field } from '../model/field.ts'
import type { Json } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { type DesiredState, isId, isRef, type ObservedState, type Spec, viewKey } from '../model/resource.ts'
import type { Binding } from './bind.ts'
import type { Scope } from './select.ts'
import { isDeferrable } from './spec.ts'
import { type Connected, kindOf } from './world.ts'

export interface TreeInput {
  readonly connected: readonly Connected[]
  readonly desired: DesiredState
  readonly observed: ObservedState
  readonly binding: Pick<Binding, 'bound' | 'addressOf'>
  /** What is left out of the run stays where it is. */
  readonly scope: Pick<Scope, 'selected'>
}

/** An address, or an object outside the files by `#` and its id. */
export type Node = string

/** 0 for a root, and for all of a kind that knows no above and below. */
export function depthsOf(input: TreeInput): (address: AddressId) => number {
  const trees = new Map<string, Tree>()
  return (address) => {
    const { connection, kind: name } = partsOf(address)
    const key = viewKey(connection, name)
    const known = trees.get(key)
    if (known !== undefined) return known.depthOf(address)
    const kind = kindOf(input.connected.find(({ config }) => config.name === connection)?.provider, name)
    if (kind === undefined) return 0
    const tree = new Tree(connection, kind, input)
    trees.set(key, tree)
    return tree.depthOf(address)
  }
}

export class Tree {
  readonly #connection: string
  readonly #kind: Kind
  readonly #input: TreeInput
  readonly #upwards: readonly string[]
  readonly #depths = new Map<Node, number>()
  #foreign: ReadonlyMap<string, Spec> | undefined

  constructor(connection: string, kind: Kind, input: TreeInput) {
    this.#connection = connection
    this.#kind = kind
    this.#input = input
    this.#upwards = Object.entries(kind.fields).flatMap(([name, field]) => (pointsUp(field, kind) ? [name] : []))
  }

  /** Without recursion: a chain may be long. A wish for a circle is the vendor's to refuse. */
  depthOf(address: AddressId): number {
    if (this.#upwards.length === 0) return 0
    const path: Node[] = [address]
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const above = this.above(top)
      const open = above.find((node) => !this.#depths.has(node) && !path.includes(node))
      if (open !== undefined) path.push(open)
      else {
        this.#depths.set(top, 1 + Math.max(-1, ...above.map((node) => this.#depths.get(node) ?? -1)))
        path.pop()
      }
    }
    return this.#depths.get(address) ?? 0
  }

  /** Whether the files say what it is to lie below. */
  isPlaced(address: AddressId): boolean {
    const written = this.#input.desired.resources.get(address)?.spec ?? {}
    return this.#upwards.some((name) => Object.hasOwn(written, name))
  }

  /** No object of the kind hangs below another. */
  get isFlat(): boolean {
    return this.#upwards.length === 0
  }

  /** As it will be: what is written, and where nothing is written, what is there. */
  above(node: Node): Node[] {
    const spec = isAddressId(node) ? this.#declared(node) : this.#outside(node.slice(1))
    return this.#upwards.flatMap((name) => this.#nodesIn(spec?.[name]))
  }

  #declared(address: AddressId): Spec {
    const { binding, desired, scope } = this.#input
    const written = scope.selected(address) ? desired.resources.get(address)?.spec : undefined
    return { ...binding.bound.get(address)?.observed?.spec, ...written }
  }

  #nodesIn(value: Json | undefined): Node[] {
    if (Array.isArray(value)) return value.flatMap((item) => this.#nodesIn(item))
    if (isRef(value)) return [value.ref]
    if (!isId(value)) return []
    return [this.#input.binding.addressOf(this.#connection, this.#kind.name, value.id) ?? `#${value.id}`]
  }

  #outside(id: string): Spec | undefined {
    const view = this.#input.observed.views.get(viewKey(this.#connection, this.#kind.name))
    this.#foreign ??= new Map((view?.objects ?? []).map(({ remoteId, spec }) => [remoteId, spec]))
    return this.#foreign.get(id)
  }
}

/** Whether it says what an object lies below, among those of its own kind. */
export function pointsUp(field: Field | undefined, kind: Pick<Kind, 'name'>): boolean {
  if (field === undefined) return false
  const one = field.shape === 'list' ? field.of : field
  return one.shape === 'reference' && one.kind === kind.name && !isDeferrable(field)
}
