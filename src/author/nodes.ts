/** The nodes of a YAML text with the offsets that an edit needs. Made by read-text.ts; offsets are those of the text that was read. */

export type Node = ScalarNode | AliasNode | MapNode | ListNode

interface Placed {
  /** Where the value starts, without tag and anchor. */
  readonly start: number
  /** Behind its last character. For what is laid out in lines: behind the break of its last line. */
  readonly end: number
  /** Where its tag starts; `start` where there is none. The anchor stands before it, or the edit is refused. */
  readonly cut: number
  readonly anchor?: string
}

export interface ScalarNode extends Placed {
  readonly type: 'scalar'
  /** `empty`: nothing is written, which is null; it stands behind the colon or the dash, or behind its anchor. */
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'empty'
  readonly text: string
  readonly is: 'text' | 'plain' | `!${string}`
  /** Of a literal or folded one: where its lines start, behind the line of the header. */
  readonly body?: number
}

export interface AliasNode extends Placed {
  readonly type: 'alias'
  readonly name: string
  readonly target: Node
}

interface Collection extends Placed {
  /** In brackets. */
  readonly flow: boolean
  /** Where it could start on the line of its key or dash: behind the colon, the dash or the anchor. */
  readonly open: number
}

export interface MapNode extends Collection {
  readonly type: 'map'
  readonly pairs: readonly Pair[]
}

export interface ListNode extends Collection {
  readonly type: 'list'
  readonly items: readonly Item[]
}

export interface Pair {
  readonly key: string
  /** Where the key starts: in a block, its column is that of its siblings. */
  readonly start: number
  /** Behind the colon, or behind the key where there is none (`{ a }`). */
  readonly after: number
  readonly bare: boolean
  readonly value: Node
}

export interface Item {
  /** Where the dash stands; in brackets where the value (with anchor and tag) starts. */
  readonly start: number
  /** Behind the dash. */
  readonly after: number
  readonly value: Node
}

export function childrenOf(node: MapNode | ListNode): readonly (Pair | Item)[] {
  return node.type === 'map' ? node.pairs : node.items
}
