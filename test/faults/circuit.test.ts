// A host that fails again and again, as a user meets it: the run ends soon, -v says why, and the next one goes on.
import { expect, test } from 'vitest'
import { project } from '../support/butik.ts'

const suppliers = (count: number, mail: string) =>
  `suppliers:\n${Array.from({ length: count }, (_, index) => `  s${index}: { name: Leverandør ${index}, dropshipping_mail: ${mail}@x.example }\n`).join('')}`

test('an apply against a vendor that only fails skips what is left, and says so', async () => {
  await using shop = await project({ 'shop.yaml': suppliers(1, 'a') })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write({ 'shop.yaml': suppliers(8, 'b') })
  shop.sandbox.faults.script([
    { match: { method: 'PUT' }, fault: { kind: 'reset' } },
    { match: { method: 'POST', nth: 2, times: 999 }, fault: { kind: 'reset' } },
  ])
  shop.forgetCalls()
  const stopped = await shop.butik(['apply', '--yes', '-v'])
  expect(stopped).toMatchObject({ code: 3 })
  const writes = shop.calls().flatMap(({ method, status }) => (method === 'GET' ? [] : [`${method} ${status}`]))
  expect(writes).toEqual(
    ['POST 200', 'POST null', 'POST null', 'POST null', 'PUT null', 'PUT 200'].slice(0, writes.length),
  )
  if (process.env['BUTIK_SHOW'] === '1') console.log(stopped.stdout, stopped.stderr)
  expect(stopped.stderr).toMatch(
    /shop: POST given up: .* broke the connection \(.*\); not to be repeated before somebody/,
  )
  expect(stopped.stderr).toMatch(
    /shop: 127\.0\.0\.1:\d+: no write is sent for 30 s: 3 calls in a row failed, the last: /,
  )
  expect(stopped.stderr).toMatch(/shop: POST \/supplier: not sent: three calls in a row failed/)
  shop.sandbox.faults.clear()
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
  expect(shop.sandbox.shoporama.snapshot().collections['suppliers']?.rows).toHaveLength(8)
})

test('-v says why a write is sent again, and waits differ from run to run', async () => {
  const waits = new Set<string>()
  for (const _ of [1, 2]) {
    await using shop = await project({ 'shop.yaml': suppliers(1, 'a') })
    expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
    await shop.write({ 'shop.yaml': suppliers(1, 'b') })
    shop.sandbox.faults.script([{ match: { method: 'PUT' }, fault: { kind: 'reset' } }])
    const { code, stderr } = await shop.butik(['apply', '--yes', '-v'])
    expect(code).toBe(0)
    const [, wait = ''] =
      /shop: PUT again in (\d+) ms: .* broke the connection \(.*\) \(safe to repeat\)/.exec(stderr) ?? []
    expect(Number(wait)).toBeGreaterThanOrEqual(250)
    waits.add(wait)
  }
  expect(waits.size).toBe(2)
})
