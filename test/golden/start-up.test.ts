// What a start loads, by the files themselves: quick is what does without, and a time would say nothing on a busy machine.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { project, root } from '../support/butik.ts'

/** Words that stand in one library or room only, of what is heavy. */
const heavy = {
  commander: 'excessArguments',
  ajv: 'no schema with key or ref',
  undici: 'headersTimeout',
  state: 'butik state rebuild makes a new one',
  'venue-manager': 'Username and address of the customer',
  apply: 'the plan does not hold any more',
  pages: 'require-trusted-types-for',
  sheets: 'nothing says which column of',
} as const

async function loadedBy(args: readonly string[], files: Readonly<Record<string, string>>): Promise<string[]> {
  await using shop = await project(files)
  const list = join(shop.folder, '.loaded')
  const hook = join(root, 'test', 'support', 'loaded-files.mjs')
  await shop.start(args, { env: { NODE_OPTIONS: `--import ${hook}`, BUTIK_TEST_LOADED: list } }).done
  const paths = (await readFile(list, 'utf8')).trim().split('\n')
  const texts = await Promise.all(paths.filter((path) => path.startsWith(root)).map((path) => readFile(path, 'utf8')))
  return Object.entries(heavy).flatMap(([name, words]) => (texts.some((text) => text.includes(words)) ? [name] : []))
}

test('each of the words stands in what is built', async () => {
  const files = await readdir(join(root, 'dist'), { recursive: true })
  const scripts = files.filter((file) => file.endsWith('.js'))
  const texts = await Promise.all(scripts.map((file) => readFile(join(root, 'dist', file), 'utf8')))
  const missing = Object.values(heavy).filter((words) => !texts.some((text) => text.includes(words)))
  expect(missing).toEqual([])
})

test('a version needs nothing of all that', async () => {
  expect(await loadedBy(['--version'], {})).toEqual([])
})

test('a valid project is checked with what was compiled ahead, and what is wrong is said by ajv', async () => {
  expect(await loadedBy(['validate'], { 'a.yaml': 'suppliers:\n  acme: { name: Acme }\n' })).toEqual(['commander'])
  expect(await loadedBy(['validate'], { 'a.yaml': 'suppliers:\n  acme: { nme: Acme }\n' })).toEqual([
    'commander',
    'ajv',
  ])
})

test('so is one with environments and variables', async () => {
  const butik = `version: 1
variables: { pages: 2, name: Acme }
connections: { shop: { vendor: shoporama, url: https://a.example, concurrency: "\${pages}" } }
environments:
  a: { connections: { shop: { token: !env A } }, overrides: { shop/supplier/acme: { name: "\${name}" } } }
  b: { connections: { shop: { token: !env B, url: https://b.example } }, variables: { pages: 3 } }
`
  expect(
    await loadedBy(['validate'], { 'butik.yaml': butik, 'a.yaml': `suppliers:\n  acme: { name: "\${name}" }\n` }),
  ).toEqual(['commander'])
})

test('what reads sheets is loaded where a file names one', async () => {
  const files = { 'a.yaml': 'suppliers: !csv a.csv\n', 'a.csv': 'name\nAcme\n' }
  expect(await loadedBy(['validate'], files)).toEqual(['commander', 'sheets'])
})

type Data = { [key: string]: unknown } | unknown[]

/** Every place in the data takes each of these values in turn. */
function* bent(data: Data, root: Data = data): Generator<Data> {
  for (const key of Object.keys(data)) {
    const place = data as { [key: string]: unknown }
    const before = place[key]
    for (const value of [17, -1, 1.5, '', 'x', true, null, [], {}, ['x'], { name: 'x', none: 1 }]) {
      place[key] = value
      yield root
    }
    delete place[key]
    yield root
    place[key] = before
    if (typeof before === 'object' && before !== null) yield* bent(before as Data, root)
  }
}

test('what was compiled ahead says yes and no where ajv does', { timeout: 120_000 }, async () => {
  const examples: string[] = []
  for (const file of await readdir(join(root, 'examples'), { recursive: true })) {
    const { size } = await stat(join(root, 'examples', file))
    if (file.endsWith('.yaml') && size < 3_000) examples.push(file)
  }
  let [fitting, unfitting] = [0, 0]
  for (const name of ['config', 'vendors/shoporama', 'vendors/distribution-innovation', 'vendors/venue-manager']) {
    const schema: object = JSON.parse(await readFile(join(root, 'schemas', `${name}.json`), 'utf8'))
    const byAjv = new Ajv2020({ strict: false, logger: false, validateFormats: false }).compile(schema)
    const { default: fits }: { default: (data: unknown) => boolean } = await import(
      join(root, 'dist', 'checks', `${name}.js`)
    )
    for (const file of examples) {
      // Tags are read as the text behind them, as pipeline/validate-problems.ts does.
      const text = (await readFile(join(root, 'examples', file), 'utf8')).replaceAll(/!(env|file) /g, '')
      for (const data of bent({ whole: load(text) })) {
        const { whole } = data as { whole?: unknown }
        const expected = byAjv(whole)
        if (expected) fitting += 1
        else unfitting += 1
        if (fits(whole) !== expected) expect.fail(`${name} on ${file}: ${JSON.stringify(whole)}`)
      }
    }
  }
  expect(fitting).toBeGreaterThan(1_000)
  expect(unfitting).toBeGreaterThan(1_000)
})
