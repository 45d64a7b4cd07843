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
