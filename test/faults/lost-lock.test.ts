// A lock that is lost while an apply goes on: by `butik state unlock`, or because another run took it over. What is in
// flight is finished and written down if the journal is still ours; nothing more is sent, and the state is the other's.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Project, project, type Result } from '../support/butik.ts'

const shopYaml = `suppliers:
  s1: { name: Leverandør 1 }
  s2: { name: Leverandør 2 }
  s3: { name: Leverandør 3 }
products:
  chair: { own_id: CH-1, name: Stol, price: 10, supplier: s1, stock: 4 }
`

const files = { 'shop.yaml': shopYaml }
const lockOf = (shop: Project) => join(shop.folder, '.butik/default/lock.json')
const rows = (shop: Project, name: string) => shop.sandbox.shoporama.snapshot().collections[name]?.rows ?? []

interface Told {
  readonly summary: object
  readonly outcomes: readonly { readonly address: string; readonly outcome: string; readonly message?: string }[]
}

const told = ({ stdout }: Result): Told => JSON.parse(stdout)

/** Applies, and does something when the n-th write is on its way, before the vendor answers. */
async function applyWhile(shop: Project, write: number, work: () => Promise<unknown>): Promise<Result> {
  let writes = 0
  shop.sandbox.beforeAnswer = async ({ method }) => {
    if (method === 'GET') return
    writes += 1
    if (writes === write) await work()
  }
  const done = await shop.butik(['apply', '--yes', '--json'])
  delete shop.sandbox.beforeAnswer
  expect(done.code).toBe(3)
  expect(done.stderr).toMatch(/error\[E4006\]: the lock of environment default was lost/)
  expect(done.stderr).not.toContain('fault in butik')
  // The one that was in flight is the last.
  expect(writes).toBe(write)
  return done
}

/** What a run on another machine leaves that has taken the lock over, and begun. */
async function takeOver(shop: Project): Promise<void> {
  const record = JSON.parse(await readFile(lockOf(shop), 'utf8'))
  const info = { id: 'theirs', operation: 'apply', holder: 'kim@desk pid 5', since: new Date().toISOString() }
  const process = { host: 'desk', pid: 5 }
  await writeFile(lockOf(shop), JSON.stringify({ ...record, info, process, token: 'their-token' }))
}

async function endsWell(shop: Project): Promise<void> {
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(rows(shop, 'suppliers')).toHaveLength(3)
  expect(rows(shop, 'products')).toHaveLength(1)
  expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
}

test('butik state unlock while a run goes on stops that run before its next write', async () => {
  await using shop = await project(files)
  const done = await applyWhile(shop, 2, async () => {
    const { info } = JSON.parse(await readFile(lockOf(shop), 'utf8'))
    const unlocked = await shop.butik(['state', 'unlock', info.id])
    expect(unlocked).toMatchObject({ code: 0 })
    expect(unlocked.stdout).toContain('stops before its next write')
  })
  expect(done.stderr).toContain('it was released by hand')
  expect(told(done).summary).toMatchObject({ created: 2, skipped: 3, inDoubt: 0, failed: 0 })
  expect(told(done).outcomes.filter(({ outcome }) => outcome === 'skipped')).toEqual(
    ['shop/product/chair', 'shop/stock/chair', 'shop/supplier/s3'].map((address) => ({
      address,
      action: 'create',
      outcome: 'skipped',
      message: 'the lock was lost before its turn',
    })),
  )
  // What was done is in the journal, and no state was written.
  await expect(shop.read('.butik/default/state.json')).rejects.toThrow('ENOENT')
  expect((await shop.read('.butik/default/journal.ndjson')).match(/"succeeded"/g)).toHaveLength(2)
  await endsWell(shop)
})

test('a lock that another machine took over: not a line and no state over the one of the new holder', async () => {
  await using shop = await project(files)
  let journal = ''
  const done = await applyWhile(shop, 2, async () => {
    await takeOver(shop)
    journal = await shop.read('.butik/default/journal.ndjson')
  })
  expect(done.stderr).toMatch(/lost: kim@desk pid 5 has it now \(apply since /)
  expect(told(done).summary).toMatchObject({ created: 1, skipped: 3, inDoubt: 1 })
  expect(await shop.read('.butik/default/journal.ndjson')).toBe(journal)
  await expect(shop.read('.butik/default/state.json')).rejects.toThrow('ENOENT')
  // The lock of the other is left alone.
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 5 })
  expect(await shop.butik(['state', 'unlock', 'theirs'])).toMatchObject({ code: 0 })
  await endsWell(shop)
})

test('a lock that is lost after the last write: what was done is done, and the state is not written', async () => {
  await using shop = await project(files)
  const done = await applyWhile(shop, 5, async () => takeOver(shop))
  expect(told(done).summary).toMatchObject({ created: 4, inDoubt: 1, skipped: 0 })
  await expect(shop.read('.butik/default/state.json')).rejects.toThrow('ENOENT')
  await shop.butik(['state', 'unlock', 'theirs'])
  await endsWell(shop)
})

test('a write that waits to be sent again is not sent once the lock is lost', async () => {
  await using shop = await project(files)
  await shop.butik(['apply', '--yes'])
  await shop.write({ 'shop.yaml': shopYaml.replace('price: 10', 'price: 11') })
  // May be repeated: without the lock it would be.
  shop.sandbox.faults.script([
    { match: { method: 'PUT', path: '^/product/' }, fault: { kind: 'status', status: 503, committed: false } },
  ])
  const done = await applyWhile(shop, 1, async () => takeOver(shop))
  expect(told(done).summary).toMatchObject({ updated: 0 })
  await shop.butik(['state', 'unlock', 'theirs'])
  expect(JSON.stringify(rows(shop, 'products'))).toContain('"price":10,')
  await endsWell(shop)
})

test('a link that is still to be made is named as such', async () => {
  await using shop = await project({
    'shop.yaml': 'products:\n  a: { own_id: A, name: A, related: [b] }\n  b: { own_id: B, name: B, related: [a] }\n',
  })
  const done = await applyWhile(shop, 1, async () => {
    const { info } = JSON.parse(await readFile(lockOf(shop), 'utf8'))
    await shop.butik(['state', 'unlock', info.id])
  })
  expect(told(done).outcomes.map(({ message }) => message)).toContain(
    'made, but not linked: the lock was lost before its turn',
  )
})
