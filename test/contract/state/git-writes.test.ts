// What is in the repository after a run, and what is not touched.
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { StateBackend, StateEntry } from '../../../src/model/state.ts'
import { createAesCipher } from '../../../src/state/cipher-aes.ts'
import { acme, appendTo, entryOf, following, oak, runLines, want } from './backend-contract.ts'
import { gitShim } from './git-shim.ts'
import { type GitWorld, gitWorld } from './git-store.ts'

const branch = 'refs/heads/butik-state'

/** A whole run, as apply makes one. */
async function run(backend: StateBackend, name: string, entries: Record<string, StateEntry>): Promise<void> {
  await using _lock = await backend.lock({ ...want('one'), holder: 'kim@desk pid 5' })
  const { snapshot } = await backend.read()
  await backend.keep(name, 'plan.json', '{"secret plan":1}')
  await appendTo(backend, runLines(name))
  await backend.write(following(snapshot, entries), snapshot.serial)
  await backend.keep(name, 'outcome.json', '{}')
}

const log = (world: GitWorld, format: string) => world.git(world.bare, 'log', `--format=${format}`, branch).trim()

it('makes one commit for each write, which says what was done and shows only what changed', async () => {
  const world = gitWorld()
  // As strict hosts have it: branches only go forward, and stay.
  world.git(world.bare, 'config', 'receive.denyNonFastForwards', 'true')
  world.git(world.bare, 'config', 'receive.denyDeletes', 'true')
  const { backend } = await world.open(world.clone())
  await run(backend, 'run-1', { [acme]: entryOf('7'), [oak]: entryOf('12') })
  await run(backend, 'run-2', { [acme]: entryOf('7'), [oak]: { ...entryOf('12'), applied: { name: 'Egestol' } } })
  expect(log(world, '%s').split('\n')).toEqual(['default: 1 created', 'default: 1 created, 1 taken on'])
  const body = world.git(world.bare, 'log', '-1', '--format=%an <%ae>%n%B', branch)
  expect(body).toMatch(/^butik <butik@localhost>\ndefault: 1 created\n\napply by kim@desk pid 5\n\nRun: run-2\n/)
  expect(body).toContain('Link: https://ci.example/run/1\nSerial: 2\n')
  const diff = world.git(world.bare, 'show', '--format=', '--unified=0', branch)
  const lines = diff.split('\n').filter((line) => /^[+-] /.test(line))
  expect(lines).toContain('-        "price": "1299",')
  expect(lines.length).toBeLessThan(20)
  expect(world.git(world.bare, 'ls-tree', '-r', '--name-only', branch).trim()).toBe('default/state.json')
  // The journal is gone, the runs and the serial are beside the branch.
  const own = [...world.refs().keys()].filter((ref) => ref.startsWith('refs/butik')).sort()
  expect(own).toEqual([
    'refs/butik/default/runs/run-1/1',
    'refs/butik/default/runs/run-2/2',
    'refs/butik/default/written/2',
  ])
})

it('leaves the clone of the user as it is, to the last byte that git shows of it', async () => {
  const world = gitWorld()
  const root = world.clone()
  writeFileSync(join(root, 'mine.yaml'), 'work: in hand\n')
  writeFileSync(join(root, 'staged.yaml'), 'work: staged\n')
  world.git(root, 'add', 'staged.yaml')
  const look = () => ({
    status: world.git(root, '--no-optional-locks', 'status', '--porcelain=v2', '--branch'),
    refs: world.git(root, 'for-each-ref'),
    head: world.git(root, 'rev-parse', 'HEAD'),
    index: statSync(join(root, '.git', 'index')).mtimeMs,
    files: readdirSync(join(root, '.git')),
    objects: world.git(root, 'count-objects', '-v'),
    config: world.git(root, 'config', '--list', '--local'),
  })
  const before = look()
  const kept = await world.open(root)
  await run(kept.backend, 'run-1', { [oak]: entryOf('12') })
  await kept.views.write('shop', 'product', view('1'))
  kept.ledger.of('token').write('2026-03-01', { calls: 2 })
  await kept.close()
  expect(look()).toEqual(before)
})

const view = (state: string) => ({
  url: 'https://shop.example/api',
  reads: 'r1',
  state,
  at: '2026-03-01T12:00:00.000Z',
  objects: [],
})

it('takes one push for an append, however many lines it has', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  const { backend } = await world.open(world.clone(), { env: shim.env, proofMs: 10_000 })
  await using lock = await backend.lock(want('one'))
  const journal = await backend.openJournal()
  shim.asked()
  const before = world.refs().get('refs/butik/default/lock')
  await lock.confirm()
  await journal.append([...runLines('a'), ...runLines('a')])
  const reached = shim.asked().filter((line) => /^(push|fetch|ls-remote)/.test(line))
  expect(reached).toHaveLength(1)
  expect(reached[0]).toMatch(/--atomic .*:refs\/butik\/default\/lock .*:refs\/butik\/default\/journal$/)
  // It renewed the lock as well.
  world.advance(1)
  await journal.append(runLines('b'))
  expect(world.refs().get('refs/butik/default/lock')).not.toBe(before)
  // Only the new lines are in the pack.
  expect(world.git(world.bare, 'rev-list', '--count', 'refs/butik/default/journal').trim()).toBe('1')
})

it('asks the remote nothing that it knows: a run takes a push for each thing it moves', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  const { backend } = await world.open(world.tree(), { env: shim.env, proofMs: 10_000 })
  await using lock = await backend.lock(want('one'))
  const { snapshot } = await backend.read()
  const journal = await backend.openJournal()
  shim.asked()
  await backend.keep('a', 'plan.json', '{}')
  await journal.append(runLines('a'))
  await lock.confirm()
  await backend.keep('a', 'undo.json', '{}')
  await backend.write(following(snapshot, {}), 0)
  await backend.keep('a', 'outcome.json', '{}')
  const reached = shim.asked().filter((line) => /^(push|fetch|ls-remote)/.test(line))
  expect(reached.map((line) => line.split(' ')[0])).toEqual(Array(5).fill('push'))
  expect(await backend.kept('a', 'plan.json')).toBe('{}')
})

it('lets two environments write the branch at once, and keeps what else is on it', async () => {
  const world = gitWorld()
  const other = world.clone()
  writeFileSync(join(other, 'README.md'), 'The state of our shop.\n')
  world.git(other, 'checkout', '-q', '--orphan', 'butik-state')
  world.git(other, 'add', 'README.md')
  world.git(other, 'rm', '-q', '--cached', 'butik.yaml')
  world.git(other, '-c', 'user.name=Ole', '-c', 'user.email=o@example.com', 'commit', '-q', '-m', 'a word to readers')
  world.git(other, 'push', '-q', 'origin', 'butik-state')
  const opened = await Promise.all(
    ['staging', 'production'].map((environment) => world.open(world.clone(), { environment })),
  )
  const snapshot = (await opened[0]?.backend.read())?.snapshot
  if (snapshot === undefined) throw new Error('not opened')
  await Promise.all(
    opened.map(({ backend }, index) => backend.write(following(snapshot, { [oak]: entryOf(`${index}`) }), 0)),
  )
  for (const [index, { backend }] of opened.entries())
    expect((await backend.read()).snapshot.entries[oak]?.remoteId).toBe(`${index}`)
  expect(world.git(world.bare, 'ls-tree', '-r', '--name-only', branch).trim().split('\n')).toEqual([
    'README.md',
    'production/state.json',
    'staging/state.json',
  ])
})

it('lets one of two clones write that start from one serial', async () => {
  const world = gitWorld()
  const opened = await Promise.all([world.open(world.clone()), world.open(world.clone())])
  const results = await Promise.allSettled(
    opened.map(async ({ backend }, index) => {
      const { snapshot } = await backend.read()
      await backend.write(following(snapshot, { [oak]: entryOf(`${index}`) }), 0)
    }),
  )
  const lost = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(lost).toMatchObject([{ code: 'E4003', message: expect.stringContaining('the state has moved on') }])
  expect(log(world, '%s').split('\n')).toHaveLength(1)
})

it('knows its own write where the answer was lost and somebody else has written the branch since', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  const { backend } = await world.open(world.tree(), { env: shim.env })
  const { snapshot } = await backend.read()
  await appendTo(backend, runLines('a'))
  const hook = join(world.bare, 'hooks', 'post-receive')
  const commit =
    'git -c user.name=Ole -c user.email=o@example.com commit-tree -p butik-state -m other butik-state^{tree}'
  writeFileSync(hook, `#!/bin/sh\nrm "$0"\ngit update-ref ${branch} $(${commit})\n`)
  chmodSync(hook, 0o755)
  shim.fail('push lost-once')
  await backend.write(following(snapshot, { [oak]: entryOf('12') }), 0)
  expect(log(world, '%s').split('\n')).toEqual(['other', 'default: 1 created, 1 taken on'])
  await appendTo(backend, runLines('b'))
  expect(await backend.read()).toMatchObject({ snapshot: { serial: 1 }, journal: runLines('b') })
})

it('writes to a remote that cannot move several refs as one, and skips the lines that it left lying there', async () => {
  const world = gitWorld()
  world.git(world.bare, 'config', 'receive.advertiseAtomic', 'false')
  const { backend } = await world.open(world.clone())
  await run(backend, 'run-1', { [oak]: entryOf('12') })
  await appendTo(backend, runLines('b'))
  const { commit, lines } = { commit: world.refs().get('refs/butik/default/journal') ?? '', lines: runLines('b') }
  const { snapshot } = await backend.read()
  await backend.write(following(snapshot, {}), 1)
  world.git(world.bare, 'update-ref', 'refs/butik/default/journal', commit)
  const next = await world.open(world.clone())
  expect(await next.backend.read()).toMatchObject({ journal: [], snapshot: { serial: 2 } })
  await appendTo(next.backend, lines)
  expect((await backend.read()).journal).toEqual(lines)
})

const cipherOf = (byte: string) => createAesCipher({ key: byte.repeat(32), oldKeys: [] })

it('keeps nothing that can be read where it is encrypted, and refuses another key', async () => {
  const world = gitWorld()
  const kept = await world.open(world.clone(), { cipher: cipherOf('ab') })
  await run(kept.backend, 'run-1', { [oak]: entryOf('12') })
  await kept.backend.keep('run-1', 'plan.json', '{"name":"Egestol"}')
  await appendTo(kept.backend, runLines('b'))
  await kept.views.write('shop', 'product', { ...view('1'), url: 'https://egestol.example' })
  kept.ledger.of('token').write('2026-03-01', { calls: 2 })
  await kept.close()
  const ids = world.git(world.bare, 'rev-list', '--objects', '--all', '--not', 'main').trim().split('\n')
  for (const id of ids.map((line) => line.split(' ')[0] ?? '')) {
    const content = world.git(world.bare, 'cat-file', '-p', id)
    expect(content).not.toMatch(/egestol|remoteId|op-0001|secret plan/i)
  }
  const same = await world.open(world.clone(), { cipher: cipherOf('ab') })
  expect((await same.backend.read()).snapshot.entries).toEqual({ [oak]: entryOf('12') })
  expect(await same.views.read('shop', 'product')).toMatchObject({ url: 'https://egestol.example' })
  expect(same.ledger.of('token').read('2026-03-01').calls).toBe(2)
  const other = await world.open(world.clone(), { cipher: cipherOf('cd') })
  await expect(other.backend.read()).rejects.toThrow('another key')
  await expect(other.backend.repair?.salvage()).rejects.toThrow('another key')
  await expect(other.backend.kept('run-1', 'plan.json')).rejects.toThrow('another key')
  expect(await other.views.read('shop', 'product')).toBeUndefined()
  // A count of calls is no secret, and is shared with environments that have keys of their own.
  expect(other.ledger.of('token').read('2026-03-01').calls).toBe(2)
  expect(world.notices).toEqual([
    'The view of shop/product is encrypted with a key that is not among those of butik.yaml: it is read anew.',
  ])
})

it('keeps the last 50 runs', async () => {
  const world = gitWorld()
  const { backend } = await world.open(world.clone())
  await backend.keep('run-0', 'plan.json', '{}')
  const commit = world.refs().get('refs/butik/default/runs/run-0/1') ?? ''
  for (let run = 1; run < 55; run += 1)
    world.git(world.bare, 'update-ref', `refs/butik/default/runs/run-${run}/${run + 1}`, commit)
  await backend.keep('run-3', 'outcome.json', '{}')
  const runs = await backend.runs()
  expect(runs).toHaveLength(50)
  expect(runs[0]).toBe('run-3')
  expect(runs).not.toContain('run-4')
  expect(runs).toContain('run-6')
  expect(await backend.kept('run-3', 'plan.json')).toBe('{}')
})
