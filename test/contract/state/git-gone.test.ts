// The remote goes away at each moment of a run, before the deed and after it; another machine ends what was begun.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Lock, StateBackend, StateSnapshot } from '../../../src/model/state.ts'
import { entryOf, following, oak, runLines, want } from './backend-contract.ts'
import { gitShim } from './git-shim.ts'
import { gitWorld } from './git-store.ts'

interface Run {
  readonly backend: StateBackend
  readonly steps: readonly (readonly [name: string, step: () => Promise<unknown>])[]
}

/** A run in its steps; each stands on those before it. */
function stepsOf(backend: StateBackend): Run {
  let lock: Lock | undefined
  let before: StateSnapshot | undefined
  const append = async (from: number, to: number) => (await backend.openJournal()).append(runLines('a').slice(from, to))
  return {
    backend,
    steps: [
      ['lock', async () => (lock = await backend.lock(want('one')))],
      ['read', async () => (before = (await backend.read()).snapshot)],
      ['keep', () => backend.keep('a', 'plan.json', '{}')],
      ['append', () => append(0, 2)],
      ['append again', () => append(2, 5)],
      ['write', async () => before && backend.write(following(before, { [oak]: entryOf('12') }), 0)],
      ['keep the outcome', () => backend.keep('a', 'outcome.json', '{}')],
      ['release', async () => lock?.release()],
    ],
  }
}

/** What the remote holds after each step: the lines of the journal, and the serial. */
const after: Readonly<Record<string, { lines: number; serial: number }>> = {
  lock: { lines: 0, serial: 0 },
  read: { lines: 0, serial: 0 },
  keep: { lines: 0, serial: 0 },
  append: { lines: 2, serial: 0 },
  'append again': { lines: 5, serial: 0 },
  write: { lines: 0, serial: 1 },
  'keep the outcome': { lines: 0, serial: 1 },
  release: { lines: 0, serial: 1 },
}
const names = Object.keys(after)

const modes = ['net gone', 'push lost-dark']

describe.each(modes)('%s', (mode) => {
  // In the gate each moment in one of the two ways.
  const isLong = process.env['BUTIK_TEST_LONG'] !== undefined
  const struck = names.filter((_, at) => isLong || at % 2 === modes.indexOf(mode))
  it.each(struck)(
    'in the step %s: an error that says where and what to do, and another clone goes on',
    async (name) => {
      const world = gitWorld()
      const shim = gitShim(world.folder)
      const { steps } = stepsOf((await world.open(world.tree(), { env: shim.env })).backend)
      const at = names.indexOf(name)
      for (const [, step] of steps.slice(0, at)) await step()
      shim.fail(mode)
      const failed = await (steps[at]?.[1] ?? (async () => {}))().catch((error: unknown) => error)
      const isRead = name === 'read' && mode !== 'net gone'
      if (!isRead) {
        expect(failed).toMatchObject({
          code: expect.stringMatching(/^E400[13]$/),
          message: expect.stringMatching(
            /the state in origin cannot be (read|written): the remote could not be reached/,
          ),
          hint: 'nothing is lost by that; look at the network and run again',
        })
        expect(String(failed)).not.toContain('hunter2')
      }

      world.advance(300_000)
      const third = (await world.open(world.tree(), { host: 'third' })).backend
      const isDone = mode !== 'net gone'
      const { lines, serial } = after[isDone ? name : (names[at - 1] ?? 'lock')] ?? { lines: 0, serial: 0 }
      await using lock = await third.lock(want('two'))
      const { snapshot, journal } = await third.read()
      expect({ lines: journal.length, serial: snapshot.serial }).toEqual({ lines, serial })
      expect(journal).toEqual(runLines('a').slice(0, lines))
      const more = await third.openJournal()
      await more.append(runLines('b'))
      await third.write(following(snapshot, { [oak]: entryOf('13') }), serial)
      await lock.confirm()
      expect(await third.read()).toMatchObject({ journal: [], snapshot: { serial: serial + 1 } })
    },
  )
})

it('a push that is refused once because somebody else moved a ref at that moment is tried again', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  const { backend } = await world.open(world.tree(), { env: shim.env })
  shim.fail('push gone-once')
  await backend.keep('a', 'plan.json', '{}')
  expect(await backend.kept('a', 'plan.json')).toBe('{}')
})

it('a command that does not end is ended, and its time is said', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  const { backend } = await world.open(world.tree(), { env: shim.env, limitMs: 3_000 })
  shim.fail('ls-remote slow')
  await expect(backend.read()).rejects.toMatchObject({
    code: 'E4001',
    message: 'the state in origin cannot be read: git ls-remote did not end within 3 s',
  })
})

it('a copy below .butik/cache that is damaged, locked by a killed git, or gone, is made anew', async () => {
  const world = gitWorld()
  const root = world.tree()
  const kept = await world.open(root)
  const { snapshot } = await kept.backend.read()
  await kept.backend.write(following(snapshot, { [oak]: entryOf('12') }), 0)
  const other = await world.open(world.tree())
  await other.backend.write(following((await other.backend.read()).snapshot, { [oak]: entryOf('13') }), 1)
  const copy = join(root, '.butik', 'cache', 'git', 'objects.git')
  for (const lock of ['shallow.lock', 'packed-refs.lock']) writeFileSync(join(copy, lock), '')
  expect((await kept.backend.read()).snapshot.entries[oak]?.remoteId).toBe('13')
  const blob = world.git(world.bare, 'rev-parse', 'butik-state:default/state.json').trim()
  const file = join(copy, 'objects', blob.slice(0, 2), blob.slice(2))
  expect(existsSync(file)).toBe(true)
  rmSync(file)
  writeFileSync(file, 'not an object')
  expect((await kept.backend.read()).snapshot.entries[oak]?.remoteId).toBe('13')
  rmSync(file)
  expect((await kept.backend.read()).snapshot.entries[oak]?.remoteId).toBe('13')
  rmSync(copy, { recursive: true })
  expect((await (await world.open(root)).backend.read()).snapshot.entries[oak]?.remoteId).toBe('13')
})
