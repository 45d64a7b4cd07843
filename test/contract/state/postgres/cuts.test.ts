// Connections that are cut, and a server that goes away, at each moment of a run: nothing is lost, nothing is there twice.
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { StateBackend } from '../../../../src/model/state.ts'
import { password } from '../../../support/postgres-server.ts'
import { type Between, between } from '../../../support/tcp-between.ts'
import { acme, appendTo, entryOf, following, oak, runLines, want } from '../backend-contract.ts'
import { type PostgresStore, postgresStore, serverOfFile } from './postgres-store.ts'

const server = serverOfFile()

interface Cuttable extends PostgresStore {
  readonly way: Between
  /** Its connections go the way that can be cut. */
  readonly cuttable: StateBackend
}

async function cuttable(how: { readonly pooler?: boolean } = {}): Promise<Cuttable> {
  const way = await between(server().port, how)
  onTestFinished(() => way[Symbol.asyncDispose]())
  const store = await postgresStore(server())
  const url = store.url.replace(`:${server().port}/`, `:${way.port}/`)
  const { backend } = await store.open({ url, clock: { ...store.clock, sleep: shortly } })
  return { ...store, way, cuttable: backend }
}

/** What is gone for good is not waited for. */
const shortly = (ms: number) => pause(ms / 100)

const killAll = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'butik'`

describe('a connection that is cut', () => {
  it('while nothing is asked is made again, for reading and for lines', async () => {
    const { backend, sql } = await postgresStore(server())
    const journal = await backend.openJournal()
    await journal.append(runLines('a'))
    await sql(killAll)
    expect((await backend.read()).journal).toEqual(runLines('a'))
    await sql(killAll)
    await journal.append(runLines('b'))
    expect((await backend.read()).journal).toEqual([...runLines('a'), ...runLines('b')])
  })

  it.each(['loseAnswerTo', 'cutBefore'] as const)('at an append (%s) leaves each line there once', async (moment) => {
    const { cuttable: backend, way, sql } = await cuttable()
    const journal = await backend.openJournal()
    await journal.append(runLines('a'))
    way[moment]('INSERT INTO')
    await journal.append(runLines('b'))
    await journal.append(runLines('c'))
    expect((await backend.read()).journal).toEqual([...runLines('a'), ...runLines('b'), ...runLines('c')])
    expect(await sql('SELECT count(*) FROM S.journal')).toEqual([{ count: '15' }])
  })

  it.each([
    ['loseAnswerTo', 'COMMIT'],
    ['cutBefore', 'COMMIT'],
    ['loseAnswerTo', 'INSERT INTO'],
    ['cutBefore', 'UPDATE'],
  ] as const)('at a write of the state (%s %s) leaves it written once', async (moment, words) => {
    const { cuttable: backend, way } = await cuttable()
    const { snapshot } = await backend.read()
    await appendTo(backend, runLines('a'))
    const next = following(snapshot, { [oak]: entryOf('12'), [acme]: entryOf('7') })
    way[moment](words)
    await backend.write(next, 0)
    const found = await backend.read()
    expect(found).toEqual({ snapshot: { ...next, lineage: found.snapshot.lineage }, journal: [] })
    await backend.write(following(found.snapshot, {}), 1)
    expect((await backend.read()).snapshot.serial).toBe(2)
  })

  it.each(['loseAnswerTo', 'cutBefore'] as const)('as the lock is taken (%s) leaves it taken once', async (moment) => {
    const { cuttable: backend, way, reopen } = await cuttable()
    way[moment]('COMMIT')
    const lock = await backend.lock(want('one'))
    await lock.confirm()
    await expect(reopen().lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
    await lock.release()
    await (await reopen().lock(want('two'))).release()
  })

  it('of the holder of the lock is made again, and the lock is its own still', async () => {
    const { cuttable: backend, way, reopen } = await cuttable()
    const lock = await backend.lock(want('one'))
    way.cut()
    await lock.confirm()
    // Its connection proves again that it is there.
    const other = reopen()
    await expect(other.lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
    expect(await other.held()).toMatchObject({ id: 'one' })
    await lock.release()
  })

  it('frees the lock at once, and its holder learns who has it', async () => {
    const { cuttable: backend, way, reopen, notices } = await cuttable()
    const lock = await backend.lock(want('one'))
    const journal = await backend.openJournal()
    await journal.append(runLines('a'))
    way.refuse(true)
    way.cut()
    const other = reopen()
    await freed(other)
    const next = await other.lock({ ...want('two'), holder: 'kim@desk pid 5' })
    expect(notices).toEqual([
      'the lock of ole@laptop pid 12 (apply since 2026-03-01T12:00:00.000Z) was taken over: its connection is gone',
    ])
    way.refuse(false)
    await expect(lock.confirm()).rejects.toMatchObject({ code: 'E4006', holder: { id: 'two' } })
    // Whatever it believes, it writes nothing.
    await expect(journal.append(runLines('b'))).rejects.toMatchObject({ code: 'E4006', holder: { id: 'two' } })
    const { snapshot } = await other.read()
    await expect(backend.write(following(snapshot, {}), 0)).rejects.toMatchObject({ code: 'E4006' })
    expect(await other.read()).toEqual({ snapshot, journal: runLines('a') })
    await lock.release()
    await next.confirm()
    await other.write(following(snapshot, {}), 0)
    await next.release()
    // Nobody holds it now, and another has had its turn all the same.
    await expect(journal.append(runLines('b'))).rejects.toMatchObject({ code: 'E4006', holder: undefined })
  })

  it('for good ends the run with words that say what to do, and the next run goes on', async () => {
    const { cuttable: backend, way, reopen } = await cuttable()
    const lock = await backend.lock(want('one'))
    const journal = await backend.openJournal()
    await journal.append(runLines('a'))
    way.refuse(true)
    way.cut()
    const error = {
      code: 'E4003',
      message: expect.stringMatching(/^the state in PostgreSQL \(127\.0\.0\.1:\d+\/postgres\) cannot be written: /),
      hint: expect.stringContaining('run again'),
    }
    const failed = [journal.append(runLines('b')), lock.confirm(), backend.keep('a', 'x.json', '{}')]
    await Promise.all(failed.map((one) => expect(one).rejects.toMatchObject(error)))
    await expect(backend.read()).rejects.toMatchObject({ code: 'E4001', hint: expect.stringContaining('run again') })
    await expect(lock.release()).rejects.toMatchObject(error)
    const other = reopen()
    await freed(other)
    const next = await other.lock(want('two'))
    expect((await other.read()).journal).toEqual(runLines('a'))
    await next.release()
  })
})

/** The server sees the end of a connection when it looks. */
async function freed(backend: StateBackend): Promise<void> {
  while ((await backend.held()) !== undefined) await pause(10)
}

describe('a pooler before the server', () => {
  it('proves nothing, so the lock goes by its heartbeat alone, and that is said', async () => {
    const { cuttable: backend, way, reopen, elsewhere, advance, notices } = await cuttable({ pooler: true })
    const lock = await backend.lock(want('one'))
    expect(notices).toEqual([expect.stringContaining('a pooler stands before the server')])
    way.cut()
    await expect(reopen().lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
    await lock.confirm()
    advance(300_000)
    const next = await elsewhere().lock(want('two'))
    await expect(lock.confirm()).rejects.toMatchObject({ code: 'E4006' })
    await next.release()
  })
})

describe('the server', () => {
  it('that crashes after an append has the line when it is back, whatever it does with others', async () => {
    const { open, sql } = await postgresStore(server())
    await sql('ALTER DATABASE postgres SET synchronous_commit = off')
    // A connection that is made from here on has it.
    const { backend } = await open()
    await appendTo(backend, runLines('a'))
    await sql('CREATE TABLE S.lost AS SELECT 1')
    await server().stop('immediate')
    await server().start()
    await sql('ALTER DATABASE postgres RESET synchronous_commit')
    // That a commit may be lost at all is what makes the rest of this a proof.
    expect(await sql(`SELECT to_regclass('S.lost') AS found`)).toEqual([{ found: null }])
    expect((await backend.read()).journal).toEqual(runLines('a'))
  })

  it('that is started anew in mid-run ends nothing', async () => {
    const { backend, reopen } = await postgresStore(server())
    const lock = await backend.lock(want('one'))
    const journal = await backend.openJournal()
    await journal.append(runLines('a'))
    await server().stop()
    const appended = journal.append(runLines('b'))
    await server().start()
    await appended
    await lock.confirm()
    await expect(reopen().lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
    const { snapshot, journal: lines } = await backend.read()
    expect(lines).toEqual([...runLines('a'), ...runLines('b')])
    await backend.write(following(snapshot, { [oak]: entryOf('12') }), 0)
    await lock.release()
  })

  it('that is not there is told, without the password', async () => {
    const { open, url, clock } = await postgresStore(server())
    const gone = url.replace(`:${server().port}/`, ':1/')
    const error: unknown = await open({ url: gone, clock: { ...clock, sleep: shortly } }).catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({
      code: 'E4001',
      message: 'the state in PostgreSQL (127.0.0.1:1/postgres) cannot be read: connect ECONNREFUSED 127.0.0.1:1',
    })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(password)
  })
})
