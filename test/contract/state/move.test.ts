// A state that is moved to another backend, and back again; what refuses to be moved.
import { expect, it, onTestFinished } from 'vitest'
import type { StateBackend, StateSnapshot } from '../../../src/model/state.ts'
import { type Moving, moveState, type Origin } from '../../../src/pipeline/move-state.ts'
import type { World } from '../../../src/pipeline/world.ts'
import { createMemoryBackend, createMemoryViews } from '../../../src/state/memory.ts'
import { refusingMoved } from '../../../src/state/moved.ts'
import { toyVendor, toyWorld } from '../../unit/pipeline/toy-world.ts'
import { appendTo, entryOf, following, oak, runLines, want } from './backend-contract.ts'
import { clock, localStore } from './local-store.ts'

let ids = 0
const newId = () => `id-${++ids}`
const memory = () => createMemoryBackend({ clock, newId })

async function filled(backend: StateBackend): Promise<StateBackend> {
  await backend.keep('a', 'plan.json', '{"run":"a"}')
  await backend.keep('b', 'undo.json', '{"run":"b"}')
  const { snapshot } = await backend.read()
  await backend.write({ ...following(snapshot, { [oak]: entryOf('12') }), lineage: 'one', serial: 40 }, 0)
  await appendTo(backend, runLines('b'))
  return backend
}

async function worldAt(backend: StateBackend): Promise<World> {
  const { world } = await toyWorld(toyVendor([]))
  return { ...world, backend }
}

function originAt(backend: StateBackend): Origin {
  return { words: backend.name, read: () => backend.read(), kept: { backend, views: createMemoryViews() } }
}

async function move(from: StateBackend, to: StateBackend, more: Partial<Moving> = {}) {
  const moving = { origin: originAt(from), to: 'the new place', lock: want('m'), agreed: async () => true, ...more }
  return await moveState(await worldAt(to), moving)
}

it('goes over whole: resources, serial, lines of a run that did not end, files of runs in their order', async () => {
  const store = await localStore()
  const [from, to] = [await filled(store.backend), memory()]
  // Made within one tick of the clock of a disk, two folders have no order but that of their names.
  const [before, order] = [await from.read(), await from.runs()]
  expect(await move(from, to)).toEqual({
    from: 'local',
    to: 'the new place',
    lineage: 'one',
    serial: 40,
    resources: 1,
    runs: 2,
    lines: runLines('b').length,
  })
  expect(await to.read()).toEqual(before)
  expect(await to.runs()).toEqual(order)
  expect(await to.kept('b', 'undo.json')).toBe('{"run":"b"}')
  // Both can be locked again.
  for (const backend of [from, to]) await (await backend.lock(want('after'))).release()
})

it('leaves a mark, and whoever comes with the settings of before is told where it went', async () => {
  const [from, to] = [await filled(memory()), memory()]
  await move(from, to)
  await expect(refusingMoved(from).read()).rejects.toMatchObject({
    code: 'E4007',
    message: expect.stringMatching(/it was moved to the new place, 2026-/),
  })
  expect(await refusingMoved(to).read()).toEqual(await to.read())
  await expect(move(from, memory())).rejects.toMatchObject({
    code: 'E4008',
    message: expect.stringContaining('goes on elsewhere already: it was moved to the new place'),
  })
})

it('goes back to where it was, under a serial that comes after both', async () => {
  const [from, to] = [await filled(memory()), memory()]
  await move(from, to)
  expect(await move(to, from, { to: 'the old place' })).toMatchObject({ serial: 42 })
  const { snapshot } = await refusingMoved(from).read()
  expect(snapshot).toMatchObject({ lineage: 'one', serial: 42, entries: { [oak]: entryOf('12') } })
  expect(snapshot.moved).toBeUndefined()
})

const one: StateSnapshot = { formatVersion: 1, lineage: 'one', serial: 40, identities: {}, entries: {} }

it.each([
  ['another state', { ...one, lineage: 'two', serial: 1 }, [], 'another state is at the new place'],
  ['one that has gone on', { ...one, serial: 41 }, [], 'has gone on: it has serial 41, and that at memory has 40'],
  ['as new a one with something else in it', { ...one }, [], 'has gone on: it has serial 40'],
  ['one with a run that did not end', { ...one, serial: 39 }, runLines('x'), 'has gone on: it has serial 39'],
])('is not moved onto %s', async (_, snapshot, journal, words) => {
  const from = await filled(memory())
  const to = createMemoryBackend({ clock, newId, snapshot, journal })
  const before = [await from.read(), await to.read()]
  await expect(move(from, to)).rejects.toMatchObject({ code: 'E4008', message: expect.stringContaining(words) })
  expect([await from.read(), await to.read()]).toEqual(before)
  for (const backend of [from, to]) expect(await backend.held()).toBeUndefined()
})

it('takes the place of an older one of itself', async () => {
  const from = await filled(memory())
  const to = createMemoryBackend({ clock, newId, snapshot: { ...one, serial: 39 } })
  expect(await move(from, to)).toMatchObject({ serial: 40 })
})

it('is not moved from where there is none, nor without a yes', async () => {
  await expect(move(memory(), memory())).rejects.toMatchObject({
    code: 'E4008',
    message: 'there is no state at memory',
  })
  const [from, to] = [await filled(memory()), memory()]
  expect(await move(from, to, { agreed: async () => false })).toBeUndefined()
  expect((await to.read()).snapshot.serial).toBe(0)
  expect((await from.read()).snapshot.moved).toBeUndefined()
})

it('is not moved while a run goes on, at either place', async () => {
  for (const locked of [0, 1]) {
    const places = [await filled(memory()), memory()] as const
    const lock = await places[locked]?.lock(want('run'))
    onTestFinished(() => lock?.release())
    await expect(move(...places)).rejects.toMatchObject({ code: 'E4002' })
    expect((await places[1].read()).snapshot.serial).toBe(0)
  }
})

it('broken off anywhere it is moved whole the next time, and never marked before it is there', async () => {
  let stops = 0
  for (let isDone = false; !isDone; ) {
    stops += 1
    const [from, to] = [await filled(memory()), memory()]
    const before = await from.read()
    let steps = 0
    const stopping =
      <Given extends unknown[], Result>(work: (...given: Given) => Promise<Result>) =>
      async (...given: Given): Promise<Result> => {
        steps += 1
        if (steps === stops) throw new Error('stopped')
        return await work(...given)
      }
    const cut = (backend: StateBackend): StateBackend => ({
      ...backend,
      name: backend.name,
      write: stopping((next, serial) => backend.write(next, serial)),
      keep: stopping((run, name, content) => backend.keep(run, name, content)),
      openJournal: stopping(() => backend.openJournal()),
    })
    isDone = await move(cut(from), cut(to)).then(
      () => true,
      () => false,
    )
    if ((await from.read()).snapshot.moved !== undefined) expect(await to.read(), `at ${stops}`).toEqual(before)
    if (!isDone) await move(from, to)
    expect(await to.read()).toEqual(before)
    expect(await to.runs()).toEqual(['b', 'a'])
  }
  expect(stops).toBe(6)
})

it('says where the new place gives back something else than was written, and marks nothing', async () => {
  const [from, to] = [await filled(memory()), memory()]
  const forgetful: StateBackend = { ...to, write: (next, serial) => to.write({ ...next, entries: {} }, serial) }
  await expect(move(from, forgetful)).rejects.toMatchObject({
    code: 'E4008',
    message: 'what is at the new place now is not what was written there',
  })
  expect((await from.read()).snapshot.moved).toBeUndefined()
})
