// Finding the repository and getting there: settings of the work tree, credentials, rights, and what is said without them.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { appendTo, entryOf, following, oak, runLines, want } from './backend-contract.ts'
import { gitShim } from './git-shim.ts'
import { gitWorld, plainEnv } from './git-store.ts'

it.each([
  ['origin', [], /^there is no remote origin .* this repository has no remote at all$/],
  ['elsewhere', [['remote', 'add', 'upstream', 'x']], /^there is no remote elsewhere .* this repository has upstream$/],
])('says that there is no remote %s', async (remote, commands, message) => {
  const world = gitWorld()
  const root = world.tree()
  world.git(root, 'remote', 'remove', 'origin')
  for (const command of commands) world.git(root, ...command)
  await expect(world.open(root, { remote })).rejects.toMatchObject({
    code: 'E4001',
    message: expect.stringMatching(message),
  })
})

it('needs no work tree where the remote is an address, and says so where it is a name', async () => {
  const world = gitWorld()
  const root = join(world.folder, 'plain')
  mkdirSync(root)
  const { backend } = await world.open(root, { remote: world.bare })
  await backend.write(following((await backend.read()).snapshot, { [oak]: entryOf('12') }), 0)
  const named = await world.open(world.tree())
  expect((await named.backend.read()).snapshot.entries[oak]).toEqual(entryOf('12'))
  await expect(world.open(root)).rejects.toMatchObject({
    code: 'E4001',
    message: 'the state has the backend git, and butik.yaml lies in no git repository',
  })
})

it('takes another branch, and an address that is meant from the top of the work tree', async () => {
  const world = gitWorld()
  const root = world.tree()
  const shop = join(root, 'shops', 'danish')
  mkdirSync(shop, { recursive: true })
  world.git(root, 'remote', 'set-url', 'origin', '../remote.git')
  const { backend } = await world.open(shop, { branch: 'state/danish' })
  await backend.write(following((await backend.read()).snapshot, {}), 0)
  expect([...world.refs().keys()]).toContain('refs/heads/state/danish')
  expect(existsSync(join(shop, '.butik', 'cache', 'git'))).toBe(true)
})

it('two branches of one repository are two states: a lock, a journal and serials each', async () => {
  const world = gitWorld()
  const [one, two] = [await world.open(world.tree()), await world.open(world.tree(), { branch: 'state/danish' })]
  const { backend } = one
  for (const serial of [0, 1])
    await backend.write(following((await backend.read()).snapshot, { [oak]: entryOf('12') }), serial)
  await using _held = await backend.lock(want('a'))
  await appendTo(backend, runLines('a'))
  expect(await two.backend.held()).toBeUndefined()
  expect(await two.backend.read()).toMatchObject({ snapshot: { serial: 0, entries: {} }, journal: [] })
  await backend.keep('a', 'plan.json', '{}')
  await (await two.backend.lock(want('b'))).release()
  await two.backend.write(following((await two.backend.read()).snapshot, {}), 0)
  expect(await two.backend.runs()).toEqual([])
  expect((await backend.read()).journal).toHaveLength(runLines('a').length)
})

it.each(['..', 'a..b', 'x.lock', 'x.', '-x', 'a//b', '$(x)'])('refuses %s as the name of a branch', async (branch) => {
  const world = gitWorld()
  await expect(world.open(world.tree(), { branch })).rejects.toMatchObject({ code: 'E4003' })
})

it('says what is missing where there is no git, or an old one', async () => {
  const world = gitWorld()
  const root = world.tree()
  await expect(world.open(root, { env: { ...plainEnv, PATH: join(world.folder, 'nothing') } })).rejects.toMatchObject({
    code: 'E4001',
    message: 'the state in origin cannot be read: git is not on the PATH',
    hint: expect.stringContaining('2.31'),
  })
  const shim = gitShim(world.folder)
  const path = (shim.env['PATH'] ?? '').split(':')[0] ?? ''
  writeFileSync(join(path, 'git'), '#!/bin/sh\n[ "$1" = version ] && echo "git version 2.25.1"\nexit 0\n')
  await expect(world.open(root, { env: shim.env })).rejects.toMatchObject({
    message: 'the state needs git 2.31 or newer, and this is git version 2.25.1',
  })
})

it('says that the remote does not let it write, with the words of the remote', async () => {
  const world = gitWorld()
  const hook = join(world.bare, 'hooks', 'pre-receive')
  writeFileSync(hook, '#!/bin/sh\necho "GH006: Protected branch update failed" >&2\nexit 1\n')
  chmodSync(hook, 0o755)
  const shim = gitShim(world.folder)
  const { backend } = await world.open(world.tree(), { env: shim.env })
  const { snapshot } = await backend.read()
  shim.asked()
  await expect(backend.write(following(snapshot, {}), 0)).rejects.toMatchObject({
    code: 'E4003',
    message: expect.stringMatching(
      /the remote does not let these credentials write \(.*hook declined.*GH006: Protected branch/,
    ),
    hint: expect.stringContaining('contents: write'),
  })
  // A rule is a rule: it is not tried again.
  expect(shim.asked().filter((line) => line.startsWith('push'))).toHaveLength(1)
  await expect(backend.lock(want('one'))).rejects.toMatchObject({ code: 'E4003' })
})

interface Forge {
  readonly url: string
  /** Requests that had the credentials. */
  granted(): number
  refuseWrites(): void
}

/** Git over HTTP as a forge serves it, for who says the word. */
async function forge(folder: string): Promise<Forge> {
  let [granted, mayWrite] = [0, true]
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers.authorization !== 'Basic c2VjcmV0LXdvcmQ=') {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end()
      return
    }
    granted += 1
    if (!mayWrite && request.url?.includes('receive-pack') === true) {
      response.writeHead(403).end('Write access to repository not granted.')
      return
    }
    answer(folder, request, response)
  }
  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/remote.git`,
    granted: () => granted,
    refuseWrites: () => {
      mayWrite = false
    },
  }
}

/** What git's own program for web servers answers. */
function answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const { 'content-type': type, 'content-encoding': encoding, 'git-protocol': protocol } = request.headers
  const env = {
    ...plainEnv,
    GIT_PROJECT_ROOT: folder,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: path,
    QUERY_STRING: query,
    REQUEST_METHOD: request.method,
    REMOTE_USER: 'forge',
    CONTENT_TYPE: type ?? '',
    HTTP_CONTENT_ENCODING: encoding ?? '',
    ...(typeof protocol === 'string' ? { GIT_PROTOCOL: protocol } : {}),
  }
  const cgi = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  request.pipe(cgi.stdin)
  const out: Buffer[] = []
  cgi.stdout.on('data', (part: Buffer) => out.push(part))
  cgi.on('close', () => {
    const all = Buffer.concat(out)
    const end = all.indexOf('\r\n\r\n')
    const lines = all.subarray(0, end).toString('utf8').split('\r\n')
    const headers = lines.map((line): [string, string] => [line.split(': ')[0] ?? '', line.split(': ')[1] ?? ''])
    const status = headers.find(([name]) => name === 'Status')?.[1].slice(0, 3) ?? '200'
    response.writeHead(Number(status), Object.fromEntries(headers.filter(([name]) => name !== 'Status')))
    response.end(all.subarray(end + 4))
  })
}

it('gets in with the header that a checkout in CI leaves in the settings of the work tree', async () => {
  const world = gitWorld()
  const { url, granted } = await forge(world.folder)
  world.git(world.bare, 'config', 'http.receivepack', 'true')
  const root = world.tree()
  world.git(root, 'remote', 'set-url', 'origin', url)
  const header = 'AUTHORIZATION: basic c2VjcmV0LXdvcmQ='
  world.git(root, 'config', `http.${new URL(url).origin}/.extraheader`, header.replace('basic', 'Basic'))
  const shim = gitShim(world.folder)
  const { backend } = await world.open(root, { env: shim.env })
  const lock = await backend.lock(want('one'))
  await backend.write(following((await backend.read()).snapshot, { [oak]: entryOf('12') }), 0)
  await lock.release()
  expect(granted()).toBeGreaterThan(3)
  expect(shim.asked().join('\n')).not.toMatch(/c2VjcmV0|127\.0\.0\.1/)
  // Also where the header stands in a file that the settings include for this repository, or came by the environment.
  const included = join(world.folder, 'credentials')
  world.git(root, 'config', '--unset-all', `http.${new URL(url).origin}/.extraheader`)
  const refused = (await world.open(root)).backend
  await expect(refused.read()).rejects.toMatchObject({
    code: 'E4001',
    message: expect.stringMatching(/the remote did not accept the credentials, or there were none/),
  })
  writeFileSync(included, `[http "${new URL(url).origin}/"]\n  extraheader = ${header.replace('basic', 'Basic')}\n`)
  world.git(root, 'config', `includeIf.gitdir:${root}/.git.path`, included)
  expect((await (await world.open(root)).backend.read()).snapshot.serial).toBe(1)
  world.git(root, 'config', '--unset', `includeIf.gitdir:${root}/.git.path`)
  const env = {
    ...plainEnv,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraheader',
    GIT_CONFIG_VALUE_0: header.replace('basic', 'Basic'),
  }
  expect((await (await world.open(root, { env })).backend.read()).snapshot.serial).toBe(1)
  // Nothing of it stays in butik's own repository.
  const copy = join(root, '.butik', 'cache', 'git', 'objects.git')
  expect(readFileSync(join(copy, 'config'), 'utf8')).not.toMatch(/c2VjcmV0|127\.0\.0\.1/)
})

it('says that credentials may only read, and shows none that stand in an address', async () => {
  const world = gitWorld()
  const { url, refuseWrites } = await forge(world.folder)
  const root = world.tree()
  refuseWrites()
  const address = url.replace('//', '//ole:hunter2@')
  world.git(root, 'config', 'http.extraheader', 'Authorization: Basic c2VjcmV0LXdvcmQ=')
  const { backend } = await world.open(root, { remote: address })
  await backend.read()
  const error: unknown = await backend.lock(want('one')).catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    code: 'E4003',
    message: expect.stringContaining('does not let these credentials write'),
  })
  expect(`${String(error)} ${world.notices.join()}`).not.toContain('hunter2')
})
