// The lock on a server: held by one of two, lost in all the ways in which it can be, renewed, and broken by hand.
import { createHash } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { addressId } from '../../../src/model/address.ts'
import { LockedError } from '../../../src/model/errors.ts'
import type { StateBackend } from '../../../src/model/state.ts'
import { entryOf, following, runLines, want } from './backend-contract.ts'
import { type HttpStoreOptions, httpStore } from './http-store.ts'

const manners: [string, HttpStoreOptions][] = [
  ['terraform', {}],
  ['gitlab', { manner: 'gitlab' }],
]

it.each(manners)('%s: two runners that race write one after the other, and lose nothing', async (_name, options) => {
  const store = await httpStore(options)
  const run = async (backend: StateBackend, name: string) => {
    for (let count = 0; count < 4; ) {
      try {
        const lock = await backend.lock(want(`${name}-${count}`))
        const { snapshot } = await backend.read()
        const journal = await backend.openJournal()
        await journal.append(runLines(name))
        const entries = { ...snapshot.entries, [addressId('shop', 'product', `${name}-${count}`)]: entryOf('12') }
        await backend.write(following(snapshot, entries), snapshot.serial)
        await journal.close()
        await lock.release()
        count += 1
      } catch (error) {
        if (!(error instanceof LockedError)) throw error
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
  }
  await Promise.all([run(store.backend, 'a'), run(store.elsewhere(), 'b')])
  const { snapshot, journal } = await store.reopen().read()
  expect(snapshot.serial).toBe(8)
  expect(Object.keys(snapshot.entries)).toHaveLength(8)
  expect(journal).toEqual([])
})

it.each(manners)('%s: every write goes out under the lock, and none without it', async (_name, options) => {
  const { backend, server, path } = await httpStore(options)
  const lock = await backend.lock(want('one'))
  const journal = await backend.openJournal()
  await journal.append(runLines('a'))
  await backend.write(following((await backend.read()).snapshot, {}), 0)
  await lock.release()
  const writes = server.seen.filter(({ method, path: to }) => method === 'POST' && !to.endsWith('/lock'))
  expect(writes.map(({ path: to }) => to).filter((to) => to !== path && to !== `${path}-journal`)).toEqual([])
  const ids = new Set(writes.map(({ id }) => id))
  expect(ids.size).toBe(1)
  expect([...ids][0]).toMatch(/^one\.[0-9a-z]{8}-[0-9a-z]{16}$/)
})

it.each(manners)(
  '%s: a lock that is taken away at the server is lost, whatever is tried first',
  async (_name, options) => {
    const work: ((backend: StateBackend) => Promise<unknown>)[] = [
      async (backend) => backend.write(following((await backend.read()).snapshot, {}), 0),
      async (backend) => (await backend.openJournal()).append(runLines('a')),
    ]
    for (const one of work) {
      const store = await httpStore(options)
      const lock = await store.backend.lock(want('one'))
      store.server.unlockAll()
      await expect(one(store.backend)).rejects.toMatchObject({ name: 'LostLockError', code: 'E4006' })
      await expect(lock.confirm()).rejects.toMatchObject({ code: 'E4006' })
      // Nobody has it: the look at it has not kept it.
      const next = await store.elsewhere().lock(want('two'))
      await lock.release()
      await next.confirm()
      await next.release()
    }
  },
)

it('lines of one who has lost the lock are refused by the server, also where nothing was asked before', async () => {
  const store = await httpStore()
  await store.backend.lock(want('one'))
  const late = await store.backend.openJournal()
  store.advance(300_000)
  const other = store.elsewhere()
  const lock = await other.lock(want('two'))
  await (await other.openJournal()).append(runLines('b'))
  await expect(late.append(runLines('a'))).rejects.toMatchObject({ code: 'E4006', holder: { id: 'two' } })
  expect((await other.read()).journal).toEqual(runLines('b'))
  await lock.release()
})

it('is renewed while its run goes on, and by each line of it', async () => {
  const store = await httpStore()
  const { backend } = await store.open({ lease: { everyMs: 10, expiryMs: 300_000 } })
  const lock = await backend.lock(want('one'))
  store.advance(200_000)
  await vi.waitFor(async () => expect(await backend.held()).toMatchObject({ heartbeat: '2026-03-01T12:33:20.000Z' }))
  store.advance(200_000)
  await vi.waitFor(async () => expect(await backend.held()).toMatchObject({ expires: '2026-03-01T12:41:40.000Z' }))
  await expect(store.elsewhere().lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
  await lock.release()
  const calm = await store.open({ lease: { everyMs: 1_000_000, expiryMs: 300_000 } })
  const next = await calm.backend.lock(want('two'))
  const journal = await calm.backend.openJournal()
  store.advance(10_000)
  await journal.append(runLines('a'))
  expect(await calm.backend.held()).toMatchObject({ heartbeat: '2026-03-01T12:36:50.000Z' })
  await next.release()
})

it('one that was taken just before is as good as asked for, for two seconds', async () => {
  const { backend, server, advance } = await httpStore()
  const lock = await backend.lock(want('one'))
  await (await backend.openJournal()).append(runLines('a'))
  server.seen.splice(0)
  await lock.confirm()
  expect(server.seen).toEqual([])
  advance(2_000)
  await lock.confirm()
  expect(server.seen.map(({ method, status }) => `${method} ${status}`)).toEqual(['LOCK 423'])
  await lock.release()
})

it('a server that is away proves nothing, until the lock is over', async () => {
  const { backend, server, advance, notices } = await httpStore()
  const lock = await backend.lock(want('one'))
  server.faults.push({ kind: 'reset', times: Number.POSITIVE_INFINITY })
  advance(100_000)
  await lock.confirm()
  await lock.confirm()
  expect(notices).toEqual([
    expect.stringMatching(/^the lock cannot be confirmed, and is kept as it is: .*; it is tried again$/),
  ])
  advance(200_000)
  await expect(lock.confirm()).rejects.toMatchObject({
    code: 'E4006',
    message: expect.stringContaining('could not be confirmed for as long as it lasts'),
  })
  server.faults.splice(0)
  await expect(lock.confirm()).rejects.toMatchObject({ code: 'E4006' })
  await lock.release()
})

it('one whose run died before it said so is over by its id, on GitLab too', async () => {
  const store = await httpStore({ manner: 'gitlab' })
  store.server.faults.push({ kind: 'reset', path: '-journal', skip: 1, times: Number.POSITIVE_INFINITY })
  store.server.faults.push({ kind: 'reset', method: 'DELETE', times: Number.POSITIVE_INFINITY })
  await expect(store.backend.lock(want('one'))).rejects.toMatchObject({ code: 'E4001' })
  store.server.faults.splice(0)
  const error: unknown = await store
    .elsewhere()
    .lock(want('two'))
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'E4002', hint: expect.stringContaining('butik state unlock one') })
  // GitLab names the user; the rest it repeats from whoever asks.
  expect(String(error)).toContain('ci-user runs')
  expect(await store.reopen().unlock('other')).toBeUndefined()
  expect(await store.reopen().unlock('one')).toMatchObject({
    id: 'one',
    holder: 'ci-user',
    expires: '2026-03-01T12:35:00.000Z',
  })
  await (await store.elsewhere().lock(want('three'))).release()
})

it('one that died so is taken over after its time', async () => {
  const store = await httpStore({ manner: 'gitlab' })
  store.server.faults.push({ kind: 'reset', path: '-journal', skip: 1, times: Number.POSITIVE_INFINITY })
  store.server.faults.push({ kind: 'reset', method: 'DELETE', times: Number.POSITIVE_INFINITY })
  await expect(store.backend.lock(want('one'))).rejects.toMatchObject({ code: 'E4001' })
  store.server.faults.splice(0)
  store.advance(300_000)
  await (await store.elsewhere().lock(want('two'))).release()
  expect(store.notices).toEqual([expect.stringContaining('the lock of ci-user')])
})

it('one of Terraform, or of somebody who knows no butik, is never taken over', async () => {
  const store = await httpStore()
  const words = {
    ID: 'd1',
    Operation: 'OperationTypeApply',
    Info: '',
    Who: 'kim@desk',
    Version: '1.9',
    Created: '2020-01-01T00:00:00Z',
    Path: '',
  }
  await fetch(store.address, lockRequest(words))
  store.advance(86_400_000)
  await expect(store.backend.lock(want('one'))).rejects.toMatchObject({
    code: 'E4002',
    message: expect.stringContaining('kim@desk runs OperationTypeApply since 2020-01-01'),
    hint: expect.stringMatching(/^wait for it, or, .*butik state unlock d1$/),
  })
  expect(await store.backend.unlock('d1')).toMatchObject({ id: 'd1', holder: 'kim@desk' })
  await (await store.backend.lock(want('one'))).release()
})

it.each([
  ['nothing', ''],
  ['words', 'Locked'],
  ['a page of a proxy', '<html><body><h1>423 Locked</h1></body></html>'],
  ['JSON that is no lock', '[{"ID":"x"}]'],
  ['a lock in a language of its own', '{"ID":7,"Who":null,"lock":{"ID":"x"}}'],
  ['half a lock', '{"ID":"d1","Op'],
])('a server that says of a lock %s has a lock all the same, for 409 and 423', async (_what, body) => {
  for (const status of [409, 423]) {
    const store = await httpStore({ few: true })
    store.server.faults.push({ kind: 'status', method: 'LOCK', status, body, times: Number.POSITIVE_INFINITY })
    await expect(store.backend.lock(want('one'))).rejects.toMatchObject({
      name: 'LockedError',
      message: expect.stringContaining('somebody runs something since unknown'),
    })
    expect(store.server.seen.filter(({ method }) => method !== 'GET').map(({ method }) => method)).toEqual(['LOCK'])
    // What nobody names cannot be taken away by a name that was made up for it.
    expect(await store.reopen().unlock('unknown')).toBeUndefined()
    expect(store.server.seen.filter(({ method }) => method === 'UNLOCK')).toEqual([])
  }
})

it.each([
  ['of Terraform', 423, { Operation: 'OperationTypeApply', Info: '', Version: '1.9', Path: '' }],
  ['of OpenTofu through GitLab', 409, { Operation: 'OperationTypePlan', Info: '', Version: '1.8', Path: '' }],
  ['with less than the protocol asks for', 423, {}],
])('a lock %s is told by whom and since when', async (_what, status, more) => {
  const store = await httpStore({ few: true })
  const body = JSON.stringify({ ID: 'd1', Who: 'kim@desk', Created: '2026-03-01T12:00:00Z', ...more })
  store.server.faults.push({ kind: 'status', method: 'LOCK', status, body, times: 1 })
  const operation = 'Operation' in more ? more.Operation : 'something'
  await expect(store.backend.lock(want('one'))).rejects.toMatchObject({
    name: 'LockedError',
    message: expect.stringContaining(`kim@desk runs ${operation} since 2026-03-01T12:00`),
    hint: expect.stringContaining('butik state unlock d1'),
  })
})

function lockRequest(words: Record<string, string>): RequestInit {
  const body = JSON.stringify(words)
  const md5 = createHash('md5').update(body).digest('base64')
  return { method: 'LOCK', body, headers: { 'content-type': 'application/json', 'content-md5': md5 } }
}

it('a lock that the server has lost is forgotten by butik state unlock too', async () => {
  const store = await httpStore({ manner: 'gitlab' })
  await store.backend.lock(want('one'))
  store.server.unlockAll()
  expect(await store.reopen().held()).toMatchObject({ id: 'one' })
  expect(await store.reopen().unlock('one')).toMatchObject({ id: 'one' })
  expect(await store.reopen().held()).toBeUndefined()
})

it('where the server has no locks nothing is written, unless the settings say so', async () => {
  const store = await httpStore({ locks: false })
  await expect(store.backend.lock(want('one'))).rejects.toMatchObject({
    code: 'E4003',
    message: expect.stringContaining('cannot be locked: LOCK has HTTP 405 there'),
    hint: expect.stringContaining('lock: none'),
  })
  expect(store.server.kept.size).toBe(0)
  const one = await store.open({ lock: 'none' })
  const two = await store.open({ lock: 'none', host: 'other' })
  const lock = await one.backend.lock(want('one'))
  await lock.confirm()
  await expect(two.backend.lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
  expect(await two.backend.unlock('one')).toMatchObject({ id: 'one' })
  const next = await two.backend.lock(want('two'))
  await expect(lock.confirm()).rejects.toMatchObject({ code: 'E4006', holder: { id: 'two' } })
  await lock.release()
  await next.confirm()
  await next.release()
  expect(await one.backend.held()).toBeUndefined()
})

it('to look at the lock takes nothing and needs no right to write', async () => {
  const { backend, server } = await httpStore()
  await backend.held()
  await backend.read()
  expect(new Set(server.seen.map(({ method }) => method))).toEqual(new Set(['GET']))
})
