// The main job on the embedded sandbox, over real HTTP: plan, apply, in sync, drift, put right, delete, adopt, in sync.
// It works on a copy of examples/furniture and leaves nothing behind. Any step that does not do as told ends it with 1.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = new URL('..', import.meta.url).pathname
const butik = join(root, 'bin', 'butik.js')
const folder = await mkdtemp(join(tmpdir(), 'butik-demo-'))
const shop = join(folder, 'furniture')
const colour = process.stdout.isTTY ? (text) => `\u001b[1m${text}\u001b[0m` : (text) => text

function say(text) {
  process.stdout.write(`\n${colour(`── ${text}`)}\n`)
}

async function run(args, { env, expect = 0, quiet = false }) {
  process.stdout.write(`$ butik ${args.join(' ')}\n`)
  const child = spawn(process.execPath, [butik, '-C', shop, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  for await (const chunk of child.stdout) output += chunk
  const code = child.exitCode ?? (await new Promise((done) => child.once('close', done)))
  process.stdout.write(quiet ? shortened(output) : output)
  if (code !== expect) throw new Error(`butik ${args.join(' ')} ended with ${code}, not ${expect}`)
  return output
}

/** The first plan makes everything: its first lines and its summary say enough here. */
function shortened(output) {
  const lines = output.trimEnd().split('\n')
  if (lines.length <= 34) return output
  return [...lines.slice(0, 22), `  … ${lines.length - 32} lines more …`, ...lines.slice(-10), ''].join('\n')
}

async function startSandbox() {
  const child = spawn(process.execPath, [butik, 'sandbox'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) return { child, ready: JSON.parse(line) }
  throw new Error('the sandbox did not start')
}

async function edit(file, from, to) {
  const path = join(shop, file)
  const text = await readFile(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} does not hold: ${from}`)
  await writeFile(path, text.replace(from, to))
}

async function main(ready) {
  const env = { SHOPORAMA_TOKEN: ready.shoporama.token, SHOPORAMA_URL: ready.shoporama.url }
  /** The shop owner, in the vendor's own administration. */
  const owner = async (method, path, body) => {
    const headers = { authorization: `Shoporama ${ready.shoporama.otherToken}`, 'content-type': 'application/json' }
    const answer = await fetch(`${ready.shoporama.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`)
    return answer.json()
  }
  const find = async (name) => (await owner('GET', `/product?limit=100&search=${encodeURIComponent(name)}`)).products[0]

  say('1. An empty shop, and a furniture shop in YAML. What would happen?')
  await run(['plan'], { env, quiet: true })
  say('2. Carry it out: create.')
  await run(['apply', '--yes'], { env, quiet: true })
  say('3. Plan again: nothing to do.')
  await run(['plan', '--detailed-exitcode'], { env })

  say('4. A price changes in the files: update.')
  await edit('products/chairs.yaml', 'price: 1299.00', 'price: 1199.00')
  await run(['plan', '-o', join(folder, 'plan.json')], { env })
  say('5. Apply exactly that plan.')
  await run(['apply', join(folder, 'plan.json')], { env })

  say('6. Somebody changes a name in the shop by hand: drift, seen and put right.')
  const drifted = await find('Klit')
  await owner('PUT', `/product/${drifted.product_id}`, { name: `${drifted.name} (kopi)` })
  await run(['plan', '--detailed-exitcode'], { env, expect: 2 })
  await run(['apply', '--yes'], { env })

  say('7. A supplier made by hand in the shop is declared in the files: adopted, not made twice.')
  await owner('POST', '/supplier', { name: 'Fjordglas Demo ApS', dropshipping_mail: 'ordre@fjordglas.example' })
  await writeFile(
    join(shop, 'adopted.yaml'),
    'suppliers:\n  fjordglas:\n    name: Fjordglas Demo ApS\n    butik: { on_remove: delete }\n',
  )
  await run(['apply', '--yes'], { env })

  say('8. It leaves the files again, and may be deleted: on_remove says so, and --allow-delete.')
  await rm(join(shop, 'adopted.yaml'))
  await run(['plan'], { env, expect: 4 })
  await run(['apply', '--yes', '--allow-delete'], { env })

  say('9. The last plan: nothing to do.')
  await run(['plan', '--detailed-exitcode'], { env })
}

await cp(join(root, 'examples', 'furniture'), shop, { recursive: true })
const { child, ready } = await startSandbox()
try {
  await main(ready)
  say('Done: created, updated, drift put right, adopted, deleted, in sync.')
} catch (error) {
  process.stderr.write(`\nthe demo failed: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  child.kill('SIGTERM')
  await new Promise((done) => child.once('close', done))
  await rm(folder, { recursive: true, force: true })
}
