// What an editor makes of our schemas: the language server for YAML completes, explains and flags, in a folder as `butik init` makes
// it; and beside ajv a second validator takes every configuration that we show to people.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Validator } from '@cfworker/json-schema'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { load } from 'js-yaml'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newProject } from '../../src/author/init/new-project.ts'
import { modelineOf } from '../../src/author/modeline.ts'
import { nodeFiles } from '../../src/cli/node-files.ts'
import { schemaFiles } from '../../src/cli/schema-files.ts'
import { checkEvery } from '../../src/pipeline/check-every.ts'
import { declaredKeys } from '../../src/pipeline/declared-keys.ts'
import { governed } from '../../src/pipeline/govern.ts'
import { loadEveryProject, loadProject } from '../../src/pipeline/load.ts'
import { withProjectKeys } from '../../src/pipeline/project-schema.ts'
import { dataOf as nodeData } from '../../src/pipeline/validate-problems.ts'
import { loadProviders } from '../../src/providers/index.ts'
import { badShop } from '../support/bad-input.ts'
import { butikYaml, root } from '../support/butik.ts'
import { type LanguageServer, languageServer } from '../support/language-server.ts'

let folder: string
let server: LanguageServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'butik-editor-'))
  const wish = { vendor: 'shoporama', connection: 'shop', platform: 'none', branch: 'main', butik: '0.1.0' } as const
  for (const { path, text } of newProject(wish) ?? []) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await mkdir(join(folder, 'node_modules', 'butik'), { recursive: true })
  await symlink(join(root, 'schemas'), join(folder, 'node_modules', 'butik', 'schemas'))
  server = await languageServer(folder)
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const resources = (file: string, text: string) =>
  [join(folder, file), `${modelineOf(file, 'vendors/shoporama')}${text}`] as const
const settings = (text: string) => [join(folder, 'butik.yaml'), `${modelineOf('butik.yaml', 'config')}${text}`] as const

describe('the files of a new project', () => {
  test.each(['butik.yaml', 'products.yaml'])('%s has nothing to be said of it', async (file) => {
    expect(await server.open(join(folder, file), await readFile(join(folder, file), 'utf8'))).toEqual([])
  })

  test('so has the first resource without its marks', async () => {
    const text = await readFile(join(folder, 'products.yaml'), 'utf8')
    const lines = text.split('\n')
    const first = lines.findIndex((line) => line.startsWith('# Take the marks'))
    const bare = [...lines.slice(0, first), ...lines.slice(first + 1).map((line) => line.slice(2))].join('\n')
    expect(bare).toContain('\nproducts:\n')
    expect(await server.open(join(folder, 'products.yaml'), bare)).toEqual([])
  })
})

describe('completes', () => {
  test('sections, also in a file further down', async () => {
    expect(await server.complete(...resources('shop/wood/a.yaml', '|'))).toEqual(
      expect.arrayContaining(['suppliers', 'profiles', 'categories', 'products', 'connection']),
    )
  })

  test('fields', async () => {
    const offered = await server.complete(...resources('a.yaml', 'products:\n  oak-chair:\n    own_id: CH-1\n    |'))
    expect(offered).toEqual(expect.arrayContaining(['name', 'price', 'stock_settings', 'butik']))
    expect(offered).not.toContain('own_id')
  })

  test('the values of a fixed set', async () => {
    const offered = await server.complete(...resources('a.yaml', 'categories:\n  chairs:\n    sort_order: |'))
    expect(offered).toEqual(expect.arrayContaining(['normal', 'no_stock_last', 'random']))
  })

  test('the settings of the vendor that a connection has', async () => {
    const text = 'version: 1\nconnections:\n  pay:\n    vendor: scanpay\n    |'
    expect(await server.complete(...settings(text))).toEqual(expect.arrayContaining(['api_key', 'dialect', 'timeout']))
    const vendors = await server.complete(...settings('version: 1\nconnections:\n  pay:\n    vendor: |'))
    expect(vendors).toEqual(expect.arrayContaining(['shoporama', 'scanpay']))
  })
})

test('keys of the project complete where its own schemas are followed, and others are no mistake', async () => {
  const declared = 'suppliers:\n  acme: { name: Acme }\n'
  await writeFile(join(folder, 'products.yaml'), declared)
  const providers = new Map((await loadProviders(['shoporama'])).map((one) => [one.vendor, one]))
  const project = await loadProject({ dir: folder, files: nodeFiles, butikVersion: '0.1.0' })
  const schema = await schemaFiles.read('shoporama')
  const [shoporama] = providers.values()
  if (shoporama === undefined) throw new Error('no provider')
  const keys = declaredKeys(project, providers, new Map([['shoporama', schema]]))
  const own = join(folder, '.butik', 'cache', 'schemas', 'vendors')
  await mkdir(own, { recursive: true })
  await writeFile(join(own, 'shoporama.json'), JSON.stringify(withProjectKeys(schema, shoporama, keys)))
  const line = modelineOf('b.yaml', 'vendors/shoporama', '.butik/cache/schemas')
  const product = `${line}products:\n  a:\n    own_id: A\n    supplier: `
  expect(await server.complete(join(folder, 'b.yaml'), `${product}|`)).toContain('acme')
  expect(await server.open(join(folder, 'b.yaml'), `${product}new-one\n`)).toEqual([])
})

describe('explains', () => {
  test('a field: meaning, unit, example, how sure, where more is said', async () => {
    const shown = await server.hover(
      ...resources('a.yaml', 'products:\n  a:\n    own_id: A\n    shipping_|weight: 5\n'),
    )
    const words = ['Weight when shipped', 'Unit: grams', '5200', 'How sure: on the vendor', 'shoporama.dk/index/rest']
    for (const word of words) expect(shown).toContain(word)
  })

  test('a setting: what holds unless it is set', async () => {
    const shown = await server.hover(...settings('version: 1\nlimits:\n  sweep_|days: 3\n'))
    expect(shown).toMatch(/Unless set: `7`/)
  })
})

describe('flags', () => {
  /** What only butik can know: files, other resources, the shape of a profile. */
  const beyond = new Set(['E1009', 'E1010', 'E1201', 'E1202', 'E1203'])

  test('the lines that butik validate flags, but for what takes more than one file to know', async () => {
    await writeFile(join(folder, 'products.yaml'), badShop)
    const providers = governed(await loadProviders(['shoporama']), { ownership: new Map(), equivalences: new Map() })
    const project = await loadProject({ dir: folder, files: nodeFiles, butikVersion: '0.1.0' })
    const declared = { project, providers, files: nodeFiles, schemas: schemaFiles, env: () => undefined }
    const said = await checkEvery([declared], { secretsOptional: true })
    const ours = said.flatMap(({ code, source }) => (source === undefined ? [] : [{ code, line: source.line }]))
    expect([...new Set(ours.map(({ code }) => code))].sort()).toEqual(
      [...beyond, 'E1005', 'E1101', 'E1102', 'E1103', 'E1104', 'E1105', 'E1106'].sort(),
    )
    const [, text] = resources('products.yaml', badShop)
    const theirs = await server.open(join(folder, 'products.yaml'), text)
    const linesOf = (lines: number[]) => [...new Set(lines)].sort((a, b) => a - b)
    // One line further down: the modeline.
    expect(linesOf(theirs.map(({ line }) => line - 1))).toEqual(
      linesOf(ours.filter(({ code }) => !beyond.has(code)).map(({ line }) => line)),
    )
  })
})

/** Tags are read as the text behind them, as butik does. Undefined where it does not parse. */
function dataOf(text: string): unknown {
  try {
    return load(text.replaceAll(/!(env|file) /g, ''))
  } catch {
    return undefined
  }
}

/** Every text under a name that ends in .yaml that a golden test puts into a folder. */
async function goldenTexts(): Promise<[name: string, text: string][]> {
  const found: [string, string][] = [['butik.yaml', butikYaml]]
  const folder = join(root, 'test', 'golden')
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.ts'))) {
    const source = ts.createSourceFile(file, await readFile(join(folder, file), 'utf8'), ts.ScriptTarget.ES2022)
    const visit = (node: ts.Node): void => {
      if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name) && ts.isStringLiteralLike(node.initializer))
        if (/\.ya?ml$/.test(node.name.text)) found.push([`${file} ${node.name.text}`, node.initializer.text])
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  return found
}

describe('a second validator', () => {
  const folderOf = (name: string) => (name.endsWith('butik.yaml') ? ['config'] : vendors)
  const vendors = ['shoporama', 'distribution-innovation', 'venue-manager', '24nettbutikk', 'scanpay'].map(
    (vendor) => `vendors/${vendor}`,
  )
  const first = new Ajv2020({ strict: false, logger: false, validateFormats: false })
  const known = new Map<string, { readonly ajv: ValidateFunction; readonly other: Validator }>()

  beforeAll(async () => {
    for (const name of ['config', ...vendors]) {
      const schema: object = JSON.parse(await readFile(join(root, 'schemas', `${name}.json`), 'utf8'))
      known.set(name, { ajv: first.compile(schema), other: new Validator(schema, '2020-12') })
    }
  })

  /** Which schemas the two take it by. */
  function takenBy(name: string, data: unknown): { ajv: string[]; other: string[] } {
    const among = folderOf(name)
    return {
      ajv: among.filter((schema) => known.get(schema)?.ajv(data) === true),
      other: among.filter((schema) => known.get(schema)?.other.validate(data).valid === true),
    }
  }

  test('takes every example', async () => {
    const folders = (await readdir(join(root, 'examples'))).map((name) => join(root, 'examples', name))
    let count = 0
    for (const dir of folders) {
      // A variable of the machine is any text: what is asked of it is asked once it is known.
      const config = (await readFile(join(dir, 'butik.yaml'), 'utf8')).replaceAll(
        /!(env|file) \S+/g,
        'https://a.example',
      )
      expect([dir, takenBy('butik.yaml', dataOf(config))]).toEqual([dir, { ajv: ['config'], other: ['config'] }])
      // With variables put in, as each environment has them.
      for (const { documents } of await loadEveryProject({ dir, files: nodeFiles, butikVersion: '0.1.0' })) {
        for (const { file, root: node } of documents) {
          if (node === undefined) continue
          const { ajv, other } = takenBy(file, nodeData(node))
          expect([dir, file, other]).toEqual([dir, file, ajv])
          expect([dir, file, other.length > 0]).toEqual([dir, file, true])
          count += 1
        }
      }
    }
    expect(count).toBeGreaterThan(10)
  })

  test('takes and refuses of the golden configurations what ajv does', async () => {
    let [taken, refused] = [0, 0]
    for (const [name, text] of await goldenTexts()) {
      const data = dataOf(text)
      if (data === undefined || data === null) continue
      const { ajv, other } = takenBy(name, data)
      expect([name, text, other]).toEqual([name, text, ajv])
      if (ajv.length > 0) taken += 1
      else refused += 1
    }
    expect(taken).toBeGreaterThan(20)
    expect(refused).toBeGreaterThan(2)
  })
})
