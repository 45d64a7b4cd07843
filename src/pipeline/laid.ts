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
