// A state that goes round all that is far away: from git to PostgreSQL, to a server over HTTP, and to git again.
import { expect, it } from 'vitest'
import type { StateBackend } from '../../../../src/model/state.ts'
import { moveState } from '../../../../src/pipeline/move-state.ts'
import { createAesCipher } from '../../../../src/state/cipher-aes.ts'
import { createMemoryViews } from '../../../../src/state/memory.ts'
import { refusingMoved } from '../../../../src/state/moved.ts'
import { toyVendor, toyWorld } from '../../../unit/pipeline/toy-world.ts'
import { acme, appendTo, entryOf, following, oak, runLines, want } from '../backend-contract.ts'
import { gitWorld } from '../git-store.ts'
import { httpStore } from '../http-store.ts'
import { postgresStore, serverOfFile } from './postgres-store.ts'

const server = serverOfFile()

async function move(from: StateBackend, to: StateBackend) {
  const { world } = await toyWorld(toyVendor([]))
  const origin = { words: from.name, read: () => from.read(), kept: { backend: from, views: createMemoryViews() } }
  const moving = { origin, to: `the ${to.name}`, lock: want('m'), agreed: async () => true }
  return await moveState({ ...world, backend: to }, moving)
}

it('arrives whole at each, is marked where it was, and goes on at the last one', async () => {
  // What it goes to is encrypted: what is moved is what it says, not how it lies there.
  const cipher = createAesCipher({ key: 'ab'.repeat(32), oldKeys: [] })
  const [git, postgres, http] = [gitWorld(), await postgresStore(server()), await httpStore({ few: true })]
  const first = (await git.open(git.tree())).backend
  await first.keep('a', 'plan.json', '{"run":"a"}')
  const { snapshot } = await first.read()
  await first.write({ ...following(snapshot, { [oak]: entryOf('12'), [acme]: entryOf('7') }), lineage: 'one' }, 0)
  await appendTo(first, runLines('b'))
  const before = await first.read()
  const second = (await postgres.open({ cipher })).backend
  const third = (await http.open()).backend
  const last = (await git.open(git.tree(), { branch: 'butik-other', environment: 'other', cipher })).backend
  for (const [from, to] of [
    [first, second],
    [second, third],
    [third, last],
  ] as const) {
    const moved = await move(from, to)
    expect(moved).toMatchObject({ from: from.name, lineage: 'one', serial: 1, resources: 2, runs: 1 })
    expect(await to.read()).toEqual(before)
    expect(await to.kept('a', 'plan.json')).toBe('{"run":"a"}')
    await expect(refusingMoved(from).read()).rejects.toMatchObject({ code: 'E4007' })
  }
  await using _lock = await last.lock(want('next'))
  await last.write(following(before.snapshot, { [oak]: entryOf('12') }), 1)
  expect((await last.read()).snapshot).toMatchObject({ serial: 2, entries: { [oak]: entryOf('12') } })
})
