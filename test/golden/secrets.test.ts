// The token is nowhere: not in what butik prints, keeps or saves, in a run that works and in runs that fail, with -v.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Project, project, type Result } from '../support/butik.ts'

const files = {
  'shop.yaml': `suppliers:
  acme: { name: Acme Møbler A/S }
products:
  chair: { own_id: CH-1, name: Stol, price: 100, supplier: acme, search: !env CAMPAIGN_WORDS }
`,
}
const campaign = 'hemmelig-kampagne-7731'

async function everything(shop: Project, results: readonly Result[]): Promise<string> {
  const names = await readdir(shop.folder, { recursive: true, withFileTypes: true })
  const texts = names
    .filter((entry) => entry.isFile())
    .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8'))
  return [...results.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...(await Promise.all(texts))].join('\n')
}

test('a token and a secret in a resource are in no output, state, plan, journal or error', async () => {
  await using shop = await project(files)
  const { token } = shop.sandbox.shoporama
  const env = { CAMPAIGN_WORDS: campaign }
  const results: Result[] = []
  const run = async (args: readonly string[], code: number, extra: Readonly<Record<string, string>> = {}) => {
    const result = await shop.butik(args, { env: { ...env, ...extra } })
    expect({ args, code: result.code }).toEqual({ args, code })
    results.push(result)
  }
  await run(['plan', '-v', '-o', 'plan.json'], 0)
  await run(['apply', 'plan.json', '-v', '--report', 'report.json'], 0)
  await run(['plan', '-v', '--json', '--detailed-exitcode'], 0)
  await run(['state', 'show', 'shop/product/chair', '--json'], 0)
  // The vendor repeats the token in an error, in a page, and in a redirect.
  const faults = [
    { kind: 'status' as const, status: 500, body: `broken for ${token}` },
    { kind: 'html' as const, body: `<html>${token}</html>` },
    { kind: 'status' as const, status: 403, body: `no ${token} here` },
  ]
  for (const fault of faults) {
    shop.sandbox.faults.script([{ match: { method: 'GET', times: 50 }, fault }])
    await run(['plan', '-v'], 4)
    await run(['plan', '-v', '--json'], 4)
    shop.sandbox.faults.clear()
  }
  await run(['plan', '-v'], 4, { SHOPORAMA_TOKEN: `${token}x` })
  await run(['plan', '-v'], 1, { SHOPORAMA_URL: `not a url ${token}` })

  const text = await everything(shop, results)
  expect(text).not.toContain(token)
  expect(text).not.toContain(encodeURIComponent(token))
  expect(text).not.toContain(Buffer.from(token).toString('base64'))
  expect(text).not.toContain(campaign)
  expect(text).not.toMatch(/\n\s+at .*\.(js|ts):\d+/)
})
