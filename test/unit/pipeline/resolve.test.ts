import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { digestOfBytes, keyedDigest } from '../../../src/model/digest.ts'
import type { FilePort } from '../../../src/model/project.ts'
import type { DesiredState } from '../../../src/model/resource.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { type ResolveOptions, resolve } from '../../../src/pipeline/resolve.ts'
import { memoryFiles, root, said, type Tree } from './load-fixture.ts'
import { ref, secretKey, to, toyKinds, toyProvider } from './toy-vendor.ts'

const butikYaml = 'version: 1\nconnections:\n  shop: { vendor: toy }\n'

interface Wishes extends Partial<ResolveOptions> {
  readonly butik?: string
}

async function resolved(tree: Tree, { butik = butikYaml, ...wishes }: Wishes = {}): Promise<DesiredState> {
  const files = wishes.files ?? memoryFiles({ 'butik.yaml': butik, ...tree })
  const project = await loadProject({ dir: root, files, butikVersion: '0.1.0' })
  const env = { CODE: 'hunter2', PRICE: '159.90', ODD: '1.299,50', EMPTY: '' } as { readonly [name: string]: string }
  return await resolve(project, {
    providers: new Map([['toy', toyProvider()]]),
    env: (name) => env[name],
    secretKey,
    secretsOptional: false,
    now: new Date(0),
    ...wishes,
    files,
  })
}

const problems = async (tree: Tree, wishes?: Wishes) => (await resolved(tree, wishes)).diagnostics.map(said)

/** The inside form of what is written for product `p`, but for its sku. */
async function product(yaml: string, tree: Tree = {}) {
  const body = yaml.replace(/^/gm, '    ')
  const { resources, diagnostics } = await resolved({ 'shop.yaml': `products:\n  p:\n    sku: P\n${body}\n`, ...tree })
  const { sku: _sku, ...spec } = resources.get(to('product/p'))?.spec ?? {}
  return { spec, problems: diagnostics.map(said) }
}

describe('every value has one inside form', () => {
  test.each([
    ['text keeps its source text', 'name: 00123', { name: '00123' }],
    ['so does a number in exponents', 'name: 1e5', { name: '1e5' }],
    ['a quoted text stands for itself', 'name: "a\\tb"', { name: 'a\tb' }],
    ['an empty text is none', 'name: ""', { name: null }],
    ['null clears', 'name: null', { name: null }],
    ['an empty value clears too', 'name:', { name: null }],
    ['a quoted null is a text', 'name: "null"', { name: 'null' }],
    ['money is exact', 'price: 0159.90', { price: '159.9' }],
    ['money in quotes too', 'price: "1299.00"', { price: '1299' }],
    ['a whole number', 'weight: 7.0', { weight: '7' }],
    ['a flag', 'is_online: true', { is_online: true }],
    ['a flag in quotes', 'is_online: "false"', { is_online: false }],
    ['a value of unknown type by its text', 'extra: 040', { extra: '040' }],
    ['true as the vendor writes it', 'extra: true', { extra: '1' }],
    ['and false', 'extra: false', { extra: '0' }],
    ['a reference outside the files', 'supplier: { id: 0123 }', { supplier: { id: '123' } }],
    ['one whose id is no number', 'supplier: { id: abc }', { supplier: { id: 'abc' } }],
    ['a list of references', 'bundle: [p, p]', { bundle: [ref('product/p'), ref('product/p')] }],
    ['an empty list', 'bundle: []', { bundle: [] }],
    ['nothing in a list is nothing', 'bundle: [null]', { bundle: [] }],
    ['an object, without what the kind does not know', 'bulk: { over: 5, odd: 1 }', { bulk: { over: '5' } }],
    [
      'a file to download by address',
      'manual: { url: "https://x/m.pdf", is_public: true }',
      { manual: { url: 'https://x/m.pdf', is_public: true } },
    ],
    [
      'pictures by address and by id',
      'images: [{ url: "https://x/a.jpg", description: null }, { image_id: 007, description: Back }, { image_id: x }]',
      {
        images: [
          { url: 'https://x/a.jpg', description: null },
          { image_id: '7', description: 'Back' },
          { image_id: 'x' },
        ],
      },
    ],
  ])('%s', async (_what, yaml, spec) => {
    expect(await product(yaml)).toEqual({ spec, problems: [] })
  })

  test.each([
    ['name: [a]'],
    ['supplier: [a]'],
    ['brand: acme'],
    ['supplier: { key: a }'],
    ['bundle: p'],
    ['bulk: 5'],
    ['images: a.jpg'],
    ['images: [a.jpg, { description: only }]'],
    ['manual: a.pdf'],
  ])('what has another shape is left to the schema: %s', async (yaml) => {
    const found = await product(yaml)
    expect(found.problems).toEqual([])
    expect(Object.values(found.spec).flat()).toEqual([])
  })

  test.each([
    ['price: 1.299,50', '"1.299,50" is not a plain amount', 'write 1299.50 with a point'],
    ['price: "1,299.50"', '"1,299.50" is not a plain amount', 'write 1299.50 with a point'],
    ['price: "12,5"', '"12,5" is not a plain amount', 'write 12.5 with a point'],
    [
      'price: about 9, perhaps',
      '"about 9, perhaps" is not a plain amount',
      'write digits, with a point before decimals',
    ],
    ['price: 1e5', '"1e5" is not a plain amount', 'write digits, with a point before decimals'],
    ['weight: 1.5', '"1.5" is not a whole number', 'write digits, with a point before decimals'],
    [
      `price: ${'x'.repeat(50)}`,
      `"${'x'.repeat(40)}…" is not a plain amount`,
      'write digits, with a point before decimals',
    ],
  ])('a number that is not one says what to write: %s', async (yaml, summary, hint) => {
    const column = yaml.indexOf(':') + 7
    expect((await product(yaml)).problems).toEqual([`E1105 shop.yaml:4:${column} ${summary} (${hint})`])
  })

  test('a flag that is neither', async () => {
    expect((await product('is_online: 1')).problems).toEqual(['E1102 shop.yaml:4:16 "1" is not true or false'])
  })
})

describe('secrets', () => {
  test('a variable enters by name and keyed digest, in the form of its field', async () => {
    expect(await product('name: !env CODE\nprice: !env PRICE')).toEqual({
      spec: {
        name: { env: 'CODE', digest: keyedDigest(secretKey, 'hunter2') },
        price: { env: 'PRICE', digest: keyedDigest(secretKey, '159.9') },
      },
      problems: [],
    })
  })

  test('its value appears in no message', async () => {
    const found = await product('price: !env ODD\nis_online: !env CODE')
    expect(found).toEqual({
      spec: {},
      problems: [
        'E1105 shop.yaml:4:12 "the value of the variable" is not a plain amount (write digits, with a point before decimals)',
        'E1102 shop.yaml:5:16 "the value of the variable" is not true or false',
      ],
    })
  })

  test.each(['MISSING', 'EMPTY'])('a variable that is not set is an error: %s', async (name) => {
    expect((await product(`name: !env ${name}`)).problems).toEqual([
      `E1011 shop.yaml:4:11 the environment variable ${name} is not set (set ${name} and run again)`,
    ])
  })

  test('but not for validate, which runs where the secrets are not, and invents no duplicates', async () => {
    const tree = { 'shop.yaml': 'products:\n  a: { sku: !env MISSING }\n  b: { sku: !env MISSING }\n' }
    expect(await problems(tree, { secretsOptional: true })).toEqual([])
  })
})

describe('references', () => {
  test('become addresses and edges, sorted', async () => {
    const { resources } = await resolved({
      'shop.yaml':
        'suppliers:\n  acme: { name: A }\ncategories:\n  c: { name: C }\nproducts:\n  p: { sku: P, supplier: acme, categories: [c], related: [p] }\n',
    })
    expect(resources.get(to('product/p'))).toMatchObject({
      spec: { supplier: ref('supplier/acme'), categories: [ref('category/c')] },
      dependsOn: [to('category/c'), to('product/p'), to('supplier/acme')],
      connection: 'shop',
      kind: 'product',
      key: 'p',
    })
    expect([...resources.keys()]).toEqual([to('category/c'), to('product/p'), to('supplier/acme')])
  })

  test.each([
    ['acmee', 'did you mean "acme"?'],
    ['zzzzzz', 'declare it, or write { id: 123 } to point at an object outside these files'],
  ])('one that names nothing says what is near: %s', async (name, hint) => {
    const tree = { 'shop.yaml': `suppliers:\n  acme: { name: A }\nproducts:\n  p: { sku: P, supplier: ${name} }\n` }
    expect(await problems(tree)).toEqual([`E1201 shop.yaml:4:26 there is no supplier "${name}" (${hint})`])
  })

  test('a resource that could not be declared has its own error, and is no missing reference', async () => {
    const tree = {
      'shop.yaml': 'suppliers:\n  acme: oops\n  -bad: { name: B }\nproducts:\n  p: { sku: P, supplier: acme }\n',
    }
    expect(await problems(tree)).toEqual([])
    expect([...(await resolved(tree)).resources.keys()]).toEqual([to('product/p')])
  })

  test('another declared mapping can be looked up', async () => {
    expect((await product('profile_of: f', { 'f.yaml': 'profiles:\n  f: { name: F }\n' })).problems).toEqual([])
    expect((await product('profile_of: f', { 'f.yaml': 'profiles:\n  f: oops\n' })).problems).toEqual([
      'E1207 shop.yaml:4:17 no profile f',
    ])
  })
})

describe('rules over all resources', () => {
  test('one address twice names the other place', async () => {
    const { diagnostics } = await resolved({
      'a.yaml': 'suppliers:\n  acme: { name: A }\n',
      'b.yaml': 'suppliers:\n  acme: { name: B }\n',
    })
    expect(diagnostics.map(said)).toEqual([
      'E1204 b.yaml:2:9 shop/supplier/acme is declared twice (give one of them another key, or join the two)',
    ])
    expect(diagnostics[0]?.detail).toBe('the other declaration is at a.yaml:2')
  })

  test('one natural key twice names both', async () => {
    const { diagnostics } = await resolved({ 'a.yaml': 'products:\n  a: { sku: X }\n  b: { sku: " X" }\n' })
    expect(diagnostics.map(said)).toEqual([
      'E1203 a.yaml:3:6 shop/product/a and shop/product/b share the sku " X" (give one of them another, or remove one)',
    ])
    expect(diagnostics[0]?.detail).toBe('the shop tells them apart by it; the first is at a.yaml:2:6')
  })

  test('a SKU that two resources claim names both, whatever else they are called', async () => {
    const claiming = toyKinds.map((kind) => {
      return kind.name === 'product' ? { ...kind, claims: () => ['X', 'X'] } : kind
    })
    const wishes = { providers: new Map([['toy', toyProvider(claiming)]]) }
    const found = await problems({ 'a.yaml': 'products:\n  a: { sku: A }\n  b: { sku: B }\n' }, wishes)
    expect(new Set(found)).toEqual(
      new Set([expect.stringContaining('E1203 a.yaml:3:6 shop/product/a and shop/product/b share the')]),
    )
  })

  test('one name below two parents is two', async () => {
    const categories =
      'categories:\n  a: { name: A }\n  b: { name: B }\n  c: { name: X, parent: a }\n  d: { name: X, parent: b }\n'
    expect(await problems({ 'a.yaml': categories })).toEqual([])
    expect(await problems({ 'a.yaml': categories.replace('parent: b', 'parent: a') })).toMatchObject([
      expect.stringContaining('E1203'),
    ])
  })

  test('two without a key of their own have another error already', async () => {
    expect(await problems({ 'a.yaml': 'products:\n  a: { name: A }\n  b: { name: B }\n' })).toEqual([])
  })

  test('parents in a circle are named in order', async () => {
    const tree = {
      'a.yaml': 'categories:\n  a: { name: A, parent: b }\n  b: { name: B, parent: c }\n  c: { name: C, parent: a }\n',
    }
    expect(await problems(tree)).toEqual([
      'E1202 a.yaml:2:6 a circle: a → b → c → a (break it by removing one of the references)',
    ])
  })

  test('what may be linked afterwards may point round in a circle', async () => {
    expect(
      await problems({
        'a.yaml': 'products:\n  a: { sku: A, related: [b] }\n  b: { sku: B, related: [a], bundle: [a] }\n',
      }),
    ).toEqual([])
  })

  test("a kind's own rules are asked", async () => {
    const { diagnostics } = await resolved({ 'a.yaml': 'products:\n  a: { sku: A, sale_price: 5 }\n' })
    expect(diagnostics).toMatchObject([
      {
        code: 'E1207',
        severity: 'warning',
        summary: 'sale_price without price',
        address: to('product/a'),
        source: { line: 2, column: 6 },
      },
    ])
  })
})

describe('nested children', () => {
  const tree = {
    'shop.yaml':
      'profiles:\n  f:\n    name: F\n    butik: { protect: true, on_remove: delete }\n    attributes:\n      width: { name: Width }\n      odd: oops\nproducts:\n  p: { sku: P, stock: 7, butik: { on_remove: offline } }\n  q: { sku: Q, stock: null, butik: { protect: maybe, on_remove: burn } }\n  r: { sku: R, stock: "7,5", butik: oops }\n',
  }

  test('are resources of their own, with the policy of their parent', async () => {
    const { resources } = await resolved(tree)
    expect(resources.get(to('attribute/f.width'))).toMatchObject({
      key: 'f.width',
      spec: { profile: ref('profile/f'), name: 'Width' },
      dependsOn: [to('profile/f')],
      policy: { protect: true, onRemove: 'delete' },
      source: { line: 6 },
    })
    expect(resources.get(to('stock/p'))).toMatchObject({
      policy: { protect: false, onRemove: 'offline' },
      spec: { stock: '7', sku: 'P' },
    })
    expect(resources.get(to('stock/q'))).toMatchObject({
      policy: { protect: false, onRemove: 'forget' },
      spec: { stock: null },
    })
    expect(resources.get(to('stock/r'))).toMatchObject({ policy: { protect: false, onRemove: 'forget' } })
  })

  test('have a kind of their vendor, or the provider is at fault', async () => {
    const crippled = toyProvider(toyKinds.filter((kind) => kind.name !== 'stock'))
    await expect(resolved(tree, { providers: new Map([['toy', crippled]]) })).rejects.toThrow('toy has no kind stock')
  })
})

describe('files', () => {
  const text = (content: string) => new TextEncoder().encode(content)

  test('the content of !file is the text, relative to the YAML file that names it', async () => {
    const tree = {
      'sub/p.yaml': 'products:\n  p: { sku: P, name: !file ../texts/p.html }\n',
      'texts/p.html': '<p>ø</p>\n',
    }
    expect((await resolved(tree)).resources.get(to('product/p'))?.spec).toEqual({ sku: 'P', name: '<p>ø</p>\n' })
  })

  test('an asset enters by its hash and size', async () => {
    const asset = { path: 'images/a.jpg', sha256: digestOfBytes('JPG'), bytes: 3 }
    const found = await product(
      'images: [{ file: images/a.jpg, description: Front }]\nmanual: { file: images/a.jpg, is_public: false }',
      { 'images/a.jpg': 'JPG' },
    )
    expect(found).toEqual({
      spec: { images: [{ asset, description: 'Front' }], manual: { asset, is_public: false } },
      problems: [],
    })
  })

  test.each([
    ['name: !file gone.html', 'E1010 shop.yaml:4:11 the file "gone.html" does not exist (paths are relative to ./)'],
    [
      'images: [{ file: gone.jpg }]',
      'E1010 shop.yaml:4:22 the file "gone.jpg" does not exist (paths are relative to ./)',
    ],
    [
      'name: !file ../secret',
      'E1009 shop.yaml:4:11 the file "../secret" lies outside the configuration folder (copy it into the folder of butik.yaml; nothing outside is ever read)',
    ],
    [
      'name: !file /etc/passwd',
      'E1009 shop.yaml:4:11 the file "/etc/passwd" lies outside the configuration folder (copy it into the folder of butik.yaml; nothing outside is ever read)',
    ],
    [
      'name: !file .',
      'E1009 shop.yaml:4:11 the file "." lies outside the configuration folder (copy it into the folder of butik.yaml; nothing outside is ever read)',
    ],
    ['name: !file latin1.txt', 'E1014 shop.yaml:4:11 the file "latin1.txt" is not UTF-8 text (save it as UTF-8)'],
  ])('%s', async (yaml, problem) => {
    expect(await product(yaml, { 'latin1.txt': Uint8Array.of(0xe6) })).toEqual({
      spec: yaml.startsWith('images') ? { images: [] } : {},
      problems: [problem],
    })
  })

  test('a file that is named by a variable is not read', async () => {
    expect((await product('manual: { file: !env CODE }')).problems).toEqual([
      'E1010 shop.yaml:4:21 "CODE" was not read',
    ])
  })

  test('an absolute path inside the folder is as good as a relative one', async () => {
    expect((await product(`name: !file ${root}/a.txt`, { 'a.txt': 'A' })).spec).toEqual({ name: 'A' })
  })

  function portWith(tree: Tree, more: (plain: FilePort) => Partial<FilePort>): FilePort {
    const plain = memoryFiles({ 'butik.yaml': butikYaml, ...tree })
    return { ...plain, ...more(plain) }
  }
  const named = { 'p.yaml': 'products:\n  p: { sku: P, name: !file link.txt }\n', 'link.txt': 'A' }

  test('a link that leads outside is outside', async () => {
    const files = portWith(named, (plain) => ({
      real: async (path) => (posix.basename(path) === 'link.txt' ? '/etc/passwd' : await plain.real(path)),
    }))
    expect(await problems(named, { files })).toMatchObject([
      expect.stringMatching(/^E1009 p.yaml:2:22 the file "link.txt" lies outside/),
    ])
  })

  test('a file that cannot be read says so', async () => {
    const files = portWith(named, (plain) => ({
      read: async (path) =>
        posix.basename(path) === 'link.txt' ? await Promise.reject(new Error('EISDIR')) : await plain.read(path),
      size: async (path) => (posix.basename(path) === 'link.txt' ? undefined : await plain.size(path)),
    }))
    expect(await problems(named, { files })).toEqual([
      'E1002 p.yaml:2:22 the file "link.txt" cannot be read (is it a folder, or not readable for you?)',
    ])
  })

  test('a file larger than the limit is not read', async () => {
    const files = portWith(named, (plain) => ({
      size: async (path) => (posix.basename(path) === 'link.txt' ? 100_000_000 : await plain.size(path)),
    }))
    expect(await problems(named, { files })).toEqual([
      'E1003 p.yaml:2:22 the file "link.txt" has 100000000 bytes, the limit is 64000000 (raise limits.file in butik.yaml)',
    ])
  })

  test('where the folder itself has no real path, its own is taken', async () => {
    const files = portWith(named, (plain) => ({
      real: async (path) => (path === root ? undefined : await plain.real(path)),
    }))
    expect(await problems(named, { files })).toEqual([])
  })

  test('each is read once, however often it is named', async () => {
    const tree = {
      'p.yaml':
        'products:\n  p: { sku: P, images: [{ file: a.jpg }, { file: a.jpg }] }\n  q: { sku: Q, images: [{ file: a.jpg }] }\n',
      'a.jpg': text('JPG'),
    }
    const reads: string[] = []
    const files = portWith(tree, (plain) => ({
      read: async (path) => {
        reads.push(posix.basename(path))
        return await plain.read(path)
      },
    }))
    await resolved(tree, { files })
    expect(reads.filter((name) => name === 'a.jpg')).toEqual(['a.jpg'])
  })
})

describe('the digest of the files', () => {
  const tree = {
    'p.yaml': 'products:\n  p: { sku: P, name: !file a.txt, images: [{ file: b.jpg }, { file: gone.jpg }] }\n',
    'a.txt': 'A',
    'b.jpg': 'B',
  }
  const digest = async (change: Tree, wishes?: Wishes) => (await resolved({ ...tree, ...change }, wishes)).digest

  test('is one for the same bytes', async () => {
    expect(await digest({})).toBe(await digest({}))
  })

  test.each([
    ['a YAML file', { 'p.yaml': `${tree['p.yaml']}# a comment\n` }],
    ['a text', { 'a.txt': 'AA' }],
    ['an asset', { 'b.jpg': 'BB' }],
    ['another file', { 'z.yaml': '' }],
  ])('moves with %s', async (_what, change) => {
    expect(await digest(change)).not.toBe(await digest({}))
  })

  test('moves with butik.yaml, and not with what no file names', async () => {
    expect(await digest({}, { butik: `${butikYaml}# more\n` })).not.toBe(await digest({}))
    expect(await digest({ 'unused.jpg': 'X' })).toBe(await digest({}))
  })

  test('does not move with a secret', async () => {
    const secret = { 'p.yaml': 'products:\n  p: { sku: P, name: !env CODE }\n' }
    expect(await digest(secret, { env: () => 'a' })).toBe(await digest(secret, { env: () => 'b' }))
  })
})

test('sections of kinds that no provider knows are left to validate', async () => {
  const { resources, diagnostics } = await resolved(
    { 'p.yaml': 'products:\n  p: { sku: P }\n' },
    { providers: new Map() },
  )
  expect([resources.size, diagnostics]).toEqual([0, []])
})
