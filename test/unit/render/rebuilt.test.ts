import { expect, test } from 'vitest'
import { addressId } from '../../../src/model/address.ts'
import { type RebuiltState, renderRebuilt } from '../../../src/render/rebuilt.ts'

const product = (key: string) => addressId('shop', 'product', key)
const nothing: RebuiltState = {
  ...{ aside: [], kept: [], undeclared: [], found: [], trusted: [], missing: [] },
  ...{ inDoubt: [], lost: [], undecided: [], calls: {} },
}

test('a state that is whole is said to be', () => {
  expect(renderRebuilt(undefined)).toBe('The state is whole: there is nothing to rebuild.\n')
})

test('says where each part comes from, and what a person still has to say', () => {
  const rebuilt: RebuiltState = {
    from: '.butik/default/state.previous.json',
    aside: ['.butik/default/damaged-x/state.json'],
    kept: [product('a')],
    undeclared: [product('a')],
    found: [product('b')],
    trusted: [{ address: product('b'), fields: ['brand_name', 'file'] }],
    missing: [product('c')],
    inDoubt: [{ address: addressId('delivery', 'shop', 'oslo'), id: '4711' }, { address: product('d') }],
    lost: [{ address: product('e'), id: '7' }],
    undecided: [{ address: product('f'), why: 'its natural key is not unique in the shop' }],
    calls: { shop: 6 },
  }
  expect(renderRebuilt(rebuilt).split('\n')).toEqual([
    'taken over from .butik/default/state.previous.json: 1',
    '  shop/product/a',
    'found in the shops by natural key: 1',
    '  shop/product/b',
    'not shown by the vendor, taken to be as declared: 1',
    '  shop/product/b: brand_name, file',
    'declared and not in the shops; the next plan makes them: 1',
    '  shop/product/c',
    'declared no more; the next plan says what becomes of them: 1',
    '  shop/product/a',
    'in doubt: delivery/shop/oslo',
    '  the damaged state has the id 4711: look at the vendor whether it is that one',
    '  it may be there, and nobody can look: butik state resolve delivery/shop/oslo --id 4711 | --absent',
    'in doubt: shop/product/d',
    '  it may be there, and nobody can look: butik state resolve shop/product/d --id N | --absent',
    'owned before as far as the damaged state can be read, and no more; the shop keeps them: 1',
    '  shop/product/e (id 7)',
    'not decided; butik import ADDRESS ID says which object it is: 1',
    '  shop/product/f: its natural key is not unique in the shop',
    'put aside: .butik/default/damaged-x/state.json',
    'shop: 6 calls',
    'The state is rebuilt. Plans saved before are refused; butik plan shows what differs.',
    '',
  ])
})

test('shows the first ten of many, and all of them where asked', () => {
  const found = Array.from({ length: 12 }, (_, index) => product(`p${index}`))
  expect(renderRebuilt({ ...nothing, found })).toContain('  and 2 more: -v shows them all')
  expect(renderRebuilt({ ...nothing, found }, { verbose: true })).toContain('shop/product/p11')
})
