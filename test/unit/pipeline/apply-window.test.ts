import { describe, expect, test } from 'vitest'
import type { AddressId } from '../../../src/model/address.ts'
import type { Change, Operation, OperationRole } from '../../../src/model/plan.ts'
import type { Kind } from '../../../src/model/provider.ts'
import type { Spec } from '../../../src/model/resource.ts'
import { windowsOf } from '../../../src/pipeline/apply-window.ts'
import { product, ref, stock, supplier, to, toyKinds } from './toy-vendor.ts'

interface Step {
  readonly role: OperationRole
  readonly places: readonly string[]
  readonly write?: Spec
  readonly links?: Spec
  readonly needs?: readonly string[]
  readonly applied?: Spec
}

const step = (role: OperationRole, place: string, more: Partial<Step> = {}): Step => ({
  role,
  places: [place],
  ...more,
})

/** The operations of each window, by the first address of each: `a b | c!`, with a mark where it is alone. */
function windows(steps: readonly Step[], size = 20, kinds: readonly Kind[] = toyKinds): string {
  const changes = new Map<AddressId, Change>()
  const operations = steps.map(({ role, places, write = {}, links, needs = [], applied }, index): Operation => {
    const addresses = places.map(to)
    for (const address of addresses) {
      const known = changes.get(address)
      const entry = {
        remoteId: '',
        applied: applied ?? {},
        stored: {},
        policy: { protect: false, onRemove: 'forget' as const },
        needs: [],
      }
      changes.set(address, {
        address,
        action: role === 'link' ? 'create' : role,
        class: 'managed',
        reason: '',
        risk: 'low',
        needs: needs.map(to),
        diff: [],
        write: known?.write ?? write,
        ...(links === undefined ? {} : { links }),
        ...(applied === undefined ? {} : { entry }),
      })
    }
    return { id: `op-${index + 1}`, connection: 'shop', operation: role, role, addresses }
  })
  const kind = (_connection: string, name: string) => kinds.find((one) => one.name === name)
  return windowsOf({ operations, changes, kind, size })
    .map(({ operations: some, alone }) => {
      const names = some.map(({ addresses }) => addresses[0]?.slice('shop/product/'.length)).join(' ')
      return `${names}${alone ? '!' : ''}`
    })
    .join(' | ')
}

const update = (place: string, write: Spec = { price: '10' }, more: Partial<Step> = {}) =>
  step('update', place, { write, ...more })

test('nothing to do has no window', () => {
  expect(windows([])).toBe('')
})

test('neighbours go together, as many as the backend says', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((key) => update(`product/${key}`))
  expect(windows(five, 2)).toBe('a b | c d | e')
  expect(windows(five, 1)).toBe('a | b | c | d | e')
  expect(windows(five, 20)).toBe('a b c d e')
})

test('a window ends where an id is needed that is made in it, wherever that stands', () => {
  const made = step('create', 'product/a', { write: { sku: 'A' } })
  expect(windows([made, update('product/b', { bundle: [ref('product/a')] })])).toBe('a | b')
  expect(windows([made, step('link', 'product/b', { links: { related: [ref('product/a')] } })])).toBe('a | b')
  const applied = { related: [ref('product/a')] }
  expect(windows([made, update('product/b', { price: '1' }, { applied })])).toBe('a | b')
})

test('a window ends where something needs what is done in it: a name that is given up is free only then', () => {
  const renamed = update('product/a', { sku: 'Z' })
  expect(windows([renamed, step('create', 'product/b', { write: { sku: 'A' }, needs: ['product/a'] })])).toBe('a | b')
  expect(windows([renamed, step('create', 'product/b', { write: { sku: 'B' } })])).toBe('a b')
})

test('one address is announced once in a window: a replace has two, and so has what is linked', () => {
  const replaced = [step('delete', 'product/a'), step('create', 'product/a', { write: { sku: 'A' } })]
  expect(windows(replaced)).toBe('a | a')
})

test('links point at what is linked beside them: the ids are known', () => {
  const links = ['a', 'b'].map((key) =>
    step('link', `product/${key}`, { links: { related: [ref('product/a'), ref('product/b')] } }),
  )
  expect(windows(links)).toBe('a b')
})

describe('alone is what looking could not settle for certain', () => {
  const unseen: Kind = { ...product, reading: { by: 'nothing' } }

  test('a kind of which the vendor shows nothing: a person would be asked of each', () => {
    const creates = ['a', 'b'].map((key) => step('create', `product/${key}`))
    expect(windows(creates, 20, [unseen])).toBe('a! | b!')
  })

  test('a level of stock, that a sale moves', () => {
    expect(
      windows([update('product/a'), step('create', 'stock/lev'), update('product/b')], 20, [product, stock]),
    ).toMatch(/^a \| .*! \| b$/)
  })

  test('a field that is not shown is written again after a doubt', () => {
    const hidden = update('product/b', { hidden_note: 'x' })
    expect(windows([update('product/a'), hidden, update('product/c'), update('product/d')])).toBe('a | b! | c d')
    // Of a create its being there tells.
    expect(windows([update('product/a'), step('create', 'product/b', { write: { hidden_note: 'x' } })])).toBe('a b')
  })

  test('a kind that this butik does not know', () => {
    expect(windows([update('product/a')], 20, [supplier])).toBe('a!')
  })
})

test('files that are to be sent are not all read at once', () => {
  const asset = (bytes: number) => ({ asset: { path: 'a.png', sha256: 'x', bytes } })
  const create = (key: string, bytes: number) => step('create', `product/${key}`, { write: { manual: asset(bytes) } })
  const many = ['a', 'b', 'c', 'd'].map((key) => create(key, 3_000_000))
  expect(windows(many)).toBe('a b | c d')
  expect(windows([create('a', 90_000_000), create('b', 1)])).toBe('a | b')
})
