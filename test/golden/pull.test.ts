// A live shop into a folder by the command, and from nothing to an empty plan by `init --from-shop`.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/server.ts'
import { project } from '../support/butik.ts'
import { environmentOf } from '../support/environment.ts'

test('shown, pulled, planned, and pulled again', async () => {
  await using shop = await project({}, { seed: 'furniture-shop' })
  const shown = await shop.butik(['pull', '--into', 'shop', '--dry-run'])
  expect(shown.code, shown.stderr).toBe(0)
  expect(shown.stdout).toContain('--- /dev/null\n+++ shop/suppliers.yaml\n@@ -0,0 +1,3 @@\n')
  expect(shown.stdout).toContain(
    '+# yaml-language-server: $schema=../node_modules/butik/schemas/vendors/shoporama.json\n',
  )
  expect(shown.stdout).toContain('Would pull 10 resources into 4 files; nothing was written.\n')
  // The count of calls is disposable, and all that is left of it.
  expect(await readdir(shop.folder)).toEqual(['.butik', 'butik.yaml'])
  expect(await readdir(join(shop.folder, '.butik'))).toEqual(['cache'])

  const made = await shop.butik(['pull', '--into', 'shop'])
  expect(made.code, made.stderr).toBe(0)
  expect(made.stdout).toBe(`Pulled 10 resources into 4 files.
  created shop/categories.yaml
  created shop/products.yaml
  created shop/profiles.yaml
  created shop/suppliers.yaml
shop: 7 calls

Not managed by butik, and left as it is in the shop
  shop/supplier: link_to
  shop/category: is_hidden, is_online, is_front, no_internal_search, weight, search, json_data, extension_data
  shop/product: manufacturer_id, safety_profile_id, no_shopping, no_partner_ads, no_internal_search, tariff_code, weight, min_stock_value, package, requires_age_verification, min_stock_order, country_of_origin, avg_rating, similar, product_labels, pdf_files, extension_data
  shop: order (butik api shop reads what shoporama shows)
`)
  expect((await shop.butik(['plan', '--detailed-exitcode'])).code).toBe(0)
  const again = await shop.butik(['pull', '--json'])
  expect(JSON.parse(again.stdout)).toMatchObject({ formatVersion: 1, files: [], added: [], written: true })
  expect(shop.calls().every(({ method }) => method === 'GET')).toBe(true)
})

test('pictures are counted, fetched and planned', async () => {
  await using shop = await project({})
  const data = (text: string) => Buffer.from(text, 'latin1').toString('base64')
  const images = [{ data: data('\x89PNG\r\n\x1a\n'), description: 'Forfra' }, { data: data('GIF89a') }]
  await shop.owner('POST', '/product', { name: 'Egestol', own_id: 'CH-001', images })
  const shown = await shop.butik(['pull', '--images', '--dry-run'])
  expect(shown.code, shown.stderr).toBe(0)
  expect(shown.stdout).toContain('  2 pictures would be fetched, and { image_id } become a file\n')
  expect(await readdir(shop.folder)).toEqual(['.butik', 'butik.yaml'])

  const made = await shop.butik(['pull', '--images'])
  expect(made.code, made.stderr).toBe(0)
  expect(made.stdout).toContain('  2 pictures fetched: renditions, not what was uploaded\n')
  expect((await readdir(join(shop.folder, 'images'))).sort()).toEqual([
    'egestol-7000001.rendition.png',
    'egestol-7000002.rendition.gif',
  ])
  expect(await shop.read('products.yaml')).toContain(
    '{ file: images/egestol-7000001.rendition.png, description: Forfra }',
  )
  expect((await shop.butik(['plan', '--detailed-exitcode'])).code).toBe(0)
  const again = await shop.butik(['pull', '--images', '--json'])
  expect(JSON.parse(again.stdout)).toMatchObject({
    files: [],
    pictures: { fetched: 0, there: 0, wanted: 0, failed: 0 },
  })
  expect(shop.calls().every(({ method }) => method === 'GET')).toBe(true)
  const refused = await shop.butik(['pull', 'shop', '--as', 'shop', '--images'])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--images is not for --as')])
})

test('a file with something else in it is not written over', async () => {
  await using shop = await project({ 'shop/notes/products.yaml': '' }, { seed: 'furniture-shop' })
  await shop.write({
    'butik.yaml': `${await shop.read('butik.yaml')}resources: ["*.yaml"]\n`,
    'suppliers.yaml': '# mine\n',
    'shop/products.yaml': 'mine: true\n',
  })
  const refused = await shop.butik(['pull', '--into', 'shop'])
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toContain('shop/products.yaml is there already, with something else in it')
  expect(refused.stderr).toContain('E1511')
})

test('a vendor that shows nothing cannot be pulled', async () => {
  const butik =
    'version: 1\nconnections:\n  d: { vendor: distribution-innovation, username: !env DI_USERNAME, password: !env DI_PASSWORD, url: !env DI_URL }\n'
  await using shop = await project({ 'butik.yaml': butik })
  const refused = await shop.butik(['pull'])
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.stderr).toContain('distribution-innovation shows nothing of what it has: d cannot be pulled')
})

async function fromShop(folder: string, typed: string | string[], env: Readonly<Record<string, string>>, url: string) {
  const [{ run }, { envOf }] = await Promise.all([import('../../src/cli/main.ts'), import('../../src/cli/env.ts')])
  let [out, err] = ['', '']
  const terminal = {
    out: (text: string) => {
      out += text
    },
    err: (text: string) => {
      err += text
    },
    outIsTerminal: false,
    errIsTerminal: false,
    canAsk: true,
    columns: undefined,
    ask: async () => 'none',
    askSecret: async () => (typeof typed === 'string' ? typed : typed.shift()),
  }
  const args = ['init', folder, '--vendor', 'shoporama', '--ci', 'none', '--url', url, '--from-shop']
  const code = await run(args, { terminal, env: envOf(env) })
  return { code, out, err }
}

test('from nothing to an empty plan; a token that is not taken leaves nothing behind', async () => {
  const sandbox = await startSandbox({ seed: 'furniture-shop' })
  const folder = await mkdtemp(join(tmpdir(), 'butik-test-'))
  const { SHOPORAMA_TOKEN: token = '', SHOPORAMA_URL: url = '' } = environmentOf(sandbox.ready)
  try {
    const refused = await fromShop(folder, 'wrong-token', { HOME: folder }, url)
    expect(refused.code, refused.err).toBe(1)
    expect(refused.err).toContain('E2002')
    expect(refused.err).not.toContain('wrong-token')
    // A folder that is made: butik init my-shop --from-shop.
    const shop = join(folder, 'my', 'shop')
    expect((await fromShop(shop, 'wrong-token', { HOME: folder }, url)).err).toContain('E2002')
    expect(await readdir(folder)).toEqual([])

    const set = await fromShop(shop, [], { HOME: folder, SHOPORAMA_TOKEN: 'wrong-token' }, url)
    expect([set.err, await readdir(folder)]).toEqual([expect.stringContaining('E2002'), []])

    const done = await fromShop(shop, ['wrong-token', token], { HOME: folder }, url)
    expect(done.err.match(/; nothing was written\. Once more, or Ctrl-C:\n/g)).toHaveLength(1)
    expect(done.code, done.err).toBe(0)
    expect(done.out).toContain('Pulled 10 resources into 4 files.\n')
    expect(done.out).toContain('No changes')
    expect(done.out).toContain('export SHOPORAMA_TOKEN=…')
    expect(done.out + done.err).not.toContain(token)
    const names = await readdir(folder, { recursive: true, withFileTypes: true })
    for (const { parentPath, name } of names.filter((entry) => entry.isFile()))
      expect(await readFile(join(parentPath, name), 'utf8'), name).not.toContain(token)
    expect(await readFile(join(shop, 'butik.yaml'), 'utf8')).toContain('token: !env SHOPORAMA_TOKEN\n')
    const again = await fromShop(shop, token, { HOME: folder }, url)
    expect(again.err).toContain('E5004')
    expect(again.err).toContain('butik pull writes the shop into files there')
  } finally {
    await sandbox.close()
    await rm(folder, { recursive: true })
  }
})
