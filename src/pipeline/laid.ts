/** Documents and mappings with something laid over them: other values at the places, and in the files, that they had. */
import type { Document, YamlMap, YamlNode, YamlPair } from '../model/yaml.ts'

export function laidMap(map: YamlMap, pairs: ReadonlyMap<string, YamlPair>): YamlMap {
  return {
    type: 'map',
    pairs,
    ...(map.tag === undefined ? {} : { tag: map.tag }),
    get at() {
      return map.at
    },
  }
}

/** What becomes of resources, by section and key. */
export type LaidResources = Map<string, Map<string, (resource: YamlMap) => YamlMap>>

export function laidResources(root: YamlNode, laid: LaidResources): YamlNode {
  return within(root, laid, (section, keys) =>
    within(section, keys, (resource, lay) => (resource.type === 'map' ? lay(resource) : resource)),
  )
}

function within<Over>(
  node: YamlNode,
  over: ReadonlyMap<string, Over>,
  lay: (value: YamlNode, over: Over) => YamlNode,
): YamlNode {
  if (node.type !== 'map') return node
  const pairs = new Map(node.pairs)
  for (const [name, more] of over) {
    const pair = pairs.get(name)
    if (pair !== undefined) pairs.set(name, { key: pair.key, value: lay(pair.value, more) })
  }
  return laidMap(node, pairs)
}

/**
 * The pairs of a mapping, and of others those that it has not: a view, so that what thousands of mappings have in common is kept
 * once. `but` names others that are left out.
 */
export class PairsOver implements ReadonlyMap<string, YamlPair> {
  readonly #own: ReadonlyMap<string, YamlPair>
  readonly #others: ReadonlyMap<string, YamlPair>
  readonly #but: ReadonlySet<string>

  constructor(
    own: ReadonlyMap<string, YamlPair>,
    others: ReadonlyMap<string, YamlPair>,
    but: ReadonlySet<string> = new Set(),
  ) {
    this.#own = own
    this.#others = others
    this.#but = but
  }

  get size(): number {
    let more = 0
    for (const name of this.#others.keys()) if (this.#isLaid(name)) more += 1
    return this.#own.size + more
  }

  get(name: string): YamlPair | undefined {
    return this.#own.get(name) ?? (this.#isLaid(name) ? this.#others.get(name) : undefined)
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  *entries(): MapIterator<[string, YamlPair]> {
    yield* this.#own
    for (const entry of this.#others) if (this.#isLaid(entry[0])) yield entry
  }

  *keys(): MapIterator<string> {
    for (const [name] of this.entries()) yield name
  }

  *values(): MapIterator<YamlPair> {
    for (const [, pair] of this.entries()) yield pair
  }

  [Symbol.iterator](): MapIterator<[string, YamlPair]> {
    return this.entries()
  }

  forEach(each: (pair: YamlPair, name: string, map: ReadonlyMap<string, YamlPair>) => void): void {
    for (const [name, pair] of this.entries()) each(pair, name, this)
  }

  #isLaid(name: string): boolean {
    return !this.#own.has(name) && !this.#but.has(name)
  }
}

/** Forgets what was laid over it with the tree itself, and lays it again when it is asked. */
export class LaidDocument implements Document {
  readonly file: string
  readonly text: string
  readonly #document: Document
  readonly #lay: (root: YamlNode) => YamlNode
  #laid: { readonly root: YamlNode | undefined } | undefined

  constructor(document: Document, lay: (root: YamlNode) => YamlNode) {
    this.file = document.file
    this.text = document.text
    this.#document = document
    this.#lay = lay
  }

  get root(): YamlNode | undefined {
    if (this.#laid === undefined) {
      const { root } = this.#document
      this.#laid = { root: root === undefined ? undefined : this.#lay(root) }
    }
    return this.#laid.root
  }

  letGo(): void {
    this.#laid = undefined
    this.#document.letGo?.()
  }
}
