// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of butik.yaml are meant
// Two shops from one set of files: each environment writes its own shop and no other, whatever is done to a plan.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts'
import { type Project, project } from '../support/butik.ts'
import { environmentOf } from '../support/environment.ts'

const butikYaml = `version: 1
variables: { name: Egestol, price: 1299.00, in_menu: true, code: !env CODE }
connections:
  shop:
    vendor: shoporama
    token: !env SHOPORAMA_TOKEN
    url: !env SHOPORAMA_URL
environments:
  production: {}
  staging:
    connections: { shop: { token: !env STAGING_TOKEN, url: !env STAGING_URL } }
    variables: { name: Prøvestol, in_menu: false }
    overrides:
      shop/product/oak-chair: { price: 1.00, is_online: false, description: !file texts/trial.html }
      "shop/supplier/*": { dropshipping_mail: test@shop.example }
`
const shopYaml = `suppliers:
  acme: { name: Acme, dropshipping_mail: ordre@acme.example }
categories:
  chairs: { name: Stole, in_menu: "\${in_menu}" }
products:
  oak-chair:
    own_id: CH-1
    name: \${name} af eg
    price: \${price}
    is_online: true
    supplier: acme
    search: \${code}
    categories: [chairs]
    description: Koster $\${price}
`
const secret = 'hemmelig-kode-4711'

interface Two extends AsyncDisposable {
  readonly shop: Project
  readonly staging: Sandbox
  readonly env: Readonly<Record<string, string>>
  here(...args: readonly string[]): ReturnType<Project['here']>
}

async function two(): Promise<Two> {
  const shop = await project(
    // Files of an override are relative to butik.yaml, and what is in them is left alone.
    { 'butik.yaml': butikYaml, 'part/shop.yaml': shopYaml, 'texts/trial.html': 'Prøve af ${price}' },
    { vendors: ['shoporama'] },
  )
  const staging = await startSandbox({ vendors: ['shoporama'] })
  const { SHOPORAMA_TOKEN = '', SHOPORAMA_URL = '' } = environmentOf(staging.ready)
  const env = { STAGING_TOKEN: SHOPORAMA_TOKEN, STAGING_URL: SHOPORAMA_URL, CODE: secret }
  return {
    shop,
    staging,
    env,
    here: (...args) => shop.here(args, { env }),
    async [Symbol.asyncDispose]() {
      await Promise.all([staging.close(), shop[Symbol.asyncDispose]()])
    },
  }
}

/** What the shop shows of its only product, supplier and category. */
async function shown({ shoporama }: Sandbox): Promise<unknown> {
  const get = async (path: string): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${shoporama.url}${path}`, {
      headers: { authorization: `Shoporama ${shoporama.otherToken}` },
    })
    const body: object = JSON.parse(await answer.text())
    const list: unknown = Array.isArray(body) ? body : Object.values(body).find((value) => Array.isArray(value))
    return Array.isArray(list) ? list[0] : {}
  }
  const [product, supplier, category] = [await get('/product'), await get('/supplier'), await get('/category')]
  const { name, price, is_online, description, search } = product
  return [name, price, is_online, description, search, supplier['dropshipping_mail'], category['in_menu']].map(String)
}

const writes = ({ shoporama }: Sandbox) =>
  shoporama.log.filter(({ method, token }) => method !== 'GET' && token === 'token').length

test('each environment has its values, its shop and its state', async () => {
  await using all = await two()
  const { shop, staging, here } = all
  const unsaid = await here('plan')
  expect(unsaid).toMatchObject({ code: 1, stdout: '' })
  expect(unsaid.stderr).toContain('error[E1401]: it is not said which environment is meant')
  expect(unsaid.stderr).toContain('the environments of butik.yaml are production, staging')
  for (const args of [['apply', '--yes'], ['destroy', '--yes'], ['state', 'list'], ['doctor'], ['api', 'shop']])
    expect([args, (await here(...args)).code]).toEqual([args, 1])
  expect((await here('apply', '--yes', '-e', 'live')).stderr).toContain('there is no environment "live"')
  expect([shop.sandbox.shoporama.log.length, staging.shoporama.log.length]).toEqual([0, 0])

  expect(await here('apply', '--yes', '-e', 'staging')).toMatchObject({ code: 0 })
  expect(shop.sandbox.shoporama.log).toEqual([])
  const code = [secret, 'test@shop.example']
  expect(await shown(staging)).toEqual(['Prøvestol af eg', '1', '0', 'Prøve af ${price}', ...code, '0'])
  expect((await readdir(join(shop.folder, '.butik'))).toSorted()).toEqual(['cache', 'staging'])

  const before = staging.shoporama.log.length
  expect(await here('apply', '--yes', '-e', 'production')).toMatchObject({ code: 0 })
  expect(await shown(shop.sandbox)).toEqual([
    ...['Egestol af eg', '1299', '1', 'Koster ${price}', secret, 'ordre@acme.example', '1'],
  ])
  expect(staging.shoporama.log.length).toBe(before)

  for (const environment of ['staging', 'production']) {
    const again = await here('plan', '-e', environment, '--detailed-exitcode')
    expect([environment, again.code, again.stderr]).toEqual([environment, 0, again.stderr])
    const { stdout } = await here('state', 'list', '-e', environment, '--json')
    expect(JSON.parse(stdout)).toHaveLength(3)
  }
  const examined = await here('doctor', '-e', 'staging')
  expect(examined.stdout).toContain('shop')
  expect(examined.stderr).not.toContain('E1401')
  expect(await here('validate')).toMatchObject({
    code: 0,
    stdout: 'The configuration is valid (1 file; environments production, staging).\n',
  })
})

test('a plan that was made for one environment is carried out in no other', async () => {
  await using all = await two()
  const { shop, staging, here, env } = all
  const made = await here('plan', '-e', 'staging', '-o', 'plan.json', '--json')
  expect(made.code, made.stderr).toBe(0)
  const plan: Plan = JSON.parse(made.stdout)
  expect(plan.basis.environment).toBe('staging')
  shop.sandbox.clearLog()

  const elsewhere = await here('apply', 'plan.json', '-e', 'production')
  expect(elsewhere).toMatchObject({ code: 4 })
  expect(elsewhere.stderr).toContain('plan.json is a plan for the environment staging, not production')

  const text = await readFile(join(shop.folder, 'plan.json'), 'utf8')
  const edited = text.replace('"environment": "staging"', '"environment": "production"')
  expect(edited).not.toBe(text)
  await writeFile(join(shop.folder, 'edited.json'), edited)
  expect(await here('apply', 'edited.json')).toMatchObject({ code: 4, stderr: expect.stringContaining('E3009') })

  const { SHOPORAMA_TOKEN = '', SHOPORAMA_URL = '' } = environmentOf(shop.sandbox.ready)
  const redirected = { ...env, STAGING_URL: SHOPORAMA_URL, STAGING_TOKEN: SHOPORAMA_TOKEN }
  const led = await shop.here(['apply', 'plan.json'], { env: redirected })
  expect(led).toMatchObject({ code: 4 })
  expect(led.stderr).toContain('shop is another shop than it was made for')
  expect([writes(shop.sandbox), writes(staging)]).toEqual([0, 0])

  await shop.write({ 'butik.yaml': butikYaml.replace('!env STAGING_URL', '!env SHOPORAMA_URL') })
  const moved = await here('apply', 'plan.json')
  expect(moved).toMatchObject({ code: 4, stderr: expect.stringContaining('the files have changed') })
  expect([writes(shop.sandbox), writes(staging)]).toEqual([0, 0])

  await shop.write({ 'butik.yaml': butikYaml })
  expect(await here('apply', 'plan.json')).toMatchObject({ code: 0 })
  expect(writes(shop.sandbox)).toBe(0)
  expect(writes(staging)).toBeGreaterThan(0)

  // The state knows its shop from now on, whatever the settings say.
  const other = await shop.here(['plan', '-e', 'staging'], { env: redirected })
  expect(other).toMatchObject({ code: 4, stdout: expect.stringContaining('shop is another shop than the state knows') })

  // A plan of before there were environments names one that is not there any more.
  await writeFile(join(shop.folder, 'old.json'), text.replace('"environment": "staging"', '"environment": "default"'))
  expect(await here('apply', 'old.json')).toMatchObject({ code: 1, stderr: expect.stringContaining('E1401') })
})

test('what an undo asks for is asked for where it is written', async () => {
  await using all = await two()
  const { shop, here } = all
  expect(await here('apply', '--yes', '-e', 'staging')).toMatchObject({ code: 0 })
  await shop.write({ 'butik.yaml': butikYaml.replace('price: 1.00', 'price: 1.10') })
  expect(await here('apply', '--yes', '-e', 'staging')).toMatchObject({ code: 0 })
  const { stdout } = await here('plan', '--undo', 'last', '-e', 'staging', '--json')
  const { diagnostics, basis }: Plan = JSON.parse(stdout)
  expect(basis.environment).toBe('staging')
  expect(diagnostics.map(({ code, source }) => `${code} ${source?.file}:${source?.line}`)).toContain(
    'N1030 butik.yaml:14',
  )
})

test('whoever is asked is told where', async () => {
  await using all = await two()
  const [{ run }, { envOf }] = await Promise.all([import('../../src/cli/main.ts'), import('../../src/cli/env.ts')])
  const questions: string[] = []
  let shownPlan = ''
  const terminal = {
    out: (text: string) => {
      shownPlan += text
    },
    err: () => undefined,
    outIsTerminal: false,
    errIsTerminal: false,
    canAsk: true,
    askSecret: async () => undefined,
    columns: undefined,
    ask: async (question: string) => {
      questions.push(question)
      return 'yes'
    },
  }
  const { shop, env } = all
  const machine = { HOME: shop.folder, NO_COLOR: '1', ...environmentOf(shop.sandbox.ready), ...env }
  const asked = async (...args: readonly string[]) =>
    run(['-C', shop.folder, ...args], { terminal, env: envOf(machine) })
  expect(await asked('apply', '-e', 'staging')).toBe(0)
  expect(shownPlan).toContain('\nPlan in staging: 3 to create')
  expect(await asked('destroy', '-e', 'staging')).toBe(1)
  expect(questions).toEqual([
    '\nCarry out this plan in staging? Only yes is taken as yes: ',
    '\nThis cannot be undone. To destroy it in staging, type shop: ',
  ])
  expect(shop.sandbox.shoporama.log).toEqual([])
})

test('the value of a variable that is !env is nowhere', async () => {
  await using all = await two()
  const { shop, here } = all
  const planned = await here('plan', '-e', 'staging', '-o', 'plan.json', '-v')
  const applied = await here('apply', 'plan.json', '-v', '--report', 'report.txt')
  expect([planned.code, applied.code]).toEqual([0, 0])
  const files = await readdir(shop.folder, { recursive: true, withFileTypes: true })
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
  )
  expect(texts.length).toBeGreaterThan(4)
  for (const text of [...texts, planned.stdout, planned.stderr, applied.stdout, applied.stderr])
    expect(text).not.toContain(secret)
  const missing = await shop.here(['plan', '-e', 'staging'], { env: { ...all.env, CODE: undefined } })
  expect(missing.stderr).toContain('part/shop.yaml:12:13')
  expect(missing.stderr).toContain('${code} is set at butik.yaml:2:')
})

test('what is wrong in one environment is said with its line and its name, all of it at once', async () => {
  await using all = await two()
  const { shop, here } = all
  await shop.write({
    'butik.yaml': butikYaml
      .replace('price: 1.00, is_online: false,', 'price: 1,50, is_onlin: false,')
      .replace('name: Prøvestol', 'price: gratis')
      .concat('      shop/stock/oak-chair: { stock: 1 }\n      shop/product/oak-chairs: { price: 1 }\n'),
  })
  const { code, stdout } = await here('validate', '--json')
  expect(code).toBe(1)
  const found: readonly { code: string; source: { file: string; line: number }; detail?: string }[] = JSON.parse(stdout)
  expect(found.map((one) => `${one.code} ${one.source.file}:${one.source.line} ${one.detail ?? ''}`)).toEqual([
    'E1101 butik.yaml:14 in the environment staging',
    'E1101 butik.yaml:14 in the environment staging',
    'E1201 butik.yaml:16 in the environment staging',
    'E1201 butik.yaml:17 in the environment staging',
  ])
  expect(await here('validate', '-e', 'production')).toMatchObject({ code: 0 })
  expect(await here('plan', '-e', 'staging')).toMatchObject({ code: 1, stdout: '' })
  expect(shop.sandbox.shoporama.log).toEqual([])

  // What is asked about connections does not go out with a variable that is not known either.
  await shop.write({ 'butik.yaml': butikYaml.replace('!env STAGING_URL', '"http://${hots}:1/"') })
  for (const args of [['doctor'], ['api', 'shop', 'GET /supplier'], ['probe', 'shop']]) {
    const refused = await here(...args, '-e', 'staging')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no variable "hots"') })
  }

  // Without the override the variable is what the price is.
  await shop.write({ 'butik.yaml': butikYaml.replace('price: 1.00, ', '').replace('name: Prøvestol', 'price: gratis') })
  const { stderr } = await here('validate')
  expect(stderr).toContain('--> part/shop.yaml:9:12')
  expect(stderr).toContain('= in the environment staging; ${price} is set at butik.yaml:12:25')
})
