// What a plan costs beside a floor measured in the same run: a bare script that fetches the same pages, parses them and
// the same YAML, and compares. Ratios are the result; times are for orientation. Arguments: numbers of products.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { load } from 'js-yaml'
import { fetch } from 'undici'
import { startSandbox } from '../src/sandbox/server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const binary = join(root, 'bin', 'butik.js')
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000, 10_000]
const rounds = 3

interface Row {
  readonly products: number
  readonly work: string
  readonly ms: number
  readonly floorMs: number
  readonly ratio: number
  readonly peakMb: number
  readonly calls: number
}

function yamlOf(count: number): string {
  const products = Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(6, '0')
    return `  p-${number}:\n    own_id: SKU-${number}\n    name: Stol nr. ${number} i massiv eg\n    price: ${100 + (index % 900)}.50\n    description: En stol i olieret eg med flettet sæde, nummer ${number}.\n`
  })
  return `products:\n${products.join('')}`
}

interface Measured {
  readonly ms: number
  readonly peakMb: number
}

/** A whole process, as a user waits for it; peak memory from the process itself. */
function butik(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Measured> {
  const preload = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\npeak '+process.resourceUsage().maxRSS+'\\n'))`
  return new Promise((resolve, reject) => {
    const start = performance.now()
    import('node:child_process').then(({ spawn }) => {
      const child = spawn(process.execPath, ['--import', preload, binary, '-C', folder, ...args], {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let errors = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        errors += text
      })
      child.once('close', (code) => {
        const peak = Number(/peak (\d+)/.exec(errors)?.[1] ?? 0) / 1024
        if (code !== 0) reject(new Error(`butik ${args.join(' ')} ended with ${code}: ${errors}`))
        else resolve({ ms: performance.now() - start, peakMb: Math.round(peak) })
      })
    }, reject)
  })
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

async function floor(folder: string, url: string, token: string): Promise<number> {
  const start = performance.now()
  const wanted = load(readFileSync(join(folder, 'products.yaml'), 'utf8'))
  const seen: unknown[] = []
  for (let offset = 0; ; offset += 100) {
    const answer = await fetch(`${url}/product?limit=100&offset=${offset}`, {
      headers: { authorization: `Shoporama ${token}` },
    })
    const page = (await answer.json()) as { paging: { total: number }; products: unknown[] }
    seen.push(...page.products)
    if (page.products.length === 0 || seen.length >= page.paging.total) break
  }
  isDeepStrictEqual(wanted, seen)
  return performance.now() - start
}

async function bench(products: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'butik-bench-'))
  const sandbox = await startSandbox()
  const { url, token } = sandbox.shoporama
  sandbox.shoporama.setCalls({ limit: 1_000_000 })
  const env = { ...process.env, SHOPORAMA_TOKEN: token, SHOPORAMA_URL: url, NODE_EXTRA_CA_CERTS: '' }
  try {
    writeFileSync(
      join(folder, 'butik.yaml'),
      'version: 1\nconnections:\n  shop: { vendor: shoporama, token: !env SHOPORAMA_TOKEN, url: !env SHOPORAMA_URL }\nquota: { shop: { calls: 1000000 } }\n',
    )
    writeFileSync(join(folder, 'products.yaml'), yamlOf(products))
    const measure = async (
      work: string,
      args: readonly string[],
      times: number,
    ): Promise<Omit<Row, 'floorMs' | 'ratio'>> => {
      const runs: Measured[] = []
      sandbox.clearLog()
      for (let round = 0; round < times; round += 1) runs.push(await butik(folder, args, env))
      const calls = sandbox.shoporama.log.length / times
      return {
        products,
        work,
        ms: median(runs.map((run) => run.ms)),
        peakMb: Math.max(...runs.map((run) => run.peakMb)),
        calls,
      }
    }
    const created = await measure('create all', ['apply', '--yes'], 1)
    const floors: number[] = []
    for (let round = 0; round < rounds; round += 1) floors.push(await floor(folder, url, token))
    const floorMs = median(floors)
    const inSync = await measure('plan in sync', ['plan', '--json'], rounds)
    const valid = await measure('validate', ['validate'], rounds)
    return [created, inSync, valid].map((row) => ({ ...row, floorMs, ratio: row.ms / floorMs }))
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const rows: Row[] = []
for (const size of sizes) rows.push(...(await bench(size)))
const start = (args: readonly string[]) => {
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now()
    spawnSync(process.execPath, args, { env: { ...process.env, NODE_EXTRA_CA_CERTS: '' } })
    return performance.now() - begun
  })
  return median(times)
}
const bare = start(['-e', '0'])
const version = start([binary, '--version'])
console.log('products  work           ms      floor ms  ratio   peak MB  calls')
for (const row of rows) {
  console.log(
    `${String(row.products).padStart(8)}  ${row.work.padEnd(13)}  ${row.ms.toFixed(0).padStart(6)}  ${row.floorMs.toFixed(0).padStart(8)}  ${row.ratio.toFixed(2).padStart(5)}  ${String(row.peakMb).padStart(8)}  ${String(row.calls).padStart(5)}`,
  )
}
console.log(
  `start-up: butik --version ${version.toFixed(0)} ms, node -e 0 ${bare.toFixed(0)} ms, ratio ${(version / bare).toFixed(2)}`,
)
writeFileSync(join(root, 'bench.json'), `${JSON.stringify({ rows, startUp: { bare, version } }, undefined, 2)}\n`)
