// A damaged state in a folder: what is read of it, and that a machine which stops while it is replaced leaves either the
// damage to be seen or the new state, never nothing.
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { appendTo, entryOf, following, oak, runLines } from '../contract/state/backend-contract.ts'
import { type LocalStore, localStore } from '../contract/state/local-store.ts'

const machine = vi.hoisted(() => ({ steps: 0, stopsAt: Number.POSITIVE_INFINITY }))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  const step = () => {
    machine.steps += 1
    if (machine.steps >= machine.stopsAt) throw Object.assign(new Error('stopped'), { code: 'EIO' })
  }
  return {
    ...real,
    rename: async (from: string, to: string) => {
      step()
      await real.rename(from, to)
    },
    unlink: async (path: string) => {
      step()
      await real.unlink(path)
    },
    open: async (path: string, flags: string) => {
      if (flags === 'w') step()
      return await real.open(path, flags)
    },
  }
})

/** Two states, a run that was put away with the second, and one that is open. */
async function store(): Promise<LocalStore> {
  const made = await localStore()
  const { backend } = made
  await appendTo(backend, runLines('a'))
  await backend.write(following((await backend.read()).snapshot, { [oak]: entryOf('12') }), 0)
  await appendTo(
    backend,
    runLines('b').map((line) => (line.phase === 'begun' ? { ...line, serial: 1 } : line)),
  )
  await backend.write(following((await backend.read()).snapshot, { [oak]: entryOf('13') }), 1)
  await appendTo(
    backend,
    runLines('c').map((line) => (line.phase === 'begun' ? { ...line, serial: 2 } : line)),
  )
  return made
}

const repairOf = ({ backend }: LocalStore) => {
  if (backend.repair === undefined) throw new Error('nothing to repair with')
  return backend.repair
}
const damage = (made: LocalStore) => writeFile(join(made.home, 'state.json'), '{"formatVersion": 1,')
const runsOf = async (made: LocalStore) => (await repairOf(made).salvage()).journal.map(({ run }) => run)

it('nothing is wrong with a state that is whole, or was never written', async () => {
  const made = await store()
  expect(await repairOf(made).salvage()).toMatchObject({ problems: [], from: '.butik/default/state.json' })
  expect(await repairOf(await localStore()).salvage()).toEqual({ problems: [], journal: [], named: new Map() })
})

it('what came after the snapshot before is in the journal of its run, and in the open one', async () => {
  const made = await store()
  await damage(made)
  const found = await repairOf(made).salvage()
  expect(found.problems).toEqual(['.butik/default/state.json is damaged: it is not JSON, or not all of it'])
  expect(found).toMatchObject({ from: '.butik/default/state.previous.json', snapshot: { serial: 1 } })
  expect([...new Set(await runsOf(made))]).toEqual(['b', 'c'])
})

it('a run of another life of this folder is not taken for the one that came after', async () => {
  const made = await store()
  await damage(made)
  const journal = await readFile(join(made.home, 'runs/b/journal.ndjson'))
  await rm(join(made.home, 'runs/b'), { recursive: true })
  // It goes on from another snapshot, though its numbers fit.
  await mkdir(join(made.home, 'runs/old'), { recursive: true })
  await writeFile(join(made.home, 'runs/old/journal.ndjson'), journal.subarray(journal.indexOf('\n') + 1))
  expect([...new Set(await runsOf(made))]).toEqual(['c'])
})

it('a bad line of the journal takes none of the others along', async () => {
  const made = await store()
  const file = join(made.home, 'journal.ndjson')
  const lines = (await readFile(file, 'utf8')).split('\n')
  lines[2] = (lines[2] ?? '').replace('succeeded', 'succeedad')
  await writeFile(file, lines.join('\n'))
  const found = await repairOf(made).salvage()
  expect(found.problems).toEqual(['.butik/default/journal.ndjson is damaged at line 3: its checksum does not match'])
  expect(found.journal).toHaveLength(runLines('c').length - 1)
  // The state itself is whole: no older journal is read over it.
  expect([...new Set(found.journal.map(({ run }) => run))]).toEqual(['c'])
})

it('ids are named of what is left of a snapshot', async () => {
  const made = await store()
  const text = await readFile(join(made.home, 'state.json'), 'utf8')
  await writeFile(join(made.home, 'state.json'), text.slice(0, text.indexOf('"stored"')))
  expect([...(await repairOf(made).salvage()).named]).toEqual([[oak, '13']])
})

it.each(['state.json', 'journal.ndjson'])('a %s of a later butik is not damaged', async (file) => {
  const made = await store()
  const text = await readFile(join(made.home, file), 'utf8')
  const { journalLine } = await import('../../src/state/journal-lines.ts')
  const later = journalLine(99, { ...runLines('c')[0], phase: 'paused' } as never)
  await writeFile(
    join(made.home, file),
    file === 'state.json' ? text.replace('"formatVersion": 1', '"formatVersion": 2') : `${text}${later}`,
  )
  await expect(repairOf(made).salvage()).rejects.toMatchObject({
    code: 'E4001',
    hint: 'use the butik that wrote it, or a newer one',
  })
})

it('wherever the machine stops while a state is replaced, the damage shows or the new state is there', async () => {
  const made = await store()
  await damage(made)
  await writeFile(join(made.home, 'state.previous.json'), 'no state either')
  const before = `${made.folder}-before`
  await cp(made.home, before, { recursive: true })
  const next = {
    formatVersion: 1,
    lineage: 'new-one',
    serial: 3,
    identities: {},
    entries: { [oak]: entryOf('13') },
  } as const
  let stops = 0
  for (let done = false; !done; ) {
    stops += 1
    await rm(made.home, { recursive: true })
    await cp(before, made.home, { recursive: true })
    Object.assign(machine, { steps: 0, stopsAt: stops })
    done = await repairOf(made)
      .replace(next)
      .then(
        () => true,
        () => false,
      )
    Object.assign(machine, { steps: 0, stopsAt: Number.POSITIVE_INFINITY })
    const now = await made
      .reopen()
      .read()
      .catch((error: { code: string }) => error.code)
    if (now !== 'E4001') expect(now, `stopped at ${stops}`).toEqual({ snapshot: next, journal: [] })
    // Once more, to the end.
    if (!done) await repairOf(made).replace(next)
    expect(await made.reopen().read()).toEqual({ snapshot: next, journal: [] })
    const aside = (await readdir(made.home)).filter((name) => name.startsWith('damaged-'))
    const kept = await Promise.all(aside.map((name) => readdir(join(made.home, name))))
    expect(kept.flat()).toEqual(expect.arrayContaining(['state.json', 'state.previous.json', 'journal.ndjson']))
    // What is written after it goes on behind every line there ever was.
    await appendTo(made.reopen(), runLines('d'))
    expect((await made.reopen().read()).journal).toEqual(runLines('d'))
  }
  expect(stops).toBeGreaterThan(5)
})
