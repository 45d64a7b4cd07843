/** Which edits a document can take at all, and why not the others: told before anything is changed. */
import type { Edit } from '../model/written.ts'
import { type AliasNode, childrenOf, type MapNode, type Node } from './nodes.ts'
import type { ReadText } from './read-text.ts'

/** Undefined for an edit that can be made. Keeps in mind those that it let pass: one place is edited once. */
export function admission({ root, used }: ReadText): (edit: Edit) => string | undefined {
  const places = new Places()
  return (edit) => {
    const why = refusalAt(root, edit, used) ?? places.take(edit)
    return why
  }
}

function refusalAt(root: Node | undefined, edit: Edit, used: ReadText['used']): string | undefined {
  if (edit.path.length === 0) return 'the whole document cannot be replaced'
  let node = root
  let uses = used
  for (const [index, step] of edit.path.entries()) {
    const why = unsafe(node, edit, uses)
    if (why !== undefined) return why
    // An alias gives way to a copy; what it names is not touched.
    if (node?.type === 'alias') uses = new Map()
    const there = named(node)
    if (there === undefined) return isFresh(edit, index) ? undefined : nothing
    const unfit = unfitFor(there, step)
    if (unfit !== undefined) return unfit
    if (index === edit.path.length - 1) return refusalIn(there, step, edit, uses)
    node = childAt(there, step)
    if (node === undefined && there.type === 'list') return nothing
  }
  return nothing
}

/** What is shared by others, on the way to the place of an edit. */
function unsafe(node: Node | undefined, { type }: Edit, used: ReadText['used']): string | undefined {
  if (node?.type === 'alias' && type === 'retire') {
    return `it stands in what *${node.name} names, and cannot be commented out here alone`
  }
  return node?.anchor !== undefined && used.has(node.anchor) ? shared(node.anchor) : undefined
}

/** What the last step of its path says of an edit. */
function refusalIn(node: Node, step: string | number, edit: Edit, used: ReadText['used']): string | undefined {
  const { type } = edit
  if (type === 'insert') return insertRefusal(node, step)
  if (type === 'rename' && childAt(node, edit.key) !== undefined) return 'another pair has the key that it is to have'
  const there = childAt(node, step)
  if (there !== undefined) return replaceRefusal(there, there, used)
  return type === 'set' && node.type === 'map' ? undefined : nothing
}

function unfitFor(node: Node, step: string | number): string | undefined {
  if (node.type === 'list' && typeof step !== 'number') return 'a list stands where a mapping is meant'
  if (node.type === 'map' && typeof step !== 'string') return 'a mapping stands where a list is meant'
  return node.type === 'scalar' ? 'a value stands where a mapping or a list is meant' : undefined
}

const nothing = 'nothing stands there'

function shared(anchor: string): string {
  return `it is shared: *${anchor} stands in other places, which would change too`
}

function insertRefusal(node: Node, step: string | number): string | undefined {
  if (node.type !== 'list' || typeof step !== 'number') return 'only a list takes elements'
  return step <= node.items.length ? undefined : nothing
}

/** What goes must not be needed outside of it. */
function replaceRefusal(node: Node, gone: Node, used: ReadText['used']): string | undefined {
  const uses = node.anchor === undefined ? [] : (used.get(node.anchor) ?? [])
  if (node.anchor !== undefined && uses.some((at) => at < gone.start || at >= gone.end)) return shared(node.anchor)
  if (node.type !== 'map' && node.type !== 'list') return undefined
  for (const { value } of childrenOf(node)) {
    const why = replaceRefusal(value, gone, used)
    if (why !== undefined) return why
  }
  return undefined
}

/** What stands there, without aliases. What is null is as good as nothing. */
function named(node: Node | undefined): Exclude<Node, AliasNode> | undefined {
  if (node?.type === 'alias') return named(node.target)
  return node === undefined || isNull(node) ? undefined : node
}

function isNull(node: Node): boolean {
  return node.type === 'scalar' && node.is === 'plain' && /^(?:~|null|)$/i.test(node.text)
}

/** Mappings can be made on the way, lists cannot. */
function isFresh({ type, path }: Edit, from: number): boolean {
  return type === 'set' && path.slice(from).every((step) => typeof step === 'string')
}

function childAt(node: Node, step: string | number): Node | undefined {
  if (node.type === 'list') return typeof step === 'number' ? node.items[step]?.value : undefined
  return node.type === 'map' ? byKey(node).get(String(step)) : undefined
}

const known = new WeakMap<MapNode, ReadonlyMap<string, Node>>()

/** A section may have ten thousand resources, and as many edits. */
function byKey(node: MapNode): ReadonlyMap<string, Node> {
  const found = known.get(node) ?? new Map(node.pairs.map(({ key, value }) => [key, value]))
  known.set(node, found)
  return found
}

interface Place {
  changed: boolean
  /** Something is done to it or below it. */
  touched: boolean
  readonly below: Map<string | number, Place>
}

class Places {
  readonly #root: Place = { changed: false, touched: false, below: new Map() }

  take({ type, path }: Edit): string | undefined {
    const way = [this.#root]
    let place = this.#root
    for (const step of path) {
      if (place.changed) return conflict
      const next = place.below.get(step) ?? { changed: false, touched: false, below: new Map() }
      place.below.set(step, next)
      place = next
      way.push(next)
    }
    if (type !== 'insert') {
      if (place.touched) return conflict
      place.changed = true
      place.touched = true
    }
    for (const above of way.slice(0, -1)) above.touched = true
    return undefined
  }
}

const conflict = 'another edit is made at the same place'
