// A random shop is pulled into an empty folder: the files are valid, the plan has nothing to do, nothing was written to the
// shop, and a second pull changes no file.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splits } from '../../src/pipeline/pull-place.ts'
import { butikFor, filesIn, PulledShop } from '../support/pulling.ts'
import { anyEdit } from '../support/worlds/any-shop.ts'
import { Lab } from '../support/worlds/lab.ts'
import { filesFor, sectionsOf } from '../support/worlds/shop-files.ts'
import { runs } from './setup.ts'

const lab = new Lab()

/** The shop that these files make, with nothing of butik's left but the shop. */
async function shopOf(files: Readonly<Record<string, string>>): Promise<void> {
  lab.fresh()
  lab.use(files)
  await lab.carryOut(await lab.plan())
  lab.rooms.refill()
}

test('pull then plan is empty, and pull again changes no file', async () => {
  await fc.assert(
    fc.asyncProperty(anyEdit, fc.boolean(), fc.constantFrom(...splits), async ({ one, turns }, isOurs, split) => {
      const { 'delivery.yaml': _none, ...made } = filesFor(sectionsOf(one, turns[0]), isOurs)
      await shopOf({ ...made, 'butik.yaml': butikFor(isOurs) })
      const before = lab.rooms.stores()
      const shop = new PulledShop(lab, { 'butik.yaml': butikFor(isOurs) })
      const first = await shop.pull({ split })
      expect([first.left, first.unfit, first.unread, first.refused]).toEqual([[], [], [], []])
      const plan = await lab.plan()
      expect([plan.changes, plan.complete]).toEqual([[], true])
      const again = await shop.pull({ split })
      expect(filesIn(again)).toEqual({})
      expect(lab.rooms.stores()).toEqual(before)
    }),
    runs(25, 1_500),
  )
})

test('ids of pictures become files, at once or later: the plan is empty, and then no file changes', async () => {
  let fetched = 0
  await fc.assert(
    fc.asyncProperty(anyEdit, fc.boolean(), fc.constantFrom(...splits), async ({ one, turns }, isLater, split) => {
      const { 'delivery.yaml': _none, ...made } = filesFor(sectionsOf(one, turns[0]), false)
      await shopOf({ ...made, 'butik.yaml': butikFor(false) })
      const before = lab.rooms.stores()
      const shop = new PulledShop(lab, { 'butik.yaml': butikFor(false) })
      if (isLater) await shop.pull({ split })
      const first = await shop.pull({ split, images: true })
      expect([first.left, first.refused]).toEqual([[], []])
      fetched += first.pictures?.fetched ?? 0
      expect(first.pictures).toMatchObject({ there: 0, wanted: 0, failed: 0 })
      const yaml = Object.entries(shop.files).filter(([path]) => path.endsWith('.yaml'))
      for (const [path, text] of yaml) expect(text, path).not.toContain('image_id')
      const plan = await lab.plan()
      expect([plan.changes, plan.complete]).toEqual([[], true])
      const again = await shop.pull({ split, images: true })
      expect([filesIn(again), again.pictures]).toEqual([{}, { fetched: 0, there: 0, wanted: 0, failed: 0 }])
      expect(lab.rooms.stores()).toEqual(before)
    }),
    runs(10, 1_000),
  )
  expect(fetched).toBeGreaterThan(0)
})
