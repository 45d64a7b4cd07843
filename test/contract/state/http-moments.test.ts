// The server fails at each moment of a run in each way: once, and the run goes on; for good, and what the run was told is written
// down is there for the next one, which finds the state of before or the one after, and nothing in between.
import { expect, it } from 'vitest'
import type { JournalEntry, StateSnapshot } from '../../../src/model/state.ts'
import type { Fault } from '../../support/http-state-server.ts'
import { entryOf, following, oak, runLines, want } from './backend-contract.ts'
import { type HttpStore, type HttpStoreOptions, httpStore } from './http-store.ts'

interface Lived {
  /** What the journal has promised to hold. */
  readonly durable: JournalEntry[]
  isWritten: boolean
  error?: unknown
}

/** As an apply uses a backend, after one that has ended. */
async function live(store: HttpStore): Promise<Lived> {
  const lived: Lived = { durable: [], isWritten: false }
  const { backend } = await store.open()
  try {
    const lock = await backend.lock(want('one'))
    try {
      const { snapshot } = await backend.read()
      const journal = await backend.openJournal()
      await backend.keep('run-1', 'plan.json', '{}')
      for (const line of runLines('a').map((one) => (one.phase === 'begun' ? { ...one, serial: 1 } : one))) {
        await lock.confirm()
        await journal.append([line])
        lived.durable.push(line)
      }
      await backend.write(following(snapshot, { [oak]: entryOf('13') }), snapshot.serial)
      lived.isWritten = true
      await journal.close()
    } finally {
      await lock.release()
    }
  } catch (error) {
    lived.error = error
  }
  return lived
}

async function before(options: HttpStoreOptions): Promise<{ store: HttpStore; first: StateSnapshot }> {
  const store = await httpStore({ ...options, few: true })
  await store.backend.write(following((await store.backend.read()).snapshot, { [oak]: entryOf('12') }), 0)
  const { snapshot: first } = await store.backend.read()
  store.server.seen.splice(0)
  return { store, first }
}

/** Every moment in `npm run test:long`; in a gate some, other ones for each kind. */
function momentsOf(manner: string, kind: string, count: number): number[] {
  const all = Array.from({ length: count }, (_, index) => index)
  if (process.env['BUTIK_TEST_LONG'] !== undefined) return all
  const step = manner === 'terraform' ? 5 : 10
  return all.filter((index) => index % step === kind.length % step)
}

const kinds: Record<string, Pick<Fault, 'kind' | 'status' | 'done'>> = {
  'the connection breaks': { kind: 'reset' },
  'the answer is lost': { kind: 'lost' },
  'the answer is cut': { kind: 'cut' },
  'it has a fault': { kind: 'status', status: 500 },
  'it has a fault, and has done it': { kind: 'status', status: 502, done: true },
}

const manners: Record<string, HttpStoreOptions> = {
  terraform: {},
  gitlab: { manner: 'gitlab' },
  'one address': { only: ['/states/shop'] },
}

async function requestsOf(options: HttpStoreOptions): Promise<number> {
  const { store } = await before(options)
  expect((await live(store)).error).toBeUndefined()
  return store.server.seen.length
}

it.each(Object.keys(manners).flatMap((manner) => Object.keys(kinds).map((kind) => [manner, kind] as const)))(
  '%s: where once %s, the run goes on, whenever it is',
  async (manner, kind) => {
    const options = manners[manner] ?? {}
    const count = await requestsOf(options)
    expect(count).toBeGreaterThan(15)
    for (const skip of momentsOf(manner, kind, count)) {
      const { store } = await before(options)
      store.server.faults.push({ kind: 'reset', ...kinds[kind], skip })
      const lived = await live(store)
      expect(lived.error, `at request ${skip}`).toBeUndefined()
      const last = store.reopen()
      const { snapshot, journal } = await last.read()
      expect(await last.held()).toBeUndefined()
      expect(snapshot, `at request ${skip}`).toMatchObject({ serial: 2, entries: { [oak]: { remoteId: '13' } } })
      expect(journal).toEqual([])
      expect([...store.server.kept.values()].filter(({ lock }) => lock !== undefined)).toEqual([])
      await store.server.close().catch(() => undefined)
    }
  },
  120_000,
)

it.each(Object.keys(manners).flatMap((manner) => (['reset', 'lost'] as const).map((kind) => [manner, kind] as const)))(
  '%s: where it is gone for good (%s), the next run finds what was promised',
  async (manner, kind) => {
    const options = manners[manner] ?? {}
    const count = await requestsOf(options)
    for (const skip of momentsOf(manner, kind, count)) {
      const { store, first } = await before(options)
      store.server.faults.push({ kind, skip, times: Number.POSITIVE_INFINITY })
      const lived = await live(store)
      store.server.faults.splice(0)
      // As a process on another machine, after the lease.
      store.advance(300_001)
      const next = store.elsewhere()
      const lock = await next.lock(want('two'))
      const { snapshot, journal } = await next.read()
      const text = `at request ${skip}: ${String(lived.error)}`
      if (lived.isWritten) expect(snapshot.serial, text).toBe(2)
      if (snapshot.serial === 1) {
        expect(snapshot, text).toEqual(first)
        // More may be there than was promised: announced, and never sent.
        expect(journal.slice(0, lived.durable.length), text).toEqual(lived.durable)
        expect(journal.length - lived.durable.length, text).toBeLessThanOrEqual(1)
      } else {
        expect(snapshot, text).toMatchObject({ serial: 2, entries: { [oak]: { remoteId: '13' } } })
        expect(journal, text).toEqual([])
        expect(lived.durable).toHaveLength(runLines('a').length)
      }
      await next.write(following(snapshot, {}), snapshot.serial)
      await lock.release()
      expect((await store.reopen().read()).journal).toEqual([])
      await store.server.close().catch(() => undefined)
    }
  },
  120_000,
)

it('a server that never answers costs its time, and is named', async () => {
  const { store } = await before({})
  store.server.faults.push({ kind: 'slow', times: Number.POSITIVE_INFINITY })
  const { backend } = await store.open({ patienceMs: 20 })
  await expect(backend.read()).rejects.toMatchObject({
    code: 'E4001',
    message: expect.stringMatching(
      /^http:\/\/127\.0\.0\.1:\d+\/states\/shop-journal cannot be read: it did not answer in time$/,
    ),
  })
})
