import { spawn } from 'node:child_process'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFixture } from 'fs-fixture'
import { expect, test } from 'vitest'
import { createLocalLedger } from '../../../src/state/ledger.ts'

const day = '2026-11-30'
const token = '0123456789abcdef0123456789abcdef'

function ledger(folder: string, environment = 'default') {
  const said: string[] = []
  let ids = 0
  const store = createLocalLedger({
    folder,
    environment,
    newId: () => `id-${ids++}`,
    notice: (line) => said.push(line),
  })
  return { store, said }
}

const cacheOf = (folder: string) => join(folder, 'cache')
const fileOf = (folder: string, of = day) => join(cacheOf(folder), `ledger-${of}.ndjson`)

test('counts by token and day in all environments, and the next run knows', async () => {
  await using fixture = await createFixture()
  const { store, said } = ledger(fixture.path)
  expect(store.of(token).read(day)).toEqual({ calls: 0, spent: false })
  expect(await readdir(fixture.path)).toEqual([])
  store.of(token).write(day, { calls: 1 })
  store.of(token).write(day, { calls: 2 })
  store.of('other').write(day, { calls: 7 })
  store.of(token).write('2026-12-01', { calls: 5 })
  const next = ledger(fixture.path).store
  expect(next.of(token).read(day)).toEqual({ calls: 3, spent: false })
  expect(next.of('other').read(day)).toEqual({ calls: 7, spent: false })
  expect(next.of(token).read('2026-12-01')).toEqual({ calls: 5, spent: false })
  expect(ledger(fixture.path, 'staging').store.of(token).read(day)).toEqual({ calls: 3, spent: false })
  expect(said).toEqual([])
})

test('what an earlier version counted for the environment still counts for its day', async () => {
  await using fixture = await createFixture()
  const old = join(cacheOf(fixture.path), 'default')
  ledger(fixture.path).store.of(token).write(day, { calls: 3, refused: true, spent: true })
  await mkdir(old)
  for (const name of [`ledger-${day}.ndjson`, 'ledger.key'])
    await rename(join(cacheOf(fixture.path), name), join(old, name))
  const account = ledger(fixture.path).store.of(token)
  expect(account.read(day)).toEqual({ calls: 3, spent: true })
  expect(account.read('2026-12-01')).toEqual({ calls: 0, spent: false })
  account.write(day, { calls: 2 })
  expect(account.read(day)).toEqual({ calls: 5, spent: false })
})

test('the vendor corrects the count', async () => {
  await using fixture = await createFixture()
  const account = ledger(fixture.path).store.of(token)
  account.write(day, { calls: 1 })
  account.write(day, { calls: 1, used: 400 })
  account.write(day, { calls: 1 })
  expect(account.read(day)).toEqual({ calls: 401, spent: false })
  account.write(day, { calls: 1, refused: true, spent: true })
  account.write(day, { calls: 1, refused: true })
  expect(account.read(day)).toEqual({ calls: 403, spent: true })
  // Whoever answers has calls again.
  account.write(day, { calls: 1 })
  expect(account.read(day)).toEqual({ calls: 404, spent: false })
})

test('runs beside one another see what the others write', async () => {
  await using fixture = await createFixture()
  const [one, two] = [ledger(fixture.path).store.of(token), ledger(fixture.path).store.of(token)]
  one.write(day, { calls: 1 })
  expect(two.read(day).calls).toBe(1)
  two.write(day, { calls: 1 })
  one.write(day, { calls: 1 })
  expect([one.read(day).calls, two.read(day).calls]).toEqual([3, 3])
})

test('processes that write at once lose nothing, and make one key', { timeout: 60_000 }, async () => {
  await using fixture = await createFixture()
  const source = new URL('../../../src/state/ledger.ts', import.meta.url).href
  const script = `
    const { createLocalLedger } = await import(${JSON.stringify(source)})
    const place = { folder: ${JSON.stringify(fixture.path)}, environment: 'default', newId: () => String(process.pid), notice: (line) => { throw new Error(line) } }
    const account = createLocalLedger(place).of('token')
    for (let call = 0; call < 300; call += 1) account.write('${day}', { calls: 1 })
  `
  const run = async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: 'inherit',
    })
    return await new Promise((resolve) => child.once('close', resolve))
  }
  expect(await Promise.all([run(), run(), run()])).toEqual([0, 0, 0])
  expect(ledger(fixture.path).store.of('token').read(day).calls).toBe(900)
})

test('holds nothing of the token but a digest under a key that only its owner may read', async () => {
  await using fixture = await createFixture()
  ledger(fixture.path).store.of(token).write(day, { calls: 1 })
  const text = await readFile(fileOf(fixture.path), 'utf8')
  expect(text).not.toContain(token)
  expect(JSON.parse(text)).toEqual({ token: expect.stringMatching(/^[0-9a-f]{16}$/), calls: 1 })
  const key = join(cacheOf(fixture.path), 'ledger.key')
  expect((await stat(key)).mode & 0o077).toBe(0)
  // Under another key the same token is another: nobody can look it up in a table.
  await using elsewhere = await createFixture()
  ledger(elsewhere.path).store.of(token).write(day, { calls: 1 })
  expect(await readFile(fileOf(elsewhere.path), 'utf8')).not.toBe(text)
})

test('what is damaged is not counted, and said once', async () => {
  await using fixture = await createFixture()
  ledger(fixture.path).store.of(token).write(day, { calls: 3 })
  const good = await readFile(fileOf(fixture.path), 'utf8')
  const bad = '{"token":"x","calls":-1}\nnonsense\n[]\n{"token":1,"calls":1}\n{"token":"x","calls":1,"used":"y"}\n'
  await writeFile(fileOf(fixture.path), `${good}${bad}${good}{"token":`)
  const { store, said } = ledger(fixture.path)
  expect(store.of(token).read(day)).toEqual({ calls: 6, spent: false })
  expect(store.of(token).read(day)).toEqual({ calls: 6, spent: false })
  expect(said).toEqual(['The ledger of calls is damaged; the calls of its damaged lines are not counted.'])
})

test('a damaged key makes a new one: the count begins anew, and that is said once', async () => {
  await using fixture = await createFixture()
  ledger(fixture.path).store.of(token).write(day, { calls: 3 })
  await writeFile(join(cacheOf(fixture.path), 'ledger.key'), 'half')
  const { store, said } = ledger(fixture.path)
  expect(store.of(token).read(day).calls).toBe(0)
  store.of(token).write(day, { calls: 1 })
  expect(store.of(token).read(day).calls).toBe(1)
  expect(said).toEqual(['The key of the ledger of calls is damaged: what was called before is not counted.'])
  const next = ledger(fixture.path)
  expect(next.store.of(token).read(day).calls).toBe(1)
  expect(next.said).toEqual([])
  expect(await readdir(cacheOf(fixture.path))).toEqual([`ledger-${day}.ndjson`, 'ledger.key'])
})

test('a key that is gone is said, once; a folder without a count is none', async () => {
  await using fixture = await createFixture()
  const begun = ledger(fixture.path)
  begun.store.of(token).write(day, { calls: 3 })
  expect(begun.said).toEqual([])
  await rm(join(cacheOf(fixture.path), 'ledger.key'))
  const { store, said } = ledger(fixture.path)
  for (let round = 0; round < 2; round += 1) store.of(token).write(day, { calls: 1 })
  expect(store.of(token).read(day).calls).toBe(2)
  expect(said).toEqual(['The key of the ledger of calls is gone: what was called before is not counted.'])
})

test('a key that cannot be read is said', async () => {
  await using fixture = await createFixture()
  await mkdir(join(cacheOf(fixture.path), 'ledger.key'), { recursive: true })
  const { store, said } = ledger(fixture.path)
  store.of(token).write(day, { calls: 1 })
  expect(store.of(token).read(day).calls).toBe(1)
  expect(said).toEqual([
    'The key of the ledger of calls cannot be read (EISDIR): what was called before is not counted.',
  ])
})

test('may be deleted while a run goes on', async () => {
  await using fixture = await createFixture()
  const account = ledger(fixture.path).store.of(token)
  account.write(day, { calls: 3 })
  expect(account.read(day).calls).toBe(3)
  await rm(cacheOf(fixture.path), { recursive: true })
  account.write(day, { calls: 1 })
  expect(account.read(day).calls).toBe(1)
})

test('where it cannot be written a run counts for itself, and says so once', async () => {
  await using fixture = await createFixture()
  await writeFile(join(fixture.path, 'cache'), 'a file where a folder should be')
  const { store, said } = ledger(fixture.path)
  for (let call = 0; call < 3; call += 1) store.of(token).write(day, { calls: 1 })
  expect(store.of(token).read(day)).toEqual({ calls: 3, spent: false })
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(
    /^The ledger of calls cannot be written \((EEXIST|ENOTDIR)\): what this run calls is known to this run only\.$/,
  )
  expect(ledger(fixture.path).store.of(token).read(day).calls).toBe(0)
})

test('days of long ago go when a new one begins', async () => {
  await using fixture = await createFixture()
  await mkdir(cacheOf(fixture.path), { recursive: true })
  for (const old of ['2026-11-20', '2026-11-23', '2026-11-29']) await writeFile(fileOf(fixture.path, old), '')
  await writeFile(join(cacheOf(fixture.path), 'shop.order.json'), 'not ours')
  ledger(fixture.path).store.of(token).write(day, { calls: 1 })
  const left = await readdir(cacheOf(fixture.path))
  expect(left.filter((name) => name !== 'ledger.key')).toEqual([
    'ledger-2026-11-23.ndjson',
    'ledger-2026-11-29.ndjson',
    'ledger-2026-11-30.ndjson',
    'shop.order.json',
  ])
})
