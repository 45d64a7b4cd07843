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
