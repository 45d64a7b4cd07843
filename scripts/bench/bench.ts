// What butik costs beside a floor measured in the same run (floor.js: a bare script that does what no tool can do without).
// Ratios are the result; times are for orientation. Arguments: numbers of products, `--latency 0` for one latency alone;
// `--short` is the form that CI runs: 1,000 products, once. Calls are exact and are asserted in every form, and so is the memory
// of a plan. A row is printed, and written to bench.json, when it is measured: 100,000 products take the best part of an hour.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startSandbox } from '../../src/sandbox/server.ts'
import { type Measured, medianOf, middle, started, wallMsOf } from './process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const binary = join(root, 'bin', 'butik.js')
const floor = join(root, 'scripts', 'bench', 'floor.js')
const parseOnly = join(root, 'scripts', 'bench', 'parse-only.js')
const {
  values: { short: isShort, latency },
  positionals: asked,
} = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, latency: { type: 'string' } },
})
const sizes = isShort ? [1_000] : asked.length > 0 ? asked.map(Number) : [1_000, 10_000, 100_000]
const latencies = isShort ? [0] : latency === undefined ? [0, 20] : [Number(latency)]
const rounds = isShort ? 1 : 5

interface Row extends Measured {
  readonly products: number
  readonly latencyMs: number
  readonly work: string
  readonly floorMs: number
  readonly ratio: number
  readonly calls: number
}

function productOf(index: number, isChanged = false): string {
  const number = String(index).padStart(6, '0')
  const price = `${100 + (index % 900) + (isChanged ? 1 : 0)}.50`
  return `  p-${number}:\n    own_id: SKU-${number}\n    name: Stol nr. ${number} i massiv eg\n    price: ${price}\n    description: En stol i olieret eg med flettet sæde, nummer ${number}.\n`
}

function yamlOf(count: number, changed: (index: number) => boolean = () => false): string {
  return `products:\n${Array.from({ length: count }, (_, index) => productOf(index, changed(index))).join('')}`
}

const settings = `version: 1
connections:
  shop: { vendor: shoporama, token: !env SHOPORAMA_TOKEN, url: !env SHOPORAMA_URL }
quota: { shop: { calls: 1000000 } }
limits: { file: 100000000 }
`

interface Work {
  readonly work: string
  readonly args: readonly string[]
  readonly floorOf: 'plan' | 'create' | 'files'
  readonly calls: number
  /** Once is enough: a second time there is nothing to do. */
  readonly once?: boolean
  /** The files are parsed, though an earlier run did it. */
  readonly anew?: boolean
  readonly files?: string
}

function worksOf(products: number): Work[] {
  const pages = Math.ceil(products / 100)
  const every = yamlOf(products, (index) => index % 100 === 0)
  const full = ['plan', '--refresh', 'full', '--json']
  const incremental = ['plan', '--refresh', 'incremental', '--json']
  return [
    // The plan of an empty shop (the list, and what it may leave out), one look for what is new since, the arrays, and the
    // check of what was stored.
    {
      work: 'create all',
      args: ['apply', '--yes'],
      floorOf: 'create',
      calls: 2 + 1 + pages + pages,
      once: true,
    },
    { work: 'plan in sync', args: full, floorOf: 'plan', calls: pages },
    { work: 'plan, 1 % changed', args: full, floorOf: 'plan', calls: pages, files: every },
    // What changed since, nothing, and the total.
    { work: 'incremental plan', args: incremental, floorOf: 'files', calls: 2 },
    { work: 'offline plan', args: ['plan', '--offline', '--json'], floorOf: 'files', calls: 0 },
    { work: 'validate', args: ['validate'], floorOf: 'files', calls: 0, anew: true },
    { work: 'validate, nothing moved', args: ['validate'], floorOf: 'files', calls: 0 },
  ]
}

async function* bench(products: number, latencyMs: number): AsyncGenerator<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'butik-bench-'))
  const sandbox = await startSandbox({ latencyMs })
  const { url, token } = sandbox.shoporama
  sandbox.shoporama.setCalls({ limit: 1_000_000 })
  const env = { ...process.env, SHOPORAMA_TOKEN: token, SHOPORAMA_URL: url, NODE_EXTRA_CA_CERTS: '' }
  try {
    writeFileSync(join(folder, 'butik.yaml'), settings)
    for (const { work, args, floorOf, calls, once = false, anew = false, files } of worksOf(products)) {
      writeFileSync(join(folder, 'products.yaml'), files ?? yamlOf(products))
      const times = once ? 1 : rounds
      const [own, bare]: [Measured[], Measured[]] = [[], []]
      for (let round = 0; round < times; round += 1) {
        sandbox.clearLog()
        if (anew) forgetAnswer(folder)
        own.push(await started([binary, '-C', folder, ...args], env))
        const made = sandbox.shoporama.log.length
        if (made !== calls) throw new Error(`${work} of ${products} products made ${made} calls, not ${calls}`)
        if (floorOf !== 'create') bare.push(await started([floor, floorOf, folder], env))
      }
      if (floorOf === 'create') bare.push(await createdBare(folder, env, latencyMs))
      // The day after: what was made is not what changed.
      if (once) sandbox.clock.set(new Date(Date.now() + 86_400_000).toISOString())
      const [mine, least] = [medianOf(own), medianOf(bare)]
      const mostMb = products > 10_000 ? 900 : 250
      if (args[0] === 'plan' && mine.peakMb > mostMb)
        throw new Error(`${work} of ${products} products took ${mine.peakMb.toFixed(0)} MB, and ${mostMb} is the most`)
      yield { products, latencyMs, work, ...mine, floorMs: least.wallMs, ratio: mine.wallMs / least.wallMs, calls }
    }
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The files are parsed: what an earlier run found is not to go by (src/cli/valid-before.ts). */
function forgetAnswer(folder: string): void {
  rmSync(join(folder, '.butik', 'cache', 'valid.json'), { force: true })
}

/** The floor of a create needs a shop of its own. */
async function createdBare(folder: string, env: NodeJS.ProcessEnv, latencyMs: number): Promise<Measured> {
  const other = await startSandbox({ latencyMs })
  other.shoporama.setCalls({ limit: 1_000_000 })
  const { url, token } = other.shoporama
  try {
    return await started([floor, 'create', folder], { ...env, SHOPORAMA_TOKEN: token, SHOPORAMA_URL: url })
  } finally {
    await other.close()
  }
}

/** Files alone: many small ones, and a large one. */
async function validated(work: string, products: number, files: ReadonlyMap<string, string>): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'butik-bench-'))
  const env = { ...process.env, SHOPORAMA_TOKEN: 'none', SHOPORAMA_URL: '', NODE_EXTRA_CA_CERTS: '' }
  try {
    writeFileSync(join(folder, 'butik.yaml'), settings)
    for (const [file, text] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    const [own, bare]: [Measured[], Measured[]] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      forgetAnswer(folder)
      own.push(await started([binary, '-C', folder, 'validate'], env))
      bare.push(await started([floor, 'files', folder], env))
    }
    const [mine, least] = [medianOf(own), medianOf(bare)]
    return { products, latencyMs: 0, work, ...mine, floorMs: least.wallMs, ratio: mine.wallMs / least.wallMs, calls: 0 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function* filesAlone(): AsyncGenerator<Row> {
  const small = Array.from({ length: 10_000 }, (_, index): [string, string] => [
    `folder-${index % 100}/product-${index}.yaml`,
    `products:\n${productOf(index)}`,
  ])
  const count = Math.ceil(40_000_000 / productOf(0).length)
  yield await validated('validate, 10,000 files', small.length, new Map(small))
  yield await validated('validate, a file of 40 MB', count, new Map([['products.yaml', yamlOf(count)]]))
}

async function startUp(): Promise<readonly (readonly [string, number, number])[]> {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: '' }
  const folder = mkdtempSync(join(tmpdir(), 'butik-bench-'))
  cpSync(join(root, 'examples', 'furniture'), folder, { recursive: true })
  const all = [
    { what: 'node -e 0', args: ['-e', '0'] },
    { what: 'butik --version', args: [binary, '--version'] },
    { what: 'butik validate (examples/furniture)', args: [binary, '-C', folder, 'validate'], anew: true },
    { what: 'the same, nothing moved', args: [binary, '-C', folder, 'validate'] },
    { what: 'its YAML parsed, and nothing else', args: [parseOnly, folder] },
  ]
  const times = all.map((): number[] => [])
  try {
    // In turn, so that other work on the machine slows them alike.
    for (let round = 0; round < 4 * rounds; round += 1) {
      for (const [at, { args, anew = false }] of all.entries()) {
        if (anew) forgetAnswer(folder)
        times[at]?.push(await wallMsOf(args, env))
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const middles = times.map(middle)
  const [bare = 0] = middles
  return all.map(({ what }, at) => [what, middles[at] ?? 0, (middles[at] ?? 0) / bare] as const)
}

async function* measured(): AsyncGenerator<Row> {
  for (const size of sizes) for (const latencyMs of latencies) yield* bench(size, latencyMs)
  if (!isShort && asked.length === 0) yield* filesAlone()
}

const whole = (value: number) => value.toFixed(0)
const heads = ['products', 'latency', 'work', 'ms', 'CPU ms', 'floor ms', 'ratio', 'peak MB', 'calls']
const widths = [8, 7, 25, 7, 7, 8, 5, 7, 5]

function print(cells: readonly string[]): void {
  const padded = cells.map((cell, at) => (at === 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
  console.log(padded.join('  '))
}

const rows: Row[] = []
const keep = (starts: Awaited<ReturnType<typeof startUp>>) =>
  writeFileSync(join(root, 'bench.json'), `${JSON.stringify({ rows, starts }, undefined, 2)}\n`)

print(heads)
for await (const row of measured()) {
  rows.push(row)
  keep([])
  const { products, latencyMs, work, wallMs, cpuMs, floorMs, ratio, peakMb, calls } = row
  const numbers = [wallMs, cpuMs, floorMs].map(whole)
  print([String(products), `${latencyMs} ms`, work, ...numbers, ratio.toFixed(2), whole(peakMb), String(calls)])
}
const starts = await startUp()
for (const [what, ms, ratio] of starts) console.log(`${what}: ${whole(ms)} ms, ${ratio.toFixed(2)} times node -e 0`)
keep(starts)
