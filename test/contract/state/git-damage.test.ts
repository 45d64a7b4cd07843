// A state at the remote that somebody damaged, took back or took away, and what rebuild finds of it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { addressId } from '../../../src/model/address.ts'
import type { StateEntry } from '../../../src/model/state.ts'
import { isLong } from '../../support/long.ts'
import { acme, appendTo, entryOf, following, oak, runLines, want } from './backend-contract.ts'
import { type GitWorld, gitWorld } from './git-store.ts'

const branch = 'refs/heads/butik-state'

/** Two writes, and a journal of a run that did not end. */
async function written(world: GitWorld) {
  const root = world.tree()
  const kept = await world.open(root)
  const { backend } = kept
  await backend.write(following((await backend.read()).snapshot, { [acme]: entryOf('7') }), 0)
  await backend.write(following((await backend.read()).snapshot, { [acme]: entryOf('7'), [oak]: entryOf('12') }), 1)
  await appendTo(backend, runLines('a'))
  return { root, kept, backend }
}

/** A commit of somebody on the branch: the state's file with this content, or without it. */
function edit(world: GitWorld, change: (text: string) => string | undefined): void {
  const root = join(world.folder, `edit-${Math.random()}`)
  world.git(world.folder, 'clone', '-q', '-b', 'butik-state', world.bare, root)
  const text = change(world.git(root, 'show', 'HEAD:default/state.json'))
  if (text === undefined) world.git(root, 'rm', '-q', 'default/state.json')
  else writeFileSync(join(root, 'default', 'state.json'), text)
  world.git(root, '-c', 'user.name=Ole', '-c', 'user.email=o@example.com', 'commit', '-q', '-a', '-m', 'by hand')
  world.git(root, 'push', '-q', 'origin', 'butik-state')
}

it.each([
  ['a torn file', (text: string) => text.slice(0, 300), 'it is not JSON, or not all of it'],
  ['an edited file', (text: string) => text.replace('"1299"', '"1"'), 'its content does not match its checksum'],
  ['a file that is gone', () => undefined, 'serial 2 was written, and the file is not there'],
])('%s is damage, and rebuild finds the state before and the journal', async (_what, change, why) => {
  const world = gitWorld()
  await written(world)
  edit(world, change)
  const { backend } = await world.open(world.tree())
  const damage = `default/state.json on butik-state of origin is damaged: ${why}`
  await expect(backend.read()).rejects.toMatchObject({
    code: 'E4001',
    message: damage,
    hint: expect.stringContaining('butik state rebuild'),
  })
  const salvage = await backend.repair?.salvage()
  expect(salvage).toMatchObject({ problems: [damage], snapshot: { serial: 2 }, journal: runLines('a') })
  expect(salvage?.from).toMatch(/^default\/state\.json on butik-state of origin, commit [0-9a-f]{12}$/)
})

it('a new state goes on top: nothing is thrown away, and what was planned before does not fit', async () => {
  const world = gitWorld()
  await written(world)
  edit(world, () => 'nonsense')
  const damaged = world.refs().get(branch) ?? ''
  const { backend } = await world.open(world.tree())
  await using _lock = await backend.lock(want('one'))
  const found = await backend.repair?.salvage()
  const next = { ...following(found?.snapshot ?? (await backend.read()).snapshot, {}), lineage: 'made anew' }
  const kept = await backend.repair?.replace(next)
  expect(kept).toEqual([
    `commit ${damaged.slice(0, 12)} of origin`,
    'default/damaged-journal-2026-03-01T12-30-00-000Z on butik-state of origin',
  ])
  expect(await (await world.open(world.tree())).backend.read()).toEqual({ snapshot: next, journal: [] })
  expect(world.git(world.bare, 'rev-parse', `${branch}^`).trim()).toBe(damaged)
  await appendTo(backend, runLines('b'))
  expect((await backend.read()).journal).toEqual(runLines('b'))
})

it.each([
  [
    'forced back to an older commit',
    (world: GitWorld) => world.git(world.bare, 'update-ref', branch, `${branch}~1`),
    'it has serial 1',
  ],
  ['deleted', (world: GitWorld) => world.git(world.bare, 'update-ref', '-d', branch), 'the branch is not there'],
])('a branch that was %s is not taken for the state', async (_what, deed, why) => {
  const world = gitWorld()
  await written(world)
  const tip = world.refs().get(branch) ?? ''
  deed(world)
  const { backend } = await world.open(world.tree())
  const error = {
    code: 'E4001',
    message: `default/state.json on butik-state of origin is damaged: serial 2 was written, and ${why}`,
    hint: expect.stringContaining('git fetch origin refs/butik/default/written/2'),
  }
  await expect(backend.read()).rejects.toMatchObject(error)
  await expect(
    backend.write({ formatVersion: 1, lineage: 'x', serial: 1, identities: {}, entries: {} }, 0),
  ).rejects.toMatchObject(error)
  expect(await backend.repair?.salvage()).toMatchObject({ snapshot: { serial: 2 }, journal: runLines('a') })
  world.git(world.bare, 'update-ref', branch, tip)
  expect((await backend.read()).snapshot.serial).toBe(2)
})

it('what another version of butik wrote is left alone', async () => {
  const world = gitWorld()
  await written(world)
  edit(world, (text) => text.replace('"formatVersion": 1', '"formatVersion": 9'))
  const { backend } = await world.open(world.tree())
  const error = {
    code: 'E4001',
    message: expect.stringContaining('has format version 9'),
    hint: expect.stringContaining('newer'),
  }
  await expect(backend.read()).rejects.toMatchObject(error)
  await expect(backend.repair?.salvage()).rejects.toMatchObject(error)
})

it('a journal of which lines are missing or changed is damage', async () => {
  const world = gitWorld()
  const { backend } = await written(world)
  await appendTo(backend, runLines('b'))
  const journal = 'refs/butik/default/journal'
  const good = world.refs().get(journal) ?? ''
  const [first = '', second = ''] = world.git(world.bare, 'ls-tree', good).trim().split('\n')
  const replaced = (lines: readonly string[]) => {
    const tree = join(world.folder, 'tree')
    writeFileSync(tree, `${lines.join('\n')}\n`)
    const id = world.git(world.bare, '-c', 'alias.made=!git mktree < ../tree', 'made').trim()
    world.git(
      world.bare,
      'update-ref',
      journal,
      world.git(world.bare, ...identity, 'commit-tree', '-m', 'x', id).trim(),
    )
  }
  replaced([second])
  await expect(backend.read()).rejects.toMatchObject({
    code: 'E4001',
    message: expect.stringContaining('it starts with number 6'),
  })
  await expect(backend.openJournal()).rejects.toMatchObject({ code: 'E4001' })
  const blob = join(world.folder, 'blob')
  writeFileSync(blob, world.git(world.bare, 'cat-file', 'blob', first.split(/\s/)[2] ?? '').replace('"7"', '"8"'))
  const changed = world.git(world.bare, 'hash-object', '-w', blob).trim()
  replaced([first.replace(/[0-9a-f]{40}/, changed), second])
  await expect(backend.read()).rejects.toMatchObject({
    code: 'E4001',
    message: expect.stringContaining('is damaged at line 2'),
  })
  expect(await backend.repair?.salvage()).toMatchObject({
    problems: [expect.stringContaining('refs/butik/default/journal of origin is damaged at line 2')],
    journal: [...runLines('a').filter((_, index) => index !== 1), ...runLines('b')],
  })
})

const identity = ['-c', 'user.name=Ole', '-c', 'user.email=o@example.com']

// Of the size that a state may have: backend-contract.ts.
const count = isLong ? 36_000 : 3_600

it('holds many entries, and takes a change of one', async () => {
  const world = gitWorld()
  const { backend } = await world.open(world.tree())
  const entry: StateEntry = { ...entryOf('1'), applied: { name: 'Egestol', description: 'ø'.repeat(600) } }
  const entries = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      addressId('shop', 'product', `p-${index}`),
      { ...entry, remoteId: `${index}` },
    ]),
  )
  const { snapshot } = await backend.read()
  await backend.write(following(snapshot, entries), 0)
  const size = Number(world.git(world.bare, 'cat-file', '-s', 'butik-state:default/state.json'))
  expect(size).toBeGreaterThan(1_380 * count)
  const other = await world.open(world.tree())
  const found = (await other.backend.read()).snapshot
  expect(Object.keys(found.entries)).toHaveLength(count)
  await other.backend.write(following(found, { ...entries, [oak]: entryOf('12') }), 1)
  expect((await backend.read()).snapshot.entries[oak]).toEqual(entryOf('12'))
}, 240_000)
