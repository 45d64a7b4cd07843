// What lies on the server: damage is told and repaired, nothing shows what it should not, and nothing is larger than it must be.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { undiciFetch } from '../../../src/http/undici-fetch.ts'
import { addressId } from '../../../src/model/address.ts'
import { ReconcilerError } from '../../../src/model/errors.ts'
import type { JournalEntry, StateEntry } from '../../../src/model/state.ts'
import type { Cipher } from '../../../src/state/cipher.ts'
import { createAesCipher } from '../../../src/state/cipher-aes.ts'
import type { HttpStateOptions } from '../../../src/state/http/open.ts'
import { appendTo, entryOf, following, oak, runLines, want } from './backend-contract.ts'
import { folder, type HttpStore, type HttpStoreOptions, httpStore } from './http-store.ts'
import { textsIn } from './texts-in.ts'

/** A state, and the lines of a run that is open. */
async function filled(options: HttpStoreOptions = {}): Promise<HttpStore> {
  const store = await httpStore({ few: true, ...options })
  await appendTo(store.backend, runLines('a'))
  await store.backend.write(following((await store.backend.read()).snapshot, { [oak]: entryOf('12') }), 0)
  await appendTo(store.backend, runLines('b'))
  return store
}

type Damage = [string, RegExp, (store: HttpStore) => void]
const change = (store: HttpStore, suffix: string, to: (text: string) => string) =>
  store.server.put(`${store.path}${suffix}`, to(store.server.text(`${store.path}${suffix}`)))

const damages: Damage[] = [
  ['a state that is cut', /not JSON, or not all of it/, (store) => change(store, '', (text) => text.slice(0, -300))],
  [
    'a state with another price',
    /does not match its checksum/,
    (store) => change(store, '', (text) => text.replace('1299', '1298')),
  ],
  [
    'a web page',
    /a web page is there, no state/,
    (store) => change(store, '', () => '<!DOCTYPE html><title>Sign in</title>'),
  ],
  [
    'a journal that is cut',
    /-journal is damaged: it is not JSON/,
    (store) => change(store, '-journal', (text) => text.slice(0, -30)),
  ],
  [
    'a journal with other bytes',
    /cannot be unpacked|damaged at line/,
    (store) => change(store, '-journal', (text) => text.replace(/"content": "./, '"content": "X')),
  ],
  [
    'a journal without its last lines',
    /lines are missing at its end/,
    (store) => change(store, '-journal', (text) => text.replace('"count": 5', '"count": 6')),
  ],
  [
    'a journal that is gone',
    /-journal is damaged: it is not there, though runs were written/,
    (store) => void store.server.kept.delete(`${store.path}-journal`),
  ],
]

it.each(damages)('%s is told, never read as empty, and rebuilt', async (_name, message, harm) => {
  const store = await filled()
  harm(store)
  const { backend } = await store.open()
  await expect(backend.read()).rejects.toMatchObject({ code: 'E4001', message: expect.stringMatching(message) })
  await expect(
    backend.write(following({ formatVersion: 1, lineage: 'new', serial: 0, identities: {}, entries: {} }, {}), 0),
  ).rejects.toMatchObject({ code: 'E4001' })
  // As `butik state rebuild` does it: under the lock.
  const lock = await backend.lock(want('rebuild'))
  const left = await backend.repair?.salvage()
  expect(left?.problems).toEqual([expect.stringMatching(message)])
  if (left?.snapshot === undefined) expect([...(left?.named ?? [])].filter(([address]) => address !== oak)).toEqual([])
  else expect(left.snapshot.serial).toBe(1)
  const next = {
    formatVersion: 1,
    lineage: 'another',
    serial: 9,
    identities: {},
    entries: { [oak]: entryOf('13') },
  } as const
  expect(await backend.repair?.replace(next)).toEqual([
    expect.stringMatching(/\/states\/shop-damaged-2026-03-01T12-30-00-000Z$/),
  ])
  await lock.release()
  const other = (await store.open()).backend
  expect(await other.read()).toEqual({ snapshot: next, journal: [] })
  await appendTo(other, runLines('c'))
  expect((await store.reopen().read()).journal).toEqual(runLines('c'))
})

it('of a damaged state its ids are named, and the open run is there; of a whole one nothing is wrong', async () => {
  const store = await filled()
  expect(await store.backend.repair?.salvage()).toMatchObject({
    problems: [],
    from: store.address,
    snapshot: { serial: 1 },
  })
  change(store, '', (text) => text.slice(0, -100))
  const left = await store.backend.repair?.salvage()
  expect([...(left?.named ?? [])]).toEqual([[oak, '12']])
  expect(left?.journal).toEqual(runLines('b'))
})

it('the journal of the first run of all is missed too', async () => {
  const store = await httpStore({ few: true })
  await appendTo(store.backend, runLines('a'))
  store.server.kept.delete(`${store.path}-journal`)
  await expect(store.reopen().read()).rejects.toMatchObject({ code: 'E4001' })
})

it('an older copy of the journal is told', async () => {
  const store = await httpStore({ few: true })
  await appendTo(store.backend, runLines('a'))
  const old = store.server.text(`${store.path}-journal`)
  await store.backend.write(following((await store.backend.read()).snapshot, {}), 0)
  await appendTo(store.backend, runLines('b'))
  await store.backend.write(following((await store.backend.read()).snapshot, {}), 1)
  store.server.put(`${store.path}-journal`, old)
  await expect(store.reopen().read()).rejects.toMatchObject({
    code: 'E4001',
    message: expect.stringContaining('it is an older one'),
  })
})

it.each<[string, RegExp, string]>([
  ['a later butik', /has format version 2/, '{"serial":1,"lineage":"l","butik":"state","format":2,"write":"w"}'],
  [
    'Terraform',
    /holds a state of Terraform, not of butik/,
    '{"version":4,"terraform_version":"1.9.0","serial":3,"lineage":"l","resources":[]}',
  ],
  [
    'another environment’s journal',
    /holds the journal of butik, where its state belongs/,
    '{"serial":1,"lineage":"l","butik":"journal","format":1,"write":"w"}',
  ],
])('what is of %s is left alone: it is not damaged', async (_name, message, text) => {
  const store = await httpStore({ few: true })
  store.server.put(store.path, text)
  const problem = { code: 'E4001', message: expect.stringMatching(message) }
  await expect(store.backend.read()).rejects.toMatchObject(problem)
  await expect(store.backend.repair?.salvage()).rejects.toMatchObject(problem)
  await expect(appendTo(store.backend, runLines('a'))).rejects.toMatchObject(problem)
  expect(store.server.text(store.path)).toBe(text)
})

it('a server that is away is no damage', async () => {
  const store = await filled()
  store.server.faults.push({ kind: 'reset', times: Number.POSITIVE_INFINITY })
  await expect(store.backend.repair?.salvage()).rejects.toMatchObject({
    code: 'E4001',
    message: expect.stringContaining('the connection broke'),
  })
})

class OtherKey extends ReconcilerError {}

function toyCipher(key: Buffer): Cipher {
  return {
    seal(plain, place) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const text = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, 'base64')
      try {
        const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(place))
        cipher.setAuthTag(bytes.subarray(12, 28))
        return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8')
      } catch {
        throw new OtherKey('E4001', 'another key is wanted')
      }
    },
  }
}

it('encrypted, it shows nothing of the shop, and opens with its key alone', async () => {
  const cipher = toyCipher(randomBytes(32))
  const store = await httpStore({ few: true, settings: { cipher } })
  const kept = await store.open()
  const { backend } = kept
  kept.ledger.of('secret-token').write('2026-03-01', { calls: 3 })
  await kept.close()
  await backend.keep('a', 'plan.json', '{"name":"Egestol"}')
  await appendTo(backend, runLines('a'))
  await backend.write(following((await backend.read()).snapshot, { [oak]: entryOf('12') }), 0)
  await appendTo(backend, runLines('b'))
  const all = [...store.server.kept.keys()].map((path) => store.server.text(path)).join('\n')
  for (const word of ['Egestol', 'Acme', '1299', 'oak-chair', 'supplier', 'secret-token'])
    expect(all).not.toContain(word)
  const other = store.reopen()
  expect((await other.read()).snapshot.entries[oak]).toEqual(entryOf('12'))
  expect((await other.read()).journal).toEqual(runLines('b'))
  expect(await other.kept('a', 'plan.json')).toBe('{"name":"Egestol"}')
  for (const wrong of [{ cipher: toyCipher(randomBytes(32)) }, { cipher: undefined }] as Partial<HttpStateOptions>[]) {
    const { plainCipher } = await import('../../../src/state/cipher.ts')
    const locked = (await store.open({ ...wrong, cipher: wrong.cipher ?? plainCipher })).backend
    await expect(locked.read()).rejects.toMatchObject({ code: 'E4001', message: expect.stringMatching(/key/) })
    await expect(locked.repair?.salvage()).rejects.toMatchObject({
      code: 'E4001',
      message: expect.stringMatching(/key/),
    })
  }
})

it('a line costs the lines of its run, packed, and not the state; lines that come at once cost one write', async () => {
  const store = await httpStore({ few: true })
  const text = 'x'.repeat(10_000)
  const large: StateEntry = { ...entryOf('12'), applied: { description: text } }
  // 50 MB of state.
  const entries = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, index) => [addressId('shop', 'product', `p-${index}`), large]),
  )
  await store.backend.write(following((await store.backend.read()).snapshot, entries), 0)
  expect(store.server.text(store.path).length).toBeGreaterThan(50_000_000)
  const lock = await store.backend.lock(want('one'))
  const journal = await store.backend.openJournal()
  const lines = (index: number): JournalEntry[] => runLines(`run-${index}`).slice(1, 3)
  await journal.append(lines(0))
  store.server.seen.splice(0)
  for (let index = 1; index < 100; index += 1) await journal.append(lines(index))
  const posts = store.server.seen
  expect(new Set(posts.map(({ method, path }) => `${method} ${path}`))).toEqual(new Set([`POST ${store.path}-journal`]))
  expect(posts).toHaveLength(99)
  // 200 lines are 100 kB.
  expect(posts.at(-1)?.bytes).toBeLessThan(20_000)
  store.server.seen.splice(0)
  await Promise.all(Array.from({ length: 50 }, (_, index) => journal.append(lines(100 + index))))
  expect(store.server.seen.length).toBeLessThanOrEqual(2)
  await lock.release()
  const { snapshot, journal: left } = await store.reopen().read()
  expect(Object.keys(snapshot.entries)).toHaveLength(5_000)
  expect(left).toEqual(Array.from({ length: 150 }, (_, index) => lines(index)).flat())
}, 120_000)

const credentials = { username: 'ci', password: 'p4ss-w0rd-æ/+' }
const [secret, basic] = [credentials.password, Buffer.from(`ci:${credentials.password}`).toString('base64')]

it.each<[string, HttpStoreOptions, RegExp, RegExp]>([
  ['no credentials', credentials, /HTTP 401: who are you\?/, /check username, password/],
  [
    'others',
    { ...credentials, settings: { username: 'ci', password: 'wr0ng-word' } },
    /HTTP 403: not allowed: Basic \*\*\*, ci:\*\*\*/,
    /Maintainer/,
  ],
])('with %s it says what to do, and no secret', async (_name, options, message, hint) => {
  const store = await httpStore({ few: true, ...options })
  const error: unknown = await store.backend.read().catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    code: 'E4001',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  })
  expect(store.notices.join()).not.toContain('wr0ng-word')
  expect(JSON.stringify([String(error), error])).not.toContain('wr0ng-word')
})

it('credentials and headers go with every request, and into nothing that is kept', async () => {
  const store = await filled({ ...credentials, settings: { ...credentials, fetch: undiciFetch } })
  expect(store.server.seen.every(({ status }) => status < 300)).toBe(true)
  const all = [...store.server.kept.keys()].map((path) => store.server.text(path)).join()
  expect(all).not.toContain(secret)
  expect(all).not.toContain(basic)
})

it.each<[number, RegExp]>([
  [413, /nothing of this size.*HTTP 413/],
  [302, /sends on to another address.*HTTP 302/],
  [503, /the server has a fault.*HTTP 503/],
  [429, /asked too often.*HTTP 429/],
])('a write that is refused with %i is told, and nothing is changed', async (status, message) => {
  const store = await filled()
  store.server.faults.push({ kind: 'status', method: 'POST', status, times: 3 })
  const { snapshot } = await store.backend.read()
  await expect(store.backend.write(following(snapshot, {}), 1)).rejects.toMatchObject({
    code: 'E4003',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/./),
  })
  store.server.faults.splice(0)
  expect(await store.reopen().read()).toEqual({ snapshot, journal: runLines('b') })
})

it('the last runs are kept, twenty at most', async () => {
  const { backend, reopen } = await httpStore({ few: true })
  for (let index = 0; index < 23; index += 1) await backend.keep(`run-${index}`, 'plan.json', `${index}`)
  const runs = await reopen().runs()
  expect(runs).toHaveLength(20)
  expect(runs.slice(0, 2)).toEqual(['run-22', 'run-21'])
  expect(await backend.kept('run-2', 'plan.json')).toBeUndefined()
  await expect(backend.keep('../x', 'plan.json', '')).rejects.toMatchObject({ code: 'E9999' })
})

it('where the server has one address the journal lies with the state, and that is said once', async () => {
  const root = await folder()
  const store = await httpStore({ few: true, only: ['/states/shop'], settings: { root } })
  const lock = await store.backend.lock(want('one'))
  await appendTo(store.backend, runLines('a'))
  await store.backend.keep('a', 'plan.json', '{}')
  await lock.release()
  expect(store.notices).toEqual([
    expect.stringContaining('the journal lies with the state, which is written whole for each line of it'),
    expect.stringContaining('plans of runs are kept beside butik.yaml'),
  ])
  expect(store.server.text(store.path)).toContain('"journal": {"after": 0, "count": 5')
  // Others see it without being told.
  expect((await store.reopen().read()).journal).toEqual(runLines('a'))
})

it('a journal whose address is refused later is not taken to lie with the state', async () => {
  const store = await filled()
  store.server.faults.push({ kind: 'status', path: '-journal', method: 'POST', status: 405, times: 9 })
  await expect(appendTo(store.backend, runLines('c'))).rejects.toMatchObject({ code: 'E4003' })
  store.server.faults.splice(0)
  expect((await store.reopen().read()).journal).toEqual(runLines('b'))
})

it('adds up the calls of all machines and environments by token, and believes the vendor', async () => {
  const store = await httpStore({ few: true })
  const [one, two] = [
    await store.open(),
    await store.open({ environment: 'staging', cipher: toyCipher(randomBytes(32)) }),
  ]
  const day = '2026-03-01'
  one.ledger.of('t').write(day, { calls: 3 })
  one.ledger.of('t').write(day, { calls: 2 })
  one.ledger.of('other').write(day, { calls: 1 })
  expect(one.ledger.of('t').read(day)).toEqual({ calls: 5, spent: false })
  two.ledger.of('t').write(day, { calls: 4 })
  await Promise.all([one.close(), two.close()])
  const three = await store.open({ environment: 'production' })
  expect(three.ledger.of('t').read(day)).toEqual({ calls: 9, spent: false })
  expect(three.ledger.of('t').read('2026-03-02')).toEqual({ calls: 0, spent: false })
  store.advance(1_000)
  three.ledger.of('t').write(day, { calls: 1, used: 40, spent: true })
  store.advance(1_000)
  three.ledger.of('t').write(day, { calls: 2, refused: true })
  await three.close()
  const four = await store.open()
  expect(four.ledger.of('t').read(day)).toEqual({ calls: 42, spent: true })
  expect([...store.server.kept.keys()].filter((path) => path.includes('ledger'))).toEqual([`${store.path}-ledger`])
})

it('a ledger that cannot be kept costs a notice', async () => {
  const store = await httpStore({ few: true, only: ['/states/shop'] })
  const kept = await store.open()
  kept.ledger.of('t').write('2026-03-01', { calls: 3 })
  await kept.close()
  expect(kept.ledger.of('t').read('2026-03-01').calls).toBe(3)
  expect(store.notices).toEqual([
    expect.stringMatching(/^The ledger of calls cannot be written, and what this run calls is known to this run only/),
  ])
})

it('views stay beside butik.yaml', async () => {
  const root = await folder()
  const store = await httpStore({ few: true, settings: { root } })
  const view = { url: 'u', reads: 'r', state: 's', at: '2026-03-01T12:00:00.000Z', objects: [] }
  await (await store.open()).views.write('shop', 'product', view)
  expect(await (await store.open()).views.read('shop', 'product')).toEqual(view)
  expect(store.server.seen.every(({ method }) => method === 'GET')).toBe(true)
})

it('encrypted, what stays beside butik.yaml is so too', async () => {
  const root = await folder()
  const cipher = createAesCipher({ key: 'ab'.repeat(32), oldKeys: [] })
  const store = await httpStore({ few: true, only: ['/states/shop'], settings: { root, cipher } })
  const objects = [{ kind: 'product', remoteId: '1', spec: { name: 'Egestol' } }]
  const view = { url: 'https://shop.example', reads: 'r', state: 's', at: '2026-03-01T12:00:00.000Z', objects }
  const kept = await store.open()
  await kept.views.write('shop', 'product', view)
  await kept.backend.keep('a', 'plan.json', '{"name":"Egestol"}')
  const texts = await textsIn(root)
  expect(texts).toContain('sealed-1')
  expect(texts).not.toMatch(/Egestol|shop\.example/)
  const next = await store.open()
  expect(await next.views.read('shop', 'product')).toEqual(view)
  expect(await next.backend.kept('a', 'plan.json')).toBe('{"name":"Egestol"}')
})

it('environments at one address each have a state, a journal and runs of their own there', async () => {
  const store = await httpStore({ few: true })
  const names = ['production', 'staging']
  for (const environment of names) {
    const { backend } = await store.open({ environment })
    await using _lock = await backend.lock(want(environment))
    await backend.write(following((await backend.read()).snapshot, { [oak]: entryOf(environment) }), 0)
    await appendTo(backend, runLines(environment))
    await backend.keep(environment, 'plan.json', environment)
  }
  for (const environment of names) {
    const { backend } = await store.open({ environment })
    const { snapshot, journal } = await backend.read()
    expect(snapshot.entries).toEqual({ [oak]: entryOf(environment) })
    expect(journal).toEqual(runLines(environment))
    expect(await backend.runs()).toEqual([environment])
  }
  // A name that makes the address of something else of another one.
  const { backend } = await store.open({ environment: 'staging-journal' })
  await expect(backend.read()).rejects.toMatchObject({
    message: expect.stringContaining('holds the journal of butik, where its state belongs'),
    hint: expect.stringContaining('give each environment an address of its own'),
  })
})
