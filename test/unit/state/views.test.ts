import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFixture } from 'fs-fixture'
import { expect, test } from 'vitest'
import type { SavedView } from '../../../src/model/state.ts'
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

async function views(folder: string, environment = 'default') {
  const said: string[] = []
  const store = createLocalViews({ folder, environment, newId: () => 'id', notice: (line) => said.push(line) })
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
  ['one of another version', (text: string) => text.replace('"formatVersion":2', '"formatVersion":3')],
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

test('that it cannot be kept fails nothing', async () => {
  await using fixture = await createFixture({ cache: 'a file where a folder should be' })
  const { store, said } = await views(fixture.path)
  await store.write('old', 'order', view)
  expect(await store.read('old', 'order')).toBeUndefined()
  expect(said).toEqual([])
})
