// The five-minute example of the README, run as a reader would: its YAML blocks become files, its shell blocks run in
// one shell against the built CLI and a sandbox of its own, and every line of its text blocks must come out of the
// shell block above it. `…` stands for anything.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { binary, root } from '../support/butik.ts'

interface Block {
  readonly language: string
  readonly title: string | undefined
  readonly text: string
}

interface Step {
  readonly block: Block
  /** Lines that the README promises of it. */
  readonly promised: string[]
}

const documentedPort = '4100'
const mark = '=== step'

function chapter(readme: string, title: string): string {
  const [, after = ''] = readme.split(`\n## ${title}\n`)
  return after.split('\n## ')[0] ?? ''
}

function blocksOf(markdown: string): Block[] {
  const fence = /^```(\w+)(?: title=(?:"([^"]*)"|(\S+)))?\n([\s\S]*?)^```$/gm
  return [...markdown.matchAll(fence)].map(([, language = '', quoted, plain, text = '']) => ({
    language,
    title: quoted ?? plain,
    text,
  }))
}

/** A text block belongs to the shell block above it. */
function stepsOf(blocks: readonly Block[]): Step[] {
  const steps: Step[] = []
  for (const block of blocks) {
    if (block.language !== 'text') steps.push({ block, promised: [] })
    else steps.at(-1)?.promised.push(...linesOf(block.text))
  }
  return steps
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '…')
}

/** One script: a shell keeps its folder and its variables from block to block. */
function scriptOf(steps: readonly Step[]): string {
  const parts = steps.map(({ block }, index) => {
    const isFile = block.language === 'yaml'
    const body = isFile ? `cat > '${block.title}' <<'BUTIK_END'\n${block.text}BUTIK_END\n` : block.text
    return `echo '${mark} ${index}'\n${body}`
  })
  return `set -eu\nexec 2>&1\n${parts.join('')}`
}

async function freePort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return String(typeof address === 'object' ? address?.port : 0)
}

let folder: string
let steps: Step[]
let background: ChildProcess | undefined
let output: string
let exit: number | null

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'butik-readme-'))
  // The reader has made `butik` a command of the machine; so has this folder.
  const shim = join(folder, 'bin')
  await mkdir(shim)
  await writeFile(join(shim, 'butik'), `#!/bin/sh\nexec "${process.execPath}" "${binary}" "$@"\n`, { mode: 0o755 })
  const env = { PATH: `${shim}:${process.env['PATH']}`, HOME: folder, NO_COLOR: '1' }
  const port = await freePort()
  const readme = (await readFile(join(root, 'README.md'), 'utf8')).replaceAll(documentedPort, port)
  const all = stepsOf(blocksOf(chapter(readme, 'Five minutes')))
  const other = all.find(({ block }) => block.title === 'terminal 2')
  steps = all.filter((step) => step !== other)
  const sandbox = spawn('sh', ['-c', `exec ${other?.block.text ?? 'false'}`], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  background = sandbox
  const ready = createInterface({ input: sandbox.stdout })
  await new Promise((resolve) => {
    ready.once('line', resolve)
    ready.once('close', resolve)
  })
  const shell = spawn('bash', ['-c', scriptOf(steps)], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  output = ''
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  exit = await new Promise((resolve) => shell.once('close', resolve))
})

afterAll(async () => {
  const ended = new Promise((resolve) => background?.once('close', resolve))
  if (background?.kill('SIGTERM') === true && background.exitCode === null) await ended
  await rm(folder, { recursive: true, force: true })
})

test('has a sandbox, files, commands and promises', () => {
  expect(background?.pid).toBeDefined()
  expect(steps.filter(({ block }) => block.language === 'yaml').map(({ block }) => block.title)).toEqual([
    'butik.yaml',
    'shop.yaml',
  ])
  expect(steps.filter(({ promised }) => promised.length > 0).length).toBeGreaterThan(4)
})

test('runs to its end', () => {
  expect(exit, output).toBe(0)
})

test('answers what the README promises', () => {
  const answers = output.split(new RegExp(`^${mark} \\d+\\n`, 'm')).slice(1)
  for (const [index, { block, promised }] of steps.entries()) {
    const answer = linesOf(answers[index] ?? '').map((line) => line.replace(/ +/g, ' '))
    for (const line of promised) {
      const found = answer.some((each) => each.startsWith(line.replace(/ +/g, ' ')))
      expect(found, `promised: ${line}\nby:\n${block.text}\nanswered:\n${answers[index]}`).toBe(true)
    }
  }
})

test.each(['butik.yaml', 'shop.yaml'])('examples/first-shop/%s is the file of the README', async (name) => {
  const written = steps.find(({ block }) => block.title === name)?.block.text
  expect(await readFile(join(root, 'examples', 'first-shop', name), 'utf8')).toBe(written)
})
