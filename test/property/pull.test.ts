// A random shop is pulled into an empty folder: the files are valid, the plan has nothing to do, nothing was written to the
// shop, and a second pull changes no file.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Pulled } from '../../src/pipeline/pull.ts'
import { splits } from '../../src/pipeline/pull-place.ts'
import { filesIn, pulled } from '../support/pulling.ts'
import { anyEdit } from '../support/worlds/any-shop.ts'
import { Lab } from '../support/worlds/lab.ts'
import { filesFor, sectionsOf } from '../support/worlds/shop-files.ts'
import { runs } from './setup.ts'

const noState = { formatVersion: 1, lineage: 'new', serial: 0, identities: {}, entries: {} } as const

const butik = (isOurs: boolean) => `version: 1
connections:
  shop: { vendor: shoporama, token: !env SHOPORAMA_TOKEN, url: !env SHOPORAMA_URL }
${isOurs ? 'ownership: { stock: ours }\n' : ''}`

class PulledShop {
  readonly lab: Lab
  files: Record<string, string>

  constructor(lab: Lab, files: Record<string, string>) {
    this.lab = lab
    this.files = files
    lab.begin(noState)
    lab.use(files)
  }

  async pull(options: Parameters<typeof pulled>[1] = {}): Promise<Pulled> {
    const write = (some: Readonly<Record<string, string>>) => {
      this.files = { ...this.files, ...some }
      this.lab.use(this.files)
    }
    return await pulled({ world: () => this.lab.world(), write }, options)
  }
}

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
      await shopOf({ ...made, 'butik.yaml': butik(isOurs) })
      const before = lab.rooms.snapshot()
      const shop = new PulledShop(lab, { 'butik.yaml': butik(isOurs) })
      const first = await shop.pull({ split })
      expect([first.left, first.unfit, first.unread, first.refused]).toEqual([[], [], [], []])
      const plan = await lab.plan()
      expect([plan.changes, plan.complete]).toEqual([[], true])
      const again = await shop.pull({ split })
      expect(filesIn(again)).toEqual({})
      expect(lab.rooms.snapshot()).toEqual(before)
    }),
    runs(25, 1_500),
  )
})
