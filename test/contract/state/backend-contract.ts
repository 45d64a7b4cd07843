// What every state backend promises. Each backend's test file runs it with a way to make one and to open it again.
import { describe, expect, it } from 'vitest'
import { addressId } from '../../../src/model/address.ts'
import { digestOfBytes } from '../../../src/model/digest.ts'
import type { JournalEntry, LockInfo, StateBackend, StateEntry, StateSnapshot } from '../../../src/model/state.ts'
import { isLong } from '../../support/long.ts'

export interface Store {
  readonly backend: StateBackend
  /** Another backend over the same store, as the next run has it. */
  reopen(): StateBackend | Promise<StateBackend>
}

/** A store that outlives its process: another machine may find a lock in it, of which it knows nothing else. */
export interface SharedStore extends Store {
  elsewhere(): StateBackend | Promise<StateBackend>
  advance(ms: number): void
}

export const oak = addressId('shop', 'product', 'oak-chair')
export const acme = addressId('shop', 'supplier', 'acme')

export function entryOf(remoteId: string): StateEntry {
  const applied = { name: 'Egestol', price: '1299', supplier: { id: '7' }, images: [], sale_price: null }
  return { remoteId, applied, stored: {}, policy: { protect: false, onRemove: 'forget' }, needs: [acme] }
}

export function following(snapshot: StateSnapshot, entries: StateSnapshot['entries']): StateSnapshot {
  return { ...snapshot, serial: snapshot.serial + 1, identities: { shop: 'id' }, entries }
}

const at = '2026-03-01T12:00:00.000Z'

/** A run as apply writes it down: one write that is done, one whose outcome is open. */
export function runLines(run: string): JournalEntry[] {
  return [
    { phase: 'begun', run, at, plan: 'hash', serial: 0 },
    {
      phase: 'intent',
      run,
      at,
      operation: 'op-0001',
      intents: [
        { address: acme, role: 'create', fields: { name: 'Acme Møbler' } },
        {
          address: oak,
          role: 'update',
          remoteId: '12',
          fields: { price: '5' },
          entry: entryOf('12'),
          imagesBefore: ['1'],
        },
      ],
    },
    {
      phase: 'outcome',
      run,
      at,
      operation: 'op-0001',
      outcome: { address: acme, action: 'create', outcome: 'succeeded' },
      entry: entryOf('7'),
    },
    {
      phase: 'outcome',
      run,
      at,
      operation: 'op-0002',
      outcome: { address: oak, action: 'delete', outcome: 'in-doubt', message: 'the answer was lost\nline two' },
      entry: null,
    },
    { phase: 'entry', run, at, address: oak, entry: entryOf('12') },
  ]
}

export function want(id: string): LockInfo {
  return { id, operation: 'apply', holder: 'ole@laptop pid 12', run: 'https://ci.example/run/1', since: at }
}

export async function appendTo(backend: StateBackend, entries: readonly JournalEntry[]): Promise<void> {
  const journal = await backend.openJournal()
  await journal.append(entries)
  await journal.close()
}

const lease = {
  heartbeat: expect.stringMatching(/^2026-.*Z$/),
  expires: expect.stringMatching(/^2026-.*Z$/),
}

/** `variant`: of a store whose other form is tried with 50 MB in each gate. */
export function backendContract(name: string, make: () => Promise<Store>, { variant = false } = {}): void {
  const megabytes = variant && !isLong ? 5 : 50

  describe(`${name}: the snapshot`, () => {
    it('is new, empty and the same each time before the first write', async () => {
      const { backend, reopen } = await make()
      const first = await backend.read()
      expect(first).toEqual({
        snapshot: { formatVersion: 1, lineage: 'new', serial: 0, identities: {}, entries: {} },
        journal: [],
      })
      expect(await (await reopen()).read()).toEqual(first)
    })

    it('comes back as it was written, under a lineage that is made once', async () => {
      const { backend, reopen } = await make()
      const { snapshot } = await backend.read()
      const next = following(snapshot, { [oak]: entryOf('12'), [acme]: entryOf('7') })
      await backend.write(next, 0)
      const { snapshot: stored } = await (await reopen()).read()
      expect(stored.lineage).not.toBe('new')
      expect(stored).toEqual({ ...next, lineage: stored.lineage })
      await (await reopen()).write(following(stored, {}), 1)
      expect((await backend.read()).snapshot).toEqual({ ...following(stored, {}), serial: 2 })
    })

    it('keeps the lineage that the first write brings', async () => {
      const { backend } = await make()
      const { snapshot } = await backend.read()
      await backend.write({ ...following(snapshot, {}), lineage: 'chosen' }, 0)
      expect((await backend.read()).snapshot.lineage).toBe('chosen')
    })

    it('refuses a write that starts from another serial or another state, and keeps what it has', async () => {
      const { backend } = await make()
      const { snapshot } = await backend.read()
      const next = { ...following(snapshot, { [oak]: entryOf('12') }), lineage: 'one' }
      await backend.write(next, 0)
      await expect(backend.write(next, 0)).rejects.toMatchObject({ code: 'E4003' })
      await expect(backend.write({ ...next, serial: 2, lineage: 'two' }, 1)).rejects.toMatchObject({ code: 'E4003' })
      await expect(backend.write(next, 1)).rejects.toMatchObject({ code: 'E9999' })
      expect((await backend.read()).snapshot).toEqual(next)
    })

    it('takes a serial further up, as a state brings it that is moved here', async () => {
      const { backend, reopen } = await make()
      const { snapshot } = await backend.read()
      const next = { ...following(snapshot, { [oak]: entryOf('12') }), lineage: 'one', serial: 41 }
      await backend.write(next, 0)
      expect((await (await reopen()).read()).snapshot).toEqual(next)
      await backend.write({ ...next, serial: 42 }, 41)
      expect((await backend.read()).snapshot.serial).toBe(42)
    })

    it('comes back with all that a snapshot can hold, and without it once it is gone', async () => {
      const { backend, reopen } = await make()
      const { snapshot } = await backend.read()
      const [, intents] = runLines('a')
      const next: StateSnapshot = {
        ...following(snapshot, { [oak]: entryOf('12') }),
        lineage: 'one',
        identities: { shop: 'shoporama https://shop.example', 'anden-2': 'Ø' },
        doubts: intents?.phase === 'intent' ? intents.intents : [],
        unfinished: { run: 'a', plan: 'hash', left: [{ operation: 'op-0002', addresses: [oak, acme] }] },
        moved: { to: 'postgres, schema butik', at },
      }
      await backend.write(next, 0)
      expect((await (await reopen()).read()).snapshot).toEqual(next)
      const { doubts: _, unfinished: __, moved: ___, ...rest } = next
      await backend.write({ ...rest, serial: 2, identities: {} }, 1)
      expect((await (await reopen()).read()).snapshot).toEqual({ ...rest, serial: 2, identities: {} })
    })

    it('is written by one of two that start from the same serial, and the other is told', async () => {
      const { backend, reopen } = await make()
      const other = await reopen()
      const [mine, theirs] = [await backend.read(), await other.read()]
      await backend.write({ ...following(mine.snapshot, { [oak]: entryOf('12') }), lineage: 'one' }, 0)
      const lost = other.write({ ...following(theirs.snapshot, {}), lineage: 'one' }, 0)
      await expect(lost).rejects.toMatchObject({ code: 'E4003', message: expect.stringContaining('moved on') })
      expect(Object.keys((await other.read()).snapshot.entries)).toEqual([oak])
    })

    it(`may have ${megabytes} MB`, { timeout: 120_000 }, async () => {
      const { backend, reopen } = await make()
      const { snapshot } = await backend.read()
      // No text that a compression makes much of.
      const text = Array.from({ length: 160 * megabytes }, (_, index) => digestOfBytes(String(index))).join('')
      const entries = Array.from({ length: 100 }, (_, index): [string, StateEntry] => {
        const address = addressId('shop', 'product', `p-${String(index).padStart(3, '0')}`)
        return [address, { ...entryOf(`${index}`), applied: { name: `Stol ${index}`, description: text.slice(index) } }]
      })
      const next = { ...following(snapshot, Object.fromEntries(entries)), lineage: 'one' }
      await backend.write(next, 0)
      const found = await (await reopen()).read()
      expect(Object.keys(found.snapshot.entries)).toHaveLength(100)
      for (const [address, entry] of entries) {
        // Not by `expect`: what it would print has megabytes.
        const same = found.snapshot.entries[address]?.applied['description'] === entry.applied['description']
        expect(same, address).toBe(true)
      }
    })

    it('is not changed by what the caller does to its own copy', async () => {
      const { backend } = await make()
      const entries: Record<string, StateEntry> = { [oak]: entryOf('12') }
      const { snapshot } = await backend.read()
      await backend.write(following(snapshot, entries), 0)
      delete entries[oak]
      expect(Object.keys((await backend.read()).snapshot.entries)).toEqual([oak])
    })
  })

  describe(`${name}: the journal`, () => {
    it('gives back what was appended, in order, over several openings', async () => {
      const { backend, reopen } = await make()
      await appendTo(backend, runLines('a'))
      await appendTo(await reopen(), runLines('b'))
      expect((await (await reopen()).read()).journal).toEqual([...runLines('a'), ...runLines('b')])
    })

    it('keeps the order of appends that are made at once', async () => {
      const { backend } = await make()
      const journal = await backend.openJournal()
      const runs = Array.from({ length: 20 }, (_, index) => `run-${index}`)
      await Promise.all(runs.map((run) => journal.append(runLines(run).slice(0, 1))))
      await journal.append([])
      await journal.close()
      expect((await backend.read()).journal.map(({ run }) => run)).toEqual(runs)
      await expect(journal.append(runLines('late'))).rejects.toMatchObject({ code: 'E9999' })
    })

    it('is empty after a write, and takes new lines, also from one that was open all along', async () => {
      const { backend, reopen } = await make()
      const { snapshot } = await backend.read()
      const journal = await backend.openJournal()
      await journal.append(runLines('a'))
      await backend.write(following(snapshot, {}), 0)
      expect((await backend.read()).journal).toEqual([])
      await journal.append(runLines('b'))
      await journal.close()
      expect((await (await reopen()).read()).journal).toEqual(runLines('b'))
    })
  })

  describe(`${name}: the lock`, () => {
    it('is held by one, and the other learns by whom and what to do', async () => {
      const { backend, reopen } = await make()
      const lock = await backend.lock(want('one'))
      expect(lock.info).toEqual(want('one'))
      for (const other of [backend, await reopen()]) {
        const error: unknown = await other.lock(want('two')).catch((reason: unknown) => reason)
        expect(error).toMatchObject({
          name: 'LockedError',
          code: 'E4002',
          hint: expect.stringContaining('butik state unlock one'),
        })
        expect(String(error)).toMatch(
          /ole@laptop pid 12 runs apply since 2026-03-01.*https:\/\/ci\.example\/run\/1.*last heartbeat 2026-.*, expires 2026-/,
        )
      }
      for (const other of [backend, await reopen()]) expect(await other.held()).toEqual({ ...want('one'), ...lease })
      await lock.release()
      for (const other of [backend, await reopen()]) expect(await other.held()).toBeUndefined()
      await (await (await reopen()).lock(want('two'))).release()
    })

    it('is released once, at the end of a block', async () => {
      const { backend } = await make()
      {
        await using lock = await backend.lock(want('one'))
        await lock.release()
        await using _second = await backend.lock(want('two'))
        await lock.release()
        await expect(backend.lock(want('three'))).rejects.toMatchObject({ code: 'E4002' })
      }
      await (await backend.lock(want('four'))).release()
    })

    it('can be taken away by its id, and a late release leaves the next one alone', async () => {
      const { backend, reopen } = await make()
      expect(await backend.unlock('one')).toBeUndefined()
      const lock = await backend.lock(want('one'))
      expect(await (await reopen()).unlock('other')).toBeUndefined()
      expect(await (await reopen()).unlock('one')).toEqual({ ...want('one'), ...lease })
      const next = await (await reopen()).lock(want('one'))
      await lock.release()
      await expect(backend.lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
      await next.release()
    })

    it('is confirmed while it is held, and says so once it was taken away', async () => {
      const { backend, reopen } = await make()
      const lock = await backend.lock(want('one'))
      await lock.confirm()
      await (await reopen()).unlock('one')
      await expect(lock.confirm()).rejects.toMatchObject({ name: 'LostLockError', code: 'E4006', holder: undefined })
      const next = await (await reopen()).lock(want('one'))
      // The id comes again, and is another lock all the same. Lost is lost.
      await expect(lock.confirm()).rejects.toMatchObject({ code: 'E4006' })
      await next.confirm()
      await lock.release()
      await next.confirm()
      await next.release()
    })

    it('is won by one of many that try at once', async () => {
      const { backend, reopen } = await make()
      const other = await reopen()
      const tries = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? backend : other).lock(want(`${index}`)))
      const results = await Promise.allSettled(tries)
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    })
  })

  it(`${name}: keeps files with a run`, async () => {
    const { backend } = await make()
    await backend.keep('run-1', 'plan.json', '{}')
    await backend.keep('run-1', 'plan.json', '{"a":1}')
    await backend.keep('run-1', 'outcome.json', '{}')
    expect(await backend.kept('run-1', 'plan.json')).toBe('{"a":1}')
    expect(await backend.kept('run-1', 'other.json')).toBeUndefined()
    expect(await backend.kept('run-2', 'plan.json')).toBeUndefined()
    expect((await backend.read()).snapshot.serial).toBe(0)
  })

  it(`${name}: keeps any text, as it is`, async () => {
    const { backend, reopen } = await make()
    const texts = ['', '\n', 'Møbler\r\n\t"\\\u0001 – 椅子 🪑', '{"a":1}\n', 'x'.repeat(300_000)]
    for (const [index, text] of texts.entries()) await backend.keep('run-1', `file-${index}.json`, text)
    const other = await reopen()
    for (const [index, text] of texts.entries()) expect(await other.kept('run-1', `file-${index}.json`)).toBe(text)
  })

  it(`${name}: gives back what was kept, and nothing for what was not`, async () => {
    const { backend, reopen } = await make()
    expect(await backend.kept('run-1', 'plan.json')).toBeUndefined()
    await backend.keep('run-1', 'plan.json', '{"name":"Møbler"}')
    await backend.keep('run-1', 'plan.json', '{"name":"Møbel"}')
    expect(await (await reopen()).kept('run-1', 'plan.json')).toBe('{"name":"Møbel"}')
    expect(await (await reopen()).kept('run-1', 'outcome.json')).toBeUndefined()
    expect(await (await reopen()).kept('run-2', 'plan.json')).toBeUndefined()
  })

  it(`${name}: names the runs that kept something, the last one first`, async () => {
    const { backend, reopen } = await make()
    expect(await backend.runs()).toEqual([])
    for (const run of ['run-b', 'run-a', 'run-c']) {
      await backend.keep(run, 'plan.json', '{}')
      // Time stamps of some file systems are coarse.
      await new Promise((resolve) => setTimeout(resolve, 12))
    }
    await backend.keep('run-b', 'outcome.json', '{}')
    expect(await (await reopen()).runs()).toEqual(['run-b', 'run-c', 'run-a'])
  })
}

/** What a backend promises whose store is shared by several machines. */
export function sharedContract(name: string, make: () => Promise<SharedStore>): void {
  it(`${name}: a lock that is renewed stays with its holder, however long that takes`, async () => {
    const { backend, elsewhere, advance } = await make()
    const lock = await backend.lock(want('one'))
    for (let count = 0; count < 4; count += 1) {
      // More than half of what it lasts for, so that a confirmation renews it; less than the whole.
      advance(200_000)
      await lock.confirm()
      await expect((await elsewhere()).lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
    }
    await lock.release()
    await (await (await elsewhere()).lock(want('two'))).release()
  })

  it(`${name}: what is written on one machine is read on another`, async () => {
    const { backend, elsewhere } = await make()
    const other = await elsewhere()
    const { snapshot } = await other.read()
    await backend.keep('a', 'plan.json', '{"a":1}')
    await appendTo(backend, runLines('a'))
    expect((await other.read()).journal).toEqual(runLines('a'))
    expect(await other.kept('a', 'plan.json')).toBe('{"a":1}')
    await backend.write({ ...following(snapshot, { [oak]: entryOf('12') }), lineage: 'one' }, 0)
    expect(await other.read()).toEqual({ ...(await backend.read()), journal: [] })
    expect(await other.runs()).toEqual(['a'])
  })

  it(`${name}: a lock that is not renewed is taken over by another machine, and lost for its holder`, async () => {
    const { backend, elsewhere, advance } = await make()
    const lock = await backend.lock(want('one'))
    await expect((await elsewhere()).lock(want('two'))).rejects.toMatchObject({ code: 'E4002' })
    advance(300_000)
    const next = await (await elsewhere()).lock({ ...want('two'), holder: 'kim@desk pid 5' })
    await expect(lock.confirm()).rejects.toMatchObject({
      code: 'E4006',
      message: expect.stringContaining('kim@desk pid 5 has it now (apply since'),
      holder: { id: 'two' },
    })
    await lock.release()
    await next.confirm()
    await next.release()
    expect(await backend.held()).toBeUndefined()
  })
}
