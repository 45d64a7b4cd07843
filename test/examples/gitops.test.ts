// The two folders with workflows: what `butik init` writes is in them as it writes it, and each is applied with its state where
// its butik.yaml says, by one machine, and found again by another that has nothing of it.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { newProject } from '../../src/author/init/new-project.ts'
import { butikVersion } from '../../src/cli/version.ts'
import { type Project, project, root } from '../support/butik.ts'
import { startStateServer } from '../support/http-state-server.ts'

const run = promisify(execFile)

describe.each(['github', 'gitlab'] as const)('examples/gitops-%s', (platform) => {
  const wish = { vendor: 'shoporama', connection: 'shop', branch: 'main', butik: butikVersion(), platform }
  const written = (newProject(wish) ?? []).filter(({ path }) => path !== 'products.yaml')

  // `npx vitest run --project examples test/examples/gitops.test.ts -u` writes them anew.
  test.each(written)('$path is as butik init writes it', async ({ path, text }) => {
    await expect(text).toMatchFileSnapshot(join(root, 'examples', `gitops-${platform}`, path))
  })
})

async function write(shop: Project, file: string, [from, to]: readonly [string, string]): Promise<void> {
  const before = await shop.read(file)
  expect(before).toContain(from)
  await shop.write({ [file]: before.replace(from, to) })
}

async function appliedAndFound(shop: Project, env: Readonly<Record<string, string>>): Promise<void> {
  const bare = { SHOPORAMA_TOKEN: undefined, SHOPORAMA_URL: undefined }
  const valid = await shop.butik(['validate'], { env: bare })
  expect(valid).toMatchObject({ code: 0, stdout: 'The configuration is valid (1 file).\n', stderr: '' })
  // The sandbox in the place of the shop; all else as it is.
  const token = 'token: !env SHOPORAMA_TOKEN\n'
  await write(shop, 'butik.yaml', [token, `${token}    url: !env SHOPORAMA_URL\n`])

  const planned = await shop.butik(['plan', '--json'], { env })
  expect(planned, planned.stderr).toMatchObject({ code: 0 })
  const { hash, cost } = JSON.parse(planned.stdout)
  expect(shop.calls()).toHaveLength(cost.shop.planReads)
  const applied = await shop.butik(['apply', '--expect', hash], { env })
  expect(applied, applied.stdout + applied.stderr).toMatchObject({ code: 0 })

  await shop.remove('.butik')
  const again = await shop.butik(['plan', '--json', '--detailed-exitcode'], { env })
  expect(again, again.stdout).toMatchObject({ code: 0 })
  expect(JSON.parse(again.stdout)).toMatchObject({ changes: [], complete: true })
  const listed = await shop.butik(['state', 'list'], { env })
  expect(listed.stdout).toContain('shop/product/morning-roast')

  // The change that the README makes, and the one that it says a guard stops.
  for (const [price, code] of [
    ['99.00', 0],
    ['40.00', 4],
  ] as const) {
    await write(shop, 'products.yaml', ['price: 89.00', `price: ${price}`])
    const changed = await shop.butik(['plan', '--json'], { env })
    expect(changed, changed.stderr).toMatchObject({ code })
    expect(JSON.parse(changed.stdout)).toMatchObject({
      summary: { create: 0, update: 1 },
      guards: code === 0 ? [] : [{ name: 'price', addresses: ['shop/product/morning-roast'] }],
    })
    await write(shop, 'products.yaml', [`price: ${price}`, 'price: 89.00'])
  }
}

test('GitHub: the state is on a branch of the repository', async () => {
  await using shop = await project({}, { from: 'examples/gitops-github', vendors: ['shoporama'] })
  const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  const git = async (...args: string[]) => {
    const options = { cwd: shop.folder, env: { PATH: process.env['PATH'], ...env } }
    return (await run('git', args, options)).stdout
  }
  const origin = await mkdtemp(join(tmpdir(), 'butik-origin-'))
  try {
    await git('init', '-q', '--bare', origin)
    await git('init', '-q')
    await git('remote', 'add', 'origin', origin)
    await appliedAndFound(shop, env)
    expect(await git('ls-remote', 'origin')).toMatch(/\trefs\/heads\/butik-state\n/)
    // What is left here is for nobody to commit.
    expect(await git('status', '--porcelain', '--untracked-files=all')).not.toContain('.butik/')
  } finally {
    await rm(origin, { recursive: true, force: true })
  }
})

test('GitLab: the state is on its server, by what every job is given', async () => {
  await using shop = await project({}, { from: 'examples/gitops-gitlab', vendors: ['shoporama'] })
  const [username, password] = ['gitlab-ci-token', 'job-token-5518']
  const server = await startStateServer({ manner: 'gitlab', username, password })
  try {
    const path = '/api/v4/projects/42/terraform/state/butik'
    await appliedAndFound(shop, {
      BUTIK_STATE_ADDRESS: `${server.url}${path}`,
      BUTIK_STATE_USERNAME: username,
      BUTIK_STATE_PASSWORD: password,
    })
    expect(server.text(path)).toContain('shop/product/morning-roast')
    expect(server.text(path)).not.toContain(password)
  } finally {
    await server.close()
  }
})
