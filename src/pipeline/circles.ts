/**
 * Wishes that would put an object below itself, because something that it is to lie below stays where it is in the shop: its
 * place is not written. Told by the plan; the vendor would refuse the call in the middle of a run. Pure.
 */
import { type AddressId, isAddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { findCircle } from './graph.ts'
import { ofKind } from './of-kind.ts'
import { type Node, Tree, type TreeInput } from './tree.ts'

export function circlesIn(input: Omit<TreeInput, 'scope'>): Diagnostic[] {
  const whole: TreeInput = { ...input, scope: { selected: () => true } }
  return input.connected.flatMap(({ config, provider }) =>
    provider.kinds.flatMap((kind) => {
      const tree = new Tree(config.name, kind, whole)
      if (tree.isFlat) return []
      const mine = ofKind(input.desired.resources, config.name, kind.name).map(([address]) => address)
      return problemsAmong(nodesAbove(mine, tree), tree, input)
    }),
  )
}

/** What each hangs below, up to the roots. */
function nodesAbove(start: readonly AddressId[], tree: Tree): Map<Node, readonly Node[]> {
  const found = new Map<Node, readonly Node[]>()
  const open: Node[] = [...start]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue
    const above = tree.above(node)
    found.set(node, above)
    open.push(...above)
  }
  return found
}

function problemsAmong(
  nodes: Map<Node, readonly Node[]>,
  tree: Tree,
  { desired }: Pick<TreeInput, 'desired'>,
): Diagnostic[] {
  const problems: Diagnostic[] = []
  for (let circle = findCircle(nodes); circle !== undefined; circle = findCircle(nodes)) {
    const ours = [...new Set(circle)].filter(isAddressId)
    const mover = ours.find((address) => tree.isPlaced(address)) ?? ours[0]
    const resource = mover === undefined ? undefined : desired.resources.get(mover)
    if (mover !== undefined && resource !== undefined) problems.push(problem(mover, circle, resource.source))
    for (const node of circle) nodes.set(node, [])
  }
  return problems
}

function problem(address: AddressId, circle: readonly Node[], source: Diagnostic['source']): Diagnostic {
  const names = circle.map((node) => (isAddressId(node) ? node : `id ${node.slice(1)}`))
  return {
    severity: 'error',
    code: 'E1202',
    summary: `it would lie below itself: ${names.join(' → ')}`,
    detail: 'what is written is where it is to be, and what is not written stays where it is in the shop',
    hint: 'write where each of them is to be; null makes one a root',
    ...(source === undefined ? {} : { source }),
    address,
  }
}
