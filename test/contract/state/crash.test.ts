// Real processes: killed in the middle of appends and writes, and racing for a lock whose process is gone.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { appendTo, following, want } from './backend-contract.ts'
import { localStore } from './local-store.ts'

const script = join(import.meta.dirname, '../../support/state-child.ts')

function child(mode: string, folder: string): ChildProcess {
  const started = fork(script, [mode, folder], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  onTestFinished(() => void started.kill('SIGKILL'))
  return started
}

/** The last number the child told as done before it was killed, `ms` after its first one. */
async function killed(started: ChildProcess, ms: number): Promise<number> {
  let done = 0
  started.on('message', (message: { done: number }) => {
    done = message.done
  })
  await once(started, 'message')
  await pause(ms)
  started.kill('SIGKILL')
  await once(started, 'close')
  return done
}

it.each([0, 3, 11, 24, 50])(
  'a process killed %d ms into its appends loses nothing that it was told is safe',
  async (ms) => {
    const store = await localStore()
    const done = await killed(child('append', store.folder), ms)
    const { journal } = await store.backend.read()
    expect(journal.length).toBeGreaterThanOrEqual(done)
    expect(journal.map((entry) => entry.phase === 'begun' && entry.serial)).toEqual(
      journal.map((_, index) => index + 1),
    )
    await (await store.backend.lock(want('next'))).release()
    expect(store.notices.some((line) => line.includes('was taken over'))).toBe(true)
    await appendTo(store.backend, journal.slice(0, 1))
    expect((await store.reopen().read()).journal).toHaveLength(journal.length + 1)
  },
)

it.each([0, 7, 16, 33, 60])(
  'a process killed %d ms into its writes leaves a whole state, and the next run goes on',
  async (ms) => {
    const store = await localStore()
    const done = await killed(child('write', store.folder), ms)
    await using _lock = await store.backend.lock(want('next'))
    const { snapshot, journal } = await store.backend.read()
    expect(snapshot.serial).toBeGreaterThanOrEqual(done)
    // A line is left exactly where the state that takes it in was not written.
    expect(journal.map((entry) => entry.phase === 'begun' && entry.serial)).toEqual(
      journal.length === 0 ? [] : [snapshot.serial + 1],
    )
    await store.backend.write(following(snapshot, {}), snapshot.serial)
    expect(await store.reopen().read()).toEqual({ snapshot: following(snapshot, {}), journal: [] })
  },
)

it('of many processes that find the lock of one that is gone, one wins', async () => {
  const store = await localStore()
  await killed(child('append', store.folder), 0)
  const stale = await readFile(join(store.home, 'lock.json'), 'utf8')
  const racers = Array.from({ length: 5 }, () => child('race', store.folder))
  const answers = async (order: string) => {
    const told = racers.map((racer) => once(racer, 'message'))
    for (const racer of racers) racer.send(order)
    return (await Promise.all(told)).map(([message]: { won: boolean; error?: string }[]) => message)
  }
  await Promise.all(racers.map((racer) => once(racer, 'message')))
  for (let round = 0; round < 30; round += 1) {
    // Every other round without a lock, which is the same race for an empty place.
    if (round % 2 === 0) await writeFile(join(store.home, 'lock.json'), stale)
    const results = await answers('go')
    expect(results.filter((result) => result?.won)).toHaveLength(1)
    for (const result of results) expect(result?.error ?? 'is locked').toContain('is locked')
    await answers('release')
  }
}, 60_000)
