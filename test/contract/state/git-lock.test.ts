// The lock at the remote: who wins, who loses it, and what may still be written then.
import { expect, it, vi } from 'vitest'
import type { ReconcilerError } from '../../../src/model/errors.ts'
import { acme, appendTo, entryOf, following, oak, runLines, want } from './backend-contract.ts'
import { gitShim } from './git-shim.ts'
import { gitWorld } from './git-store.ts'

const minutes = (count: number) => count * 60_000

it('is won by one of two clones, and the other learns who has it', async () => {
  const world = gitWorld()
  const opened = await Promise.all([world.open(world.clone()), world.open(world.clone(), { host: 'other' })])
  const tries = await Promise.allSettled(opened.map(({ backend }) => backend.lock(want('one'))))
  const [lost] = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(lost).toMatchObject({ code: 'E4002', message: expect.stringContaining('ole@laptop pid 12 runs apply') })
})

it('is renewed by its holder, so that nobody takes it over', async () => {
  const world = gitWorld()
  const holder = await world.open(world.tree(), { lease: { everyMs: 20, expiryMs: minutes(5) } })
  const other = await world.open(world.tree(), { host: 'other' })
  await using _lock = await holder.backend.lock(want('one'))
  for (let count = 0; count < 3; count += 1) {
    world.advance(minutes(4))
    const now = world.clock.now().toISOString()
    await vi.waitFor(async () => expect(await other.backend.held()).toMatchObject({ heartbeat: now }), 20_000)
  }
  await expect(other.backend.lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
})

it('is taken over once it has expired; its holder appends and writes nothing more', async () => {
  const world = gitWorld()
  // A bound on proofs that lets the holder believe in its lock: the moves themselves must refuse.
  const holder = await world.open(world.tree(), { proofMs: minutes(60) })
  const lock = await holder.backend.lock(want('one'))
  const { snapshot } = await holder.backend.read()
  const journal = await holder.backend.openJournal()
  await journal.append(runLines('a').slice(0, 2))
  world.advance(minutes(5))
  const other = await world.open(world.tree(), { host: 'other' })
  const next = await other.backend.lock({ ...want('two'), holder: 'kim@desk pid 5' })
  expect(world.notices).toEqual([
    expect.stringMatching(/^the lock of ole@laptop pid 12 .* was taken over: its last heartbeat was .*ci\.example/),
  ])
  await lock.confirm()
  const lost = { code: 'E4006', message: expect.stringContaining('kim@desk pid 5 has it now'), holder: { id: 'two' } }
  await expect(journal.append(runLines('a').slice(2, 3))).rejects.toMatchObject(lost)
  await expect(holder.backend.write(following(snapshot, {}), 0)).rejects.toMatchObject(lost)
  await expect(lock.confirm()).rejects.toMatchObject(lost)
  await lock.release()
  await next.confirm()
  expect((await other.backend.read()).journal).toEqual(runLines('a').slice(0, 2))
  await next.release()
})

it('lets what came of a call be written down after a release by hand, and the state not', async () => {
  const world = gitWorld()
  const { backend } = await world.open(world.tree())
  const lock = await backend.lock(want('one'))
  const { snapshot } = await backend.read()
  const journal = await backend.openJournal()
  await backend.unlock('one')
  await expect(lock.confirm()).rejects.toMatchObject({ code: 'E4006', holder: undefined })
  await journal.append(runLines('a'))
  await expect(backend.write(following(snapshot, {}), 0)).rejects.toMatchObject({ code: 'E4006' })
  expect((await backend.read()).journal).toEqual(runLines('a'))
})

it('asks the remote only when the last proof is old', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  const { backend } = await world.open(world.tree(), { env: shim.env, proofMs: 10_000 })
  await using lock = await backend.lock(want('one'))
  shim.asked()
  world.advance(9_000)
  await lock.confirm()
  expect(shim.asked()).toEqual([])
  world.advance(1_000)
  await lock.confirm()
  expect(shim.asked().filter((line) => line.startsWith('ls-remote'))).toHaveLength(1)
  await lock.confirm()
  expect(shim.asked()).toEqual([])
})

it('survives moves of which no answer came', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  const { backend } = await world.open(world.tree(), { env: shim.env })
  await using lock = await backend.lock(want('one'))
  const journal = await backend.openJournal()
  // The deed is done, and the remote says so.
  shim.fail('push lost-once')
  await journal.append(runLines('a'))
  // The deed is done, and nobody can be asked: twice, of which the second did not arrive.
  shim.fail('push lost-dark')
  await expect(journal.append(runLines('b'))).rejects.toMatchObject({ code: 'E4003' })
  await expect(journal.append(runLines('b'))).rejects.toMatchObject({ code: 'E4003' })
  shim.fail('')
  await journal.append(runLines('c'))
  await lock.confirm()
  expect((await backend.read()).journal).toEqual([...runLines('a'), ...runLines('b'), ...runLines('c')])
})

it('is kept while the remote is gone, until it has run out', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  const { backend } = await world.open(world.tree(), { env: shim.env })
  const lock = await backend.lock(want('one'))
  shim.fail('net gone')
  world.advance(minutes(4))
  await lock.confirm()
  await lock.confirm()
  expect(world.notices).toEqual([
    expect.stringMatching(
      /^the lock cannot be renewed, and is kept as it is: .*could not be reached.*it is tried again$/,
    ),
  ])
  world.advance(minutes(1))
  const error = await lock.confirm().catch((reason: unknown) => reason as ReconcilerError)
  expect(error).toMatchObject({ name: 'LostLockError', code: 'E4006', message: expect.stringContaining('ran out') })
  shim.fail('')
  await expect(lock.confirm()).rejects.toMatchObject({ code: 'E4006' })
})

it('says at the end of a block that it could not be released, and throws nothing', async () => {
  const world = gitWorld()
  const shim = gitShim(world.folder)
  const { backend } = await world.open(world.tree(), { env: shim.env })
  {
    await using _lock = await backend.lock(want('one'))
    shim.fail('net gone')
  }
  expect(world.notices).toEqual([
    expect.stringMatching(/^the lock stays until 2026-03-01T12:35:00.000Z: .*could not be reached/),
  ])
  expect(world.notices.join()).not.toContain('hunter2')
})

it('cannot be read as a lock: nobody takes it, and the message says what to do', async () => {
  const world = gitWorld()
  const { backend } = await world.open(world.clone())
  world.git(world.bare, 'update-ref', 'refs/butik/default/lock', 'main')
  await expect(backend.lock(want('one'))).rejects.toMatchObject({
    code: 'E4002',
    hint: 'if no run is going on for certain: git push origin :refs/butik/default/lock',
  })
})

it('keeps an environment from another one apart', async () => {
  const world = gitWorld()
  const root = world.tree()
  const staging = await world.open(root, { environment: 'staging' })
  const production = await world.open(root, { environment: 'production' })
  const locks = [await staging.backend.lock(want('one')), await production.backend.lock(want('two'))]
  await appendTo(staging.backend, runLines('a'))
  await staging.backend.write(following((await staging.backend.read()).snapshot, { [oak]: entryOf('12') }), 0)
  await appendTo(production.backend, runLines('b'))
  expect((await production.backend.read()).journal).toEqual(runLines('b'))
  await production.backend.write(following((await production.backend.read()).snapshot, { [acme]: entryOf('7') }), 0)
  expect(Object.keys((await staging.backend.read()).snapshot.entries)).toEqual([oak])
  for (const lock of locks) await lock.release()
})
