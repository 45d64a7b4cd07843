/** Orders things by what they need. Pure and deterministic: ties are settled by code unit. */
import { byCodeUnit } from '../model/json.ts'

export interface Edges<Node extends string> {
  /** Nodes that must come before this one. */
  readonly hard: readonly Node[]
  /** Nodes that had better come before, and may come after. */
  readonly soft: readonly Node[]
}

export interface Levels<Node extends string> {
  /** All nodes of one level may be made together, after those of the levels before. */
  readonly levels: readonly (readonly Node[])[]
  /** Soft edges that could not be kept: node → what it is linked to afterwards. */
  readonly deferred: ReadonlyMap<Node, readonly Node[]>
}

/** Levels that keep hard edges, and soft ones too unless `soft` is `ignore` or they close a circle. */
export function levelsOf<Node extends string>(nodes: ReadonlyMap<Node, Edges<Node>>, soft: 'keep' | 'ignore'): Levels<Node> {
  const waiting = new Map([...nodes].sort(([a], [b]) => byCodeUnit(a, b)))
  const done = new Set<Node>()
  const deferred = new Map<Node, readonly Node[]>()
  const levels: Node[][] = []
  const unmet = (edges: readonly Node[]) => edges.filter((edge) => nodes.has(edge) && !done.has(edge))
  while (waiting.size > 0) {
    const free = [...waiting].filter(([, edges]) => unmet(edges.hard).length === 0)
    if (free.length === 0) throw new Error(`a circle of hard edges among ${[...waiting.keys()].join(', ')}`)
    let level = free.filter(([, edges]) => soft === 'ignore' || unmet(edges.soft).length === 0).map(([node]) => node)
    if (level.length === 0) level = [leastWaiting(free, unmet)]
    for (const node of level) {
      const open = unmet(nodes.get(node)?.soft ?? [])
      if (open.length > 0) deferred.set(node, open)
      waiting.delete(node)
    }
    for (const node of level) done.add(node)
    levels.push(level)
  }
  return { levels, deferred }
}

function leastWaiting<Node extends string>(
  free: readonly (readonly [Node, Edges<Node>])[],
  unmet: (edges: readonly Node[]) => readonly Node[],
): Node {
  let best = free[0]
  for (const candidate of free) {
    if (best === undefined || unmet(candidate[1].soft).length < unmet(best[1].soft).length) best = candidate
  }
  if (best === undefined) throw new Error('no node is free')
  return best[0]
}

/** One circle among the hard edges as a path that ends where it began, or undefined. */
export function findCircle<Node extends string>(nodes: ReadonlyMap<Node, readonly Node[]>): Node[] | undefined {
  const state = new Map<Node, 'open' | 'closed'>()
  for (const root of [...nodes.keys()].sort(byCodeUnit)) {
    const path: Node[] = []
    const stack: { node: Node; next: number }[] = [{ node: root, next: 0 }]
    while (stack.length > 0) {
      const top = stack[stack.length - 1]
      if (top === undefined) break
      if (top.next === 0) {
        if (state.get(top.node) === 'closed') {
          stack.pop()
          continue
        }
        state.set(top.node, 'open')
        path.push(top.node)
      }
      const edge = (nodes.get(top.node) ?? [])[top.next]
      top.next += 1
      if (edge === undefined) {
        state.set(top.node, 'closed')
        path.pop()
        stack.pop()
      } else if (nodes.has(edge) && state.get(edge) === 'open') {
        return [...path.slice(path.indexOf(edge)), edge]
      } else if (nodes.has(edge) && state.get(edge) === undefined) {
        stack.push({ node: edge, next: 0 })
      }
    }
  }
  return undefined
}
