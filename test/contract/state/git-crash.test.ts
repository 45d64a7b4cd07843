// A runner that is killed: another one, with a clone of its own, takes over what it left and ends it.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { shareOf } from '../../support/long.ts'
import { following, runLines, want } from './backend-contract.ts'
import { gitWorld, plainEnv } from './git-store.ts'

const script = join(import.meta.dirname, '../../support/git-state-child.ts')

it.each(shareOf([0, 40, 90, 170, 310, 450], 2))(
  'killed %d ms after its first line, it has lost nothing that was durable',
  async (ms) => {
    const world = gitWorld()
    const started = fork(script, [world.tree()], {
      execArgv: ['--import', 'tsx'],
      env: plainEnv,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    onTestFinished(() => void started.kill('SIGKILL'))
    const told = { appended: 0, written: 0 }
    started.on('message', (message: object) => void Object.assign(told, message))
    await once(started, 'message')
    await pause(ms)
    started.kill('SIGKILL')
    await once(started, 'close')
    // What was under way to the remote arrives or not: it may take a moment.
    const lock = () => world.refs().get('refs/butik/default/lock')
    for (let before: string | undefined = ''; before !== lock(); await pause(300)) before = lock()

    const third = (await world.open(world.tree(), { clock: { now: () => new Date(), sleep: async () => {} } })).backend
    const late = { now: () => new Date(Date.now() + 300_000), sleep: async () => {} }
    await expect(third.lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
    const fourth = (await world.open(world.tree(), { clock: late })).backend
    await using _lock = await fourth.lock(want('two'))
    expect(world.notices.join()).toContain('the lock of runner pid 1 (apply since')
    const { snapshot, journal } = await fourth.read()
    expect(snapshot.serial).toBeGreaterThanOrEqual(told.written)
    const lines = snapshot.serial * 4 + journal.length
    expect(lines).toBeGreaterThanOrEqual(told.appended)
    expect(lines).toBeLessThanOrEqual(told.appended + 1)
    await (await fourth.openJournal()).append(runLines('b'))
    await fourth.write(following(snapshot, {}), snapshot.serial)
    expect((await fourth.read()).journal).toEqual([])
  },
)
