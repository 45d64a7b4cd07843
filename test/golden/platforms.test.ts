// What CI platforms read: annotations, Code Quality, run ids in every line.
import { expect, test } from 'vitest'
import { project } from '../support/butik.ts'

const broken = 'products:\n  a: { own_id: A, nam: Stol }\n'
const github = (folder: string) => ({ GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder })

test('validate and plan annotate on GitHub, and nowhere else', async () => {
  await using shop = await project({
    'dk/butik.yaml': 'version: 1\nconnections: { shop: { vendor: shoporama, token: !env SHOPORAMA_TOKEN } }\n',
    'dk/shop.yaml': broken,
  })
  for (const command of ['validate', 'plan']) {
    const there = await shop.butik(['-C', `${shop.folder}/dk`, command], { env: github(shop.folder) })
    expect(there.code).toBe(1)
    expect(there.stderr).toMatch(/^::error file=dk\/shop\.yaml,line=2,endLine=2,col=19,endColumn=21,title=E1101::/m)
    const elsewhere = await shop.butik(['-C', `${shop.folder}/dk`, command])
    expect(elsewhere.stderr).not.toContain('::error')
  }
})

test('a report for Code Quality holds the problems, and nothing where there are none', async () => {
  await using shop = await project({ 'shop.yaml': broken })
  const report = 'gl-code-quality-report.json'
  expect((await shop.butik(['validate', '--report', report])).code).toBe(1)
  expect(JSON.parse(await shop.read(report))).toMatchObject([
    { check_name: 'E1101', severity: 'critical', location: { path: 'shop.yaml', lines: { begin: 2 } } },
  ])
  await shop.write({ 'shop.yaml': broken.replace('nam:', 'name:') })
  for (const command of [['validate'], ['plan'], ['apply', '--yes']]) {
    expect((await shop.butik([...command, '--report', report])).code).toBe(0)
    expect(JSON.parse(await shop.read(report))).toEqual([])
  }
})

test('every line of an apply names its run, those of a failure too; a report has no colours', async () => {
  await using shop = await project({ 'shop.yaml': 'suppliers: { acme: { name: Acme } }\n' })
  const applied = await shop.butik(['apply', '--yes', '--format', 'ndjson', '--report', 'report.txt'], {
    env: { FORCE_COLOR: '1', NO_COLOR: undefined },
  })
  const lines = applied.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const run = lines.at(-1).run
  const begun = lines.slice(lines.findIndex(({ stage }) => stage === 'apply'))
  expect(begun.length).toBeGreaterThan(5)
  expect([...new Set(begun.map((line) => line.run))]).toEqual([run])
  expect(await shop.read('report.txt')).not.toContain('\u001b')

  await shop.write({ 'shop.yaml': 'suppliers: { acme: { name: Acme }, other: { name: Other } }\n' })
  shop.sandbox.onCall = async ({ method }) => {
    if (method === 'GET') await shop.write({ '.butik/default/state.json': '{' })
  }
  const failed = await shop.butik(['apply', '--yes', '--json'])
  delete shop.sandbox.onCall
  expect(failed.code).toBe(1)
  const [first] = JSON.parse(failed.stdout)
  expect(first).toMatchObject({ code: 'E4001', run: expect.any(String) })
  expect(failed.stderr).toContain(`\nrun ${first.run}\n`)
})

/** As a runner of GitHub reads a line; see test/unit/cli/platform-log.test.ts. */
const isCommand = (line: string): boolean => /^\s*::.*::|##\[[^\]]*\]/.test(line)
const ours =
  /^::(?:group::(?:checking the files|reading the shop|writing|checking what was stored)|endgroup::|(?:error|warning) [^:]*::.*)$/

test('no text of a shop is a command in a log of GitHub, and each stage is a group there; files are as they are', async () => {
  const long = `${'word '.repeat(30)}::set-output name=a::b ##[group]c`
  const hostile = ['::error::x', '##[add-mask]y', long].map((name) => JSON.stringify(name))
  await using shop = await project({
    'shop.yaml': `suppliers:\n${hostile.map((name, index) => `  s${index}: { name: ${name}, dropshipping_mail: ${name} }\n`).join('')}`,
  })
  const env = { GITHUB_ACTIONS: 'true', CI: 'true' }
  let found = 0
  const lines = async (...args: string[]): Promise<string[]> => {
    const { stdout, stderr } = await shop.butik(args, { env })
    const all = `${stdout}\n${stderr}`.split('\n')
    expect(all.filter((line) => isCommand(line) && !ours.test(line))).toEqual([])
    found += all.filter((line) => /\\u003a:|\\u0023#|&#58;:|&#35;#/.test(line)).length
    return all
  }
  for (const format of ['text', 'json', 'markdown', 'html', 'ndjson']) {
    const before = found
    await lines('plan', '--format', format, '-v', '--report', 'plan.txt', '--report', 'plan.json')
    expect([format, found > before]).toEqual([format, true])
  }
  expect(await shop.read('plan.txt')).toContain('##[add-mask]y')
  expect(await shop.read('plan.json')).toContain('"##[add-mask]y"')
  // The vendor's words, which repeat what was sent.
  await shop.write({ 'shop.yaml': `suppliers:\n  s: { name: "##[error]", dropshipping_mail: "::error::x" }\n` })
  const applied = await lines('apply', '--yes')
  expect(applied.filter((line) => /^::(end)?group::/.test(line)).slice(0, 4)).toEqual([
    '::group::reading the shop',
    '::endgroup::',
    '::group::writing',
    '::endgroup::',
  ])
  await shop.write({ 'shop.yaml': 'suppliers:\n  "##[error]x": { "::error::": 1 }\n' })
  expect((await lines('validate')).some((line) => line.startsWith('::error '))).toBe(true)
})
