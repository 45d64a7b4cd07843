// A state or a journal that is damaged: told and never taken for empty, then made anew by `butik state rebuild`. The plan
// after it shows real differences only, and an apply makes nothing twice.
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Project, project, type Result } from '../support/butik.ts'
import { before } from '../support/mixed-shop.ts'

const butikYaml = `version: 1
connections:
  shop:
    vendor: shoporama
    token: !env SHOPORAMA_TOKEN
    url: !env SHOPORAMA_URL
  delivery:
    vendor: distribution-innovation
    url: !env DI_URL
    username: !env DI_USERNAME
    password: !env DI_PASSWORD
`
const shopsYaml = (street: string) => `connection: delivery
shops:
  oslo:
    ownerPartyKey: sandbox-nordic-group
    email: oslo@nordic-group.example
    legalName: Lager Oslo
    organizationNumber: 987 654 321
    vatLiable: true
    addressCollector: true
    transportSolutionIds: [1]
    address: { street: ${street}, streetNumber: 12, entrance: B, zipCode: "0484", city: Oslo, countryCode: "NO" }
`
const shopYaml = (before['shop.yaml'] ?? '').replace('suppliers:', 'connection: shop\nsuppliers:')

let shop: Project
let whole = ''
let shopId = ''
const path = (file: string) => join(shop.folder, '.butik/default', file)
const bytes = (file: string) => readFile(path(file))
const state = async () => JSON.parse(await readFile(path('state.json'), 'utf8'))
const plan = async (): Promise<Result> => shop.butik(['plan', '--detailed-exitcode', '--json'])

beforeAll(async () => {
  shop = await project({
    ...before,
    'butik.yaml': butikYaml,
    'shop.yaml': shopYaml,
    'shops.yaml': shopsYaml('Storgata'),
  })
  whole = join(shop.folder, '.whole')
  expect(await shop.butik(['apply', '--yes', '--ack', 'unseen-create'])).toMatchObject({ code: 0 })
  await shop.write({ 'shop.yaml': shopYaml.replace('price: 6,', 'price: 8,'), 'shops.yaml': shopsYaml('Lagergata') })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(await plan()).toMatchObject({ code: 0 })
  shopId = (await state()).entries['delivery/shop/oslo'].remoteId
  await cp(join(shop.folder, '.butik'), whole, { recursive: true })
})
afterAll(() => shop[Symbol.asyncDispose]())
beforeEach(async () => {
  await rm(join(shop.folder, '.butik'), { recursive: true })
  await cp(whole, join(shop.folder, '.butik'), { recursive: true })
})

const flipped = (content: Buffer, at: number): Buffer => {
  const copy = Buffer.from(content)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

/** Every file below, with its text. */
async function tree(): Promise<Record<string, string>> {
  const files = (await readdir(path(''), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const texts = files.map(async ({ parentPath, name }) => [
    join(parentPath, name),
    await readFile(join(parentPath, name), 'utf8'),
  ])
  return Object.fromEntries(await Promise.all(texts))
}

/** Plan, apply and every other command say what is wrong and what helps, and touch nothing. */
async function isTold(): Promise<void> {
  const there = await tree()
  shop.forgetCalls()
  for (const args of [['plan'], ['apply', '--yes'], ['state', 'list']]) {
    const said = await shop.butik(args)
    expect(said).toMatchObject({ code: 1, stdout: '' })
    expect(said.stderr).toMatch(/error\[E4001\].*damaged/)
    expect(said.stderr).toContain('butik state rebuild')
  }
  expect(shop.calls()).toEqual([])
  expect(await tree()).toEqual(there)
}

async function rebuilt(): Promise<Record<string, unknown> & { aside: string[]; lineage: string }> {
  const done = await shop.butik(['state', 'rebuild', '--yes', '--json'])
  expect(done.code, done.stderr).toBe(0)
  expect(shop.calls().filter(({ method }) => method !== 'GET')).toEqual([])
  return JSON.parse(done.stdout)
}

const length = async () => (await bytes('state.json')).length
const damages: [string, () => Promise<unknown>][] = [
  ['empty', async () => writeFile(path('state.json'), '')],
  ['cut after 40 bytes', async () => writeFile(path('state.json'), (await bytes('state.json')).subarray(0, 40))],
  [
    'cut in the middle',
    async () => writeFile(path('state.json'), (await bytes('state.json')).subarray(0, (await length()) / 2)),
  ],
  [
    'cut before its end',
    async () => writeFile(path('state.json'), (await bytes('state.json')).subarray(0, (await length()) - 3)),
  ],
  [
    'with one bit turned',
    async () => writeFile(path('state.json'), flipped(await bytes('state.json'), (await length()) / 2)),
  ],
  ['gone, while the previous one is there', async () => rm(path('state.json'))],
]

test.each(damages)(
  'a state that is %s: all of it is known again, and the next plan is empty',
  async (_what, damage) => {
    const lineage = (await state()).lineage
    await damage()
    await isTold()
    const damaged = await bytes('state.json').catch(() => undefined)
    const report = await rebuilt()
    // What came after the previous state is in the journal of its run: nothing has to be asked.
    expect(report).toMatchObject({ from: '.butik/default/state.previous.json', inDoubt: [], undecided: [], lost: [] })
    expect(report.lineage).not.toBe(lineage)
    expect(await plan()).toMatchObject({ code: 0 })
    expect((await state()).entries['delivery/shop/oslo'].remoteId).toBe(shopId)
    if (damaged !== undefined) expect(await readFile(join(shop.folder, report.aside[0] ?? ''))).toEqual(damaged)
    expect(await shop.butik(['state', 'rebuild'])).toMatchObject({
      code: 0,
      stdout: 'The state is whole: there is nothing to rebuild.\n',
    })
  },
)

test('nothing left but what the shops show: found by natural key, and asked where a vendor shows nothing', async () => {
  await rm(path('state.previous.json'))
  await rm(path('runs'), { recursive: true })
  await writeFile(path('state.json'), flipped(await bytes('state.json'), (await length()) / 2))
  await isTold()
  const report = await rebuilt()
  expect(report).toMatchObject({
    kept: [],
    missing: [],
    inDoubt: [{ address: 'delivery/shop/oslo', id: shopId }],
    undecided: [],
    lost: [],
  })
  const { summary, changes } = JSON.parse((await plan()).stdout)
  expect(summary).toMatchObject({ create: 0, update: 0, adopt: 0, delete: 0, manual: 1 })
  expect(changes).toMatchObject([
    { address: 'delivery/shop/oslo', reason: expect.stringContaining('butik state resolve') },
  ])
  expect(await shop.butik(['state', 'resolve', 'delivery/shop/oslo', '--id', shopId])).toMatchObject({ code: 0 })
  expect(await plan()).toMatchObject({ code: 0 })
})

test('nothing left but the journals of earlier runs: they know what the vendor does not show', async () => {
  await rm(path('state.previous.json'))
  await writeFile(path('state.json'), '')
  const report = await rebuilt()
  expect(report).not.toHaveProperty('from')
  expect(report).toMatchObject({ inDoubt: [], kept: expect.arrayContaining(['delivery/shop/oslo']) })
  expect(await plan()).toMatchObject({ code: 0 })
})

test('what was owned and is declared no more is not forgotten in silence', async () => {
  const text = await shop.read('shop.yaml')
  await writeFile(path('state.json'), (await bytes('state.json')).subarray(0, (await length()) - 3))
  await shop.write({ 'shop.yaml': text.replace(/ {2}doomed: .*\n/, '') })
  const report = await rebuilt()
  expect(report).toMatchObject({ undeclared: ['shop/product/doomed'], lost: [] })
  // It stays to be deleted, as its policy in the state says.
  const made = JSON.parse((await shop.butik(['plan', '--json', '--allow-delete'])).stdout)
  expect(made.changes).toMatchObject([{ address: 'shop/product/doomed', action: 'delete' }])
  await rm(path('state.previous.json'))
  await rm(path('runs'), { recursive: true })
  await cp(join(whole, 'default/state.json'), path('state.json'))
  await writeFile(path('state.json'), (await bytes('state.json')).subarray(0, (await length()) - 3))
  expect(await rebuilt()).toMatchObject({ undeclared: [], lost: [{ address: 'shop/product/doomed', id: /^\d+$/ }] })
  await shop.write({ 'shop.yaml': text })
})

test('the plan after it shows what really differs, pictures behind their guard, and nothing is made twice', async () => {
  const text = await shop.read('shop.yaml')
  await rm(path('state.previous.json'))
  await rm(path('runs'), { recursive: true })
  await writeFile(path('state.json'), '')
  const files = { 'shop.yaml': text.replace('price: 100,', 'price: 101,').replace('price: 7 ', 'price: 9 ') }
  const more = '      - { file: images/c.png, description: Fra siden }\n'
  await shop.write({ 'shop.yaml': files['shop.yaml'].replace(/( {6}- .*b\.png.*\n)/, `$1${more}`) })
  await rebuilt()
  const args = ['plan', '--json', '--exclude', 'delivery/*/*']
  const made = JSON.parse((await shop.butik(args)).stdout)
  expect(made.summary).toMatchObject({ create: 0, adopt: 0, update: 2, delete: 0 })
  expect(made.guards).toMatchObject([{ name: 'images', addresses: ['shop/product/old-chair'], acked: false }])
  await shop.write(files)
  expect(JSON.parse((await shop.butik(args)).stdout)).toMatchObject({ guards: [], summary: { create: 0, update: 2 } })
  const counts = () =>
    Object.values(shop.sandbox.shoporama.snapshot().collections).map((collection) => collection.rows.length)
  const there = counts()
  const shopBefore = shop.sandbox.shoporama.snapshot()
  expect(await shop.butik(['apply', '--yes', '--exclude', 'delivery/*/*'])).toMatchObject({ code: 0 })
  expect(counts()).toEqual(there)
  expect(await shop.butik(['plan', '--detailed-exitcode', '--exclude', 'delivery/*/*'])).toMatchObject({ code: 0 })
  shop.sandbox.shoporama.restore(shopBefore)
  await shop.write({ 'shop.yaml': text })
})

test('a journal with a damaged line: its good lines count, and the rest is settled by looking', async () => {
  const [run = ''] =
    (
      await Promise.all(
        (await readdir(path('runs'))).map(async (id) => [id, (await bytes(`runs/${id}/plan.json`)).toString()]),
      )
    ).find(([, made]) => made?.includes('"serial":1')) ?? []
  // As if the second run had been killed before it wrote the state.
  await cp(path('state.previous.json'), path('state.json'))
  const journal = await bytes(`runs/${run}/journal.ndjson`)
  await rm(path('state.previous.json'))
  await rm(path('runs'), { recursive: true })
  const lines = journal.toString('utf8').split('\n')
  for (const line of [1, 2, 3]) {
    await rm(path(''), { recursive: true })
    await cp(join(whole, 'default'), path(''), { recursive: true })
    await cp(path('state.previous.json'), path('state.json'))
    await rm(path('state.previous.json'))
    await rm(path('runs'), { recursive: true })
    const at = lines.slice(0, line).join('\n').length + 30
    await writeFile(path('journal.ndjson'), flipped(journal, at))
    await isTold()
    const report = await rebuilt()
    expect(report).toMatchObject({ from: '.butik/default/state.json', undecided: [], missing: [] })
    expect(report.aside.map((file) => file.split('/').at(-1))).toEqual(['state.json', 'journal.ndjson'])
    const { summary } = JSON.parse((await plan()).stdout)
    expect(summary).toMatchObject({ create: 0, adopt: 0, delete: 0, forget: 0 })
  }
})

test('a list that comes short, another shop and a narrowed run: refused, and nothing is changed', async () => {
  await writeFile(path('state.json'), '')
  const there = await tree()
  shop.sandbox.faults.script([{ match: { path: '^/product', times: 20 }, fault: { kind: 'short', rows: 1 } }])
  const short = await shop.butik(['state', 'rebuild', '--yes'])
  shop.sandbox.faults.clear()
  expect(short).toMatchObject({ code: 4, stdout: '' })
  expect(short.stderr).toMatch(/E3004.*no state is made of a part/)
  const url = shop.sandbox.shoporama.url.replace('127.0.0.1', 'localhost')
  const other = await shop.butik(['state', 'rebuild', '--yes'], { env: { SHOPORAMA_URL: url } })
  expect(other).toMatchObject({ code: 4 })
  expect(other.stderr).toContain('shop is another shop than the state knew')
  expect(await shop.butik(['state', 'rebuild', '--yes', '--target', 'shop/*/*'])).toMatchObject({ code: 1 })
  expect(await shop.butik(['state', 'rebuild'])).toMatchObject({ code: 1, stderr: expect.stringContaining('E5002') })
  expect(await tree()).toEqual(there)
})

test('a state of a later version is not taken for damaged, and a plan of the old lineage is refused', async () => {
  await writeFile(
    path('state.json'),
    (await bytes('state.json')).toString().replace('"formatVersion": 1', '"formatVersion": 2'),
  )
  const later = await shop.butik(['state', 'rebuild', '--yes'])
  expect(later).toMatchObject({ code: 1 })
  expect(later.stderr).toContain('use the butik that wrote it')
  await cp(join(whole, 'default/state.json'), path('state.json'))
  await shop.write({ 'shops.yaml': shopsYaml('Nygata') })
  await shop.butik(['plan', '-o', 'plan.json'])
  await writeFile(path('state.json'), '')
  await rebuilt()
  const refused = await shop.butik(['apply', 'plan.json'])
  expect(refused).toMatchObject({ code: 4 })
  expect(refused.stderr).toMatch(/E3002.*lineage|E3002.*state/)
  await shop.write({ 'shops.yaml': shopsYaml('Lagergata') })
})
