// Help while writing, as a user meets it: a shell that completes, what comes next in a folder, and schemas of a project.
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { scripts } from '../../src/cli/completion/scripts.ts'
import { binary, project } from '../support/butik.ts'

const run = promisify(execFile)

const shop = {
  'shop.yaml':
    'suppliers:\n  acme: { name: Acme }\nproducts:\n  oak-chair: { own_id: A, name: Oak chair }\n  oak-stool: { own_id: B, name: Oak stool, supplier: acme }\n',
}

test('bash completes what the script that butik prints asks for', async () => {
  await using one = await project(shop)
  const shim = join(one.folder, '.bin')
  await mkdir(shim)
  await writeFile(join(shim, 'butik'), `#!/bin/sh\nexec "${process.execPath}" "${binary}" "$@"\n`)
  await chmod(join(shim, 'butik'), 0o755)
  // As bash does it: words cut at the marks of COMP_WORDBREAKS, the last one being typed.
  const ask = (...words: string[]) =>
    `COMP_WORDS=(butik ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _butik; echo "\${COMPREPLY[*]}"`
  const lines = [
    'set -u',
    'source <(butik completion bash)',
    'complete -p butik',
    ask('pla'),
    ask('plan', '--target', 'shop/product/oak-'),
    ask('plan', '--format', '=', 'mark'),
    ask('apply', 'shop.y'),
    ask('plan', '-C', 'nowhere', '--connection', ''),
  ]
  const { stdout } = await run('bash', ['--norc', '-c', lines.join('\n')], {
    cwd: one.folder,
    env: { PATH: `${shim}:${process.env['PATH']}`, HOME: one.folder },
  })
  expect(stdout.split('\n')).toEqual([
    'complete -F _butik butik',
    'plan',
    'shop/product/oak-chair shop/product/oak-stool',
    'markdown',
    'shop.yaml',
    '',
    '',
  ])
})

test.each(['bash', 'zsh', 'fish'] as const)(
  'the script for %s is one, as far as that shell is here to say so',
  async (shell) => {
    const folder = await mkdtemp(join(tmpdir(), 'butik-script-'))
    try {
      await writeFile(join(folder, 'script'), scripts[shell])
      expect(scripts[shell]).toContain(`butik __complete ${shell}`)
      await run(shell, ['-n', join(folder, 'script')]).catch((error: unknown) => {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)

test('butik alone says the first thing that is missing, step by step', async () => {
  await using one = await project({ 'butik.yaml': 'version: 1\nconnections: { shop: { vendor: nobody } }\n' })
  const said = async (env: Record<string, string | undefined> = {}) => {
    const { code, stdout } = await one.butik([], { env })
    expect(code).toBe(0)
    return stdout.split('\n\n').slice(0, 2).join('\n')
  }
  expect(await said()).toMatch(/^\w+ things? (is|are) wrong with the files\.\n {2}butik validate /)
  await one.write({
    'butik.yaml':
      'version: 1\nconnections: { shop: { vendor: shoporama, token: !env SHOPORAMA_TOKEN, url: !env SHOPORAMA_URL } }\n',
  })
  expect(await said({ SHOPORAMA_TOKEN: undefined })).toMatch(
    /^The variable SHOPORAMA_TOKEN is not set\.\n {2}export SHOPORAMA_TOKEN=…/,
  )
  expect(await said()).toMatch(/^The files declare nothing yet\.\n {2}butik pull .*\n {2}butik explain product /)
  await one.write(shop)
  expect(await said()).toMatch(/^3 resources are declared, and nothing was applied from here yet\.\n {2}butik plan /)
  expect(one.calls()).toEqual([])
  expect((await one.butik(['apply', '--yes'])).code).toBe(0)
  expect(await said()).toMatch(/^3 resources are declared, and 3 in the state\.\n {2}butik plan .*\n {2}butik drift /)
  const json = await one.butik(['--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({
    formatVersion: 1,
    next: [{ command: 'butik plan' }, { command: 'butik drift' }],
  })
  await mkdir(join(one.folder, 'deep', 'down'), { recursive: true })
  const below = await one.butik(['-C', join(one.folder, 'deep', 'down')])
  expect(below.stdout).toContain('and one at ../../butik.yaml.')
  expect(below.stdout).toContain('butik -C ../..')
  await one.remove('butik.yaml')
  expect(await said()).toMatch(/^There is no butik.yaml in this folder\.\n {2}butik init /)
})

test('a kind, a field, a code and an address are explained; nothing of it asks the shop', async () => {
  await using one = await project({ ...shop, 'more/butik.txt': '' })
  const explained = async (...args: string[]) => JSON.parse((await one.butik(['explain', ...args, '--json'])).stdout)
  expect(await explained('supplier')).toMatchObject({ formatVersion: 1, type: 'kind', vendor: 'shoporama' })
  // The project has a Shoporama shop: that one is meant.
  expect(await explained('product.price')).toMatchObject({ type: 'field', owner: { is: 'ours', agreed: false } })
  expect(await explained('gateway', '--vendor', 'scanpay')).toMatchObject({ vendor: 'scanpay' })
  expect(await explained('e1201')).toMatchObject({
    type: 'code',
    code: 'E1201',
    example: 'there is no supplier "acmee"',
  })
  expect(await explained('shop/product/oak-stool')).toMatchObject({
    resource: { source: { file: 'shop.yaml', line: 5 }, needs: ['shop/supplier/acme'] },
  })
  const far = await one.butik(['explain', 'shop/product/oak-stol'])
  expect(far).toMatchObject({ code: 1, stderr: expect.stringContaining('did you mean "oak-stool"?') })
  expect((await one.butik(['explain', 'E1042'])).stderr).toContain('there is no code E1042')
  // Elsewhere several vendors have products.
  const outside = await one.butik(['-C', join(one.folder, 'more'), 'explain', 'product'])
  expect(outside.stderr).toContain('write one of shoporama.product, venue-manager.product, 24nettbutikk.product')
  expect(one.calls()).toEqual([])
})

test('a graph is drawn of files that are right, and of no others', async () => {
  await using one = await project(shop)
  expect((await one.butik(['graph', '--target', 'shop/product/oak-stool'])).stdout).toBe(
    'shop\n  product oak-stool  Oak stool\n    supplier → supplier acme\n  supplier acme  Acme\n2 resources, 1 reference\n',
  )
  expect((await one.butik(['graph', '--as', 'mermaid', '--format', 'markdown'])).stdout).toMatch(
    /^```mermaid\nflowchart LR\n/,
  )
  expect((await one.butik(['graph', '--as', 'png'])).stderr).toContain('It is text, mermaid or dot.')
  await one.write({ 'shop.yaml': 'products:\n  a: { own_id: A, supplier: none }\n' })
  expect(await one.butik(['graph'])).toMatchObject({ code: 1, stderr: expect.stringContaining('E1201') })
})

test('schemas of a project hold its keys, and the files follow them where that is asked for', async () => {
  await using one = await project(shop)
  const { code, stdout } = await one.butik(['schema', '--project', '--modelines', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout).written).toEqual([
    '.butik/cache/schemas/config.json',
    '.butik/cache/schemas/vendors/shoporama.json',
    'butik.yaml',
    'shop.yaml',
  ])
  const schema = JSON.parse(await one.read('.butik/cache/schemas/vendors/shoporama.json'))
  const { supplier, related } = schema.properties.products.additionalProperties.properties
  expect(supplier.anyOf[0]).toEqual({ enum: ['acme'] })
  expect(related.items.anyOf[0]).toEqual({ enum: ['oak-chair', 'oak-stool'] })
  const first = '# yaml-language-server: $schema=./.butik/cache/schemas/vendors/shoporama.json\n'
  expect(await one.read('shop.yaml')).toBe(`${first}${shop['shop.yaml']}`)
  // A second time nothing changes, and the files are as valid as they were.
  expect(JSON.parse((await one.butik(['schema', '--modelines', '--json'])).stdout).written).toHaveLength(2)
  expect((await one.butik(['validate'])).code).toBe(0)
})
