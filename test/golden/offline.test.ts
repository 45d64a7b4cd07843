// How the shops are read, by the command line: not at all, anew, or by what changed.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project } from '../support/butik.ts'

const one = (index: number, price: number) =>
  `  p${index}: { own_id: P-${index}, name: Vare ${index}, price: ${price} }`
const shopYaml = (price: number) =>
  `products:\n${Array.from({ length: 250 }, (_, index) => one(index, index === 0 ? price : 100)).join('\n')}\n`

test('a plan offline makes no call and says how old its view is; what is read is told by --refresh', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml(100) })
  const plan = async (...flags: string[]) => {
    shop.forgetCalls()
    const result = await shop.butik(['plan', ...flags])
    return { ...result, calls: shop.calls().length }
  }
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  shop.sandbox.clock.advance(86_400_000)
  expect(await plan()).toMatchObject({ code: 0, calls: 3 })
  await shop.write({ 'shop.yaml': shopYaml(120) })

  const offline = await plan('--offline', '-o', 'plan.json')
  expect(offline).toMatchObject({ code: 0, calls: 0 })
  expect(offline.stderr).not.toContain('reading the shop')
  expect(offline.stdout).toContain('1 to update')
  expect(offline.stdout).toMatch(
    /^shop\/product: 250 seen \d+ seconds? ago, and not asked for again: apply looks at what it touches before it writes$/m,
  )

  const changed = await plan('--refresh', 'incremental')
  expect(changed).toMatchObject({ code: 0, calls: 2 })
  expect(changed.stdout).toMatch(/^shop\/product: 250 seen \d+ seconds? ago, 0 changed since, and the total agrees$/m)
  const whole = await plan('--refresh', 'full')
  expect(whole).toMatchObject({ code: 0, calls: 3 })
  expect(whole.stdout).not.toContain('seen')

  shop.forgetCalls()
  expect(await shop.butik(['apply', 'plan.json'])).toMatchObject({ code: 0 })
  expect(shop.calls().map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET'])

  await rm(join(shop.folder, '.butik', 'cache'), { recursive: true })
  const without = await plan('--offline')
  expect(without).toMatchObject({ code: 4, calls: 0 })
  expect(without.stdout).toContain('shop: product could not be read: this is offline, and no view of it was kept')
  expect(without.stdout).toContain('NOT EVALUATED: 250 resources')
})

test.each([
  [['plan', '--refresh', 'fast'], '--refresh fast is not a way to read'],
  [['plan', '--refresh', 'full', '--offline'], '--refresh reads the shops, and --offline asks them nothing'],
  [['apply', 'plan.json', '--refresh', 'full'], 'a plan that is made already was read already'],
])('%j is refused', async (args, words) => {
  await using shop = await project({ 'shop.yaml': shopYaml(100) })
  const { code, stderr } = await shop.butik(args)
  expect(code).toBe(1)
  expect(stderr).toContain(words)
})
