// A chapter of the README, run as a reader would: its YAML blocks become files, its shell blocks run in one shell against the built
// CLI and a sandbox of its own. `…` in what is promised stands for anything.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { binary, root } from './butik.ts'

export interface Block {
  readonly language: string
  readonly title: string | undefined
  readonly text: string
}

export interface Step {
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

export function linesOf(text: string): string[] {
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

/** Has been done before: the shim below stands for it. */
export const installTitle = 'install'

export interface RanChapter extends AsyncDisposable {
  /** In order, without those of the second terminal and of the installation. */
  readonly steps: readonly Step[]
  /** All blocks. */
  readonly all: readonly Step[]
  readonly hasSandbox: boolean
  readonly exit: number | null
  readonly output: string
  /** What the shell said to each step. */
  readonly answers: readonly string[]
}

export async function runChapter(title: string): Promise<RanChapter> {
  const folder = await mkdtemp(join(tmpdir(), 'butik-readme-'))
  // The reader has made `butik` a command of the machine; so has this folder.
  const shim = join(folder, 'bin')
  await mkdir(shim)
  await writeFile(join(shim, 'butik'), `#!/bin/sh\nexec "${process.execPath}" "${binary}" "$@"\n`, { mode: 0o755 })
  const env = { PATH: `${shim}:${process.env['PATH']}`, HOME: folder, NO_COLOR: '1' }
  const port = await freePort()
  const readme = (await readFile(join(root, 'README.md'), 'utf8')).replaceAll(documentedPort, port)
  const all = stepsOf(blocksOf(chapter(readme, title)))
  const other = all.find(({ block }) => block.title === 'terminal 2')
  const steps = all.filter((step) => step !== other && step.block.title !== installTitle)
  const sandbox = spawn('sh', ['-c', `exec ${other?.block.text ?? 'false'}`], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = createInterface({ input: sandbox.stdout })
  await new Promise((resolve) => {
    ready.once('line', resolve)
    ready.once('close', resolve)
  })
  const shell = spawn('bash', ['-c', scriptOf(steps)], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const exit: number | null = await new Promise((resolve) => shell.once('close', resolve))
  return {
    steps,
    all,
    hasSandbox: sandbox.pid !== undefined,
    exit,
    output,
    answers: output.split(new RegExp(`^${mark} \\d+\\n`, 'm')).slice(1),
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => sandbox.once('close', resolve))
      if (sandbox.kill('SIGTERM') && sandbox.exitCode === null) await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Each line that is promised and did not come, with what came in its place. */
export function brokenPromises({ steps, answers }: Pick<RanChapter, 'steps' | 'answers'>): string[] {
  return steps.flatMap(({ block, promised }, index) => {
    const answer = linesOf(answers[index] ?? '').map((line) => line.replace(/ +/g, ' '))
    const missing = promised.filter((line) => !answer.some((each) => each.startsWith(line.replace(/ +/g, ' '))))
    return missing.map((line) => `promised: ${line}\nby:\n${block.text}\nanswered:\n${answers[index]}`)
  })
}
