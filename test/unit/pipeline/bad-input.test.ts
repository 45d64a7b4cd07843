/** Mistakes that people make, each with the one message that it must give: code, line, column and what to do. */
import { describe, expect, it } from 'vitest'
import { butikYaml, check, said, type Tree } from './load-fixture.ts'

const product = (body: string): string => `products:\n  chair:\n    own_id: CH-1\n    ${body}\n`

describe('bad input in a resource file', () => {
  it.each<[mistake: string, text: string, message: string]>([
    ['a misspelt key', product('prise: 12'), 'E1101 a.yaml:4:5 unknown key "prise" (did you mean "price"?)'],
    [
      'a key that resembles none',
      'suppliers:\n  acme: { name: x, homepage: y }\n',
      'E1101 a.yaml:2:20 unknown key "homepage" (the keys here are name)',
    ],
    [
      'a duplicate key',
      product('price: 1\n    price: 2'),
      'E1005 a.yaml:5:5 the key "price" occurs twice (remove one of the two, or rename it)',
    ],
    [
      'a wrong type',
      product('is_online: yes'),
      'E1102 a.yaml:4:16 "is_online" must be true or false, not "yes" (write true)',
    ],
    [
      'a text for a list',
      product('categories: chairs'),
      'E1102 a.yaml:4:17 "categories" must be a list, not "chairs" (write [chairs])',
    ],
    ['a list for an amount', product('price: [1]'), 'E1102 a.yaml:4:12 "price" must be a number or a text, not a list'],
    [
      'an unknown enum value',
      product('sort: randon'),
      'E1103 a.yaml:4:11 "sort" must be normal or random, not "randon" (did you mean "random"?)',
    ],
    [
      'a price with a comma',
      product('price: 1299,00'),
      'E1105 a.yaml:4:12 "price" must be a plain decimal such as 1299.00, not "1299,00" (write 1299.00)',
    ],
    [
      'a price with a point for the thousands',
      product('price: 1.299,00'),
      'E1105 a.yaml:4:12 "price" must be a plain decimal such as 1299.00, not "1.299,00" (write 1299.00)',
    ],
    [
      'a price with a comma for the thousands',
      product('price: 1,299.00'),
      'E1105 a.yaml:4:12 "price" must be a plain decimal such as 1299.00, not "1,299.00" (write 1299.00)',
    ],
    [
      'a fraction for a whole number',
      product('weight: 7,5'),
      'E1105 a.yaml:4:13 "weight" must be a whole number, not "7,5"',
    ],
    [
      'a key with a dot',
      'suppliers:\n  acme.dk: { name: Acme }\n',
      'E1106 a.yaml:2:3 "acme.dk" cannot be a key (dots join the keys of children in addresses; write "acme-dk")',
    ],
    ['a key in Danish', 'suppliers:\n  bøg: { name: B }\n', 'E1106 a.yaml:2:3 "bøg" cannot be a key (write "boeg")'],
    [
      'a reference that no key can match',
      product('supplier: bøg'),
      'E1106 a.yaml:4:15 "bøg" cannot be a key (write "boeg")',
    ],
    [
      'a required key that is missing',
      'products:\n  chair: { name: x }\n',
      'E1104 a.yaml:2:3 "chair" needs the key "own_id"',
    ],
    [
      'a required key that is misspelt',
      'products:\n  chair: { own_ID: x }\n',
      'E1101 a.yaml:2:12 unknown key "own_ID" (did you mean "own_id"?)',
    ],
    [
      'one of several shapes, misspelt',
      product('images: [{ fil: a.jpg }]'),
      'E1101 a.yaml:4:16 unknown key "fil" (did you mean "file"?)',
    ],
    [
      'one of several shapes, with none of their keys',
      product('images: [{ description: a }]'),
      'E1104 a.yaml:4:14 an entry of "images" needs one of the keys "file" or "url"',
    ],
    [
      'a text where only mappings go',
      product('images: [a.jpg]'),
      'E1102 a.yaml:4:14 an entry of "images" must be a mapping, not "a.jpg"',
    ],
    ['an empty list where one entry must be', product('images: []'), 'E1107 a.yaml:4:13 "images" must not be empty'],
    ['a text that is too long', product('title: abcdef'), 'E1107 a.yaml:4:12 "title" must have 5 characters or fewer'],
    ['an empty value', product('is_online:'), 'E1102 a.yaml:4:5 "is_online" must be true or false, not empty'],
    [
      'YAML that does not parse',
      product('name: one: two'),
      'E1004 a.yaml:4:14 the YAML does not parse: bad indentation of a mapping entry (check the indentation; a text that holds ": " needs quotes)',
    ],
    [
      'a tab',
      'products:\n\tchair: 1\n',
      'E1004 a.yaml:2:1 the YAML does not parse: tab characters must not be used in indentation (indent with spaces)',
    ],
    [
      'a section that does not exist',
      'prodcts: {}\n',
      'E1101 a.yaml:1:1 there is no section "prodcts" (did you mean "products"?)',
    ],
    [
      'a list of resources',
      'products:\n  - own_id: x\n',
      'E1102 a.yaml:2:3 "products" must be a mapping of resources, not a list (write each resource under a key of its own)',
    ],
    ['a file that is a text', 'hello\n', 'E1102 a.yaml:1:1 a resource file is a mapping of sections, not a text'],
    [
      'a section of a vendor without connection',
      'shops: {}\n',
      'E1206 a.yaml:1:1 "shops" needs a connection to border, and there is none (add a connection with "vendor: border" to butik.yaml)',
    ],
    [
      'a connection that does not exist',
      'connection: shp\nproducts: {}\n',
      'E1201 a.yaml:1:13 there is no connection "shp" (did you mean "shop"?)',
    ],
    [
      'a tag that does not exist',
      product('name: !envv X'),
      'E1008 a.yaml:4:11 the tag !envv is not known (did you mean "!env"?)',
    ],
    [
      'a sheet that is no section',
      product('name: !csv x.csv'),
      'E1540 a.yaml:4:11 !csv can only stand for a whole section (write it as "products: !csv products.csv", at the beginning of a line of a resource file)',
    ],
  ])('%s', async (_, text, message) => {
    expect((await check({ 'a.yaml': text })).map(said)).toEqual([message])
  })

  it('names both places of a duplicate key', async () => {
    const [diagnostic] = await check({ 'a.yaml': product('price: 1\n    price: 2') })
    expect(diagnostic?.detail).toBe('it stands first at a.yaml:4:5')
  })

  it('takes own_id: 00123 as the text it is', async () => {
    expect(await check({ 'a.yaml': product('name: 00123').replace('CH-1', '00123') })).toEqual([])
  })

  it('lets an empty file be', async () => {
    expect(
      await check({ 'a.yaml': '', 'b.yaml': '# nothing yet\n', 'c.yaml': '---\n', 'd.yaml': 'products:\n' }),
    ).toEqual([])
  })

  it('refuses a file over the limit without reading it', async () => {
    const config = `${butikYaml}limits: { file: 200 }\n`
    const found = await check({ 'butik.yaml': config, 'a.yaml': `# ${'x'.repeat(300)}` })
    expect(found.map(said)).toEqual([
      'E1003 a.yaml:1:1 the file has 302 bytes, and the limit is 200 (split it, or set "limits: { file: … }" in butik.yaml)',
    ])
  })

  it('refuses an alias bomb in no time', async () => {
    const line = (level: number): string =>
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 30 }, (_, level) => line(level + 1))]
    const start = performance.now()
    const found = await check({ 'a.yaml': bomb.join('\n') })
    expect(found.map(({ code }) => code)).toEqual(['E1007'])
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('passes tagged values by: what they stand for is not known yet', async () => {
    const text = product(
      'price: !env PRICE\n    is_online: !env ONLINE\n    images: [{ file: !env A }, { url: !file b }]',
    )
    expect(await check({ 'a.yaml': text })).toEqual([])
  })

  it('names every problem of every file in one run, sorted', async () => {
    const tree: Tree = {
      'b.yaml': product('prise: 1\n    is_online: 1'),
      'a.yaml': product('name: !foo x\n    sort: x'),
      'c.yaml': 'a: [',
    }
    const found = (await check(tree)).map(({ code, source }) => `${code} ${source?.file}:${source?.line}`)
    expect(found).toEqual(['E1008 a.yaml:4', 'E1004 c.yaml:1', 'E1103 a.yaml:5', 'E1101 b.yaml:4', 'E1102 b.yaml:5'])
  })
})

describe('bad input in butik.yaml', () => {
  const config = (lines: string): string => `version: 1\nconnections:\n  shop:\n    vendor: acme\n${lines}`

  it.each<[mistake: string, text: string, message: string]>([
    [
      'a connection without its token',
      config(''),
      'E1301 butik.yaml:3:3 connection "shop" needs the setting "token" (write "token: !env SHOP_TOKEN")',
    ],
    [
      'a misspelt setting',
      config('    tokn: !env X\n'),
      'E1101 butik.yaml:5:5 unknown key "tokn" (did you mean "token"?)',
    ],
    [
      'a secret in plain text',
      config('    token: s3cret\n'),
      'E1012 butik.yaml:5:12 the secret "token" of connection "shop" is written in plain text (write "token: !env SHOP_TOKEN" and set the variable where butik runs)',
    ],
    [
      'a secret of the wrong type, without its value',
      config('    token: [s3cret]\n'),
      'E1301 butik.yaml:5:12 the setting "token" of connection "shop" does not fit',
    ],
    [
      'a setting of the wrong type',
      config('    token: !env X\n    pages: many\n'),
      'E1301 butik.yaml:6:12 "pages" must be a whole number, not "many"',
    ],
    [
      'a vendor that does not exist',
      'version: 1\nconnections: { shop: { vendor: acne } }\n',
      'E1103 butik.yaml:2:32 "vendor" must be acme or border, not "acne" (did you mean "acme"?)',
    ],
    ['no vendor', 'version: 1\nconnections: { shop: {} }\n', 'E1104 butik.yaml:2:16 "shop" needs the key "vendor"'],
    ['another version', `${butikYaml.replace('1', '2')}`, 'E1103 butik.yaml:1:10 "version" must be 1, not 2'],
    ['the version as a text', `${butikYaml.replace('1', '"1"')}`, 'E1103 butik.yaml:1:10 "version" must be 1, not "1"'],
    ['mutes that are no list', `${butikYaml}mute: {}\n`, 'E1102 butik.yaml:4:7 "mute" must be a list, not a mapping'],
    [
      'a guard that is not there',
      `${butikYaml}guards: { prise: { change: 50 } }\n`,
      'E1101 butik.yaml:4:11 unknown key "prise" (did you mean "price"?)',
    ],
    [
      'a limit that is not there',
      `${butikYaml}guards: { price: { share: 50 } }\n`,
      'E1101 butik.yaml:4:20 unknown key "share" (the keys here are change)',
    ],
    [
      'a guard that has no limits',
      `${butikYaml}guards: { url: { share: 50 } }\n`,
      'E1103 butik.yaml:4:16 "url" must be on or off, not a mapping',
    ],
    [
      'a guard that is neither on nor off',
      `${butikYaml}guards: { price: of }\n`,
      'E1103 butik.yaml:4:18 "price" must be on or off, not "of" (did you mean "off" or "on"?)',
    ],
    [
      'a guard that is switched with a flag',
      `${butikYaml}guards: { price: false }\n`,
      'E1102 butik.yaml:4:18 "price" must be a text or a mapping, not false',
    ],
    [
      'a share over everything',
      `${butikYaml}guards: { deletes: { share: 130 } }\n`,
      'E1107 butik.yaml:4:29 "share" must be 100 or less',
    ],
    [
      'a quota of a connection that is not there',
      `${butikYaml}quota: { shpo: { reserve: 5 } }\n`,
      'E1101 butik.yaml:4:10 quota: there is no connection "shpo" (did you mean "shop"?)',
    ],
    [
      'a quota of which nobody knows the calls',
      `${butikYaml}quota: { shop: { reserve: 5 } }\n`,
      'E1104 butik.yaml:4:10 quota: "shop" needs calls: acme documents no quota (write quota: { shop: { calls: 1000 } })',
    ],
    [
      'a reserve that leaves nothing',
      `${butikYaml}quota: { shop: { calls: 100, reserve: 100 } }\n`,
      'E1107 butik.yaml:4:39 quota: a reserve of 100 leaves nothing of 100 calls a day (keep fewer calls for others)',
    ],
    [
      'a setting of a quota that is not there',
      `${butikYaml}quota: { shop: { calls: 100, reserved: 10 } }\n`,
      'E1101 butik.yaml:4:30 unknown key "reserved" (did you mean "reserve"?)',
    ],
    [
      'a quota for another time',
      `${butikYaml}quota: { shop: { calls: 100, per: hour } }\n`,
      'E1103 butik.yaml:4:35 "per" must be day, not "hour"',
    ],
    [
      'a quota of nothing',
      `${butikYaml}quota: { shop: { calls: 0 } }\n`,
      'E1107 butik.yaml:4:25 "calls" must be 1 or more',
    ],
    [
      'an order of what is not there',
      `${butikYaml}quota: { shop: { calls: 9, order: [price] } }\n`,
      'E1103 butik.yaml:4:36 an entry of "order" must be prices, visibility, stock, creates, updates or deletes, not "price" (did you mean "prices"?)',
    ],
    [
      'an order with the same twice',
      `${butikYaml}quota: { shop: { calls: 9, order: [deletes, deletes] } }\n`,
      'E1107 butik.yaml:4:35 "order" must not hold the same entry twice',
    ],
    [
      'a backend that does not exist',
      `${butikYaml}state: { backend: s3 }\n`,
      'E1103 butik.yaml:4:19 "backend" must be local, git, postgres or http, not "s3"',
    ],
    [
      'a setting of another backend',
      `${butikYaml}state: { backend: git, brnch: x }\n`,
      'E1101 butik.yaml:4:24 unknown key "brnch" (did you mean "branch"?)',
    ],
    [
      'a state without its address',
      `${butikYaml}state: { backend: http, username: a }\n`,
      'E1104 butik.yaml:4:1 "state" needs the key "address"',
    ],
    [
      'a state at no address',
      `${butikYaml}state: { backend: http, address: example.test/state }\n`,
      'E1107 butik.yaml:4:34 "example.test/state" does not fit "address"',
    ],
    [
      'a way of TLS that there is not',
      `${butikYaml}state: { backend: postgres, url: !env D, tls: { mode: prefer } }\n`,
      'E1103 butik.yaml:4:55 "mode" must be disable, require, verify-ca or verify-full, not "prefer"',
    ],
    [
      'a key in plain text',
      `${butikYaml}state: { backend: local, encryption: { key: correct-horse-battery, old_keys: [!env A] } }\n`,
      'E1012 butik.yaml:4:45 the secret "encryption.key" of state is written in plain text (write "!env STATE_ENCRYPTION_KEY" in its place and set the variable where butik runs)',
    ],
    [
      'a password in an address',
      `${butikYaml}state: { backend: postgres, url: "postgres://a:pw@db/x" }\n`,
      'E1012 butik.yaml:4:34 the secret "url" of state is written in plain text (write "!env DATABASE_URL" in its place and set the variable where butik runs)',
    ],
    [
      'a token in a header',
      `${butikYaml}state: { backend: http, address: "https://x.test", headers: { Private-Token: 12ab, Accept: x } }\n`,
      'E1012 butik.yaml:4:78 the secret "headers.Private-Token" of state is written in plain text (write "!env STATE_HEADERS_PRIVATE_TOKEN" in its place and set the variable where butik runs)',
    ],
    [
      'a size with a unit',
      `${butikYaml}limits: { bulk: { bytes: 6MB } }\n`,
      'E1102 butik.yaml:4:26 "bytes" must be a whole number, not "6MB"',
    ],
    [
      'a list',
      '- version: 1\n',
      'E1102 butik.yaml:1:1 butik.yaml must be a mapping of settings (start with "version: 1" and "connections:")',
    ],
    [
      'nothing',
      '',
      'E1102 butik.yaml:1:1 butik.yaml must be a mapping of settings (start with "version: 1" and "connections:")',
    ],
    [
      'another butik',
      `${butikYaml}requires: ">=2"\n`,
      'E1013 butik.yaml:4:11 this configuration requires butik >=2, and this is butik 0.1.0 (install a butik that fits, or change "requires")',
    ],
    [
      'a range that is none',
      `${butikYaml}requires: newest\n`,
      'E1013 butik.yaml:4:11 requires: "newest" is not a range of versions (write ">=0.1", "^0.1" or "~0.1.2")',
    ],
  ])('%s', async (_, text, message) => {
    expect((await check({ 'butik.yaml': text, 'a.yaml': 'suppliers: {}\n' })).map(said).slice(0, 1)).toEqual([message])
  })

  it('judges nothing else where butik.yaml itself does not load', async () => {
    const found = await check({ 'butik.yaml': 'version: [\n', 'a.yaml': 'nonsense: 1\n' })
    expect(found.map(({ code }) => code)).toEqual(['E1004'])
  })
})
