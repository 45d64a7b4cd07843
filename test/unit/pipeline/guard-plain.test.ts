import { expect, test } from 'vitest'
import { guarded, type Thing } from './guard-story.ts'

test.each<[string, string, Thing, string[]]>([
  [
    'a category out of the menu',
    'category/a',
    { was: { in_menu: true }, write: { in_menu: false } },
    ['category: a in_menu true → false'],
  ],
  ['one that was out of it', 'category/a', { was: { in_menu: false }, write: { in_menu: false, name: 'x' } }, []],
  ['one that comes in', 'category/a', { was: { in_menu: false }, write: { in_menu: true } }, []],
  [
    'a category that goes',
    'category/a',
    { was: { in_menu: false }, action: 'delete' },
    ['category: a would be deleted'],
  ],
  ['a supplier that goes is none', 'supplier/a', { was: { name: 'x' }, action: 'delete' }, []],
  [
    'another address',
    'category/a',
    { was: { rewrite_url: 'a' }, write: { rewrite_url: 'b' } },
    ['url: a rewrite_url a → b'],
  ],
  [
    'no address any more',
    'product/a',
    { was: { rewrite_url: 'a' }, write: { rewrite_url: null } },
    ['url: a rewrite_url a → none'],
  ],
  ['a first address', 'product/a', { was: { rewrite_url: '' }, write: { rewrite_url: 'b' } }, []],
  ['the address of what is made', 'product/a', { write: { rewrite_url: 'b' } }, []],
  ['another SKU', 'product/a', { was: { own_id: 'A' }, write: { own_id: 'B' } }, ['own-id: a own_id A → B']],
  [
    'all pictures',
    'product/a',
    { was: { images: [{ image_id: '1' }] }, write: { images: [{ image_id: '1', remove: true }] } },
    ['images: a images 1 → 0'],
  ],
  [
    'one of two',
    'product/a',
    {
      was: { images: [{ image_id: '1' }, { image_id: '2' }] },
      write: { images: [{ image_id: '1', remove: true }, { image_id: '2' }] },
    },
    [],
  ],
  [
    'another in its place',
    'product/a',
    { was: { images: [{ image_id: '1' }] }, write: { images: [{ url: 'x' }, { image_id: '1', remove: true }] } },
    [],
  ],
  ['pictures that are not written', 'product/a', { was: { images: [{ image_id: '1' }] }, write: { name: 'x' } }, []],
  [
    'pictures lost by a replace',
    'product/a',
    { was: { images: [{ image_id: '1' }] }, write: { name: 'x' }, action: 'replace' },
    ['images: a images 1 → 0'],
  ],
])('%s', (_, place, thing, said) => {
  expect(guarded({ [place]: thing })).toEqual(said)
  expect(guarded({ [place]: thing }, { settings: { on: new Set() } })).toEqual([])
})
