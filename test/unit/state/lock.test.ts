// The lock beyond the contract: locks of processes that are gone, of other machines, and files that are no lock.
import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isGone, ownMark } from '../../../src/state/process-mark.ts'
import { want } from '../../contract/state/backend-contract.ts'
import { type LocalStore, localStore } from '../../contract/state/local-store.ts'

/** The lock of a live run, changed as a test needs it. */
async function foreignLock(store: LocalStore, change: (mark: Record<string, unknown>) => void): Promise<void> {
  const lock = await store.backend.lock(want('old'))
  const record = JSON.parse(await readFile(join(store.home, 'lock.json'), 'utf8'))
  await lock.release()
  change(record.process)
  await writeFile(join(store.home, 'lock.json'), JSON.stringify({ ...record, token: 'old-token' }))
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

it.each<[string, (mark: Record<string, unknown>) => void]>([
  ['another host', (mark) => (mark['host'] = 'ci-runner-7')],
  ['another container', (mark) => (mark['space'] = 'pid:[1]')],
  ['another boot, or another machine of that name', (mark) => (mark['started'] = 'other-boot 12')],
])('leaves a lock of %s alone, as nothing can be known of its process', async (_name, change) => {
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
    message: expect.stringContaining(', 30 min ago (https://ci.example/run/1)'),
  })
  expect(await store.reopen().unlock('old')).toEqual(want('old'))
  await (await store.reopen().lock(want('next'))).release()
})

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
  expect(await isGone(own, own)).toBe(false)
  expect(await isGone({ ...own, pid: deadPid() }, own)).toBe(true)
})
