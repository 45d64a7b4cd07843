import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFixture } from 'fs-fixture'
import { expect, test } from 'vitest'
import type { SavedView } from '../../../src/model/state.ts'
import { type Cipher, plainCipher } from '../../../src/state/cipher.ts'
import { createAesCipher } from '../../../src/state/cipher-aes.ts'
import { createLocalViews } from '../../../src/state/views.ts'

const view: SavedView = {
  url: 'https://shop.example/api',
  reads: 'r1',
  state: 's1',
  mark: 'Sun, 01 Mar 2026 10:00:00 GMT',
  at: '2026-03-01T12:00:00.000Z',
  wanted: 'w1',
  objects: [{ kind: 'order', remoteId: '7', spec: { id: '7' } }],
}

let made = 0

async function views(folder: string, environment = 'default', cipher: Cipher = plainCipher) {
  const said: string[] = []
  const notice = (line: string) => void said.push(line)
  const store = createLocalViews({ folder, environment, newId: () => `id${made++}`, notice, cipher })
  return { store, said }
}

test('comes back as it was kept, by connection, kind and environment', async () => {
  await using fixture = await createFixture()
  const { store } = await views(fixture.path)
  expect(await store.read('old', 'order')).toBeUndefined()
  await store.write('old', 'order', view)
  expect(await store.read('old', 'order')).toEqual(view)
  expect(await store.read('old', 'product')).toBeUndefined()
  expect(await (await views(fixture.path, 'staging')).store.read('old', 'order')).toBeUndefined()
})

test.each([
  ['a torn one', (text: string) => text.slice(0, -20)],
  ['an edited one', (text: string) => text.replace('"remoteId":"7"', '"remoteId":"8"')],
  ['one of another version', (text: string) => text.replace('"formatVersion":3', '"formatVersion":4')],
  ['an empty one', () => ''],
])('%s is thrown away with a notice', async (_what, damage) => {
  await using fixture = await createFixture()
  const { store, said } = await views(fixture.path)
  await store.write('old', 'order', view)
  const file = join(fixture.path, 'cache', 'default', 'old.order.json')
  await writeFile(file, damage(await readFile(file, 'utf8')))
  expect(await store.read('old', 'order')).toBeUndefined()
  expect(said).toEqual(['The view of old/order is damaged and is thrown away.'])
})

test('that it cannot be kept fails nothing, and is said once', async () => {
  await using fixture = await createFixture({ cache: 'a file where a folder should be' })
  const { store, said } = await views(fixture.path)
  await store.write('old', 'order', view)
  await store.write('old', 'customer', view)
  expect(await store.read('old', 'order')).toBeUndefined()
  expect(said).toEqual([
    'What was seen cannot be kept in .butik/cache (ENOTDIR): the next run reads it again, which costs calls.',
  ])
})

test.each([3, 2000])('one of %i objects under another key is told as that, and is not damaged', async (count) => {
  await using fixture = await createFixture()
  const cipher = (key: string) => createAesCipher({ key: key.repeat(64), oldKeys: [] })
  const objects = Array.from({ length: count }, (_, index) => product(index, `Vare ${index}`))
  const { store: kept } = await views(fixture.path, 'default', cipher('a'))
  await kept.write('shop', 'product', { ...view, objects })
  const { store, said } = await views(fixture.path, 'default', cipher('b'))
  expect(await store.read('shop', 'product')).toBeUndefined()
  expect(said).toEqual([
    'The view of shop/product is encrypted with a key that is not among those of butik.yaml: it is read anew.',
  ])
})

const product = (id: number, name: string) => ({ kind: 'product', remoteId: String(id), spec: { name }, stamp: 's' })
const many: SavedView = {
  ...view,
  clock: '2026-03-01T11:00:00.000Z',
  objects: Array.from({ length: 2000 }, (_, index) => product(index, `Ærlig ${index}`)),
}

/** What changed put over what was there, as a run does it. */
function updated(from: SavedView, changed: SavedView['objects'], gone: readonly string[]) {
  const objects = new Map(from.objects.map((object) => [object.remoteId, object]))
  for (const id of gone) objects.delete(id)
  for (const object of changed) objects.set(object.remoteId, object)
  const next = { ...from, clock: '2026-03-01T13:00:00.000Z', objects: [...objects.values()] }
  return { next, update: { from, changed, gone } }
}

const linesIn = async (folder: string) =>
  (await readdir(join(folder, 'cache', 'default'))).filter((file) => file.endsWith('.lines'))

test('a large one comes back as it was kept, and a few changes do not write it anew', async () => {
  await using fixture = await createFixture()
  const { store } = await views(fixture.path)
  await store.write('shop', 'product', many)
  const lines = await linesIn(fixture.path)
  expect(lines).toHaveLength(1)
  let seen = await (await views(fixture.path)).store.read('shop', 'product')
  expect(seen).toEqual(many)
  for (const [changed, gone] of [
    [[product(7, 'Other'), product(5000, 'New')], ['8']],
    [[product(7, 'Another')], ['5000', '9']],
    [[product(8, 'Back')], []],
  ] as const) {
    const { store: next } = await views(fixture.path)
    const before = await next.read('shop', 'product')
    if (before === undefined) throw new Error('no view')
    const { next: after, update } = updated(before, changed, gone)
    await next.write('shop', 'product', after, update)
    seen = await (await views(fixture.path)).store.read('shop', 'product')
    const byId = (one: SavedView | undefined) => one?.objects.toSorted((a, b) => a.remoteId.localeCompare(b.remoteId))
    expect(byId(seen)).toEqual(byId(after))
    expect(seen?.clock).toBe(after.clock)
    expect(await linesIn(fixture.path)).toEqual(lines)
  }
  const size = async (file: string) => (await stat(join(fixture.path, 'cache', 'default', file))).size
  expect(await size('shop.product.json')).toBeLessThan((await size(lines[0] ?? '')) / 10)
})

test('a large one of which much changed is written anew, and the old lines go', async () => {
  await using fixture = await createFixture()
  const { store } = await views(fixture.path)
  await store.write('shop', 'product', many)
  const [lines] = await linesIn(fixture.path)
  const before = await store.read('shop', 'product')
  if (before === undefined) throw new Error('no view')
  const changed = Array.from({ length: 600 }, (_, index) => product(index, 'Other'))
  const { next, update } = updated(before, changed, [])
  await store.write('shop', 'product', next, update)
  expect(await store.read('shop', 'product')).toEqual(next)
  const now = await linesIn(fixture.path)
  expect(now).toHaveLength(1)
  expect(now).not.toEqual([lines])
})

test.each([
  ['a line is torn off', (text: string) => text.slice(0, text.lastIndexOf('\n', text.length - 2))],
  ['a value is another', (text: string) => text.replace('Ærlig 77"', 'Ærlig 78"')],
  ['they are gone', undefined],
])('a large one is thrown away with a notice where of its lines %s', async (_what, damage) => {
  await using fixture = await createFixture()
  const { store, said } = await views(fixture.path)
  await store.write('shop', 'product', many)
  const [lines = ''] = await linesIn(fixture.path)
  const path = join(fixture.path, 'cache', 'default', lines)
  if (damage === undefined) await rm(path)
  else await writeFile(path, damage(await readFile(path, 'utf8')))
  expect(await store.read('shop', 'product')).toBeUndefined()
  expect(said).toEqual(['The view of shop/product is damaged and is thrown away.'])
})

test('what was read so far of a long list lies beside the view, and goes with the next one', async () => {
  await using fixture = await createFixture()
  const { store } = await views(fixture.path)
  const sweep = { at: view.at, lowest: '17', below: 5, total: 2005 }
  const checkpoint = { ...many, sweep }
  const read = async () => await (await views(fixture.path)).store.checkpoints.read('shop', 'product')
  expect(await store.checkpoints.write('shop', 'product', checkpoint)).toBe(true)
  await store.write('shop', 'product_label', many)
  expect(await read()).toEqual(checkpoint)
  // Written anew, the lines of before are not left behind.
  await store.checkpoints.write('shop', 'product', checkpoint)
  expect(await linesIn(fixture.path)).toHaveLength(2)
  expect(await store.read('shop', 'product')).toBeUndefined()
  await store.write('shop', 'product', view)
  expect(await read()).toBeUndefined()
  expect(await store.read('shop', 'product_label')).toEqual(many)
  expect(await linesIn(fixture.path)).toHaveLength(1)
  await store.checkpoints.write('shop', 'product', checkpoint)
  await store.checkpoints.drop('shop', 'product')
  expect(await read()).toBeUndefined()
  expect(await store.read('shop', 'product')).toEqual(view)
})

test('one that is damaged is thrown away with a notice, and one that cannot be kept fails nothing', async () => {
  await using fixture = await createFixture()
  const { store, said } = await views(fixture.path)
  await store.checkpoints.write('shop', 'product', { ...view, sweep: { at: view.at, lowest: '7', below: 5, total: 6 } })
  const file = join(fixture.path, 'cache', 'default', 'shop.product~part.json')
  await writeFile(file, (await readFile(file, 'utf8')).replace('"below":5', '"below":4'))
  expect(await store.checkpoints.read('shop', 'product')).toBeUndefined()
  expect(said).toEqual(['What was read so far of shop/product is damaged and is thrown away.'])
  await using full = await createFixture({ cache: 'a file where a folder should be' })
  const other = await views(full.path)
  expect(
    await other.store.checkpoints.write('shop', 'product', {
      ...view,
      sweep: { at: '', lowest: '', below: 1, total: 2 },
    }),
  ).toBe(false)
  await other.store.checkpoints.drop('shop', 'product')
})

test('how many objects it has is told without them', async () => {
  await using fixture = await createFixture()
  const { store, said } = await views(fixture.path)
  expect(await store.count('shop', 'product')).toBeUndefined()
  await store.write('shop', 'product', many)
  for (const file of await linesIn(fixture.path)) await rm(join(fixture.path, 'cache', 'default', file))
  expect([await store.count('shop', 'product'), said]).toEqual([2000, []])
  await store.write('shop', 'product', view)
  expect(await store.count('shop', 'product')).toBe(1)
})
