// One answer on standard output, whatever happens, and an exit code that agrees with it.
import { mkdirSync, renameSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project } from '../support/butik.ts'

const shopYaml = (price: number) => `products:\n  chair: { own_id: CH-1, name: Stol, price: ${price} }\n`

describe('a file of the command line that cannot be written', () => {
  test.each([
    [['apply', '--yes', '--json', '--report', 'nowhere/r.json']],
    [['plan', '--json', '-o', 'nowhere/plan.json']],
    [['state', 'list', '--json', '--report', 'nowhere/r.json']],
  ])('stops the command before anything is done: %j', async (args) => {
    await using shop = await project({ 'shop.yaml': shopYaml(10) })
    const { code, stdout, stderr } = await shop.butik(args)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject([{ code: 'E1002', summary: expect.stringContaining('nowhere/') }])
    expect(stderr.match(/E1002/g)).toHaveLength(1)
    expect(shop.calls()).toEqual([])
    expect((await readdir(shop.folder)).sort()).toEqual(['butik.yaml', 'shop.yaml'])
  })

  test('after a write is a warning, and the answer stands', async () => {
    await using shop = await project({ 'shop.yaml': shopYaml(10) })
    mkdirSync(join(shop.folder, 'reports'))
    shop.sandbox.onCall = ({ method }) => {
      if (method === 'POST') renameSync(join(shop.folder, 'reports'), join(shop.folder, 'elsewhere'))
    }
    const report = join(shop.folder, 'reports', 'r.json')
    const { code, stdout, stderr } = await shop.here(['apply', '--yes', '--json', '--report', report])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).summary).toMatchObject({ created: 1 })
    expect(stderr).toMatch(/warning E1002: .*r\.json cannot be written: ENOENT/)
  })
})
