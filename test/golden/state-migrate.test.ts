// The state of a project encrypted, its key changed, taken from a file; and a butik.yaml whose state: is not understood.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { butikYaml, project } from '../support/butik.ts'
import { startStateServer } from '../support/http-state-server.ts'

const shopYaml = { 'shop.yaml': 'suppliers:\n  acme: { name: Egestole A/S }\n' }
const keys = { NEW: 'ab'.repeat(32), OLD: 'en lang sætning om egestole' }

async function textsBelow(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  return (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join('\n')
}

test('a state is encrypted where it is, its key changed, and moved away and back by a file', async () => {
  await using shop = await project(shopYaml, { vendors: ['shoporama'] })
  const here = (...args: string[]) => shop.butik(args, { env: keys })
  expect(await here('apply', '--yes')).toMatchObject({ code: 0 })
  const plain = await shop.read('.butik/default/state.json')
  expect(await textsBelow(join(shop.folder, '.butik'))).toContain('Egestole')
  const none = await here('state', 'migrate', '--reencrypt')
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no key to encrypt with') })

  await shop.write({ 'butik.yaml': `${butikYaml}state: { backend: local, encryption: { key: !env OLD } }\n` })
  const read = await here('plan', '--detailed-exitcode')
  expect(read).toMatchObject({ code: 0, stderr: expect.stringContaining('The state is not encrypted yet') })
  const before = await textsBelow(join(shop.folder, '.butik'))
  const unasked = await here('state', 'migrate', '--reencrypt')
  expect(unasked).toMatchObject({ code: 1, stderr: expect.stringContaining('E5002') })
  const no = await shop.butik(['state', 'migrate', '--reencrypt'], { env: keys, answers: ['no'] })
  expect(no).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing was written.') })
  expect(await textsBelow(join(shop.folder, '.butik'))).toEqual(before)
  const yes = await shop.butik(['state', 'migrate', '--reencrypt'], { env: keys, answers: ['yes'] })
  expect(yes).toMatchObject({ code: 0, stdout: expect.stringContaining('with the files of 1 run.') })
  for (const word of ['Egestole', keys.OLD]) expect(await textsBelow(join(shop.folder, '.butik'))).not.toContain(word)

  await shop.write({ 'butik.yaml': `${butikYaml}state: { backend: local, encryption: { key: !env NEW } }\n` })
  const wrong = await here('state', 'list')
  const { code: other, stderr: told } = await here('plan', '--offline')
  expect({ other, told }).toEqual({ other: 1, told: expect.not.stringContaining('damaged') })
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('encrypted with another key: it wants') })
  for (const secret of Object.values(keys)) expect(wrong.stderr).not.toContain(secret)

  const both = '{ key: !env NEW, old_keys: [!env OLD] }'
  await shop.write({ 'butik.yaml': `${butikYaml}state: { backend: local, encryption: ${both} }\n` })
  expect(await here('state', 'migrate', '--reencrypt', '--yes', '--json')).toMatchObject({ code: 0 })
  await shop.write({ 'butik.yaml': `${butikYaml}state: { backend: local, encryption: { key: !env NEW } }\n` })
  const after = await here('plan', '--detailed-exitcode')
  expect(after).toMatchObject({ code: 0 })
  expect(after.stderr).not.toContain('old key')

  // The copy in plain text is an older one of the same state: it does not take its place.
  await shop.write({ 'copy.json': plain })
  const older = await here('state', 'migrate', '--from', 'copy.json', '--yes')
  expect(older).toMatchObject({ code: 4, stderr: expect.stringContaining('E4008') })
  await shop.remove('.butik')
  expect(await here('state', 'migrate', '--from', 'copy.json')).toMatchObject({ code: 1 })
  const moved = await here('state', 'migrate', '--from', 'copy.json', '--yes')
  expect(moved).toMatchObject({ code: 0, stdout: expect.stringContaining('1 resource,') })
  expect(await here('plan', '--detailed-exitcode')).toMatchObject({ code: 0 })
  expect(await textsBelow(join(shop.folder, '.butik/default'))).not.toContain('Egestole')
})

test('a state in plain text that goes where there is a key is left in plain text: who comes without the key is told where it went', async () => {
  const server = await startStateServer({ manner: 'gitlab' })
  onTestFinished(() => server.close())
  await using shop = await project(shopYaml, { vendors: ['shoporama'] })
  const here = (...args: string[]) => shop.butik(args, { env: keys })
  expect(await here('apply', '--yes')).toMatchObject({ code: 0 })
  const far = `{ backend: http, address: "${server.url}/api/v4/projects/1/terraform/state/shop"`
  await shop.write({ 'butik.yaml': `${butikYaml}state: ${far}, encryption: { key: !env NEW } }\n` })
  const there = await here('state', 'migrate', '--from', 'local', '--yes')
  expect(there).toMatchObject({ code: 0, stderr: expect.not.stringContaining('not encrypted yet') })
  expect(server.text('/api/v4/projects/1/terraform/state/shop')).not.toContain('Egestole')
  await shop.write({ 'butik.yaml': butikYaml })
  expect(await here('plan')).toMatchObject({ code: 4, stderr: expect.stringContaining('E4007') })

  // Back, where what was encrypted has the key of butik.yaml and not of --from.
  await shop.write({ 'butik.yaml': `${butikYaml}state: { backend: local, encryption: { key: !env NEW } }\n` })
  expect(await here('state', 'migrate', '--from', `${far} }`, '--yes')).toMatchObject({ code: 0 })
  expect(await here('plan', '--detailed-exitcode')).toMatchObject({ code: 0 })
})

test('what --from cannot be is said, and nothing is written', async () => {
  await using shop = await project({ ...shopYaml, 'a.txt': '- 1\n' }, { vendors: ['shoporama'] })
  const migrate = (...args: string[]) => shop.butik(['state', 'migrate', ...args, '--yes'])
  expect((await migrate()).stderr).toContain('say one thing')
  expect((await migrate('--from', 'local')).stderr).toContain('the state is at local (.butik/default) already')
  expect((await migrate('--from', 'none.yaml')).stderr).toContain('--from none.yaml cannot be read: ENOENT')
  await shop.write({ 'a.json': '{ "a": 1 }' })
  const other = await migrate('--from', 'a.json')
  expect(other.stderr).toContain('--from takes a copy of a state.json')
  expect(other.stderr).not.toContain('state rebuild')
  expect((await migrate('--from', 'a.txt')).stderr).toContain('has no settings of a state')
  expect((await migrate('--from', '{ backend: s3 }')).stderr).toContain('must be local, git, postgres or http')
  const secret = await migrate('--from', '{ backend: postgres, url: "postgres://a:hemmelig@db/x" }')
  expect(secret).toMatchObject({ code: 1, stderr: expect.stringContaining('E1012') })
  expect(secret.stderr).not.toContain('hemmelig')
})

test('where state: is not understood no other state is taken for it', async () => {
  await using shop = await project(shopYaml, { vendors: ['shoporama'] })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  for (const state of ['{ backend: gti }', '{ backend: local', '{ backend: local, encryption: { key: abc } }']) {
    await shop.write({ 'butik.yaml': `${butikYaml}state: ${state}\n` })
    for (const args of [['state', 'list'], ['plan'], ['apply', '--yes']])
      expect(await shop.butik(args), `${args.join(' ')} ${state}`).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/butik\.yaml:7:\d+|butik\.yaml:8/),
      })
  }
  await shop.write({ 'butik.yaml': `${butikYaml}state: { backend: local, encryption: { key: !env NONE } }\n` })
  expect(await shop.butik(['validate'])).toMatchObject({ code: 0 })
  expect((await shop.butik(['plan'])).stderr).toContain('the environment variable NONE is not set')
})
