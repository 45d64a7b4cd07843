/** The state as text and JSON. */
import { expect, it } from 'vitest'
import { renderStateEntry, renderStateList, stateEntryJson } from '../../../src/render/state.ts'
import { at } from './plans.ts'

const entry = {
  remoteId: '17',
  applied: {
    name: 'Egestol',
    supplier: { id: '3' },
    secret: { env: 'X', digest: 'abc' },
    stock_settings: [{ own_id: 'A', price: '10' }],
  },
  stored: {},
  policy: { protect: true, onRemove: 'delete' as const },
  needs: [at('supplier', 'acme')],
}

it('lists addresses with their ids', () => {
  const lines = [
    { address: at('product', 'oak'), remoteId: '17' },
    { address: at('supplier', 'a'), remoteId: '3' },
  ]
  expect(renderStateList(lines)).toBe('shop/product/oak  17\nshop/supplier/a   3\n')
})

it('shows one entry without its secrets', () => {
  expect(renderStateEntry(at('product', 'oak'), entry)).toBe(`shop/product/oak
  remote id  17
  protect    true
  on_remove  delete
  needs      shop/supplier/acme

applied
  name            Egestol
  secret          (sensitive)
  stock_settings
    - { own_id: A, price: 10 }
  supplier        id:3
`)
})

it('gives the entry as JSON', () => {
  expect(stateEntryJson(at('product', 'oak'), entry)).toMatchObject({ address: 'shop/product/oak', remoteId: '17' })
})
