import { expect, test } from 'vitest'
import type { Change } from '../../../src/model/plan.ts'
import { checkAcks, type GuardInput, guards, stopping } from '../../../src/pipeline/guard.ts'
import { to } from './toy-vendor.ts'

const change = (action: Change['action'], key: string): Change => ({
  address: to(`product/${key}`),
  action,
  class: 'managed',
  reason: '',
  risk: 'low',
  needs: [],
  diff: [],
})

const quiet: GuardInput = {
  changes: [],
  protectedOnes: new Set(),
  incomplete: [],
  repictured: [],
  identity: [],
  identityMessages: [],
  emptied: [],
  unseen: [],
  values: [],
  allowDelete: false,
  ack: [],
}

const deletes = [change('delete', 'b'), change('replace', 'a'), change('update', 'c'), change('forget', 'd')]
const x = [to('product/x')]

test.each([
  ['nothing to guard', {}, []],
  ['a delete, and a replace counts as one', { changes: deletes }, ['delete: a b']],
  ['a delete that is allowed', { changes: deletes, allowDelete: true }, ['delete (acked): a b']],
  [
    'what is protected, allowed or not',
    { changes: deletes, allowDelete: true, protectedOnes: new Set([to('product/b')]) },
    ['delete (acked): a', 'protect: b'],
  ],
  ['a read that fell short', { incomplete: x }, ['incomplete: x']],
  ['which no acknowledgement opens', { incomplete: x, ack: ['incomplete', 'identity', 'empty'] }, ['incomplete: x']],
  ['another shop', { identity: x, identityMessages: ['one', 'two'] }, ['identity: x']],
  ['another shop, acknowledged', { identity: x, ack: ['identity'] }, ['identity (acked): x']],
  ['an emptied configuration', { emptied: x }, ['empty: x']],
  ['an emptied configuration, acknowledged', { emptied: x, ack: ['empty'] }, ['empty (acked): x']],
  ['adopted pictures', { repictured: x }, ['images: x']],
  [
    'adopted pictures, and others that are lost, are one guard',
    { repictured: x, values: [{ name: 'images', addresses: [to('product/y')], message: 'lost' }], ack: ['images'] },
    ['images (acked): x y'],
  ],
  [
    'what a guard on values found; each is opened by its own name',
    {
      values: [
        { name: 'price', addresses: x, message: 'too much' },
        { name: 'url', addresses: x, message: 'moved' },
      ],
      ack: ['url'],
    },
    ['price: x', 'url (acked): x'],
  ],
  ['a create that cannot be seen', { unseen: x }, ['unseen-create: x']],
  ['a create that cannot be seen, acknowledged', { unseen: x, ack: ['unseen-create'] }, ['unseen-create (acked): x']],
])('%s', (_what, input, names) => {
  const found = guards({ ...quiet, ...input })
  const line = ({ name, addresses, acked }: (typeof found)[number]) =>
    `${name}${acked ? ' (acked)' : ''}: ${addresses.map((address) => address.split('/')[2]).join(' ')}`
  expect(found.map(line)).toEqual(names)
  expect(stopping(found).map(line)).toEqual(names.filter((name) => !name.includes('(acked)')))
})

test('each says how to go on', () => {
  const [identity] = guards({ ...quiet, identity: x, identityMessages: ['one', 'two'] })
  expect(identity?.message).toBe('one; two; if this is the right shop, --ack identity')
})

test('a misspelt acknowledgement is an error', () => {
  expect(() => checkAcks(['empty', 'identity'])).not.toThrow()
  expect(() => checkAcks(['emtpy'])).toThrow(
    expect.objectContaining({
      code: 'E5001',
      hint: 'there are: below-cost, category, deletes, empty, identity, images, in-use, offline, own-id, price, sale-price, stock-zero, unseen-create, updates, url',
    }),
  )
})
