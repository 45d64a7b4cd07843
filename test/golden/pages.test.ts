// Reports as pages: of a plan, of an apply and of a run that failed; and nothing of a page is asked of other commands.
import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { ReportData } from '../../src/render/page/data.ts'
import { project } from '../support/butik.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const shopYaml = (name: string) => `products:
  chair:
    own_id: CH-1
    name: ${name}
    price: 10
    images: [{ file: oak.png, description: Forfra }]
`

function dataOf(html: string): ReportData {
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? []
  return JSON.parse(json)
}

async function shopWithPicture(name: string) {
  const shop = await project({ 'shop.yaml': shopYaml(name) })
  const { writeFile } = await import('node:fs/promises')
  await writeFile(`${shop.folder}/oak.png`, png)
  return shop
}

test('a plan is a page on standard output and in a report, with the pictures of the configuration', async () => {
  await using shop = await shopWithPicture('"</script><b>Stol"')
  const { code, stdout } = await shop.butik(['plan', '--format', 'html', '--report', 'plan.json'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^<!doctype html>\n/)
  expect(stdout).not.toContain('<b>Stol')
  const { rows, pictures } = dataOf(stdout)
  expect(rows.map(({ key, name }) => [key, name])).toEqual([['chair', '</script><b>Stol']])
  expect(Object.values(pictures)).toEqual([`data:image/png;base64,${png.toString('base64')}`])
  const plan: { hash: string } = JSON.parse(await shop.read('plan.json'))
  expect(stdout).toContain(`<code class="hash">${plan.hash}</code>`)
  expect(stdout).not.toContain(shop.folder)

  const again = await shop.butik(['plan', '--report', `${shop.folder}/plan.html`])
  expect(again.stdout).toContain('Plan: 1 to create')
  expect(dataOf(await shop.read('plan.html')).rows).toEqual(rows)
})

test('an apply is a page of what was done', async () => {
  await using shop = await shopWithPicture('Stol')
  expect(await shop.butik(['apply', '--yes', '--json', '--report', `${shop.folder}/done.html`])).toMatchObject({
    code: 0,
  })
  const done = await shop.read('done.html')
  expect(done).toContain('<h1>Applied: 1 change</h1>')
  expect(dataOf(done).rows[0]).toMatchObject({ key: 'chair', outcome: 'succeeded' })
  const idle = await shop.butik(['apply', '--yes', '--format', 'html'])
  expect(idle.stdout).toContain('No changes. shop matches the configuration')
})

test('a run that fails leaves a page of why', async () => {
  await using shop = await project({ 'shop.yaml': 'products:\n  chair: { nme: "<i>" }\n' })
  const report = `${shop.folder}/plan.html`
  expect(await shop.butik(['plan', '--report', report])).toMatchObject({ code: 1 })
  expect(await shop.read('plan.html')).toMatch(/<strong>E1101<\/strong>/)
})

test('what has no page says so before it begins', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml('Stol') })
  const { code, stderr } = await shop.butik(['doctor', '--report', `${shop.folder}/doctor.html`])
  expect(code).toBe(1)
  expect(stderr).toContain('the answer of butik doctor is no HTML page')
  expect(shop.calls()).toEqual([])
  expect((await readdir(shop.folder)).toSorted()).toEqual(['butik.yaml', 'shop.yaml'])
})
