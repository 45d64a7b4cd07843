// A client that nobody here wrote, curl, at the other four vendors of the sandbox. Shoporama is called by it in the README.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { environmentOf } from '../support/environment.ts'

const run = promisify(execFile)
let sandbox: Sandbox
let variables: ReturnType<typeof environmentOf>

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'nordic-group' })
  variables = environmentOf(sandbox.ready)
})
afterAll(() => sandbox.close())

const of = (name: string): string => {
  const value = variables[name]
  if (value === undefined) throw new Error(`the sandbox says no ${name}`)
  return value
}

/** Status, a line break, and the body. */
async function curl(...args: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  const { stdout } = await run('curl', ['-sS', '-w', '\n%{http_code}', ...args])
  const end = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(end + 1)), text: stdout.slice(0, end) }
}

const json = (body: unknown): string[] => ['-H', 'Content-Type: application/json', '-d', JSON.stringify(body)]

test('24Nettbutikk: a page of products, and HEAD, with the token as user', async () => {
  const user = ['-u', `${of('NETTBUTIKK_TOKEN')}:`]
  const page = await curl(...user, `${of('NETTBUTIKK_URL')}/products/2/0`)
  expect(page.status).toBe(200)
  expect(page.text).toContain('Spisestol Fjell')
  const head = await curl(...user, '-I', `${of('NETTBUTIKK_URL')}/products`)
  expect(head.text).toMatch(/^last-modified: /im)
  expect((await curl('-u', 'wrong:', `${of('NETTBUTIKK_URL')}/products/2/0`)).status).toBeGreaterThanOrEqual(400)
})

test('Scanpay: the whole key by Basic, a colon in the path, an idempotency key, an error of one line', async () => {
  const [user, shop] = [['-u', of('SCANPAY_API_KEY')], `${of('SCANPAY_URL')}/v2/${of('SCANPAY_SHOP_ID')}`]
  expect((await curl(...user, `${shop}:seq:0`)).status).toBe(200)
  const link = json({ items: [{ name: 'Egestol', quantity: 1, total: '199.90 DKK' }] })
  expect((await curl(...user, ...link, `${shop}:pay/new`)).text).toMatch(/"url":/)
  const charge = [...json({ items: [{ total: '10 DKK' }] }), '-H', 'Idempotency-Key: a-key-of-this-test']
  const first = await curl(...user, ...charge, `${shop}:sub:1/charge`)
  expect(first.status).toBe(200)
  expect((await curl(...user, ...charge, `${shop}:sub:1/charge`)).text).toBe(first.text)
  const refused = await curl('-u', 'nobody:nothing', `${shop}:seq:0`)
  expect(refused.status).toBe(403)
  expect(refused.text.trim()).not.toContain('\n')
})

test('Venue Manager: a token for a customer, and the catalogue for anybody', async () => {
  const [username, password] = [of('VM_CUSTOMER_USERNAME'), of('VM_CUSTOMER_PASSWORD')]
  const login = json({ username, password, clientName: 'App', clientOs: 'iPhone' })
  const { token } = JSON.parse((await curl(...login, `${of('VM_URL')}/customer/token`)).text)
  const bearer = ['-H', `Authorization: Bearer ${token}`]
  expect((await curl(...bearer, `${of('VM_URL')}/customer/token`)).status).toBe(204)
  expect((await curl(`${of('VM_URL')}/catalog/products/`)).text).toContain('aarskort2026')
  const user = ['-u', `${of('VM_API_USERNAME')}:${of('VM_API_PASSWORD')}`]
  expect((await curl(...user, `${of('VM_URL')}/invoice?limit=1`)).status).toBe(200)
})

test('Distribution Innovation: a login, a shop, and nothing that could be read', async () => {
  const login = json({ username: of('DI_USERNAME'), password: of('DI_PASSWORD') })
  const { status, text } = await curl(...login, `${of('DI_URL')}/ws/json/auth/v-3/login/60`)
  expect(status).toBe(200)
  const token = /[\w-]+\.[\w-]+\.[\w-]+|"token":\s*"([^"]+)"/.exec(text)
  const bearer = ['-H', `Authorization: Bearer ${token?.[1] ?? token?.[0] ?? ''}`]
  const address = { street: 'Lagergata', streetNumber: 12, zipCode: '0484', city: 'Oslo', countryCode: 'NO' }
  const shop = { email: 'lager@nordic-group.example', legalName: 'Lager', vatLiable: true, address }
  const create = json({
    ownerPartyKey: of('DI_OWNER_PARTY_KEY'),
    transportSolutionIds: [1],
    addressCollector: true,
    shop,
  })
  const made = await curl(...bearer, ...create, `${of('DI_URL')}/ws/json/shop/v-1`)
  expect([made.status, made.text]).toEqual([200, expect.stringMatching(/\d/)])
  expect((await curl(...bearer, `${of('DI_URL')}/ws/json/shop/v-1/1`)).status).toBeGreaterThanOrEqual(400)
})
