// A person at a terminal is asked for what no flag and no repository says; what they leave out is what is usual.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { envOf } from '../../../src/cli/env.ts'
import { run } from '../../../src/cli/main.ts'

async function init(answers: readonly (string | undefined)[], ...flags: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'butik-init-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const asked: string[] = []
  const left = [...answers]
  let said = ''
  const say = (text: string): void => {
    said += text
  }
  const terminal = {
    out: say,
    err: say,
    outIsTerminal: true,
    errIsTerminal: true,
    canAsk: true,
    columns: 100,
    ask: async (question: string) => {
      asked.push(question)
      return left.shift()
    },
    askSecret: async () => undefined,
  }
  const code = await run(['-C', folder, 'init', '.', ...flags], { terminal, env: envOf({ NO_COLOR: '1' }) })
  const text = (file: string): Promise<string> => readFile(join(folder, file), 'utf8').catch(() => '')
  return { code, asked, said, text }
}

test('nothing given: asked for vendor and platform, and an empty answer is the usual one', async () => {
  const { code, asked, text } = await init(['', ' github '])
  expect([code, asked.map((question) => question.split(' ')[0])]).toEqual([0, ['vendor', 'ci']])
  expect(asked[0]).toMatch(/shoporama.*\[shoporama\]: $/)
  expect(await text('butik.yaml')).toContain('vendor: shoporama')
  expect(await text('.github/workflows/butik-apply.yml')).toContain('butik apply --expect')
  expect(await text('.gitlab-ci.yml')).toBe('')
})

test('what a flag says is not asked for', async () => {
  const { code, asked, text } = await init(['scanpay'], '--ci', 'gitlab')
  expect([code, asked.length]).toEqual([0, 1])
  expect(await text('butik.yaml')).toContain('vendor: scanpay')
  expect(await text('.gitlab-ci.yml')).toContain('butik-apply:')
})

test('an answer that is none, and a person who leaves, write nothing', async () => {
  for (const [answer, code] of [
    ['shopify', 'E5001'],
    [undefined, 'E5003'],
  ] as const) {
    const left = await init([answer])
    expect(left.code).toBe(1)
    expect(left.said).toContain(code)
    expect(await left.text('butik.yaml')).toBe('')
  }
})

test('from a shop: one that shows nothing, and one that only its owner can name, write nothing', async () => {
  const unseen = await init([], '--from-shop', '--vendor', 'distribution-innovation', '--ci', 'none')
  expect([unseen.code, await unseen.text('butik.yaml')]).toEqual([1, ''])
  expect(unseen.said).toMatch(/E1510.*shows nothing of what it has[\s\S]*nothing was written; leave --from-shop out/)

  // An example in butik.yaml is somebody else's shop.
  for (const answer of ['', undefined, 'a/b']) {
    const left = await init([answer], '--from-shop', '--vendor', 'venue-manager', '--ci', 'none')
    expect([left.code, await left.text('butik.yaml')]).toEqual([1, ''])
    expect(left.asked).toEqual(['customer, as in CUSTOMER.admin.venuemanager.net: '])
  }
  const noUrl = await init(['my-shop'], '--from-shop', '--vendor', '24nettbutikk', '--ci', 'none')
  expect(noUrl.said).toContain('my-shop is not an http or https address')
})

test('what names something in butik.yaml says nothing of a new one', async () => {
  for (const [flags, said] of [
    [['-e', 'prod'], 'a new configuration has no environments'],
    [['--connection', 'old'], 'here it is --name'],
    [['--target', 'shop/product/*'], 'with --from-shop'],
  ] as const) {
    const refused = await init([], ...flags, '--vendor', 'shoporama', '--ci', 'none')
    expect([refused.code, await refused.text('butik.yaml')]).toEqual([1, ''])
    expect(refused.said).toContain(said)
  }
})
