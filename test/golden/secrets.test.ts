// The token is nowhere: not in what butik prints, keeps or saves, in a run that works and in runs that fail, with -v.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { credentials } from '../../src/sandbox/venue-manager/accounts.ts'
import { atOnce, type Project, project, type Result } from '../support/butik.ts'
import { environmentOf } from '../support/environment.ts'

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
    const result = await shop.butik(args, { env: { ...env, ...extra }, clock: atOnce })
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

test('five schemes of credentials are in no output, state, view, plan or record of a call', async () => {
  await using all = await project({}, { from: 'examples/nordic-group', seed: 'nordic-group' })
  const settings = ['customer_token: !env VM_CUSTOMER', 'api_username: !env VM_USER', 'api_password: !env VM_PASSWORD']
  const yaml = await all.read('butik.yaml')
  const line = '    languages: [en]\n'
  expect(yaml).toContain(line)
  await all.write({ 'butik.yaml': yaml.replace(line, `${line}${settings.map((one) => `    ${one}\n`).join('')}`) })

  const given = environmentOf(all.sandbox.ready)
  const own = {
    VM_CUSTOMER: 'jwt-hemmelig-0123456789',
    VM_USER: credentials.apiUsername,
    VM_PASSWORD: credentials.apiPassword,
  }
  const typed = 'hemmelig-i-hånden'
  const names = ['SHOPORAMA_TOKEN', 'DI_PASSWORD', 'NETTBUTIKK_TOKEN', 'SCANPAY_API_KEY']
  const secrets = [...names.map((name) => given[name] ?? ''), own.VM_CUSTOMER, own.VM_PASSWORD, typed]
  const results: Result[] = []
  const run = async (code: number, ...args: readonly string[]) => {
    const result = await all.butik([...args, '-v'], { env: own })
    expect({ args, code: result.code, stderr: code === 0 ? result.stderr.match(/^error.*/m) : null }).toEqual({
      args,
      code,
      stderr: null,
    })
    results.push(result)
  }
  await run(0, 'plan', '--ack', 'unseen-create', '-o', 'plan.json')
  await run(0, 'apply', 'plan.json')
  await run(0, 'plan', '--json')
  // Links of 24Nettbutikk, an API user, and a customer's token that the shop does not know.
  await run(0, 'api', 'old-shop', 'orders.list', '-f', 'limit=1', '-f', 'offset=0', '--include')
  await run(0, 'api', 'arena', 'invoice.list', '--include')
  await run(1, 'api', 'arena', 'token.validate')
  await run(
    1,
    'api',
    'arena',
    'customer.updatePass',
    '-f',
    `oldPassword=${typed}`,
    '-f',
    `newPassword=${typed}2`,
    '--yes',
  )
  await run(0, 'api', 'payments', 'seq', '-f', 'prevseq=0', '--show-request')
  await run(0, 'api', 'delivery', 'auth.login', '-f', 'minutes=5', '--include')

  const files = (await readdir(all.folder, { recursive: true })).join('\n')
  for (const kept of ['state.json', 'call.json', 'cache']) expect(files).toContain(kept)
  const text = await everything(all, results)
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(7)
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      expect(text).not.toContain(form)
  }
  // Nor a token that a login gave.
  expect(text).not.toMatch(/eyJ[\w-]{10,}\./)
})
