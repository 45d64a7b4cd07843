// Every point between two steps of a write at which a machine may stop, put together from the files before and after it.
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { StateSnapshot } from '../../../src/model/state.ts'
import { acme, appendTo, entryOf, following, oak, runLines, want } from '../../contract/state/backend-contract.ts'
import { type LocalStore, localStore } from '../../contract/state/local-store.ts'

async function written(store: LocalStore): Promise<StateSnapshot> {
  const { snapshot } = await store.backend.read()
  await store.backend.write(following(snapshot, { [oak]: entryOf('12'), [acme]: entryOf('7') }), snapshot.serial)
  return (await store.backend.read()).snapshot
}

describe('a crash inside a write', () => {
  /** The files before and after one write that folds a journal of a second run. */
  async function aroundWrite(): Promise<{
    store: LocalStore
    before: string
    after: string
    first: StateSnapshot
    next: StateSnapshot
  }> {
    const store = await localStore()
    await appendTo(store.backend, runLines('a'))
    const first = await written(store)
    await appendTo(store.backend, runLines('b'))
    const before = `${store.folder}-before`
    await cp(store.home, before, { recursive: true })
    const next = following(first, { [acme]: entryOf('8') })
    await store.backend.write(next, 1)
    const done = `${store.folder}-after`
    await rename(store.home, done)
    await cp(before, store.home, { recursive: true })
    return { store, before, after: done, first, next }
  }

  const take = (from: string, store: LocalStore, file: string) =>
    cp(join(from, file), join(store.home, file), { recursive: true })

  it('before anything: the old state, and the run to settle', async () => {
    const { store, first } = await aroundWrite()
    expect(await store.reopen().read()).toEqual({ snapshot: first, journal: runLines('b') })
  })

  it('with a draft half written: the same, and the draft is cleared away by the next lock', async () => {
    const { store, first } = await aroundWrite()
    await writeFile(join(store.home, 'state.json.99-x.tmp'), '{"formatVersion": 1, "lin')
    await writeFile(join(store.home, 'state.previous.json.99-x.tmp'), '')
    expect(await store.reopen().read()).toEqual({ snapshot: first, journal: runLines('b') })
    await (await store.reopen().lock(want('x'))).release()
    expect((await readdir(store.home)).filter((file) => file.endsWith('.tmp'))).toEqual([])
  })

  it('with the copy made and the state not written: the same', async () => {
    const { store, after, first } = await aroundWrite()
    await take(after, store, 'state.previous.json')
    expect(await store.reopen().read()).toEqual({ snapshot: first, journal: runLines('b') })
  })

  it('with the state written and the journal still there: the new state, and nothing to settle twice', async () => {
    const { store, after: done, next } = await aroundWrite()
    await take(done, store, 'state.previous.json')
    await take(done, store, 'state.json')
    expect(await store.reopen().read()).toEqual({ snapshot: next, journal: [] })
    await appendTo(store.reopen(), runLines('c'))
    expect((await store.reopen().read()).journal).toEqual(runLines('c'))
    await store.reopen().write(following(next, {}), 2)
    expect(await store.reopen().read()).toEqual({ snapshot: following(next, {}), journal: [] })
  })

  it('with the folder of the run made and the journal not moved: the same', async () => {
    const { store, after: done, next } = await aroundWrite()
    await take(done, store, 'state.json')
    await mkdir(join(store.home, 'runs', 'b'), { recursive: true })
    expect(await store.reopen().read()).toEqual({ snapshot: next, journal: [] })
  })

  it('with everything done: the new state', async () => {
    const { store, after: done, next } = await aroundWrite()
    await rm(store.home, { recursive: true })
    await rename(done, store.home)
    expect(await store.reopen().read()).toEqual({ snapshot: next, journal: [] })
    await appendTo(store.reopen(), runLines('c'))
    expect((await store.reopen().read()).journal).toEqual(runLines('c'))
  })
})
