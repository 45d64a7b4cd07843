// What only files can do: damage, torn lines, crash points between two steps of a write, disks that refuse.
import { appendFile, cp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
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

const text = (store: LocalStore, file: string) => readFile(join(store.home, file), 'utf8')

/** Another checksum would be needed for the changed content; without it the change shows. */
async function edit(store: LocalStore, file: string, change: (content: string) => string): Promise<void> {
  await writeFile(join(store.home, file), change(await text(store, file)))
}

describe('reading', () => {
  it('writes nothing', async () => {
    const store = await localStore()
    await store.backend.read()
    expect(await store.backend.unlock('x')).toBeUndefined()
    await expect(readdir(store.folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('keeps environments apart, and their names inside the folder', async () => {
    const store = await localStore()
    await written(store)
    expect((await store.open({ environment: 'staging' }).read()).snapshot.serial).toBe(0)
    for (const environment of ['../x', '', '.git', 'a/b']) {
      expect(() => store.open({ environment })).toThrow(expect.objectContaining({ code: 'E9999' }))
    }
    await expect(store.backend.keep('../x', 'plan.json', '')).rejects.toMatchObject({ code: 'E9999' })
    await expect(store.backend.keep('x', '../plan.json', '')).rejects.toMatchObject({ code: 'E9999' })
  })
})

describe('state.json', () => {
  it('is sorted and indented, so that a diff of it reads well', async () => {
    const store = await localStore()
    await written(store)
    const content = await text(store, 'state.json')
    expect(content.indexOf(oak)).toBeLessThan(content.indexOf(acme))
    expect(content).toMatch(
      /^\{\n {2}"formatVersion": 1,\n {2}"lineage": "[^"]+",\n {2}"serial": 1,\n {2}"foldedSeq": 0,\n/,
    )
    expect(content).toMatch(/"checksum": "[0-9a-f]{64}"\n\}\n$/)
    expect(await readdir(store.home)).toEqual(['state.json'])
  })

  it.each<[string, (content: string) => string, RegExp]>([
    ['cut off', (content) => content.slice(0, -20), /not JSON, or not all of it/],
    ['empty', () => '', /it is empty/],
    ['another thing', () => '[]', /not a state/],
    ['changed by hand', (content) => content.replace('Egestol', 'Bord'), /does not match its checksum/],
    [
      'short of a field',
      (content) => content.replace('"remoteId"', '"id"'),
      /something wrong at entries\.shop\/product\/oak-chair\.remoteId/,
    ],
    [
      'of another version',
      (content) => content.replace('"formatVersion": 1', '"formatVersion": 2'),
      /format version 2; this butik reads version 1/,
    ],
  ])('is refused when it is %s', async (_name, change, message) => {
    const store = await localStore()
    await written(store)
    await edit(store, 'state.json', change)
    const before = await text(store, 'state.json')
    const error: unknown = await store.backend.read().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'E4001', message: expect.stringMatching(message), hint: expect.any(String) })
    expect(String(error)).toContain('.butik/default/state.json')
    expect(String(error)).not.toContain(store.folder)
    await expect(store.backend.write({ ...freshLike(), serial: 1 }, 0)).rejects.toMatchObject({ code: 'E4001' })
    expect(await text(store, 'state.json')).toBe(before)
  })

  it('that has gone is missed, and the copy of the one before can take its place', async () => {
    const store = await localStore()
    const first = await written(store)
    await store.backend.write(following(first, {}), 1)
    await rm(join(store.home, 'state.json'))
    await expect(store.backend.read()).rejects.toMatchObject({
      code: 'E4001',
      hint: expect.stringContaining('state.previous.json'),
    })
    await cp(join(store.home, 'state.previous.json'), join(store.home, 'state.json'))
    expect((await store.backend.read()).snapshot).toEqual(first)
  })
})

describe('journal.ndjson', () => {
  it.each<[string, (path: string, size: number) => Promise<void>]>([
    ['cut in its last line', (path, size) => truncate(path, size - 30)],
    ['without its last newline', (path, size) => truncate(path, size - 1)],
    ['with half a line more', (path) => appendFile(path, '{"seq":6,"pha')],
    ['with a line that was written in part', (path) => appendFile(path, `{"seq":6,"pha${'\0'.repeat(40)}\n`)],
    ['with room that was never filled', (path) => appendFile(path, '\0'.repeat(4096))],
  ])('loses a torn end only: %s', async (_name, tear) => {
    const store = await localStore()
    await appendTo(store.backend, runLines('a'))
    const path = join(store.home, 'journal.ndjson')
    await tear(path, (await readFile(path)).length)
    const { journal } = await store.reopen().read()
    expect(runLines('a').slice(0, journal.length)).toEqual(journal)
    expect(journal.length).toBeGreaterThanOrEqual(4)
    expect(store.notices).toEqual(['.butik/default/journal.ndjson: the last line was never finished and is left out'])
    await appendTo(store.reopen(), runLines('b'))
    expect((await store.reopen().read()).journal).toEqual([...journal, ...runLines('b')])
  })

  it.each<[string, (lines: string[]) => string[], number]>([
    ['a changed line', (lines) => lines.map((line, index) => (index === 1 ? line.replace('Acme', 'Emca') : line)), 2],
    ['a missing line', (lines) => lines.filter((_, index) => index !== 2), 3],
    ['a missing first line', (lines) => lines.slice(1), 1],
    ['a line twice', (lines) => [...lines.slice(0, 2), ...lines.slice(1)], 3],
    ['an empty line', (lines) => ['', ...lines], 1],
  ])('is refused with %s before the end', async (_name, change, number) => {
    const store = await localStore()
    await appendTo(store.backend, runLines('a'))
    await edit(store, 'journal.ndjson', (content) => `${change(content.trimEnd().split('\n')).join('\n')}\n`)
    const message = expect.stringContaining(`.butik/default/journal.ndjson is damaged at line ${number}`)
    await expect(store.reopen().read()).rejects.toMatchObject({ code: 'E4001', message })
  })

  it('does not take a whole line that it does not know for a torn one', async () => {
    const store = await localStore()
    const line = JSON.parse('{"phase":"later","run":"a","at":"x"}')
    await appendTo(store.backend, [line])
    await expect(store.reopen().read()).rejects.toMatchObject({
      code: 'E4001',
      message: expect.stringContaining('does not know'),
    })
  })

  it('is not written by two at once', async () => {
    const store = await localStore()
    const [mine, other] = [await store.backend.openJournal(), await store.reopen().openJournal()]
    await mine.append(runLines('a'))
    await expect(other.append(runLines('b'))).rejects.toMatchObject({
      code: 'E4003',
      message: expect.stringContaining('another run'),
    })
    await mine.append(runLines('c'))
    expect((await store.reopen().read()).journal).toEqual([...runLines('a'), ...runLines('c')])
  })

  it('is put away with its run when the state has taken it in', async () => {
    const store = await localStore()
    await appendTo(store.backend, runLines('run-1'))
    const line = await text(store, 'journal.ndjson')
    const first = await written(store)
    expect(await readFile(join(store.home, 'runs', 'run-1', 'journal.ndjson'), 'utf8')).toBe(line)
    await appendTo(store.backend, runLines('run-1'))
    await store.backend.write(following(first, {}), 1)
    expect(await readdir(join(store.home, 'runs', 'run-1'))).toEqual(['journal-2.ndjson', 'journal.ndjson'])
    expect(await readdir(store.home)).toEqual(['runs', 'state.json', 'state.previous.json'])
  })
})

describe('a disk that refuses', () => {
  it('is told in words, and leaves the state as it was', async () => {
    const store = await localStore()
    const first = await written(store)
    await writeFile(join(store.folder, 'staging'), 'a file where a folder should be')
    const staging = store.open({ environment: 'staging' })
    const message = expect.stringMatching(/\.butik\/staging\/.* cannot be (written|read): .*\((EEXIST|ENOTDIR)\)/)
    await expect(staging.lock(want('x'))).rejects.toMatchObject({ code: 'E4003', message })
    await expect(staging.keep('r', 'plan.json', '')).rejects.toMatchObject({ code: 'E4003', message })
    await expect(staging.read()).rejects.toMatchObject({ code: 'E4001', message })
    expect((await store.backend.read()).snapshot).toEqual(first)
  })

  it('that is full ends the journal: nothing is appended after a line that may be half there', async () => {
    const store = await localStore()
    const journal = await store.backend.openJournal()
    await journal.append(runLines('a'))
    await rm(join(store.home, 'journal.ndjson'))
    await store.backend.openJournal()
    await symlink('/dev/full', join(store.home, 'journal.ndjson'))
    const message = '.butik/default/journal.ndjson cannot be written: the disk is full (ENOSPC)'
    await expect(journal.append(runLines('b'))).rejects.toMatchObject({
      code: 'E4003',
      message,
      hint: expect.stringContaining('space'),
    })
    await expect(journal.append(runLines('c'))).rejects.toMatchObject({
      code: 'E4003',
      message: expect.stringContaining('an earlier write'),
    })
  })

  it('does not fail a write because the journal could not be put away', async () => {
    const store = await localStore()
    await appendTo(store.backend, runLines('a'))
    await writeFile(join(store.home, 'runs'), 'in the way')
    const first = await written(store)
    expect(store.notices).toEqual([expect.stringContaining('.butik/default/runs cannot be written')])
    expect(await store.reopen().read()).toEqual({ snapshot: first, journal: [] })
  })
})

describe('files kept with a run', () => {
  it.each([
    ['../default', 'state.json'],
    ['..', 'state.json'],
    ['', 'state.json'],
    ['run-1', '../../state.json'],
    ['run-1', '.hidden'],
  ])('are not read by a name that leads elsewhere: %j %j', async (run, name) => {
    const { backend } = await localStore()
    await backend.keep('run-1', 'plan.json', '{}')
    await expect(backend.kept(run, name)).rejects.toMatchObject({ code: 'E9999' })
  })
})

function freshLike(): StateSnapshot {
  return { formatVersion: 1, lineage: 'new', serial: 0, identities: {}, entries: {} }
}
