// `butik accept` in this process: of what is named, or all of it.
import { editText } from '../../src/author/edit-text.ts'
import { sheetEdits } from '../../src/author/sheet-text.ts'
import { allOf, wished, wishOf } from '../../src/pipeline/accept.ts'
import { type Accepted, keepAccepted, makeAccept } from '../../src/pipeline/accept-run.ts'
import { type Engine, meant } from './engine.ts'

export async function accepted(shop: Engine, wishes: readonly string[] = []): Promise<Accepted> {
  const world = await shop.world()
  const selection = { target: [], exclude: [], connection: [] }
  const plan = { selection, destroy: false, allowDelete: false, ack: meant }
  const parts = { edit: editText, editSheet: sheetEdits }
  const made = await makeAccept(world, parts, {
    plan,
    choose: async (drifted, declared) =>
      wishes.length === 0 ? allOf(drifted) : wished(drifted, wishes.map(wishOf), declared),
  })
  const lock = { id: 'lock', operation: 'accept', holder: 'test', since: new Date(0).toISOString() }
  const write = () => shop.write(Object.fromEntries(made.files.map(({ path, after }) => [path, after])))
  await keepAccepted(world, lock, made, write)
  return made
}
