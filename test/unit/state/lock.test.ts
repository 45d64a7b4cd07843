// The lock beyond the contract: locks of processes that are gone, of other machines, and files that are no lock.
import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { fateOf, ownMark } from '../../../src/state/process-mark.ts'
import { want } from '../../contract/state/backend-contract.ts'
import { type LocalStore, localStore } from '../../contract/state/local-store.ts'

/** The lock of a live run, changed as a test needs it. */
async function foreignLock(
  store: LocalStore,
  change: (mark: Record<string, unknown>) => void,
  more: object = {},
): Promise<void> {
  const lock = await store.backend.lock(want('old'))
  const record = JSON.parse(await readFile(join(store.home, 'lock.json'), 'utf8'))
  await lock.release()
  change(record.process)
  await writeFile(join(store.home, 'lock.json'), JSON.stringify({ ...record, token: 'old-token', ...more }))
}

/** A pid that was in use a moment ago and is not now. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '0']).pid
}

it('takes over the lock of a process that is gone, says so, and leaves nothing behind', async () => {
  const store = await localStore()
  await foreignLock(store, (mark) => (mark['pid'] = deadPid()))
  expect(await store.backend.held()).toBeUndefined()
  const lock = await store.reopen().lock(want('next'))
  expect(store.notices).toEqual([
    'the lock of ole@laptop pid 12 (apply since 2026-03-01T12:00:00.000Z) was taken over: that process is gone',
  ])
  expect(await readdir(store.home)).toEqual(['lock.json'])
  await lock.release()
  expect(await readdir(store.home)).toEqual([])
})

it('clears away the drafts and claims of killed processes, but none that is young', async () => {
  const store = await localStore()
  const left = ['lock.json.1-a.tmp', 'lock.json.1-a', 'lock.json.1-a.2-b.tmp', 'lock.json.3-c.tmp']
  await mkdir(store.home, { recursive: true })
  for (const file of left) await writeFile(join(store.home, file), '{')
  for (const file of left.slice(0, 3)) await utimes(join(store.home, file), 0, 0)
  await (await store.reopen().lock(want('next'))).release()
  expect(await readdir(store.home)).toEqual(['lock.json.3-c.tmp'])
})

it('takes over the lock of a process whose pid another one has now', async () => {
  const store = await localStore()
  const { started } = await ownMark()
  if (started === undefined) return
  await foreignLock(store, (mark) => (mark['started'] = `${started.split(' ')[0]} 1`))
  await (await store.reopen().lock(want('next'))).release()
})

it('takes over a lock although the one that was taking it over was killed too', async () => {
  const store = await localStore()
  await foreignLock(store, (mark) => (mark['pid'] = deadPid()))
  const record = JSON.parse(await readFile(join(store.home, 'lock.json'), 'utf8'))
  await writeFile(join(store.home, 'lock.json.old-token'), JSON.stringify({ ...record, token: 'claim-token' }))
  await (await store.reopen().lock(want('next'))).release()
  expect(await readdir(store.home)).toEqual([])
})

const elsewhere: [string, (mark: Record<string, unknown>) => void][] = [
  ['another host', (mark) => (mark['host'] = 'ci-runner-7')],
  ['another container', (mark) => (mark['space'] = 'pid:[1]')],
  ['another boot, or another machine of that name', (mark) => (mark['started'] = 'other-boot 12')],
]

it.each(elsewhere)(
  'leaves a lock of %s alone until it expires, as nothing can be known of its process',
  async (_name, change) => {
    const store = await localStore()
    await foreignLock(store, (mark) => {
      mark['pid'] = deadPid()
      change(mark)
    })
    const error: unknown = await store
      .reopen()
      .lock(want('next'))
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'E4002',
      message: expect.stringContaining(
        ', 30 min ago (https://ci.example/run/1); last heartbeat 2026-03-01T12:30:00.000Z, expires 2026-03-01T12:35:00.000Z',
      ),
      hint: expect.stringMatching(/takes it over from 2026-03-01T12:35:00.000Z on.*butik state unlock old$/),
    })
    expect(await store.reopen().unlock('old')).toMatchObject(want('old'))
    await (await store.reopen().lock(want('next'))).release()
  },
)

it.each(elsewhere)('takes over a lock of %s once it has expired, and says whose it was', async (_name, change) => {
  const store = await localStore()
  await foreignLock(store, change)
  store.advance(299_999)
  await expect(store.reopen().lock(want('next'))).rejects.toMatchObject({ code: 'E4002' })
  expect(await store.backend.held()).toMatchObject({ id: 'old' })
  store.advance(1)
  expect(await store.backend.held()).toBeUndefined()
  const lock = await store.reopen().lock(want('next'))
  expect(store.notices).toEqual([
    'the lock of ole@laptop pid 12 (apply since 2026-03-01T12:00:00.000Z) was taken over: its last heartbeat was 2026-03-01T12:30:00.000Z, and it expired 2026-03-01T12:35:00.000Z (https://ci.example/run/1)',
  ])
  await lock.release()
  expect(await readdir(store.home)).toEqual([])
})

it.each([
  ['an older butik, without a heartbeat', { heartbeat: undefined, expires: undefined }],
  ['a record that nobody can read a time in', { expires: 'soon' }],
])('never takes a lock of another host for expired by %s', async (_name, more) => {
  const store = await localStore()
  await foreignLock(store, (mark) => (mark['host'] = 'ci-runner-7'), more)
  store.advance(1e12)
  const error: unknown = await store
    .reopen()
    .lock(want('next'))
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'E4002', hint: expect.stringContaining('butik state unlock old') })
})

it('a run that is seen running on this machine keeps its lock, however long the machine slept', async () => {
  const store = await localStore()
  const lock = await store.backend.lock(want('slept'))
  store.advance(8 * 3_600_000)
  await expect(store.reopen().lock(want('next'))).rejects.toMatchObject({ code: 'E4002' })
  await lock.confirm()
  // Awake again, the lock is as good as new for those that cannot see the process.
  await expect(store.open({ host: 'other' }).lock(want('next'))).rejects.toMatchObject({ code: 'E4002' })
  await lock.release()
})

describe('the heartbeat', () => {
  const beatsOf = async (store: LocalStore) => (await store.reopen().held())?.heartbeat

  it('renews the lock while the run goes on, and stops with it', async () => {
    const store = await localStore()
    const lock = await store.open({ lease: { everyMs: 5, expiryMs: 60_000 } }).lock(want('one'))
    for (const minute of ['31', '32']) {
      store.advance(60_000)
      await vi.waitFor(async () => expect(await beatsOf(store)).toBe(`2026-03-01T12:${minute}:00.000Z`))
    }
    expect(await store.reopen().held()).toEqual({
      ...want('one'),
      heartbeat: '2026-03-01T12:32:00.000Z',
      expires: '2026-03-01T12:33:00.000Z',
    })
    await lock.release()
    await pause(20)
    expect(await readdir(store.home)).toEqual([])
  })

  it('never renews a lock that another run has by now', async () => {
    const store = await localStore()
    const lock = await store.open({ lease: { everyMs: 5, expiryMs: 60_000 } }).lock(want('one'))
    await writeFile(join(store.home, 'lock.json'), JSON.stringify(await foreignRecord(store)))
    const before = await readFile(join(store.home, 'lock.json'), 'utf8')
    store.advance(60_000)
    await pause(30)
    await expect(lock.confirm()).rejects.toMatchObject({ code: 'E4006', holder: { id: 'theirs' } })
    await lock.release()
    expect(await readFile(join(store.home, 'lock.json'), 'utf8')).toBe(before)
  })

  it('that cannot be written is said once, tried again, and ends no run', async () => {
    const store = await localStore()
    const lock = await store.open({ lease: { everyMs: 5, expiryMs: 60_000 } }).lock(want('one'))
    const away = `${store.home}.away`
    await rename(store.home, away)
    // A file where the folder was: nothing can be read or written, and nothing is proved by it.
    await writeFile(store.home, '')
    await vi.waitFor(() => expect(store.notices).toHaveLength(1))
    expect(store.notices[0]).toMatch(
      /^the lock cannot be renewed, and is kept as it is: .*ENOTDIR.*; it is tried again$/,
    )
    await lock.confirm()
    await pause(20)
    await rm(store.home)
    await rename(away, store.home)
    store.advance(60_000)
    await vi.waitFor(async () => expect(await beatsOf(store)).toBe('2026-03-01T12:31:00.000Z'))
    expect(store.notices).toHaveLength(1)
    await lock.release()
  })
})

async function foreignRecord(store: LocalStore): Promise<object> {
  const record = JSON.parse(await readFile(join(store.home, 'lock.json'), 'utf8'))
  const info = { id: 'theirs', operation: 'apply', holder: 'kim@desk pid 5', since: '2026-03-01T12:29:00.000Z' }
  return { ...record, info, token: 'their-token' }
}

it('does not take a file that is no lock for none', async () => {
  const store = await localStore()
  await mkdir(store.home, { recursive: true })
  await writeFile(join(store.home, 'lock.json'), '{"half":')
  const error: unknown = await store.backend.lock(want('next')).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'E4002', hint: expect.stringContaining('delete .butik/default/lock.json') })
  expect(await readFile(join(store.home, 'lock.json'), 'utf8')).toBe('{"half":')
})

it.each([
  ['2026-03-01T12:29:30Z', 'since 2026-03-01T12:29:30Z ('],
  ['2026-03-01T09:30:00Z', ', 3 hours ago ('],
  ['2026-02-20T12:30:00Z', ', 9 days ago ('],
  ['whenever', 'since whenever ('],
])('tells how long a lock is held: since %s', async (since, words) => {
  const store = await localStore()
  await store.backend.lock({ ...want('x'), since })
  await expect(store.backend.lock(want('y'))).rejects.toThrow(words)
})

it('never calls its own process gone', async () => {
  const own = await ownMark()
  expect(await fateOf(own, own)).toBe('running')
  expect(await fateOf({ ...own, pid: deadPid() }, own)).toBe('gone')
})
