// Several applies at once on one state: real processes. One works, the others exit 5 without a write, and however it ends
// the shop has every object once.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Project, project } from '../support/butik.ts'

const files = {
  'shop.yaml': `suppliers:
${Array.from({ length: 4 }, (_, index) => `  s${index}: { name: Leverandør ${index} }`).join('\n')}
products:
${Array.from({ length: 6 }, (_, index) => `  p${index}: { own_id: P-${index}, name: Vare ${index}, price: ${index + 1}, supplier: s0 }`).join('\n')}
`,
}
const writes = (shop: Project) => shop.calls().filter(({ method }) => method !== 'GET').length

async function everythingOnce(shop: Project): Promise<void> {
  const { collections } = shop.sandbox.shoporama.snapshot()
  expect(collections['suppliers']?.rows).toHaveLength(4)
  expect(collections['products']?.rows).toHaveLength(6)
  expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
}

test('ten at once: one works, nine exit 5 and write nothing', async () => {
  await using shop = await project(files)
  let open = (): void => {}
  const others = new Promise<void>((resolve) => {
    open = resolve
  })
  // The first write waits until all the others have given up.
  shop.sandbox.onCall = async ({ method }) => void (method === 'GET' || (await others))
  let ended = 0
  const runs = Array.from({ length: 10 }, async () => {
    const done = await shop.butik(['apply', '--yes'])
    ended += 1
    if (ended === 9) open()
    return done
  })
  const done = await Promise.all(runs)
  expect(done.map(({ code }) => code).toSorted()).toEqual([0, 5, 5, 5, 5, 5, 5, 5, 5, 5])
  for (const { code, stderr } of done)
    if (code === 5) expect(stderr).toMatch(/runs apply since .*last heartbeat .*expires/)
  expect(writes(shop)).toBe(5)
  await everythingOnce(shop)
}, 60_000)

test('two at once, as fast as they come: nothing twice, nothing lost', async () => {
  await using shop = await project(files)
  const done = await Promise.all([shop.start(['apply', '--yes']).done, shop.start(['apply', '--yes']).done])
  // The slower one is locked out, or comes after it and has a stale plan, or nothing to do.
  const codes = done.map(({ code }) => code)
  expect(codes).toContain(0)
  for (const code of codes) expect([0, 4, 5]).toContain(code)
  expect(writes(shop)).toBe(5)
  await everythingOnce(shop)
})

test('the one that works is killed: the next one takes over at once', async () => {
  await using shop = await project(files)
  let posts = 0
  let inside = (): void => {}
  const writing = new Promise<void>((resolve) => {
    inside = resolve
  })
  shop.sandbox.beforeAnswer = async ({ method }) => {
    posts += method === 'GET' ? 0 : 1
    if (posts !== 3) return
    inside()
    await new Promise(() => {})
  }
  const first = shop.start(['apply', '--yes'])
  await writing
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 5 })
  first.child.kill('SIGKILL')
  await first.done
  delete shop.sandbox.beforeAnswer
  const next = await shop.butik(['apply', '--yes'])
  expect(next).toMatchObject({ code: 0 })
  expect(next.stderr).toMatch(/the lock of .* was taken over: that process is gone/)
  await everythingOnce(shop)
})

test('a lock of another machine holds until it expires, and is then taken over with a word about whose it was', async () => {
  await using shop = await project(files)
  const lock = async (beat: number): Promise<void> => {
    const info = { id: 'far', operation: 'apply', holder: 'kim@desk pid 5', since: '2026-03-01T12:00:00.000Z' }
    const [heartbeat, expires] = [beat, beat + 300_000].map((at) => new Date(at).toISOString())
    const record = { info, token: 'far-token', process: { host: 'desk', pid: 5 }, heartbeat, expires }
    await writeFile(join(shop.folder, '.butik/default/lock.json'), JSON.stringify(record))
  }
  await shop.butik(['apply', '--yes', '--target', 'shop/supplier/s0'])
  await lock(Date.now() - 200_000)
  shop.forgetCalls()
  const early = await shop.butik(['apply', '--yes'])
  expect(early).toMatchObject({ code: 5 })
  expect(early.stderr).toMatch(/kim@desk pid 5 runs apply since 2026-03-01.*last heartbeat .*, 3 min ago, expires/)
  expect(early.stderr).toMatch(/takes it over from [^ ]+\s+on,.*butik state unlock far/s)
  expect(shop.calls()).toEqual([])
  await lock(Date.now() - 300_001)
  const late = await shop.butik(['apply', '--yes'])
  expect(late).toMatchObject({ code: 0 })
  expect(late.stderr).toMatch(/the lock of kim@desk pid 5 .* was taken over: its last heartbeat was .*, and it expired/)
  await expect(readFile(join(shop.folder, '.butik/default/lock.json'))).rejects.toThrow('ENOENT')
  await everythingOnce(shop)
})
