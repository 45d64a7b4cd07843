// Any forest turned into any other, with new nodes, nodes outside the files and places that are not written: no call
// puts anything below itself.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change } from '../../src/model/plan.ts'
import { isId, isRef, type Spec } from '../../src/model/resource.ts'
import { planned, ref, seen, to } from '../unit/pipeline/toy-vendor.ts'

const runs = { numRuns: process.env['BUTIK_TEST_LONG'] === '1' ? 10_000 : 1_000 }

interface Wish {
  /** Undefined: it is not in the shop yet. */
  readonly before: number | undefined
  readonly after: number
  readonly how: 'written' | 'unwritten' | 'outside'
  readonly name: boolean
}

const wish: fc.Arbitrary<Wish> = fc.record({
  before: fc.option(fc.nat(9), { nil: undefined, freq: 8 }),
  after: fc.nat(9),
  how: fc.constantFrom('written', 'written', 'written', 'unwritten', 'outside'),
  name: fc.boolean(),
})

/** Parent by number, -1 for none. */
type Forest = ReadonlyMap<number, number>

const circular = (forest: Forest): boolean =>
  [...forest.keys()].some((start) => {
    let at = forest.get(start) ?? -1
    for (let steps = 0; at !== -1 && steps <= forest.size; steps += 1) at = forest.get(at) ?? -1
    return at !== -1
  })

const key = (node: number) => `category/k${node}`

test('a forest becomes another without a moment in which something lies below itself', () => {
  let turned = 0
  fc.assert(
    fc.property(fc.array(wish, { minLength: 2, maxLength: 9 }), fc.infiniteStream(fc.nat()), (wishes, shuffle) => {
      const nodes = wishes.map(({ before, how, ...rest }, node) => {
        const isNew = before === undefined && how === 'written'
        return { ...rest, node, how, isNew, before: isNew ? -1 : ((before ?? 0) % (wishes.length + 1)) - 1 }
      })
      const old = nodes.filter(({ isNew }) => !isNew)
      const stands = new Set(old.map(({ node }) => node))
      const before: Forest = new Map(old.map((one) => [one.node, stands.has(one.before) ? one.before : -1]))
      const after: Forest = new Map(
        nodes.map(({ node, how, after: wanted }) => [
          node,
          how === 'written' ? (wanted % (wishes.length + 1)) - 1 : (before.get(node) ?? -1),
        ]),
      )
      fc.pre(!circular(before) && !circular(after))
      // Numbers say nothing of the depth: keys are given in any order.
      const order = new Map(nodes.map(({ node }) => [node, shuffle.next().value % 1000]))
      const named = (node: number) => `category/n${order.get(node)}-${node}`
      const outside = (node: number) => nodes[node]?.how === 'outside'
      const up = (parent: number) =>
        parent === -1 ? null : outside(parent) ? { id: String(parent) } : ref(named(parent))
      const files = nodes.flatMap(({ node, how, name }): [string, Spec][] => {
        const own = name ? { name: `new ${node}` } : { name: key(node) }
        if (how === 'outside') return []
        return [[named(node), how === 'written' ? { ...own, parent: up(after.get(node) ?? -1) } : own]]
      })
      const shop = [...before].map(([node, parent]) =>
        seen('category', String(node), { name: key(node), parent: parent === -1 ? null : { id: String(parent) } }),
      )
      const state = Object.fromEntries(
        old.filter(({ how }) => how !== 'outside').map(({ node }) => [named(node), { id: String(node) }]),
      )
      const plan = planned({ files: Object.fromEntries(files), state, shop })
      const byAddress = new Map<string, Change>(plan.changes.map((change) => [change.address, change]))
      const numbers = new Map<string, number>(nodes.map(({ node }) => [to(named(node)), node]))
      const now = new Map(before)
      for (const address of plan.operations.flatMap(({ addresses }) => addresses)) {
        const parent = byAddress.get(address)?.write?.['parent']
        const node = numbers.get(address) ?? -1
        const target = isId(parent) ? Number(parent.id) : isRef(parent) ? (numbers.get(parent.ref) ?? -1) : -1
        if (parent !== undefined || !now.has(node)) now.set(node, target)
        expect(now.has(target) || target === -1, `the parent of ${address} is there`).toBe(true)
        expect(circular(now), `after ${address}`).toBe(false)
      }
      expect(now).toEqual(after)
      turned += plan.operations.length > 1 ? 1 : 0
    }),
    runs,
  )
  expect(turned).toBeGreaterThan(runs.numRuns / 4)
})
