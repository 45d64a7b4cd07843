// The backend goes down at each moment of an apply: what the run knew is saved, and put back; the next run does the rest,
// and nothing twice.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { PartWayError, ReconcilerError } from '../../../src/model/errors.ts'
import type { ErroredRun, Journal, StateBackend } from '../../../src/model/state.ts'
import { putBack } from '../../../src/pipeline/put-back.ts'
import { applyPlan, makePlan } from '../../../src/pipeline/run.ts'
import type { World } from '../../../src/pipeline/world.ts'
import { plainCipher } from '../../../src/state/cipher.ts'
import { createAesCipher } from '../../../src/state/cipher-aes.ts'
import { erroredText, parseErrored, saveErrored } from '../../../src/state/errored.ts'
import { readStateFile } from '../../../src/state/state-file.ts'
import { type Engine, engine, meant } from '../../support/engine.ts'
import { appendTo, entryOf, following, oak, runLines, want } from './backend-contract.ts'
import { localStore } from './local-store.ts'

const files = {
  'a.yaml': 'suppliers:\n  acme: { name: Acme }\n  beta: { name: Beta }\nprofiles:\n  chair: { name: Stol }\n',
}

/** Down from the `at`th write on: `lands` says whether that one arrived all the same, and only its answer was lost. */
function downAt(backend: StateBackend, at: number, lands: boolean): StateBackend {
  let count = 0
  const cut = async (work: () => Promise<void>): Promise<void> => {
    count += 1
    if (count < at) return await work()
    if (count === at && lands) await work()
    throw new ReconcilerError('E4003', 'the state cannot be written: the server is gone')
  }
  const journal = (open: Journal): Journal => ({
    append: (entries) => (entries.length === 0 ? Promise.resolve() : cut(() => open.append(entries))),
    close: () => open.close(),
  })
  return {
    ...backend,
    name: backend.name,
    read: () => backend.read(),
    openJournal: async () => journal(await backend.openJournal()),
    write: (next, serial) => cut(() => backend.write(next, serial)),
  }
}

interface Ended {
  readonly saved: readonly ErroredRun[]
  readonly diagnostics: readonly Diagnostic[]
  readonly error: unknown
}

async function applyWith(shop: Engine, change: (world: World) => World): Promise<Ended> {
  const saved: ErroredRun[] = []
  const saveErrored = async (errored: ErroredRun) => {
    saved.push(errored)
    return '.butik/errored/default-run.json'
  }
  const world = change({ ...(await shop.world()), saveErrored })
  const selection = { target: [], exclude: [], connection: [] }
  const plan = await makePlan(world, { selection, destroy: false, allowDelete: false, ack: meant })
  const diagnostics: Diagnostic[] = []
  try {
    for await (const event of applyPlan(world, plan, { lock: want('run'), run: 'run' }))
      if (event.type === 'diagnostic') diagnostics.push(event.diagnostic)
    return { saved, diagnostics, error: undefined }
  } catch (error) {
    return { saved, diagnostics, error }
  }
}

const made = (shop: Engine) => {
  const { collections } = shop.sandbox.shoporama.snapshot()
  return [collections['suppliers']?.rows.length, collections['profiles']?.rows.length]
}

it.each([true, false])('nothing is lost and nothing done twice (the last write arrived: %s)', async (lands) => {
  let moments = 0
  for (let isDone = false; !isDone; ) {
    moments += 1
    await using shop = await engine(files)
    const { saved, diagnostics, error } = await applyWith(shop, (world) => ({
      ...world,
      backend: downAt(world.backend, moments, lands),
    }))
    isDone = error === undefined
    if (error instanceof PartWayError) {
      expect(saved, `at ${moments}`).toHaveLength(1)
      expect(diagnostics).toContainEqual({
        severity: 'warning',
        code: 'N1051',
        summary: expect.stringContaining('saved in .butik/errored/default-run.json'),
        hint: expect.stringContaining('butik state migrate --from .butik/errored/default-run.json'),
      })
    }
    const [errored] = saved
    const world = await shop.world()
    const isIn = lands && errored !== undefined && (await shop.backend.read()).snapshot.serial > errored.serial
    if (errored !== undefined && isIn) {
      // The state itself had arrived: there is nothing to put back.
      await expect(putBack(world, errored, want('back'))).rejects.toMatchObject({ code: 'E4008' })
    } else if (errored !== undefined) {
      await putBack(world, errored, want('back'))
      expect((await shop.backend.read()).journal).toEqual(JSON.parse(JSON.stringify(errored.lines)))
      expect(await putBack(world, errored, want('back'))).toBe(0)
      // What was not written down before it was sent was not sent: nobody has to look for it.
      expect((await shop.plan()).doubts).toEqual([])
    }
    await shop.apply(await shop.plan())
    expect(made(shop), `at ${moments}`).toEqual([2, 1])
    expect((await shop.plan()).operations).toEqual([])
    const posts = shop.calls().filter((call) => call.startsWith('POST'))
    expect(posts, `at ${moments}`).toHaveLength(3)
  }
  expect(moments).toBeGreaterThan(8)
})

it('nothing is saved where nothing was sent, nor on a machine that has the state itself', async () => {
  await using shop = await engine(files)
  const first = await applyWith(shop, (world) => ({ ...world, backend: downAt(world.backend, 1, false) }))
  expect(first).toMatchObject({ saved: [], error: { code: 'E4003' } })
  const { error, diagnostics } = await applyWith(shop, ({ saveErrored: _, ...world }) => ({
    ...world,
    backend: downAt(world.backend, 4, false),
  }))
  expect(error).toBeInstanceOf(PartWayError)
  expect(diagnostics).toEqual([])
})

it('says where it could not be saved either', async () => {
  await using shop = await engine(files)
  const { diagnostics } = await applyWith(shop, (world) => ({
    ...world,
    backend: downAt(world.backend, 4, false),
    saveErrored: () => Promise.reject(new ReconcilerError('E4003', 'the disk is full')),
  }))
  expect(diagnostics).toMatchObject([{ code: 'N1051', summary: expect.stringContaining('the disk is full') }])
})

const errored: ErroredRun = {
  environment: 'default',
  run: 'a',
  at: '2026-03-01T12:00:00.000Z',
  lineage: 'one',
  serial: 1,
  lines: runLines('a'),
}

it('is put back only into the state that the run began with, in its environment', async () => {
  await using shop = await engine({})
  const { backend } = shop
  const world = await shop.world()
  const { snapshot } = await backend.read()
  await backend.write({ ...following(snapshot, { [oak]: entryOf('12') }), lineage: 'one' }, 0)
  const refused = (bent: Partial<ErroredRun>) =>
    expect(putBack(world, { ...errored, ...bent }, want('back'))).rejects.toMatchObject({ code: 'E4008' })
  await refused({ environment: 'staging' })
  await refused({ lineage: 'two' })
  await refused({ serial: 0 })
  await refused({ serial: 2 })
  await appendTo(backend, runLines('b').slice(0, 1))
  await refused({})
  expect((await backend.read()).journal).toEqual(runLines('b').slice(0, 1))
  expect(await backend.held()).toBeUndefined()
})

it.each([
  ['plain', plainCipher],
  ['encrypted', createAesCipher({ key: 'ab'.repeat(32), oldKeys: [] })],
])('is a file that is known again, and not read where it is damaged (%s)', async (_, cipher) => {
  const { folder } = await localStore()
  const label = await saveErrored(folder, errored, cipher)
  expect(label).toBe('.butik/errored/default-a.json')
  const text = await readFile(join(folder, 'errored/default-a.json'), 'utf8')
  expect(text.includes('Egestol')).toBe(cipher === plainCipher)
  expect(readStateFile(text, label, cipher)).toEqual({ errored })
  // A letter in the middle, whichever it is: of a text in base64 the last ones may stand for nothing.
  const middle = text.length >> 1
  const bent = text.slice(0, middle) + text.slice(middle).replace(/[A-Za-z]/, (letter) => (letter === 'x' ? 'y' : 'x'))
  expect(() => readStateFile(bent, label, cipher)).toThrow('damaged')
  if (cipher !== plainCipher) expect(() => readStateFile(text, label, plainCipher)).toThrow('it wants')
})

it('a line that was changed is told', () => {
  const value = JSON.parse(erroredText(errored))
  expect(parseErrored(value, 'x')).toEqual(errored)
  expect(() => parseErrored({ ...value, serial: 2 }, 'x')).toThrow('x is damaged')
  expect(() => parseErrored({ ...value, journal: value.journal.slice(1) }, 'x')).toThrow('x is damaged')
  expect(() => readStateFile('nonsense', 'x', plainCipher)).toThrow('x is no state')
})
