// The notice after an apply: who is told what, and that nothing of it can hurt the apply or give the address away.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { butikYaml, type Project, project } from '../support/butik.ts'

interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly bodies: string[]
  status: number
}

async function receiver(): Promise<Receiver> {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(body)
      response.writeHead(one.status, { location: 'http://127.0.0.1:1/' }).end('no')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const one: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/s3cret-path`,
    bodies,
    status: 200,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return one
}

const yaml = (notify: string) => `${butikYaml}notify: ${notify}\n`
const suppliers = (...names: string[]) =>
  `suppliers:\n${names.map((name) => `  ${name.toLowerCase()}: { name: "${name}" }\n`).join('')}`

const shopWith = (notify: string, ...names: string[]): Promise<Project> =>
  project({ 'butik.yaml': yaml(notify), 'shop.yaml': suppliers(...names) })

test('in words: what was written, what was not and why, the run and the link', async () => {
  await using hook = await receiver()
  await using shop = await shopWith('{ url: !env HOOK }', 'Acme', 'Bad')
  const env = { HOOK: hook.url, CI_JOB_URL: 'https://ci.example/job/7?a=1&b=2' }
  const applied = await shop.butik(['apply', '--yes', '--json'], { env })
  expect(applied.code).toBe(0)
  const { run } = JSON.parse(applied.stdout)
  expect(hook.bodies.map((body) => JSON.parse(body))).toEqual([
    { text: `butik apply (default): done: 2 created\nrun ${run}\nhttps://ci.example/job/7?a=1&amp;b=2` },
  ])
  // Nothing to do tells nobody.
  expect((await shop.butik(['apply', '--yes'], { env })).code).toBe(0)
  expect(hook.bodies).toHaveLength(1)
})

test('as JSON, where something failed only; the address is nowhere', async () => {
  await using hook = await receiver()
  await using shop = await shopWith('{ url: !env HOOK, format: json, on: failure }', 'Acme')
  const env = { HOOK: hook.url }
  expect((await shop.butik(['apply', '--yes'], { env })).code).toBe(0)
  expect(hook.bodies).toEqual([])
  await shop.write({ 'shop.yaml': suppliers('Acme', 'Two') })
  shop.sandbox.onCall = async ({ method }) => {
    if (method === 'GET') await shop.write({ '.butik/default/state.json': '{' })
  }
  const failed = await shop.butik(['apply', '--yes'], { env })
  delete shop.sandbox.onCall
  expect(failed.code).toBe(1)
  expect(hook.bodies.map((body) => JSON.parse(body))).toMatchObject([
    {
      formatVersion: 1,
      run: expect.any(String),
      environment: 'default',
      error: expect.stringMatching(/^E4001: /),
      outcomes: [],
    },
  ])
  expect(failed.stdout + failed.stderr + hook.bodies.join()).not.toContain('s3cret')
})

test.each([
  ['refuses', 500, 'the receiver answered with 500'],
  ['points elsewhere', 302, 'the receiver answered with 302'],
])('a receiver that %s is a warning, and the apply is done', async (_what, status, said) => {
  await using hook = await receiver()
  hook.status = status
  await using shop = await shopWith('{ url: !env HOOK }', 'Acme')
  const applied = await shop.butik(['apply', '--yes'], { env: { HOOK: hook.url } })
  expect(applied.code).toBe(0)
  expect(applied.stderr).toMatch(new RegExp(`warning N1052: the notice of run \\S+ was not delivered: ${said}`))
  expect(applied.stderr).not.toContain('s3cret')
})

async function closed(): Promise<string> {
  await using hook = await receiver()
  return hook.url
}

test('so are one that is not there, a variable that is not set, and one that holds no address', async () => {
  await using shop = await shopWith('{ url: !env HOOK, on: always }', 'Acme')
  const told = async (name: string, HOOK: string | undefined) => {
    await shop.write({ 'shop.yaml': suppliers('Acme', name) })
    const { code, stderr } = await shop.butik(['apply', '--yes'], { env: { HOOK } })
    expect(stderr).not.toContain('s3cret')
    return `${code} ${/N1052: .* delivered: (.*)/.exec(stderr)?.[1]}`
  }
  expect(await told('A', await closed())).toBe('0 the receiver refused the connection (ECONNREFUSED)')
  expect(await told('B', undefined)).toBe('0 the environment variable HOOK is not set')
  expect(await told('C', 's3cret')).toBe('0 HOOK holds no web address')
})

test('whoever waits for the end of a run waits ten seconds for a receiver that never answers', async () => {
  const limits: number[] = []
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    limits.push(ms)
    return AbortSignal.abort(new DOMException('late', 'TimeoutError'))
  })
  onTestFinished(() => void timeout.mockRestore())
  await using hook = await receiver()
  await using shop = await shopWith('{ url: !env HOOK }', 'Acme')
  const { code, stderr } = await shop.butik(['apply', '--yes'], { env: { HOOK: hook.url } })
  expect([code, limits]).toEqual([0, [10_000]])
  expect(stderr).toMatch(/warning N1052: .* was not delivered: no answer within 10 s/)
})

const lock = {
  info: { id: 'other', operation: 'apply', holder: 'kim@elsewhere pid 1', since: '2026-11-01T00:00:00.000Z' },
  token: 'x',
  process: { host: 'elsewhere', pid: 1 },
  heartbeat: '2999-01-01T00:00:00.000Z',
  expires: '2999-01-01T00:05:00.000Z',
}

test('an apply that is refused before it begins is told once: by whom, and what is not written', async () => {
  await using hook = await receiver()
  await using shop = await shopWith('{ url: !env HOOK, on: failure }', 'Acme', 'Two')
  const env = { HOOK: hook.url, CI_JOB_URL: 'https://ci.example/7' }
  const refused = async (code: number, ...args: string[]): Promise<string[]> => {
    hook.bodies.splice(0)
    const before = shop.calls().filter(({ method }) => method !== 'GET').length
    const result = await shop.butik(['apply', '--yes', ...args], { env })
    expect(result.code, result.stderr).toBe(code)
    expect(shop.calls().filter(({ method }) => method !== 'GET')).toHaveLength(before)
    expect(hook.bodies).toHaveLength(1)
    expect(result.stdout + result.stderr + hook.bodies.join()).not.toContain('s3cret')
    const lines: string[] = JSON.parse(hook.bodies[0] ?? '').text.split('\n')
    const run = /^run (.*)$/m.exec(lines.join('\n'))?.[1]
    // The log names the same run.
    expect(result.stderr).toContain(`\nrun ${run}\n`)
    return lines.filter((line) => !line.startsWith('run '))
  }
  const notBegun = 'butik apply (default): not begun, nothing was written'
  const waiting = ['not written:', '• create `shop/supplier/acme`', '• create `shop/supplier/two`']

  expect(await refused(4, '--expect', 'a'.repeat(64))).toEqual([
    notBegun,
    expect.stringContaining('`E3010: this is not the plan that was approved'),
    ...waiting,
    'https://ci.example/7',
  ])
  await shop.write({ 'butik.yaml': `${yaml('{ url: !env HOOK, on: failure }')}quota: { shop: { calls: 4 } }\n` })
  expect(await refused(4)).toEqual([notBegun, expect.stringContaining('`E3012: '), ...waiting, 'https://ci.example/7'])
  await shop.write({ 'butik.yaml': yaml('{ url: !env HOOK, on: failure }') })

  // Nobody knows then what there is; nothing is read from a shop, and nothing is made in it.
  await shop.write({
    'butik.yaml': `${yaml('{ url: !env HOOK, on: failure }')}state: { backend: postgres, url: !env NO_SUCH_URL }\n`,
  })
  expect(await refused(1)).toEqual([notBegun, expect.stringContaining('NO_SUCH_URL'), 'https://ci.example/7'])
  await shop.write({ 'butik.yaml': yaml('{ url: !env HOOK, on: failure }') })

  await shop.write({ '.butik/default/lock.json': JSON.stringify(lock) })
  expect(await refused(5)).toEqual([
    notBegun,
    expect.stringContaining('`E4002: the state of environment default is locked: kim@elsewhere'),
    'https://ci.example/7',
  ])
  await shop.remove('.butik/default/lock.json')

  expect((await shop.butik(['apply', '--yes'], { env })).code).toBe(0)
  await shop.write({ 'shop.yaml': '' })
  expect(await refused(4)).toEqual([
    notBegun,
    expect.stringContaining('`E3001: stopped by the guard empty'),
    'not written:',
    '• forget `shop/supplier/acme`',
    '• forget `shop/supplier/two`',
    'https://ci.example/7',
  ])
  // Who asked for nothing that can be done is told so, and nobody else.
  hook.bodies.splice(0)
  expect((await shop.butik(['apply'], { env })).code).not.toBe(0)
  expect((await shop.butik(['apply', '--resume', '--target', 'x'], { env })).code).toBe(1)
  expect(hook.bodies.filter((body) => !body.includes('E3001'))).toEqual([])
})

test('an address in plain text is an error, and its excerpt is covered', async () => {
  await using shop = await shopWith('{ url: "https://hooks.example/s3cret" }', 'Acme')
  const { code, stderr } = await shop.butik(['validate'])
  expect([code, /error\[E1012\]: the address of "notify"/.test(stderr)]).toEqual([1, true])
  expect(stderr).not.toContain('s3cret')
})
