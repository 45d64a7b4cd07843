/** YAML text → nodes that know their offsets. What cannot be read whole is a problem with its place; nothing is guessed. */
import { type CST, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Pair as YamlPair } from 'yaml'
import type { AliasNode, Item, ListNode, MapNode, Node, Pair, ScalarNode } from './nodes.ts'

export interface ReadProblem {
  readonly why: string
  /** From 1. */
  readonly at: { readonly line: number; readonly column: number }
}

export interface ReadText {
  /** Undefined for a text without a value. */
  readonly root: Node | undefined
  /** Where aliases stand, by the name that they use. */
  readonly used: ReadonlyMap<string, readonly number[]>
}

export function readText(text: string): ReadText | ReadProblem {
  const lines = new LineCounter()
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  // Keys that stand twice are found by the loader in linear time, here in quadratic time.
  const parsed = parseDocument(text, {
    keepSourceTokens: true,
    uniqueKeys: false,
    lineCounter: lines,
    logLevel: 'silent',
  })
  const [wrong] = parsed.errors
  if (wrong !== undefined) return { why: wrong.message.split(/ at line|\n/)[0] ?? wrong.code, at: place(wrong.pos[0]) }
  const loneReturn = /\r(?!\n)/.exec(text)
  if (loneReturn !== null) return { why: 'a carriage return stands alone', at: place(loneReturn.index) }
  const reader = new Reader()
  try {
    const tokens = parsed.contents?.srcToken
    const nothing = tokens === undefined && isScalar(parsed.contents) && parsed.contents.source === ''
    const root = nothing || parsed.contents === null ? undefined : reader.node(parsed.contents, [], 0)
    return { root, used: reader.used }
  } catch (error) {
    if (error instanceof Unusable) return { why: error.message, at: place(error.offset) }
    throw error
  }
}

class Unusable extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

const styles: { readonly [type: string]: ScalarNode['style'] } = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
}

class Reader {
  readonly used = new Map<string, number[]>()
  readonly #anchors = new Map<string, Node>()

  /** `before`: the tokens between the indicator (colon, dash, comma) and the value. `at`: where an empty value stands. */
  node(node: unknown, before: readonly CST.SourceToken[], at: number): Node {
    const props = before.filter(({ type }) => type === 'anchor' || type === 'tag')
    const [anchor, tag] = [props.find(({ type }) => type === 'anchor'), props.find(({ type }) => type === 'tag')]
    if (anchor !== undefined && tag !== undefined && tag.offset < anchor.offset) {
      throw new Unusable('an anchor stands behind a tag', anchor.offset)
    }
    const named = anchor === undefined ? {} : { anchor: anchor.source.slice(1) }
    const made = this.#made(
      node,
      tag,
      props.reduce((end, token) => Math.max(end, endOf(token)), at),
      named,
    )
    if (made.anchor !== undefined) this.#anchors.set(made.anchor, made)
    return made
  }

  #made(node: unknown, tag: CST.SourceToken | undefined, at: number, named: { anchor?: string }): Node {
    if (isAlias(node)) return this.#alias(node.source, node.range ?? [at, at])
    if (isMap(node) || isSeq(node)) {
      const token = node.srcToken
      if (tag !== undefined) throw new Unusable('a tag stands on a mapping or a list', at)
      if (token === undefined || !('items' in token)) throw new Unusable('a pair stands alone in a list', at)
      const [start, end] = node.range ?? [at, at]
      const flow = token.type === 'flow-collection'
      const placed = { start, end, cut: start, flow, open: at, ...named }
      if (isMap(node)) return this.#map(node.items, placed)
      return this.#list(node.items, token.items, placed)
    }
    if (!isScalar(node) || node.srcToken === undefined) {
      const empty = { type: 'scalar', style: 'empty', text: '', start: at, end: at } as const
      return { ...empty, is: tag === undefined ? 'plain' : tagOf(tag), cut: tag?.offset ?? at, ...named }
    }
    return this.#scalar(node, tag, named)
  }

  #alias(name: string, [start, end]: readonly [number, number, ...unknown[]]): AliasNode {
    const target = this.#anchors.get(name)
    if (target === undefined) throw new Unusable(`the alias *${name} names nothing above it`, start)
    const uses = this.used.get(name)
    if (uses === undefined) this.used.set(name, [start])
    else uses.push(start)
    return { type: 'alias', name, target, start, end, cut: start }
  }

  #scalar(
    node: { value: unknown; type?: string; source?: string; range?: readonly number[] | null; srcToken?: CST.Token },
    tag: CST.SourceToken | undefined,
    named: { anchor?: string },
  ): ScalarNode {
    const [start = 0, end = 0] = node.range ?? []
    const style = styles[node.type ?? 'PLAIN'] ?? 'plain'
    const block = style === 'literal' || style === 'folded'
    // Of a plain one the text as it stands: 00123 is not 123.
    const text = style === 'plain' ? (node.source ?? '') : String(node.value)
    const untagged = style !== 'plain' || typeof node.value === 'string' ? 'text' : 'plain'
    const body = block && node.srcToken?.type === 'block-scalar' ? { body: end - node.srcToken.source.length } : {}
    const is = tag === undefined ? untagged : tagOf(tag)
    return { type: 'scalar', style, text, is, start, end, cut: tag?.offset ?? start, ...named, ...body }
  }

  #map(pairs: readonly YamlPair[], placed: Omit<MapNode, 'type' | 'pairs'>): MapNode {
    return { type: 'map', pairs: pairs.map((pair) => this.#pair(pair)), ...placed }
  }

  #pair({ key, value, srcToken }: YamlPair): Pair {
    if (!isScalar(key) || key.srcToken === undefined || srcToken === undefined) {
      const start = srcToken?.start.at(-1)?.offset ?? 0
      throw new Unusable('a key is no text', start)
    }
    const marks = [...srcToken.start, ...(srcToken.sep ?? [])]
    const odd = marks.find(({ type }) => type === 'explicit-key-ind')
    const [start, end] = key.range ?? [0, 0]
    if (odd !== undefined) throw new Unusable('a key is written with a question mark', odd.offset)
    if (srcToken.start.some(({ type }) => type === 'anchor' || type === 'tag')) {
      throw new Unusable('a key has an anchor or a tag', start)
    }
    const colon = srcToken.sep?.findIndex(({ type }) => type === 'map-value-ind') ?? -1
    const mark = srcToken.sep?.[colon]
    const after = mark === undefined ? end : endOf(mark)
    const node = this.node(value, srcToken.sep?.slice(colon + 1) ?? [], after)
    const text = key.type === 'PLAIN' ? (key.source ?? '') : String(key.value)
    return { key: text, start, after, bare: mark === undefined, value: node }
  }

  #list(
    items: readonly unknown[],
    tokens: readonly CST.CollectionItem[],
    placed: Omit<ListNode, 'type' | 'items'>,
  ): ListNode {
    const made = items.map((item, index): Item => {
      const start = tokens[index]?.start ?? []
      const dash = start.findIndex(({ type }) => type === (placed.flow ? 'comma' : 'seq-item-ind'))
      const mark = start[dash]
      const at = mark === undefined ? placed.start + 1 : endOf(mark)
      const rest = start.slice(dash + 1)
      const prop = rest.find(({ type }) => type === 'anchor' || type === 'tag')
      const value = this.node(item, rest, at)
      if (placed.flow) return { start: prop?.offset ?? value.cut, after: at, value }
      return { start: mark?.offset ?? value.start, after: at, value }
    })
    return { type: 'list', items: made, ...placed }
  }
}

function endOf(token: CST.SourceToken): number {
  return token.offset + token.source.length
}

function tagOf({ source }: CST.SourceToken): `!${string}` {
  return `!${source.slice(1)}`
}
