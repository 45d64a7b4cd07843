/** Which edits a document can take at all, and why not the others: told before anything is changed. */
import type { Edit, WrittenPath } from '../model/written.ts'
import { childrenOf, type Node } from './nodes.ts'
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
  let copied = false
  for (const [index, step] of edit.path.entries()) {
    const isLast = index === edit.path.length - 1
    if (node?.type === 'alias') {
      if (edit.type === 'retire') return `it stands in what *${node.name} names, and cannot be commented out here alone`
      // The alias gives way to a copy; what it names is not touched.
      copied = true
      node = named(node)
    }
    if (!copied && node?.anchor !== undefined && used.has(node.anchor)) return shared(node.anchor)
    if (node === undefined || isNull(node)) return edit.type === 'set' && isFresh(edit.path, index) ? undefined : nothing
    if (node.type === 'scalar') return 'a value stands where a mapping or a list is meant'
    if (node.type === 'list' && typeof step !== 'number') return 'a list stands where a mapping is meant'
    if (node.type === 'map' && typeof step !== 'string') return 'a mapping stands where a list is meant'
    if (isLast && edit.type === 'insert') return insertRefusal(node, step)
    const next = childAt(node, step)
    if (isLast && !copied && next !== undefined) return replaceRefusal(next, next, used)
    if (node.type === 'list' && next === undefined) return nothing
    node = next
  }
  return node === undefined && edit.type !== 'set' ? nothing : undefined
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

function named(node: Node): Node {
  return node.type === 'alias' ? named(node.target) : node
}

function isNull(node: Node): boolean {
  return node.type === 'scalar' && node.is === 'plain' && /^(?:~|null|)$/i.test(node.text)
}

/** Mappings can be made on the way, lists cannot. */
function isFresh(path: WrittenPath, from: number): boolean {
  return path.slice(from).every((step) => typeof step === 'string')
}

function childAt(node: Node, step: string | number): Node | undefined {
  if (node.type === 'list') return typeof step === 'number' ? node.items[step]?.value : undefined
  return node.type === 'map' ? node.pairs.find(({ key }) => key === step)?.value : undefined
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
