// However few calls a day has, no command makes more of them than are left without the reserve, and what is counted and said
// is what the vendor saw. The reserve is written at one connection, and holds for all that has its token.
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { butikYaml, type Project, project, type Result } from '../support/butik.ts'
import { isLong } from '../support/long.ts'

const connections = `${butikYaml}  again:\n    vendor: shoporama\n    token: !env SHOPORAMA_TOKEN\n    url: !env SHOPORAMA_URL\n`
const reserve = 3

const profile = (key: string) =>
  `  ${key}: { name: ${key}, attributes: { colour: { type: valuelist, name: Farve, values: { oak: Eg } } } }\n`
const product = (key: string, price: number) =>
  `  ${key}: { own_id: ${key.toUpperCase()}, name: Vare ${key}, price: ${price} }\n`

/** Two connections to one shop with one token: a plan takes 9 calls. */
function files(price: number): Record<string, string> {
  return {
    'butik.yaml': connections,
    'shop.yaml': `connection: shop
suppliers:
  acme: { name: Acme A/S }
profiles:
${profile('chair')}${profile('table')}categories:
  chairs: { name: Stole }
products:
${product('a', price)}${product('b', price)}${product('c', price)}`,
    'again.yaml': `connection: again\nproducts:\n${product('d', price)}`,
  }
}

/** By all ledgers of the cache. */
async function counted({ folder }: Project): Promise<number> {
  const cache = join(folder, '.butik', 'cache')
  const names = (await readdir(cache).catch(() => [])).filter((name) => /^ledger-.*ndjson$/.test(name))
  const texts = await Promise.all(names.map((name) => readFile(join(cache, name), 'utf8')))
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '')
  return lines.reduce((sum, line) => sum + (JSON.parse(line) as { calls: number }).calls, 0)
}

const commands: readonly { readonly args: readonly string[]; readonly stopped: number }[] = [
  { args: ['plan'], stopped: 4 },
  { args: ['plan', '--refresh', 'full'], stopped: 4 },
  { args: ['drift', '--unmanaged'], stopped: 4 },
  { args: ['pull', 'shop'], stopped: 4 },
  { args: ['accept', 'shop/product/a', '--dry-run'], stopped: 4 },
  { args: ['state', 'rebuild', '--yes'], stopped: 4 },
  { args: ['apply', '--yes'], stopped: 4 },
  { args: ['apply', '--yes', '--budget', '6'], stopped: 4 },
  { args: ['api', 'shop', 'product.list', '--paginate', '-f', 'limit=1'], stopped: 4 },
  { args: ['probe', 'shop'], stopped: 4 },
  { args: ['doctor'], stopped: 0 },
]

/** A day that begins: nothing was called in it, and so many calls may be made. */
async function dayOf(shop: Project, calls: number, args: readonly string[]): Promise<Result> {
  await rm(join(shop.folder, '.butik', 'cache'), { recursive: true, force: true })
  const quota = `quota: { shop: { calls: ${calls + reserve} }, again: { reserve: ${reserve} } }\n`
  await shop.write({ ...files(11), 'butik.yaml': `${connections}${quota}` })
  if (args.includes('rebuild')) await shop.write({ '.butik/default/state.json': '{' })
  shop.forgetCalls()
  return await shop.butik(args)
}

test.each(commands)('butik $args makes no call beyond the reserve', { timeout: 120_000 }, async ({ args, stopped }) => {
  await using shop = await project(files(10), { vendors: ['shoporama'] })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.owner('PUT', '/product/600001', { name: 'Vare A' })
  const days = isLong ? Array.from({ length: 16 }, (_, calls) => calls) : [0, 1, 3, 8]
  for (const calls of days) {
    const { code, stdout, stderr } = await dayOf(shop, calls, args)
    const made = shop.calls()
    expect.soft(made.length, `of ${calls}`).toBeLessThanOrEqual(calls)
    expect.soft(await counted(shop), `of ${calls}`).toBe(made.length)
    const said = [...`${stdout}${stderr}`.matchAll(/left\s+today\s+\((\d+)\s+a\s+day,\s+(\d+)\s+made,\s+3\s+kept/g)]
    for (const [, most, count] of said) {
      expect.soft(Number(most)).toBe(calls + reserve)
      expect.soft(Number(count)).toBeLessThanOrEqual(made.length)
    }
    if (calls > 3) continue
    expect.soft(said.length, stdout).toBeGreaterThan(0)
    expect.soft(code, `${stdout}${stderr}`).toBe(stopped)
  }
})

test('one day of many commands ends where its calls end', async () => {
  await using shop = await project(files(10), { vendors: ['shoporama'] })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await dayOf(shop, 40, ['plan'])
  for (const args of [
    ['apply', '--yes'],
    ['doctor'],
    ['pull', 'shop'],
    ['drift'],
    ['api', 'again', 'product.list'],
    ['plan'],
  ])
    await shop.butik(args)
  expect(shop.calls()).toHaveLength(40)
  expect(await counted(shop)).toBe(40)
  expect((await shop.butik(['plan'])).stdout).toMatch(
    /0\s+are\s+left\s+today\s+\(43\s+a\s+day,\s+40\s+made,\s+3\s+kept/,
  )
  expect(shop.calls()).toHaveLength(40)
})
