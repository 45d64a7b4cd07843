// Somebody else works in a random shop, and what drifted is accepted: nothing is written to the shop, what was taken is drift no
// more, what was left was told, and a second accept finds nothing else to do.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editText } from '../../src/author/edit-text.ts'
import { allOf, type DriftedField } from '../../src/pipeline/accept.ts'
import { type Accepted, keepAccepted, makeAccept } from '../../src/pipeline/accept-run.ts'
import { meant } from '../support/engine.ts'
import { anyEdit } from '../support/worlds/any-shop.ts'
import { anyActs, carriedOut } from '../support/worlds/events.ts'
import { type Files, Lab } from '../support/worlds/lab.ts'
import { filesFor, sectionsOf } from '../support/worlds/shop-files.ts'
import { runs } from './setup.ts'

const lab = new Lab()
const plan = {
  selection: { target: [], exclude: [], connection: [] },
  destroy: false,
  allowDelete: false,
  ack: [...meant, 'empty', 'identity', 'images', 'in-use'],
  refresh: 'full',
} as const

interface Turn {
  readonly made: Accepted
  readonly drifted: readonly DriftedField[]
  readonly files: Files
}

async function accept(files: Files): Promise<Turn> {
  const world = await lab.world()
  let drifted: readonly DriftedField[] = []
  const choose = async (all: readonly DriftedField[]) => {
    drifted = all
    return allOf(all)
  }
  const made = await makeAccept(world, { edit: editText }, { plan, choose })
  const written = { ...files, ...Object.fromEntries(made.files.map(({ path, after }) => [path, after])) }
  const lock = { id: 'l', operation: 'accept', holder: 't', since: new Date(0).toISOString() }
  await keepAccepted(world, lock, made, () => lab.use(written))
  return { made, drifted, files: written }
}

const nameOf = ({ address, field }: DriftedField) => `${address}#${field ?? ''}`

test('what is accepted is drift no more, and nothing else has changed', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(anyEdit, anyActs(6), fc.boolean(), async ({ one, turns }, acts, isOurs) => {
      const sections = sectionsOf(one, turns[0])
      const files = filesFor(sections, isOurs)
      lab.fresh()
      lab.use(files)
      await lab.carryOut(await lab.plan())
      const atFirst = (await accept(files)).drifted.map(nameOf)
      for (const act of acts) await carriedOut(act, lab.rooms, sections)
      const shop = lab.rooms.shop.snapshot()
      const first = await accept(files)
      const again = await accept(first.files)
      taken += first.made.taken.length
      expect(lab.rooms.shop.snapshot()).toEqual(shop)
      expect(atFirst).toEqual([])
      const left = first.drifted.map(nameOf).filter((name) => !first.made.taken.map(nameOf).includes(name))
      expect(again.drifted.map(nameOf)).toEqual(left)
      expect(first.made.kept.length).toBeGreaterThanOrEqual(left.length === 0 ? 0 : 1)
      expect(again.files).toEqual(first.files)
    }),
    runs(25, 2_000),
  )
  expect(taken).toBeGreaterThan(0)
})
