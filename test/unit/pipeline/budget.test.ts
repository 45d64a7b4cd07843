import { describe, expect, test } from 'vitest'
import type { Change, Operation } from '../../../src/model/plan.ts'
import { type Importance, importances } from '../../../src/model/quota.ts'
import { Budget, callsOf } from '../../../src/pipeline/budget.ts'
import { mostImportantFirst } from '../../../src/pipeline/importance.ts'
import { connectedTo, ref, to } from './toy-vendor.ts'

const price = { path: 'price', cause: 'config', sensitive: false, meaning: 'price' } as const
const name = { path: 'name', cause: 'config', sensitive: false, meaning: 'text' } as const

function change(place: string, more: Partial<Change> = {}): Change {
  const usual = { action: 'update', class: 'managed', reason: '', risk: 'low', needs: [], diff: [name] } as const
  return {
    ...usual,
    address: to(place),
    write: { name: 'x' },
    ...(more.action === 'create' ? {} : { remoteId: place }),
    ...more,
  }
}

/** An operation for each of `role place`, in this order, over these changes. */
function planOf(deeds: readonly string[], changes: readonly Change[]) {
  const operations = deeds.map((deed): Operation => {
    const [role = '', place = ''] = deed.split(' ')
    return { id: deed, connection: 'shop', operation: deed, role: role as Operation['role'], addresses: [to(place)] }
  })
  return { operations, changes, views: [] }
}

const one = connectedTo()
const order = (plan: ReturnType<typeof planOf>, first: readonly Importance[] = []) =>
  mostImportantFirst(plan, [one], () => [...new Set([...first, ...importances])]).map(({ id }) => id)
const budget = (plan: ReturnType<typeof planOf>) => new Budget({ plan, connected: [one], orderAt: () => importances })

describe('what goes first', () => {
  test('prices before names, and the plan order among equals', () => {
    const changes = [change('supplier/a'), change('supplier/b', { diff: [name, price] }), change('supplier/c')]
    const plan = planOf(['update supplier/a', 'update supplier/b', 'update supplier/c'], changes)
    expect(order(plan)).toEqual(['update supplier/b', 'update supplier/a', 'update supplier/c'])
  })

  test('what it needs comes before it, and what that needs', () => {
    const changes = [
      change('supplier/a', { action: 'create' }),
      change('supplier/b', { needs: [to('supplier/a')] }),
      change('product/c', { needs: [to('supplier/b')], diff: [price] }),
    ]
    const plan = planOf(['create supplier/a', 'update supplier/b', 'update product/c'], changes)
    expect(order(plan)).toEqual(plan.operations.map(({ id }) => id))
  })

  test('in a tree no move overtakes another, though neither needs the other', () => {
    const parent = { write: { parent: ref('category/x') } }
    const changes = [change('category/a', parent), change('category/b', { ...parent, diff: [price] })]
    const plan = planOf(['update category/a', 'update category/b'], changes)
    expect(order(plan)).toEqual(['update category/a', 'update category/b'])
    const apart = planOf(
      ['update category/a', 'update category/b'],
      [changes[0] ?? change(''), change('category/b', { diff: [price] })],
    )
    expect(order(apart)).toEqual(['update category/b', 'update category/a'])
  })

  test('deletes come after all else and in their order, whatever is wished', () => {
    const gone = { action: 'delete' } as const
    const changes = [change('supplier/a'), change('supplier/b', gone), change('supplier/c', gone)]
    const plan = planOf(['update supplier/a', 'delete supplier/c', 'delete supplier/b'], changes)
    expect(order(plan, ['deletes'])).toEqual(['update supplier/a', 'delete supplier/c', 'delete supplier/b'])
  })

  test('a link comes after what it points at', () => {
    const links = { links: { related: [ref('product/b')] } }
    const changes = [change('product/a', { action: 'create', ...links }), change('product/b', { action: 'create' })]
    const plan = planOf(['create product/a', 'create product/b', 'link product/a'], changes)
    expect(order(plan)).toEqual(['create product/a', 'create product/b', 'link product/a'])
  })
})

describe('what so many calls are enough for', () => {
  // A look of one call at the whole list, and a write each.
  const suppliers = (count: number) => {
    const places = Array.from({ length: count }, (_, index) => `supplier/s${index}`)
    return planOf(
      places.map((place) => `update ${place}`),
      places.map((place) => change(place)),
    )
  }
  const left = (calls: number) => ({ left: new Map([['shop', calls]]) })

  test.each([
    [1, 0],
    [2, 1],
    [5, 4],
    [11, 10],
    [99, 10],
  ])('%i calls: %i operations', (calls, count) => {
    const portion = budget(suppliers(10)).portion(left(calls))
    expect(portion.operations.size).toBe(count)
    expect(portion.changes).toHaveLength(count)
    expect(callsOf(portion)).toBe(count === 0 ? 0 : count + 1)
    expect(budget(suppliers(10)).portion({ left: new Map(), total: calls }).operations.size).toBe(count)
  })

  test('the smaller of both limits counts, and without any it is all', () => {
    const plan = budget(suppliers(10))
    expect(plan.portion({ ...left(5), total: 9 }).operations.size).toBe(4)
    expect(plan.portion({ ...left(9), total: 5 }).operations.size).toBe(4)
    expect(plan.portion({ left: new Map() }).operations.size).toBe(10)
  })

  test('what is replaced is not left deleted: both calls, or neither', () => {
    const changes = [change('supplier/a', { action: 'replace' })]
    const plan = budget(planOf(['delete supplier/a', 'create supplier/a'], changes))
    expect([...plan.portion(left(2)).operations]).toEqual([])
    expect([...plan.portion(left(3)).operations]).toEqual(['delete supplier/a', 'create supplier/a'])
  })

  test.each([
    [11, 11, 1],
    [6, 11, 2],
    [6, 4, 3],
    // The first day is too short for anything.
    [1, 11, 2],
    [1, 1, undefined],
    [6, 1, undefined],
  ])('%i calls today and %i on each other day: %s days', (today, perDay, days) => {
    expect(budget(suppliers(10)).days('shop', today, perDay)).toBe(days)
  })

  test('many operations take no time that grows with their square', { timeout: 20_000 }, () => {
    const many = budget(suppliers(20_000))
    const began = process.cpuUsage()
    expect(many.days('shop', 500, 1000)).toBe(21)
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(2)
  })
})
