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
export function levelsOf<Node extends string>(
  nodes: ReadonlyMap<Node, Edges<Node>>,
  soft: 'keep' | 'ignore',
): Levels<Node> {
  const waiting = new Map<Node, Edges<Node>>([...nodes].sort(([a], [b]) => byCodeUnit(a, b)))
  const done = new Set<Node>()
  const deferred = new Map<Node, readonly Node[]>()
  const levels: Node[][] = []
  const unmet = (edges: readonly Node[]) => edges.filter((edge) => nodes.has(edge) && !done.has(edge))
  while (waiting.size > 0) {
    const free = [...waiting].filter(([, edges]) => unmet(edges.hard).length === 0)
    if (free.length === 0) throw new Error(`a circle of hard edges among ${[...waiting.keys()].join(', ')}`)
    let level: (readonly [Node, Edges<Node>])[] = free.filter(
      ([, edges]) => soft === 'ignore' || unmet(edges.soft).length === 0,
    )
    if (level.length === 0) level = apart(free, unmet)
    for (const [node, edges] of level) {
      const open = unmet(edges.soft)
      if (open.length > 0) deferred.set(node, open)
      waiting.delete(node)
    }
    for (const [node] of level) done.add(node)
    levels.push(level.map(([node]) => node))
  }
  return { levels, deferred }
}

/**
 * Where circles leave nobody free: those with the fewest open soft edges go ahead, as many as do not point at one
 * another, so that the rest can follow them directly. `free` is never empty.
 */
function apart<Node extends string>(
  free: readonly (readonly [Node, Edges<Node>])[],
  unmet: (edges: readonly Node[]) => readonly Node[],
): (readonly [Node, Edges<Node>])[] {
  const ranked = free.map((one) => ({ one, open: unmet(one[1].soft) })).sort((a, b) => a.open.length - b.open.length)
  const chosen = new Set<Node>()
  const pointedAt = new Set<Node>()
  const level: (readonly [Node, Edges<Node>])[] = []
  for (const { one, open } of ranked) {
    if (pointedAt.has(one[0]) || open.some((node) => chosen.has(node))) continue
    chosen.add(one[0])
    for (const node of open) pointedAt.add(node)
    level.push(one)
  }
  return level
}

/** One circle among the hard edges as a path that ends where it began, or undefined. */
export function findCircle<Node extends string>(nodes: ReadonlyMap<Node, readonly Node[]>): Node[] | undefined {
  const closed = new Set<Node>()
  for (const root of [...nodes.keys()].sort(byCodeUnit)) {
    const circle = closed.has(root) ? undefined : circleFrom(root, nodes, closed)
    if (circle !== undefined) return circle
  }
  return undefined
}

/** Depth first without recursion: a chain may be as long as a shop. What is walked to its end is closed for good. */
function circleFrom<Node extends string>(
  root: Node,
  nodes: ReadonlyMap<Node, readonly Node[]>,
  closed: Set<Node>,
): Node[] | undefined {
  const step = (node: Node) => ({ node, edges: (nodes.get(node) ?? []).values() })
  const path = [step(root)]
  const open = new Set([root])
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const { value: edge } = top.edges.next()
    if (edge === undefined) {
      closed.add(top.node)
      open.delete(top.node)
      path.pop()
    } else if (open.has(edge)) {
      const nodesOfPath = path.map(({ node }) => node)
      return [...nodesOfPath.slice(nodesOfPath.indexOf(edge)), edge]
    } else if (!closed.has(edge)) {
      path.push(step(edge))
      open.add(edge)
    }
  }
  return undefined
}
