/** Nodes → the value they stand for. An alias is what it names. */
import type { Node } from './nodes.ts'
import type { Value } from './value.ts'

const known = new WeakMap<Node, Value>()

/** The same object each time: what is shared is not compared twice. */
export function valueOfNode(node: Node): Value {
  const found = known.get(node)
  if (found !== undefined) return found
  const made = make(node)
  known.set(node, made)
  return made
}

function make(node: Node): Value {
  if (node.type === 'alias') return valueOfNode(node.target)
  if (node.type === 'list') return { type: 'list', items: node.items.map(({ value }) => valueOfNode(value)) }
  if (node.type === 'map') {
    return { type: 'map', pairs: new Map(node.pairs.map(({ key, value }) => [key, valueOfNode(value)])) }
  }
  const isNull = node.is === 'plain' && /^(?:~|null|)$/i.test(node.text)
  return { type: 'scalar', text: isNull ? 'null' : node.text, is: node.is }
}
