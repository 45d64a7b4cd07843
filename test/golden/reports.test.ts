// Several reports of one run, each in the form that its name ends in, whatever becomes of the run.
import { mkdirSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { type Project, project, root } from '../support/butik.ts'

const shopYaml = (price: number) => `products:\n  chair: { own_id: CH-1, name: Stol, price: ${price} }\n`
const four = ['--report', 'r.md', '--report', 'r.json', '--report', 'r.ndjson', '--report', 'r.txt']

const event = JSON.parse(await readFile(join(root, 'schemas', 'event.json'), 'utf8'))
const isEvent = new Ajv2020({ strict: false, validateFormats: false }).compile(event)

/** The types of the lines, after each has been held against the published schema. */
function typesOf(lines: string): string[] {
  expect(lines.endsWith('\n')).toBe(true)
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => {
      const value: { type?: unknown } = JSON.parse(line)
      if (!isEvent(value)) expect.fail(`${line}: ${JSON.stringify(isEvent.errors?.slice(0, 3))}`)
      return String(value.type)
    })
}

async function reports(shop: Project): Promise<{ md: string; json: unknown; ndjson: string[]; txt: string }> {
  const [md, json, ndjson, txt] = await Promise.all(
    ['r.md', 'r.json', 'r.ndjson', 'r.txt'].map((name) => shop.read(name)),
  )
  return { md: md ?? '', json: JSON.parse(json ?? ''), ndjson: typesOf(ndjson ?? ''), txt: txt ?? '' }
}

describe('reports', () => {
  test('of a plan and an apply, read once, without colours', async () => {
    await using shop = await project({ 'shop.yaml': shopYaml(10) })
    const colours = { env: { NO_COLOR: undefined, FORCE_COLOR: '1' } }
    const planned = await shop.butik(['plan', ...four], colours)
    expect(planned.stdout).toContain('\u001b[')
    const reads = shop.calls().length
    const plan = await reports(shop)
    expect(plan.md).toMatch(/^<!-- butik plan: [0-9a-f]{64} -->\n## butik plan: 1 to create\n/)
    expect(plan.md).toContain('- `shop/product/chair` Stol · `price 10.00`')
    expect(plan.json).toMatchObject({ summary: { create: 1 } })
    expect([plan.ndjson[0], plan.ndjson.at(-1)]).toEqual(['version', 'planned'])
    expect(plan.txt).toContain('Plan: 1 to create')
    expect(JSON.stringify(plan)).not.toContain('\\u001b')

    shop.forgetCalls()
    await shop.butik(['plan'])
    expect(shop.calls()).toHaveLength(reads)

    await shop.butik(['apply', '--yes', ...four], colours)
    const applied = await reports(shop)
    expect(applied.md).toMatch(/^## ✅ butik applied: 1 created\n/)
    expect(applied.json).toMatchObject({ summary: { created: 1 } })
    expect(applied.ndjson).toEqual(expect.arrayContaining(['version', 'operation', 'outcome', 'applied']))
    expect(applied.ndjson.filter((type) => type === 'version')).toHaveLength(1)
    expect(applied.txt).toContain('Applied: 1 created')
    expect(JSON.stringify(applied)).not.toContain('\\u001b')
  })

  test('of a run that fails hold its problems, and standard output stays as it was', async () => {
    await using shop = await project({ 'shop.yaml': 'products:\n  chair: { own_id: CH-1, nme: Stol }\n' })
    const { code, stdout, stderr } = await shop.butik(['plan', ...four])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('E1101')
    const failed = await reports(shop)
    expect(failed.md).toMatch(/^## ⛔ butik: 1 error\n/)
    expect(failed.md).toContain('shop.yaml:2:')
    expect(failed.md).toContain('^^^')
    expect(failed.json).toMatchObject([{ code: 'E1101' }])
    expect(failed.ndjson.at(-1)).toBe('diagnostic')
    expect(failed.txt).toContain('error[E1101]')
  })

  test('of an apply that broke off tell what it did and what ended it', async () => {
    await using shop = await project({ 'shop.yaml': shopYaml(10) })
    shop.sandbox.onCall = ({ method }) => {
      if (method === 'POST') mkdirSync(join(shop.folder, '.butik', 'default', 'state.json'), { recursive: true })
    }
    const { code } = await shop.butik(['apply', '--yes', ...four])
    expect(code).toBe(3)
    const told = await reports(shop)
    expect(told.json).toMatchObject({ summary: { created: 1 } })
    expect(told.md).toMatch(/butik applied: 1 created[\s\S]*## ⛔ butik: 1 error/)
    expect(told.txt).toMatch(/Applied: 1 created[\s\S]*error\[E4001\]/)
    expect(told.ndjson.slice(-2)).toEqual(['applied', 'diagnostic'])
  })

  test('what an earlier run reported is gone while the next one is under way, and a killed one leaves none', async () => {
    await using shop = await project({ 'shop.yaml': shopYaml(10) })
    await shop.butik(['plan', ...four])
    const before = readdirSync(shop.folder).filter((name) => name.startsWith('r.'))
    expect(before).toHaveLength(4)
    const { child, done } = shop.start(['plan', ...four])
    shop.sandbox.onCall = () => {
      child.kill('SIGKILL')
    }
    expect(await done).toMatchObject({ signal: 'SIGKILL' })
    delete shop.sandbox.onCall
    // The events of the one that was killed, and nothing of the one before.
    expect(readdirSync(shop.folder).filter((name) => name.startsWith('r.'))).toEqual(['r.ndjson'])
    expect(await shop.read('r.ndjson')).not.toContain('"planned"')
  })

  test('a file that is read by the same command is left until the report is there', async () => {
    await using shop = await project({ 'shop.yaml': shopYaml(10) })
    expect(await shop.butik(['plan', '-o', 'r.json'])).toMatchObject({ code: 0 })
    expect(await shop.butik(['apply', './r.json', '--report=r.json'])).toMatchObject({ code: 0 })
    expect(JSON.parse(await shop.read('r.json'))).toMatchObject({ summary: { created: 1 } })
  })

  test.each([
    [['--report', 'r.md', '--report', 'nowhere/r.json'], 'E1002'],
    [['--report', 'r.md', '--report', './r.md'], 'is given twice'],
    [['--report', 'shop.yaml'], 'butik reads YAML files, and writes over none'],
    [['-o', 'shop.yaml'], 'butik reads YAML files, and writes over none'],
  ])('%j are refused before anything is done', async (args, words) => {
    await using shop = await project({ 'shop.yaml': shopYaml(10) })
    const { code, stderr } = await shop.butik(['plan', ...args])
    expect(code).toBe(1)
    expect(stderr).toContain(words)
    expect(shop.calls()).toEqual([])
    expect(readdirSync(shop.folder).sort()).toEqual(['butik.yaml', 'shop.yaml'])
    expect(await shop.read('shop.yaml')).toBe(shopYaml(10))
  })

  test('a plan is saved in no file that becomes another report', async () => {
    await using shop = await project({ 'shop.yaml': shopYaml(10) })
    const { code, stderr } = await shop.butik(['plan', '-o', 'r.md', '--report', './r.md'])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('-o r.md and --report ./r.md are one'),
    })
    expect(shop.calls()).toEqual([])
    expect(await shop.butik(['plan', '-o', 'r.json', '--report', './r.json'])).toMatchObject({ code: 0 })
  })
})

test('every command says lines, and nothing but lines, where ndjson is asked for', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml(10) })
  const commands: readonly (readonly [string, string])[] = [
    ['validate', 'version'],
    ['plan', 'planned'],
    ['apply --yes', 'applied'],
    ['apply --yes', 'applied'],
    ['apply --resume', 'applied'],
    ['state list', 'entry'],
    ['state show shop/product/chair', 'entry'],
    ['state rebuild --yes', 'rebuilt'],
    ['state move shop/product/chair shop/product/stool', 'moved'],
    ['state forget shop/product/stool', 'forgotten'],
    ['import shop/product/chair 600001', 'imported'],
    ['doctor', 'examined'],
    ['probe shop', 'probed'],
    ['api shop', 'documented'],
    ['api shop product.list -f limit=1', 'reply'],
    ['api shop product.list -f limit=1 --show-request', 'request'],
    ['schema', 'schema'],
    ['schema plan', 'schema'],
    ['destroy --yes', 'applied'],
    ['plan --undo nothing', 'diagnostic'],
  ]
  for (const [command, last] of commands) {
    const { stdout } = await shop.butik([...command.split(' '), '--format', 'ndjson'])
    const types = typesOf(stdout)
    expect([types[0], types.at(-1)], command).toEqual(['version', last])
  }
})

test('--format markdown is the same comment on standard output', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml(10) })
  const { stdout } = await shop.butik(['plan', '--format', 'markdown', '--report', 'r.md'])
  expect(stdout).toBe(await shop.read('r.md'))
  const listed = await shop.butik(['schema', '--format', 'markdown'])
  expect(listed.stdout).toMatch(/^```text\nconfig\n[\s\S]*```\n$/)
})
