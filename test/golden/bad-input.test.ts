// Every kind of bad input through the real command line: all problems in one run, each with its place, an excerpt and
// what to do, and never a stack trace.
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { badShop } from '../support/bad-input.ts'
import { butikYaml, type Project, project, type Result } from '../support/butik.ts'

interface Said {
  readonly code: string
  readonly hint?: string
  readonly summary: string
  readonly source?: { readonly file: string; readonly line: number; readonly column: number }
}

async function problems(shop: Project, env: Readonly<Record<string, string | undefined>> = {}): Promise<string[]> {
  const json = await shop.butik(['validate', '--json'], { env })
  const text = await shop.butik(['validate'], { env })
  calm(json, 1)
  calm(text, 1)
  const said: Said[] = JSON.parse(json.stdout)
  for (const { code, source } of said) {
    expect(text.stderr).toContain(`error[${code}]`)
    if (source !== undefined) expect(text.stderr).toContain(`--> ${source.file}:${source.line}:${source.column}`)
  }
  return said.map(({ code, source, hint }) =>
    `${code} ${source === undefined ? '' : `${source.file}:${source.line}:${source.column}`} ${hint ?? ''}`.trim(),
  )
}

function calm(result: Result, code: number): void {
  expect(result.code).toBe(code)
  expect(result.stderr + result.stdout).not.toMatch(/\n\s+at \S+.*:\d+:\d+|node:internal|TypeError/)
}

test('all problems of a project in one run', async () => {
  await using shop = await project({
    'shop.yaml': badShop,
    'empty.yaml': '',
    'comments.yaml': '# nothing here yet\n',
  })
  expect(await problems(shop)).toMatchInlineSnapshot(`
    [
      "E1101 shop.yaml:2:23 did you mean "dropshipping_mail"?",
      "E1202 shop.yaml:9:6 break it by removing one of the references",
      "E1103 shop.yaml:11:29 did you mean "normal"?",
      "E1106 shop.yaml:13:3 dots join the keys of children in addresses; write "chair-one"",
      "E1201 shop.yaml:16:15 did you mean "acme"?",
      "E1105 shop.yaml:17:12 write 1299.00",
      "E1102 shop.yaml:18:16",
      "E1201 shop.yaml:20:28 did you mean oak?",
      "E1010 shop.yaml:21:18 paths are relative to ./",
      "E1009 shop.yaml:22:11 copy it into the folder of butik.yaml; nothing outside is ever read",
      "E1203 shop.yaml:24:5 give one of them another, or remove one",
      "E1102 shop.yaml:25:11",
      "E1104 shop.yaml:26:3",
      "E1005 shop.yaml:27:21 remove one of the two, or rename it",
      "E1203 shop.yaml:29:5 give one of them another, or remove one",
    ]
  `)
})

test('YAML that does not parse, an alias bomb and a file over the limit', async () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefghij'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghi'[index]}`).join(', ')}]`),
  ]
  await using shop = await project({
    'broken.yaml': 'suppliers:\n  acme: { name: Acme\n',
    'bomb.yaml': `${bomb.join('\n')}\n`,
    'large.yaml': `suppliers:\n  big: { name: ${'x'.repeat(3000)} }\n`,
    'butik.yaml': `${butikYaml}limits: { file: 2000 }\n`,
  })
  expect(await problems(shop)).toMatchInlineSnapshot(`
    [
      "E1007 bomb.yaml:6:36 write the values out, or use fewer aliases of aliases",
      "E1004 broken.yaml:3:1 a bracket or a quote that was opened above may not be closed",
      "E1003 large.yaml:1:1 split it, or set "limits: { file: … }" in butik.yaml",
    ]
  `)
})

test('validate runs without the secrets; plan says which one is missing, and where', async () => {
  await using shop = await project({ 'shop.yaml': 'suppliers:\n  acme: { name: Acme }\n' })
  const env = { SHOPORAMA_TOKEN: undefined }
  expect(await shop.butik(['validate'], { env })).toMatchObject({ code: 0 })
  const planned = await shop.butik(['plan'], { env })
  calm(planned, 1)
  expect(planned.stderr).toContain(
    'error[E1011]: the environment variable SHOPORAMA_TOKEN is not set\n --> butik.yaml:5:12',
  )
})

test('a file that is a link to nothing is no removed file: nothing is planned without it', async () => {
  await using shop = await project({ 'shop.yaml': 'suppliers:\n  acme: { name: Acme }\n', 'more.yaml': '' })
  await shop.remove('more.yaml')
  await symlink('/nowhere/share/more.yaml', join(shop.folder, 'more.yaml'))
  for (const command of ['validate', 'plan']) {
    const said = await shop.butik([command])
    calm(said, 1)
    expect(said.stderr).toContain('error[E1002]: the file cannot be read (ENOENT)\n --> more.yaml:1:1')
  }
})

test.each(['doctor', 'api shop', 'probe shop'])(
  '%s says what is wrong with a connection that has no vendor',
  async (words) => {
    for (const [vendor, code] of [
      ['', 'E1104'],
      ['vendor: shopify, ', 'E1103'],
    ] as const) {
      await using shop = await project({
        'butik.yaml': `version: 1\nconnections: { shop: { ${vendor}token: !env A } }\n`,
      })
      const said = await shop.butik(words.split(' '))
      calm(said, 1)
      expect(said.stderr).toMatch(new RegExp(`error\\[(${code}|E1301)\\]`))
    }
  },
)

test('a token in plain text is refused, and not shown', async () => {
  await using shop = await project({
    'butik.yaml': butikYaml.replace('!env SHOPORAMA_TOKEN', 'abcdef0123456789abcdef0123456789'),
  })
  const said = await shop.butik(['validate'])
  calm(said, 1)
  expect(said.stderr).toContain('E1012')
  expect(said.stderr).not.toContain('abcdef0123456789')
})

test.each([
  [['plam'], 'plan'],
  [['plan', '--traget', 'x'], '--target'],
  [['plan', '--target', 'shop/product/nothing'], 'E3006'],
  [['apply', 'nowhere.json'], 'nowhere.json'],
  [['plan', '--ack', 'everything'], 'no such guard'],
  [['-C', 'nowhere', 'plan'], 'E1001'],
])('a wrong command line gets a clear answer: %j', async (args, words) => {
  await using shop = await project({ 'shop.yaml': 'suppliers:\n  acme: { name: Acme }\n' })
  const said = await shop.butik(args)
  calm(said, 1)
  expect(said.stderr).toContain(words)
})
