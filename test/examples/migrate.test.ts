// The worked migration: what an old shop has becomes a new shop, nothing is dropped unnamed, and the plan is empty afterwards.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Project, project, root } from '../support/butik.ts'
import { environmentOf } from '../support/environment.ts'

const folder = 'examples/migrate-24nettbutikk'

/** The names of all fields that the old shop's own answer has. */
async function fieldsOf({ sandbox }: Project): Promise<string[]> {
  const { NETTBUTIKK_URL: url, NETTBUTIKK_TOKEN: token } = environmentOf(sandbox.ready)
  const authorization = `Basic ${Buffer.from(`${token}:`).toString('base64')}`
  const answer = await fetch(`${url}/products/100/0`, { headers: { authorization } })
  const { data }: { data: object[] } = JSON.parse(await answer.text())
  return [...new Set(data.flatMap((row) => Object.keys(row)))].sort()
}

test('from 24Nettbutikk to Shoporama, with every field accounted for and an empty plan in the end', async () => {
  await using both = await project({}, { from: folder, seed: 'nordic-group' })
  const fields = await fieldsOf(both)
  both.forgetCalls()
  const pulled = await both.butik(['pull', 'old', '--as', 'shop', '--map', 'map.yaml', '--json'])
  expect(pulled.code, pulled.stderr).toBe(0)
  const { report, files } = JSON.parse(pulled.stdout)
  expect(files).toEqual(['products.yaml', 'suppliers.yaml'])
  expect(report.made).toEqual([
    { section: 'suppliers', resources: 1, of: 10, passed: 0 },
    { section: 'products', resources: 10, of: 10, passed: 0 },
  ])
  // Of the fields that the old shop has, each is taken by the map or named by the report.
  const map = await readFile(join(root, folder, 'map.yaml'), 'utf8')
  const dropped: string[] = report.dropped.map(({ field }: { field: string }) => field)
  expect(dropped).toEqual(['id', 'modified_on', 'weight'])
  const taken = fields.filter((field) => new RegExp(`(?::|from:) ${field}\\b`).test(map))
  expect([...taken, ...dropped].sort()).toEqual(fields)
  expect(report.unmapped).toMatchObject([
    { field: 'main_category', value: 'Tjenester', ids: ['510'] },
    { field: 'categories', value: 'Tjenester', ids: ['510'] },
  ])
  expect(both.calls()).toEqual([])

  const text = await both.read('products.yaml')
  expect(text).toContain(`  sofabord-skjaer:
    own_id: NG-BORD-SOFA
    name: Sofabord Skjær
    supplier: nordgruppen-moebel
    main_category: tables
    categories: [tables]
    price: 3490
    sale_price: 2990
    vat: 25
    is_online: true
    stock: 9
`)
  const applied = await both.butik(['apply', '--yes'])
  expect(applied.code, applied.stderr + applied.stdout).toBe(0)
  const empty = await both.butik(['plan', '--detailed-exitcode'])
  expect(empty.code, empty.stdout).toBe(0)
  const again = await both.butik(['pull', 'old', '--as', 'shop', '--map', 'map.yaml'])
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('E1552')])
})
