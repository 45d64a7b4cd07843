// Plans and applies of a shop from one runner after another, each in a clone of its own: all they share is the remote.
import { expect, it } from 'vitest'
import type { Kept } from '../../../src/state/kept.ts'
import { type Engine, engine } from '../../support/engine.ts'
import { gitShim } from './git-shim.ts'
import { gitWorld } from './git-store.ts'

const shop = (price: string) => ({
  'shop.yaml': `suppliers:
  acme: { name: Acme Møbler }
products:
  oak-chair: { own_id: CH-001, name: Egestol, supplier: acme, price: ${price} }
  oak-table: { own_id: TA-001, name: Egebord, supplier: acme, price: ${price} }
  oak-bench: { own_id: BE-001, name: Egebænk, supplier: acme, price: ${price} }
`,
})

const summary = async (runner: Engine) => {
  const { create, update, none } = (await runner.plan()).summary
  return { create, update, none }
}

it('one runner applies, the next plans nothing, one breaks off, and another ends what it left', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  let kept: Kept = await world.open(world.clone(), { env: shim.env })
  const next = async () => {
    await kept.close()
    kept = await world.open(world.clone(), { env: shim.env, host: 'another' })
  }
  await using runner = await engine(shop('1299'), { kept: () => kept, time: world.clock.now })
  await runner.apply(await runner.plan())

  await next()
  expect(await summary(runner)).toEqual({ create: 0, update: 0, none: 4 })

  // The remote goes away after the push that announces a write: nobody knows there what came of it.
  await next()
  runner.write({
    'more.yaml': 'products:\n  oak-stool: { own_id: ST-001, name: Egeskammel, price: 499 }\n',
  })
  const made = await runner.plan()
  expect(made.summary.create).toBe(1)
  let pushes = 0
  const { backend } = kept
  const open = backend.openJournal.bind(backend)
  backend.openJournal = async () => {
    const journal = await open()
    return {
      append: async (entries) => {
        pushes += 1
        if (pushes === 3) shim.fail('net gone')
        await journal.append(entries)
      },
      close: () => journal.close(),
    }
  }
  await expect(runner.apply(made)).rejects.toMatchObject({ name: 'PartWayError' })
  expect((await runner.owner('GET', '/product?limit=100')) as object).toMatchObject({ products: { length: 4 } })
  shim.fail('')

  kept = await world.open(world.clone(), { host: 'third' })
  await expect(runner.apply(await runner.plan())).rejects.toMatchObject({ code: 'E4002' })
  world.advance(300_000)
  const rest = await runner.plan()
  expect(rest.summary).toMatchObject({ create: 0, update: 0 })
  await runner.apply(rest)
  expect((await runner.backend.read()).journal).toEqual([])

  await next()
  expect(await summary(runner)).toEqual({ create: 0, update: 0, none: 5 })
  expect((await runner.owner('GET', '/product?limit=100')) as object).toMatchObject({ products: { length: 4 } })
  const subjects = world.git(world.bare, 'log', '--format=%s', 'butik-state').trim().split('\n')
  expect(subjects).toEqual(['default: 1 taken on', 'default: 4 created'])
}, 240_000)
