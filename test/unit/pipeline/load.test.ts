/** Files → a project: which files are read, what YAML becomes, and what is refused. */

import { describe, expect, it } from 'vitest'
import { ReconcilerError } from '../../../src/model/errors.ts'
import { defaultGuards } from '../../../src/model/guard-settings.ts'
import type { YamlNode } from '../../../src/model/yaml.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { globMatcher } from '../../../src/pipeline/load-glob.ts'
import { parseYaml } from '../../../src/pipeline/yaml-parse.ts'
import { butikYaml, load, memoryFiles, root, said } from './load-fixture.ts'

describe('loadProject', () => {
  it('says where it looked and what to do when there is no butik.yaml', async () => {
    const found = loadProject({ dir: root, files: memoryFiles({}), butikVersion: '0.1.0' })
    await expect(found).rejects.toThrow(ReconcilerError)
    await expect(found).rejects.toMatchObject({ code: 'E1001', hint: expect.stringContaining('-C DIR') })
  })

  it('forgets a tree when it is told to, and makes the same again when it is asked', async () => {
    const { documents } = await load({ 'a.yaml': 'suppliers:\n  acme: { name: Acme, mail: !env MAIL }\n' })
    const [document] = documents
    const places = (node: YamlNode | undefined): unknown =>
      node?.type === 'map' ? [node.at, [...node.pairs].map(([name, { value }]) => [name, places(value)])] : { ...node }
    const [root, before] = [document?.root, places(document?.root)]
    document?.letGo?.()
    expect(document?.root).not.toBe(root)
    expect(places(document?.root)).toEqual(before)
    expect(document?.root).toBe(document?.root)
  })

  it('reads settings, with the defaults for what is not written', async () => {
    const { config } = await load({
      'butik.yaml': `${butikYaml}requires: ">=0.1 <2"\nownership: { stock: ours }\nlimits: { bulk: { products: 50 } }\n`,
    })
    expect(config).toMatchObject({
      version: 1,
      requires: '>=0.1 <2',
      resources: ['**/*.{yaml,yml}'],
      state: { backend: 'local' },
      ownership: new Map([['stock.stock', 'ours']]),
      limits: { file: 64_000_000, bulk: { products: 50, postings: 500, bytes: 6_000_000 } },
    })
    const shop = config.connections.get('shop')
    expect([shop?.vendor, [...(shop?.settings.pairs.keys() ?? [])]]).toEqual(['acme', ['token']])
  })

  it('reads the quota of each connection, with the defaults for what is not written', async () => {
    const usual = ['prices', 'visibility', 'stock', 'creates', 'updates', 'deletes']
    const text = `quota: { shop: { calls: 5000, per: day, reserve: 200 }, old: { order: [stock, creates, stock] }, bad: 5 }\n`
    expect((await load({ 'butik.yaml': `${butikYaml}${text}` })).config.quota).toEqual(
      new Map([
        ['shop', { calls: 5000, reserve: 200, order: usual }],
        ['old', { reserve: 0, order: ['stock', 'creates', 'prices', 'visibility', 'updates', 'deletes'] }],
        ['bad', { reserve: 0, order: usual }],
      ]),
    )
    expect((await load({ 'butik.yaml': butikYaml })).config.quota).toEqual(new Map())
  })

  it('reads the guards, each with the defaults for what is not written', async () => {
    const guardsOf = async (text: string) => (await load({ 'butik.yaml': `${butikYaml}${text}` })).config.guards
    expect(await guardsOf('')).toEqual(defaultGuards)
    expect(await guardsOf('guards: { deletes: on, price: on, url: on }\n')).toEqual(defaultGuards)
    const written = `guards:
  prices: incl
  vat: 25.0
  deletes: { count: 5 }
  updates: off
  offline: { share: 12.5, from: 4 }
  price: { change: 0.5 }
  url: off
`
    expect(await guardsOf(written)).toEqual({
      prices: 'incl',
      vat: '25',
      many: {
        deletes: { share: '30', from: 10, count: 5 },
        'stock-zero': { share: '30', from: 10 },
        offline: { share: '12.5', from: 4, count: 20 },
      },
      price: '0.5',
      on: new Set([...defaultGuards.on].filter((name) => name !== 'url')),
    })
    const everything = ['deletes', 'updates', 'stock-zero', 'offline', 'price', ...defaultGuards.on]
    const off = await guardsOf(`guards: { ${everything.map((name) => `${name}: off`).join(', ')} }\n`)
    expect(off).toEqual({ many: {}, on: new Set() })
  })

  it('reads YAML files below the folder, but for its own, dot-names, node_modules and probe results', async () => {
    const names = [
      'b.yml',
      'a/b.yaml',
      '.github/ci.yaml',
      'a/.x.yaml',
      'node_modules/p/a.yaml',
      'butik.probe.shop.yaml',
      'a/notes.md',
      'a/butik.yaml',
    ]
    const { documents } = await load(Object.fromEntries(names.map((name) => [name, ''])))
    expect(documents.map(({ file }) => file)).toEqual(['a/b.yaml', 'a/butik.yaml', 'b.yml'])
  })

  it('reads the files that the globs name', async () => {
    const config = `${butikYaml}resources: ["shop/**/*.yaml", "!shop/old/**"]\n`
    const { documents } = await load({
      'butik.yaml': config,
      'shop/a.yaml': '',
      'shop/old/b.yaml': '',
      'other/c.yaml': '',
      'shop/x/y/d.yaml': '',
    })
    expect(documents.map(({ file }) => file)).toEqual(['shop/a.yaml', 'shop/x/y/d.yaml'])
  })

  it.each([
    ['>=0.1', 0],
    ['^0.1.0', 0],
    ['~0.1', 0],
    ['0.1.0', 0],
    ['>=0.1 <0.2', 0],
    ['>=0.2', 1],
    ['0.2.0', 1],
  ])('requires %s: %d problems with 0.1.0', async (range, count) => {
    const { diagnostics } = await load({ 'butik.yaml': `${butikYaml}requires: "${range}"\n` })
    expect(diagnostics).toHaveLength(count)
  })

  it('reads nothing but butik.yaml where another butik is required', async () => {
    const { diagnostics, documents } = await load({ 'butik.yaml': `${butikYaml}requires: "9"\n`, 'a.yaml': 'a: [' })
    expect([diagnostics.map(({ code }) => code), documents]).toEqual([['E1013'], []])
  })

  it('refuses text that is not UTF-8', async () => {
    const { diagnostics } = await load({ 'a.yaml': new Uint8Array([0x61, 0x3a, 0x20, 0xff]) })
    expect(diagnostics.map(said)).toEqual(['E1014 a.yaml:1:1 the file is not UTF-8 text (save it as UTF-8)'])
  })

  it('says which file cannot be read', async () => {
    const files = { ...memoryFiles({ 'butik.yaml': butikYaml }), list: async () => ['gone.yaml'] }
    const { diagnostics } = await loadProject({ dir: root, files, butikVersion: '0.1.0' })
    expect(diagnostics.map(said)).toEqual(['E1002 gone.yaml:1:1 the file cannot be read (ENOENT)'])
  })

  it('does not follow a link out of the folder', async () => {
    const memory = memoryFiles({ 'butik.yaml': butikYaml, 'a.yaml': 'a: 1' })
    const files = {
      ...memory,
      real: async (path: string) => (path.endsWith('a.yaml') ? '/shop-of-another/a.yaml' : path),
    }
    const { diagnostics, documents } = await loadProject({ dir: root, files, butikVersion: '0.1.0' })
    expect([diagnostics[0]?.code, documents[0]?.text]).toEqual(['E1009', ''])
  })
})

describe('globMatcher', () => {
  it.each([
    ['**/*.{yaml,yml}', 'a.yaml', true],
    ['**/*.{yaml,yml}', 'a/b/c.yml', true],
    ['**/*.{yaml,yml}', 'a/yml', false],
    ['*.yaml', 'a/b.yaml', false],
    ['a/**', 'a/b/c', true],
    ['./a?.yaml', 'ab.yaml', true],
    ['a.yaml', 'abyaml', false],
  ])('%s and %s: %s', (glob, path, matches) => {
    expect(globMatcher([glob])(path)).toBe(matches)
  })
})

function only(text: string): YamlNode {
  const { root: node, diagnostics } = parseYaml('a.yaml', text)
  expect(diagnostics).toEqual([])
  if (node?.type !== 'map') throw new Error('the text is not a mapping')
  const [pair] = node.pairs.values()
  if (pair === undefined) throw new Error('the mapping is empty')
  return pair.value
}

describe('parseYaml', () => {
  it.each([
    ['00123', 123, '00123'],
    ['1e5', 100000, '1e5'],
    ['0x10', 16, '0x10'],
    ['1299.00', 1299, '1299.00'],
    ['yes', 'yes', 'yes'],
    ['True', true, 'True'],
    ['~', null, '~'],
    ['', null, ''],
    ['2024-01-01', '2024-01-01', '2024-01-01'],
    ['1_000', '1_000', '1_000'],
    ['"12"', '12', '12'],
    ["'it''s'", "it's", "it's"],
    ['"\\u00e6"', 'æ', 'æ'],
    ['one\n  two', 'one two', 'one two'],
    ['|\n  one\n  two\n', 'one\ntwo\n', 'one\ntwo\n'],
    ['>-\n  one\n  two\n', 'one two', 'one two'],
  ])('k: %j', (source, value, text) => {
    expect(only(`k: ${source}`)).toMatchObject({ type: 'scalar', value, text })
  })

  it.each<[text: string, range: string]>([
    ['k: abc', '1:4-1:7'],
    ['k:  "abc"', '1:5-1:10'],
    ['k: !env NAME', '1:4-1:13'],
    ['k: &a abc', '1:7-1:10'],
    ['k: |\n  x\n', '1:4-1:5'],
    ['k: # > no\n  >\n  x\n', '2:3-2:4'],
    ['k:', '1:1-1:2'],
    ['k: [a, b ]', '1:4-1:11'],
    ['k: { a: "}" , # }\n  b: 1 }\nl: 1', '1:4-2:9'],
    ['k:\n  - a\n  - b\n', '2:3-3:6'],
    ['\uFEFFk: a', '1:5-1:6'],
    ['\r\n# c\r\nk: a\r\n', '3:4-3:5'],
    ['k: one\n  two', '1:4-2:6'],
  ])('knows the place of %j', (text, range) => {
    const { at } = only(text)
    expect(`${at.line}:${at.column}-${at.endLine}:${at.endColumn}`).toBe(range)
  })

  it('keeps tags, and the text of keys as it is written', () => {
    expect(only('k: !file a/b.html')).toMatchObject({ tag: '!file', value: 'a/b.html' })
    const node = only('k: { 010: a, true: b, "x y": c, __proto__: d }')
    expect(node.type === 'map' ? [...node.pairs.keys()] : []).toEqual(['010', 'true', 'x y', '__proto__'])
  })

  it('places an empty item at its dash', () => {
    const node = only('k:\n  - a\n  -\n  -\n')
    expect(node.type === 'list' ? node.items.map(({ at }) => `${at.line}:${at.column}`) : []).toEqual([
      '2:5',
      '3:3',
      '4:3',
    ])
  })

  it('shares what an alias names', () => {
    const { root: node, diagnostics } = parseYaml('a.yaml', 'a: &x { b: 1 }\nc: *x\n')
    expect(diagnostics).toEqual([])
    expect(node?.type === 'map' && node.pairs.get('a')?.value === node.pairs.get('c')?.value).toBe(true)
  })

  it.each<[text: string, message: string]>([
    ['%YAML 1.2\n---\na: 1\n', 'E1006 a.yaml:1:1 directives (%YAML, %TAG) are not supported (remove the line)'],
    [
      'a: 1\n---\nb: 1\n',
      'E1006 a.yaml:2:1 a file holds one document (put the second document into a file of its own)',
    ],
    ['? [a]\n: 1\n', 'E1006 a.yaml:1:3 a mapping or a list cannot be a key'],
    ['? { a: 1 }\n: 1\n', 'E1006 a.yaml:1:3 a mapping or a list cannot be a key'],
    [': 1\n', 'E1006 a.yaml:1:1 a value stands without a key'],
    ['!env a: 1\n', 'E1006 a.yaml:1:1 a key cannot be tagged !env'],
    ['a: &x b\n*x : 1\n', 'E1006 a.yaml:2:1 an alias cannot be a key'],
    [
      'a: { <<: { b: 1 } }\n',
      'E1006 a.yaml:1:6 merge keys (<<) are not supported (write the keys out; a whole value can be shared with &name and *name)',
    ],
    ['a: !!binary aGVq\n', 'E1006 a.yaml:1:4 the tag !!binary is outside the YAML that butik reads (remove the tag)'],
    ['a: !!str 1\n', 'E1006 a.yaml:1:4 the tag !!str is outside the YAML that butik reads (put the value in quotes)'],
    ['a: !<x> 1\n', 'E1006 a.yaml:1:4 the tag !<x> is outside the YAML that butik reads (remove the tag)'],
    ['a: !env\n', 'E1008 a.yaml:1:4 !env names nothing (write !env NAME)'],
    ['a: !file [b]\n', 'E1008 a.yaml:1:4 !file takes a text, not a mapping or a list'],
    [
      'a: !vault x\n',
      'E1008 a.yaml:1:4 the tag !vault is not known (the tags are !env NAME, !file path and !csv path)',
    ],
    ['a: *x\n', 'E1004 a.yaml:1:4 the alias *x names nothing above it (write &x before the first value)'],
    ['a: &x [*x]\n', 'E1007 a.yaml:1:8 the alias *x stands inside what it names'],
    [`a: ${'['.repeat(200)}`, 'E1006 a.yaml:1:103 more than 100 levels stand inside one another'],
    [
      'a: [1\nb: 2\n',
      'E1004 a.yaml:2:1 the YAML does not parse: deficient indentation (a bracket or a quote that was opened above may not be closed)',
    ],
    [
      'a: \0',
      'E1004 a.yaml:1:4 the YAML does not parse: null byte is not allowed in input (remove the control character, or write it as an escape in double quotes)',
    ],
  ])('refuses %j', (text, message) => {
    expect(parseYaml('a.yaml', text).diagnostics.map(said)).toEqual([message])
  })

  it('keeps reading after what it refuses', () => {
    const { root: node, diagnostics } = parseYaml('a.yaml', 'a: 1\na: 2\n<<: 3\n? [x]\n: 4\nb: !x 5\nc: 6\n')
    expect(diagnostics.map(({ code }) => code)).toEqual(['E1005', 'E1006', 'E1006', 'E1008'])
    expect(
      node?.type === 'map'
        ? [...node.pairs].map(([key, { value }]) => [key, value.type === 'scalar' ? value.text : ''])
        : [],
    ).toEqual([
      ['a', '1'],
      ['b', '5'],
      ['c', '6'],
    ])
  })

  it('refuses aliases that nest too deep, or that repeat too long a text', () => {
    const chain = [
      'a0: &a0 [x]',
      ...Array.from({ length: 300 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]`),
    ].join('\n')
    const long = `t: &t "${'x'.repeat(640_000)}"\n${Array.from({ length: 200 }, (_, index) => `k${index}: *t`).join('\n')}\n`
    expect(parseYaml('a.yaml', chain).diagnostics.map(({ code }) => code)).toEqual(['E1007'])
    expect(parseYaml('a.yaml', long).diagnostics.map(({ code }) => code)).toEqual(['E1007'])
  })

  it('reads ten thousand products', () => {
    const one = (index: number): string =>
      `  p${index}:\n    own_id: CH-${index}\n    name: Egestol ${index}\n    price: ${index}.00\n    categories: [a, b]\n    attributes: { colour: [oak, black], width: 40 }\n    stock_settings:\n      - { attribute: colour, value: oak, own_id: CH-${index}-O, stock: 7 }\n    description: <p>Egestol i massiv eg. Vælg mellem tre overflader, og få den leveret på få dage.</p>\n`
    const text = `products:\n${Array.from({ length: 10_000 }, (_, index) => one(index)).join('')}`
    expect(parseYaml('a.yaml', text).diagnostics).toEqual([])
  })
})
