// The state on disk after a crash that tore a file: the next run recovers or says E4001; it never takes it for empty.
import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoreSnapshot } from '../../src/sandbox/shoporama/store.ts'
import { createLocalBackend } from '../../src/state/local.ts'
import { Engine, type Files, isEmpty } from '../support/engine-property.ts'
import { isLong } from '../support/long.ts'
import { after, before, ownersThings } from '../support/mixed-shop.ts'
import { differences, ownerOf } from '../support/owner.ts'
import { shapeOf } from '../support/shop-shape.ts'

let engine: Engine
let folder: string
/** What a killed run left, and the shop it left. */
let left: string
let shop: StoreSnapshot
let wanted: string[]
const files: Files = { ...before, ...after }

const clock = { now: () => new Date(), sleep: async () => {} }
const backendIn = (name: string) =>
  createLocalBackend({ folder: join(folder, name), environment: 'default', clock, newId: randomUUID })

async function copyOf(
  name: string,
): Promise<{ backend: ReturnType<typeof backendIn>; path: (file: string) => string }> {
  await rm(join(folder, name), { recursive: true, force: true })
  await cp(left, join(folder, name), { recursive: true })
  return { backend: backendIn(name), path: (file) => join(folder, name, 'default', file) }
}

beforeAll(async () => {
  engine = await Engine.start()
  folder = await mkdtemp(join(tmpdir(), 'butik-disk-'))
  left = join(folder, 'left')
  const backend = backendIn('left')
  await engine.apply({ files: { ...files, ...before }, backend })
  await ownersThings(ownerOf(engine.sandbox))
  const started = engine.sandbox.shoporama.snapshot()
  await cp(left, join(folder, 'whole'), { recursive: true })
  await engine.apply({ files, backend: backendIn('whole') })
  wanted = shapeOf(engine.sandbox.shoporama.snapshot())
  engine.sandbox.shoporama.restore(started)
  // Dies while the last links are being written: the journal is long.
  expect(await engine.dieAt(31, 'lost', { files, backend })).toBeUndefined()
  shop = engine.sandbox.shoporama.snapshot()
  await rm(join(left, 'default', 'lock.json'), { force: true })
})

afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function problem(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return ''
  } catch (error) {
    return error instanceof Error ? `${Reflect.get(error, 'code')} ${error.message}` : String(error)
  }
}

test('the journal cut anywhere in its last lines is read without them', async () => {
  const { backend, path } = await copyOf('cut')
  const whole = await readFile(path('journal.ndjson'))
  const { journal } = await backend.read()
  const text = whole.toString('utf8')
  const starts = [...text.matchAll(/^./gm)].map(({ index }) => Buffer.byteLength(text.slice(0, index)))
  const from = starts.at(-3) ?? 0
  const cuts = Array.from({ length: whole.length - from }, (_, index) => from + index)
  const isEdge = (size: number) => starts.some((start) => Math.abs(start - size) <= 2) || size > whole.length - 3
  const chosen = cuts.filter((size) => isLong || isEdge(size) || size % 5 === 0)
  for (const size of chosen) {
    await writeFile(path('journal.ndjson'), whole.subarray(0, size))
    const lines = starts.filter((_, index) => (starts[index + 1] ?? whole.length) <= size).length
    const read = await backendIn('cut').read()
    expect(read.journal.length, `cut at ${size}`).toBe(lines)
    expect(read.journal).toEqual(journal.slice(0, lines))
  }
  console.log(`journal: ${chosen.length} of ${cuts.length} cuts over ${starts.length} lines`)
})

test('a changed byte in the journal is damage, except in a last line that was never finished', async () => {
  const { path } = await copyOf('changed')
  const whole = await readFile(path('journal.ndjson'))
  const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1
  for (let at = 0; at < lastLine; at += 97) {
    const changed = Buffer.from(whole)
    changed[at] = changed[at] === 0x58 ? 0x59 : 0x58
    await writeFile(path('journal.ndjson'), changed)
    expect(await problem(() => backendIn('changed').read()), `byte ${at}`).toMatch(/^E4001 .*journal/)
  }
})

test('the state cut anywhere, emptied or taken away is damage, never a fresh state', async () => {
  const { path } = await copyOf('state')
  const whole = await readFile(path('state.json'))
  // Its last byte is the end of the line.
  for (let size = 0; size < whole.length - 1; size += Math.max(1, Math.floor(whole.length / 300))) {
    await writeFile(path('state.json'), whole.subarray(0, size))
    expect(await problem(() => backendIn('state').read()), `cut at ${size}`).toMatch(/^E4001 .*state\.json/)
  }
  await rm(path('state.json'))
  expect(await problem(() => backendIn('state').read())).toMatch(/^E4001/)
})

test('drafts of killed writers are never read', async () => {
  const { backend, path } = await copyOf('drafts')
  const plain = await backend.read()
  await writeFile(path('state.json.1-x.tmp'), '{"formatVersion":1')
  await writeFile(path('state.previous.json.2-y.tmp'), '')
  expect(await backendIn('drafts').read()).toEqual(plain)
})

/** Durable lines that are gone (a bad disk) take with them that a stock was not set yet: it is then left as adopted. */
const withoutStock = (shape: readonly string[]) => shape.map((line) => line.replace(/(\\?"stock\\?":)\d+/g, '$1…'))

test('with durable lines lost, the next run still makes nothing twice and leaves nothing out', async () => {
  const { path } = await copyOf('resume')
  const whole = (await readFile(path('journal.ndjson'))).toString('utf8')
  const lines = whole.split('\n').filter((line) => line !== '')
  const wrong: string[] = []
  const step = isLong ? 1 : 3
  for (let count = 0; count <= lines.length; count += step) {
    const { backend, path: to } = await copyOf('resume')
    const kept = lines.slice(0, count).map((line) => `${line}\n`)
    await writeFile(to('journal.ndjson'), [...kept, (lines[count] ?? '').slice(0, 40)].join(''))
    engine.sandbox.shoporama.restore(shop)
    engine.sandbox.shoporama.setCalls({ used: { token: 0 } })
    if (count === 0) {
      // Without its first line nobody knows that there was a run: the file beside the journal does.
      expect(await problem(() => engine.apply({ files, backend }))).toMatch(/^E4001 .*had begun and not ended/)
      continue
    }
    const again = await engine.apply({ files, backend })
    const problems = [
      ...again.outcomes
        .filter(({ outcome }) => outcome !== 'succeeded')
        .map(({ address, message }) => `${address}: ${message}`),
      ...differences(withoutStock(shapeOf(engine.sandbox.shoporama.snapshot())), withoutStock(wanted)),
      ...(isEmpty(await engine.plan({ files, backend: backendIn('resume') })) ? [] : ['the next plan is not empty']),
    ]
    if (problems.length > 0)
      wrong.push(`${count} lines kept:\n  ${problems.map((one) => one.slice(0, 300)).join('\n  ')}`)
  }
  expect(wrong).toEqual([])
})
