// What looks like one thing under another key is offered as a move, and what does not is not.
import { describe, expect, test } from 'vitest'
import { isNear } from '../../../src/pipeline/near.ts'
import { renameOffers } from '../../../src/pipeline/rename-offers.ts'
import { compared, desiredOf, entriesOf, planned, product, type Story, seen, to } from './toy-vendor.ts'

const offers = (story: Story, wishes = {}) =>
  planned(story, wishes)
    .diagnostics.filter(({ code }) => code === 'N1060')
    .map(({ severity, hint, summary }) => `${severity}: ${hint ?? summary}`)

const line = (kind: string, old: string, now: string) =>
  `if it is the same, write in butik.yaml: moved: { shop/${kind}/${old}: shop/${kind}/${now} }`

/** One of a kind that goes, and one that comes. */
function turned(kind: string, old: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): Story {
  return {
    files: { [`${kind}/now`]: now },
    state: { [`${kind}/old`]: { id: '7', applied: old } },
    shop: [seen(kind, '7', old)],
  }
}

test.each([
  ['its key but for case and blanks', 'product', { sku: 'ch-001 ', name: 'Stol' }, { sku: 'CH 001', name: 'Lænestol' }],
  ['its name', 'product', { sku: 'CH-001', name: 'Egestol med armlæn' }, { sku: 'X7', name: 'egestol med ARMLÆN' }],
  ['a slip in its name', 'supplier', { name: 'Nordisk Møbler' }, { name: 'Nordiske Møbler' }],
])('%s: a move is offered', (_, kind, old, now) => {
  expect(offers(turned(kind, old, now))).toEqual([`note: ${line(kind, 'old', 'now')}`])
})

test('where the first would be deleted it is a warning', () => {
  const story = turned('supplier', { name: 'Nordisk Møbler' }, { name: 'Nordiske Møbler' })
  const state = {
    'supplier/old': { id: '7', applied: { name: 'Nordisk Møbler' }, policy: { onRemove: 'delete' } },
  } as const
  expect(offers({ ...story, state })).toEqual([`warning: ${line('supplier', 'old', 'now')}`])
})

describe('nothing is offered', () => {
  test.each([
    ['another size', 'supplier', { name: 'T-shirt M' }, { name: 'T-shirt L' }],
    ['another number', 'product', { sku: 'S-2', name: 'Sofa 2' }, { sku: 'S-3', name: 'Sofa 3' }],
    ['a name that is near, and nothing else', 'product', { sku: 'A', name: 'Egestol' }, { sku: 'B', name: 'Egestok' }],
    ['something else', 'supplier', { name: 'Acme' }, { name: 'Nordisk' }],
  ])('for %s', (_, kind, old, now) => {
    expect(offers(turned(kind, old, now))).toEqual([])
  })

  test('where the key is the same: that has moved', () => {
    const plan = planned(turned('product', { sku: 'CH', name: 'Stol' }, { sku: 'CH', name: 'Stolen' }))
    expect(plan.changes.map(({ action, reason }) => `${action}: ${reason}`)).toEqual([
      'adopt: moved from shop/product/old',
    ])
    expect(offers(turned('product', { sku: 'CH', name: 'Stol' }, { sku: 'CH', name: 'Stolen' }))).toEqual([])
  })

  test('where two could be meant, where the object is gone, and by the plan of nothing', () => {
    const story = turned('supplier', { name: 'Nordisk Møbler' }, { name: 'Nordiske Møbler' })
    const two = { ...story, files: { ...story.files, 'supplier/other': { name: 'Nordisk Møblen' } } }
    expect(offers(two)).toEqual([])
    expect(offers({ ...story, shop: [] })).toEqual([])
    expect(offers(story, { destroy: true })).toEqual([])
  })

  test('one by one for what is nested in what is offered', () => {
    const found = offers({
      files: {
        'profile/now': { name: 'Møbler' },
        'attribute/now.w': { profile: { ref: 'shop/profile/now' }, name: 'Bredde' },
      },
      state: {
        'profile/old': { id: '7', applied: { name: 'Møblerr' } },
        'attribute/old.w': { id: '8', applied: { profile: { id: '7' }, name: 'Bredde' }, needs: ['profile/old'] },
      },
      shop: [
        seen('profile', '7', { name: 'Møblerr' }),
        seen('attribute', '8', { profile: { id: '7' }, name: 'Bredde' }),
      ],
    })
    expect(found).toEqual([`note: ${line('profile', 'old', 'now')}`])
  })
})

test('of a shop that changes all its keys equal texts alone are compared, and it is told in bounds', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `Vare nummer ${index}`)
  const of = (place: string, action: 'create' | 'forget') =>
    ({
      address: to(place),
      action,
      class: 'managed',
      reason: 'removed from the files',
      risk: 'low',
      needs: [],
      diff: [],
    }) as const
  const changes = many.flatMap((_, index) => [of(`product/n${index}`, 'create'), of(`product/o${index}`, 'forget')])
  const desired = desiredOf(
    Object.fromEntries(many.map((name, index) => [`product/n${index}`, { sku: `N${index}`, name }])),
  )
  const entries = entriesOf(
    Object.fromEntries(
      many.map((name, index) => [`product/o${index}`, { id: `${index}`, applied: { sku: `O${index}`, name } }]),
    ),
  )
  const found = renameOffers(changes, { desired, entries, binding: { ...compared({}).binding } }, () => product)
  expect(found).toHaveLength(51)
  expect(found.at(-1)?.summary).toBe('and 9950 more that may have another key')
})

test.each([
  [3, 3],
  [61, 0],
])('of %d that are nearly the same %d are offered: many at once are no slips', (count, told) => {
  const many = Array.from({ length: count }, (_, index) => index)
  const found = offers({
    files: Object.fromEntries(many.map((index) => [`supplier/n${index}`, { name: `Møbler ${index}` }])),
    state: Object.fromEntries(
      many.map((index) => [`supplier/o${index}`, { id: `${index + 1}`, applied: { name: `Møblers ${index}` } }]),
    ),
    shop: many.map((index) => seen('supplier', `${index + 1}`, { name: `Møblers ${index}` })),
  })
  expect(found).toHaveLength(told)
})

test.each([
  ['Stole', 'stole', true],
  ['Stol', 'Stole', true],
  ['Sofa 2', 'Sofa 3', false],
  ['Shirt M', 'Shirt L', false],
  ['rød stol', 'sort stol', false],
  ['Café bord', 'cafe-bord', true],
  ['', '', false],
])('"%s" and "%s": %s', (a, b, near) => {
  expect(isNear(a, b)).toBe(near)
})
