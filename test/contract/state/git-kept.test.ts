// Views and the ledger at the remote: what one machine saw and called, another one knows; and losing them fails nothing.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import type { Observed } from '../../../src/model/resource.ts'
import type { SavedView } from '../../../src/model/state.ts'
import { createAesCipher } from '../../../src/state/cipher-aes.ts'
import { want } from './backend-contract.ts'
import { gitShim } from './git-shim.ts'
import { gitWorld } from './git-store.ts'

const day = '2026-03-01'
const cacheRef = 'refs/butik/default/cache'
const ledgerRef = 'refs/butik-ledger/calls'

function view(state: string, count: number): SavedView {
  const objects = Array.from(
    { length: count },
    (_, index): Observed => ({
      kind: 'product',
      remoteId: `${index}`,
      spec: { name: `Egestol ${index} ${'x'.repeat(200)}` },
    }),
  )
  return { url: 'https://shop.example/api', reads: 'r1', state, at: '2026-03-01T12:00:00.000Z', objects }
}

it('another machine has the views that one saw, and the newest take the place of its own', async () => {
  const world = gitWorld()
  const [one, two] = [world.tree(), world.tree()]
  const first = await world.open(one)
  await first.views.write('shop', 'product', view('s1', 700))
  await first.views.write('shop', 'supplier', view('s1', 2))
  await first.close()
  const second = await world.open(two)
  expect(await second.views.count('shop', 'product')).toBe(700)
  expect(await second.views.read('shop', 'product')).toEqual(view('s1', 700))
  await second.views.write('shop', 'product', view('s2', 3))
  await second.close()
  const again = await world.open(one)
  expect(await again.views.read('shop', 'product')).toEqual(view('s2', 3))
  expect(await again.views.read('shop', 'supplier')).toEqual(view('s1', 2))
  // Lines that no view needs any more are not carried along.
  const names = world.git(world.bare, 'ls-tree', '--name-only', cacheRef).trim().split('\n')
  expect(names).toEqual(['shop.product.json', 'shop.supplier.json'])
  expect(readdirSync(join(one, '.butik', 'cache', 'default')).sort()).toEqual(names)
})

it('what did not change does not travel again, and a run that saw nothing new puts nothing there', async () => {
  const world = gitWorld()
  const root = world.tree()
  const first = await world.open(root)
  await first.views.write('shop', 'product', view('s1', 700))
  await first.close()
  const blobs = () => world.git(world.bare, 'ls-tree', cacheRef).trim().split('\n')
  const [before, commit] = [blobs(), world.refs().get(cacheRef)]
  const shim = gitShim(world.folder)
  const second = await world.open(root, { env: shim.env })
  await second.views.read('shop', 'product')
  await second.views.write('shop', 'supplier', view('s1', 2))
  shim.asked()
  await second.close()
  expect(blobs().filter((line) => before.includes(line))).toEqual(before)
  expect(shim.asked().filter((line) => line.startsWith('hash-object'))).toHaveLength(1)
  expect(world.refs().get(cacheRef)).not.toBe(commit)
  // One commit that stands alone: what was there before is not kept.
  expect(world.git(world.bare, 'rev-list', '--count', cacheRef).trim()).toBe('1')
  const third = await world.open(root, { env: shim.env })
  await third.views.read('shop', 'product')
  shim.asked()
  await third.close()
  expect(shim.asked().filter((line) => /^(push|fetch|ls-remote)/.test(line))).toEqual([])
})

it('a checkpoint goes with the views', async () => {
  const world = gitWorld()
  const first = await world.open(world.tree())
  const sweep = { at: '2026-03-01T12:00:00.000Z', lowest: '3', below: 2, total: 9 }
  await first.views.checkpoints.write('shop', 'product', { ...view('s1', 2), sweep })
  await first.close()
  const second = await world.open(world.tree())
  expect(await second.views.checkpoints.read('shop', 'product')).toMatchObject({ sweep })
  await second.views.checkpoints.drop('shop', 'product')
  await second.close()
  expect(await (await world.open(world.tree())).views.checkpoints.read('shop', 'product')).toBeUndefined()
})

it('counts of runs beside one another both stay, whatever their environment and its key', async () => {
  const world = gitWorld()
  const staging = { environment: 'staging', cipher: createAesCipher({ key: 'ab'.repeat(32), oldKeys: [] }) }
  const [one, two] = await Promise.all([world.open(world.tree()), world.open(world.tree(), staging)])
  one.ledger.of('token').write(day, { calls: 3 })
  one.ledger.of('token').write(day, { calls: 1 })
  two.ledger.of('token').write(day, { calls: 5 })
  two.ledger.of('other').write(day, { calls: 100 })
  expect(one.ledger.of('token').read(day)).toEqual({ calls: 4, spent: false })
  await Promise.all([one.close(), two.close()])
  const next = await world.open(world.tree())
  expect(next.ledger.of('token').read(day)).toEqual({ calls: 9, spent: false })
  expect(next.ledger.of('other').read(day)).toEqual({ calls: 100, spent: false })
  expect(next.ledger.of('token').read('2026-03-02')).toEqual({ calls: 0, spent: false })
  // Calls of one token are one line, and the token itself is in none.
  const lines = world.git(world.bare, 'show', `${ledgerRef}:${day}.ndjson`).trim().split('\n')
  expect(lines.length).toBeLessThanOrEqual(3)
  expect(lines.join()).not.toContain('"other"')
  expect(world.notices).toEqual([])
})

it("the vendor's own count takes nothing back of what others called after it was told", async () => {
  const world = gitWorld()
  const [one, two] = await Promise.all([world.open(world.tree()), world.open(world.tree())])
  one.ledger.of('token').write(day, { calls: 1, used: 100 })
  two.ledger.of('token').write(day, { calls: 1, used: 150 })
  two.ledger.of('token').write(day, { calls: 1, refused: true, spent: true })
  await two.close()
  await one.close()
  const next = await world.open(world.tree())
  expect(next.ledger.of('token').read(day)).toEqual({ calls: 152, spent: false })
  next.ledger.of('token').write(day, { calls: 1, used: 170 })
  expect(next.ledger.of('token').read(day)).toEqual({ calls: 170, spent: false })
})

it('days go after a week', async () => {
  const world = gitWorld()
  for (const of of ['2026-02-20', '2026-02-23', day]) {
    const kept = await world.open(world.tree())
    kept.ledger.of('token').write(of, { calls: 1 })
    await kept.close()
  }
  expect(world.git(world.bare, 'ls-tree', '--name-only', ledgerRef).trim().split('\n')).toEqual([
    '2026-02-23.ndjson',
    '2026-03-01.ndjson',
    'ledger.key',
  ])
})

it('calls are counted with each heartbeat too, so that a run that is killed has lost few of them', async () => {
  const world = gitWorld()
  const kept = await world.open(world.tree(), { lease: { everyMs: 20, expiryMs: 300_000 } })
  await using _lock = await kept.backend.lock(want('one'))
  kept.ledger.of('token').write(day, { calls: 3 })
  await vi.waitFor(async () => {
    const other = await world.open(world.tree())
    expect(other.ledger.of('token').read(day).calls).toBe(3)
  }, 30_000)
  kept.ledger.of('token').write(day, { calls: 2 })
  expect(kept.ledger.of('token').read(day).calls).toBe(5)
})

it('a remote that is gone costs views and counts, and one line', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  const root = world.tree()
  shim.fail('net gone')
  const kept = await world.open(root, { env: shim.env })
  expect(await kept.views.read('shop', 'product')).toBeUndefined()
  await kept.views.write('shop', 'product', view('s1', 2))
  kept.ledger.of('token').write(day, { calls: 2 })
  expect(kept.ledger.of('token').read(day).calls).toBe(2)
  await kept.close()
  expect(world.notices).toEqual([
    expect.stringMatching(
      /^The ledger of calls in origin cannot be read: what other runs called is not counted \(.*reached/,
    ),
    expect.stringMatching(/^Views and the count of calls were not kept in origin: .*could not be reached/),
  ])
  // The view is here all the same, and goes there with the next run.
  shim.fail('')
  const next = await world.open(root)
  expect(await next.views.read('shop', 'product')).toEqual(view('s1', 2))
})

it('is not in need of what lies below .butik/cache', async () => {
  const world = gitWorld()
  const root = world.tree()
  const first = await world.open(root)
  await first.views.write('shop', 'product', view('s1', 700))
  await first.close()
  rmSync(join(root, '.butik'), { recursive: true })
  const second = await world.open(root)
  expect(await second.views.read('shop', 'product')).toEqual(view('s1', 700))
  await second.views.write('shop', 'product', view('s2', 700))
  await second.close()
  expect(await (await world.open(world.tree())).views.read('shop', 'product')).toEqual(view('s2', 700))
})
