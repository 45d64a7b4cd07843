// The whole loop with real git, once for each backend: a change is planned in its pull request, approved, merged and applied by
// one runner, which is killed; another is locked out meanwhile, and a third finishes. Nothing is made twice.
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { type Project, project, type Result } from '../support/butik.ts'
import { CiPlatform } from '../support/ci-platforms.ts'
import { type StatePlace, statePlaces } from '../support/state-places.ts'

const run = promisify(execFile)

const gitEnv = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Shop',
  GIT_AUTHOR_EMAIL: 'shop@shop.example',
  GIT_COMMITTER_NAME: 'Shop',
  GIT_COMMITTER_EMAIL: 'shop@shop.example',
}

const before = `connection: shop
suppliers:
  acme: { name: Acme Møbler A/S }
products:
  oak-chair: { own_id: CH-001, name: Egestol, supplier: acme, price: 1299.00 }
`
const after = `${before.replace('1299.00', '1249.00').replace('suppliers:\n', 'suppliers:\n  birch: { name: Birk Aps }\n')}\
  birch-stool: { own_id: ST-001, name: Skammel, supplier: birch, price: 399.00 }
  birch-table: { own_id: TA-001, name: Bord, supplier: birch, price: 2499.00 }
  birch-shelf: { own_id: SH-001, name: Reol, supplier: birch, price: 899.00 }
`
const addresses = [
  'shop/product/birch-shelf',
  'shop/product/birch-stool',
  'shop/product/birch-table',
  'shop/product/oak-chair',
  'shop/supplier/acme',
  'shop/supplier/birch',
]

interface Team {
  readonly shop: Project
  readonly place: StatePlace
  readonly platform: CiPlatform
  readonly origin: string
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd: folder, env: { PATH: process.env['PATH'], ...gitEnv } })
  return stdout
}

/** A machine that has seen nothing: a clone of main, and the remote state. */
async function runner({ shop, place, origin }: Team, name: string): Promise<string> {
  const clone = join(shop.folder, name)
  await git(shop.folder, 'clone', '-q', '--depth', '1', `file://${origin}`, clone)
  await place.prepare(clone)
  return clone
}

function start({ shop, place, platform }: Team, cwd: string, args: readonly string[]) {
  const ci =
    place.ci === 'gitlab'
      ? {
          CI_API_V4_URL: platform.url,
          CI_PROJECT_ID: '42',
          CI_MERGE_REQUEST_IID: '12',
          GITLAB_TOKEN: 'secret-token',
          CI_PROJECT_DIR: cwd,
        }
      : {
          GITHUB_REPOSITORY: 'acme/shop',
          GITHUB_API_URL: platform.url,
          GITHUB_TOKEN: 'secret-token',
          GITHUB_REF: 'refs/pull/12/merge',
          GITHUB_WORKSPACE: cwd,
        }
  return shop.start(args, { cwd, env: { ...gitEnv, ...ci, ...place.env } })
}

async function butik(team: Team, cwd: string, ...args: string[]): Promise<Result> {
  const result = await start(team, cwd, args).done
  expect(result.stderr).not.toMatch(/^ +at /m)
  return result
}

/** The repository as `init` makes it, with one product that is applied. */
async function begun(team: Team): Promise<void> {
  const { shop, place, origin } = team
  await git(shop.folder, 'init', '-q', '--bare', '-b', 'main', origin)
  const first = join(shop.folder, 'first')
  await git(shop.folder, 'clone', '-q', `file://${origin}`, first)
  const made = await butik(team, first, 'init', '.', '--vendor', 'shoporama', '--ci', place.ci, '--branch', 'main')
  expect(made, made.stderr).toMatchObject({ code: 0 })
  const settings = await readFile(join(first, 'butik.yaml'), 'utf8')
  const here = settings.replace('SHOPORAMA_TOKEN\n', 'SHOPORAMA_TOKEN\n    url: !env SHOPORAMA_URL\n')
  await writeFile(join(first, 'butik.yaml'), `${here}${place.settings}`)
  await writeFile(join(first, 'products.yaml'), before)
  await git(first, 'checkout', '-q', '-B', 'main')
  await git(first, 'add', '.')
  await git(first, 'commit', '-q', '-m', 'A shop')
  await git(first, 'push', '-q', 'origin', 'main')
  const clone = await runner(team, 'runner-a')
  const applied = await butik(team, clone, 'apply', '--yes')
  expect(applied, applied.stderr).toMatchObject({ code: 0 })
}

/** The branch, its plan and its comment; gives the hash that is approved. */
async function approved(team: Team): Promise<string> {
  const { shop, platform, origin } = team
  const author = await runner(team, 'author')
  await git(author, 'checkout', '-q', '-b', 'birch')
  await writeFile(join(author, 'products.yaml'), after)
  await git(author, 'commit', '-q', '-a', '-m', 'Birch, and a better price for the oak chair')
  await git(author, 'push', '-q', 'origin', 'birch')

  const review = join(shop.folder, 'review')
  await git(shop.folder, 'clone', '-q', '--depth', '1', '-b', 'birch', `file://${origin}`, review)
  await team.place.prepare(review)
  shop.forgetCalls()
  const planned = await butik(team, review, 'plan', '--report', 'plan.md', '--report', 'plan.json')
  expect(planned, planned.stderr).toMatchObject({ code: 0 })
  expect(shop.calls().filter(({ method }) => method !== 'GET')).toEqual([])
  for (const _ of ['opened', 'pushed to, with the same plan']) {
    const posted = await butik(team, review, 'ci', 'comment', '--file', 'plan.md')
    expect(posted, posted.stderr).toMatchObject({ code: 0 })
  }
  expect(platform.wrong).toEqual([])
  expect(platform.notes).toHaveLength(1)
  expect(platform.notes[0]?.body).toMatch(/1,?299[\s\S]*1,?249/)
  const { hash, summary } = JSON.parse(await readFile(join(review, 'plan.json'), 'utf8')) as Plan
  expect(summary).toMatchObject({ create: 4, update: 1, delete: 0 })
  return hash
}

/** The vendor has made the products and does not answer: `inside` is resolved, and nothing goes on before `open`. */
function holdProducts({ sandbox }: Project) {
  let open = (): void => {}
  const held = new Promise<void>((resolve) => {
    open = resolve
  })
  const inside = new Promise<void>((resolve) => {
    sandbox.afterCommit = async ({ method, path }) => {
      if (method !== 'POST' || !path.startsWith('/product')) return
      resolve()
      await held
    }
  })
  return {
    inside,
    open: () => {
      delete sandbox.afterCommit
      open()
    },
  }
}

function named({ sandbox }: Project, collection: string, field: string): string[] {
  const rows = (sandbox.shoporama.snapshot().collections[collection]?.rows ?? []) as unknown as readonly {
    fields: Readonly<Record<string, unknown>>
  }[]
  return rows.map(({ fields }) => String(fields[field])).toSorted()
}

async function untracked(clone: string): Promise<string[]> {
  const lines = (await git(clone, 'status', '--porcelain', '--untracked-files=normal')).split('\n')
  return lines.filter((line) => line !== '' && !/^\?\? \.butik\/?$/.test(line))
}

describe.each(Object.entries(statePlaces))('the state in %s', (_backend, open) => {
  test('approved, merged, killed in mid-run, and finished by another runner', { timeout: 240_000 }, async () => {
    await using shop = await project({}, { vendors: ['shoporama'] })
    await using place = await open(shop.folder)
    await using platform = await CiPlatform.start(place.ci === 'gitlab' ? 'gitlab' : 'github')
    const team: Team = { shop, place, platform, origin: join(shop.folder, 'origin.git') }
    await begun(team)
    const hash = await approved(team)
    await git(join(shop.folder, 'first'), 'fetch', '-q', 'origin', 'birch')
    await git(join(shop.folder, 'first'), 'merge', '-q', '--no-ff', '-m', 'Merge birch', 'FETCH_HEAD')
    await git(join(shop.folder, 'first'), 'push', '-q', 'origin', 'main')

    const [b, c, d] = [await runner(team, 'runner-b'), await runner(team, 'runner-c'), await runner(team, 'runner-d')]
    const other = await butik(team, b, 'apply', '--expect', 'f'.repeat(64))
    expect(other).toMatchObject({ code: 4 })
    expect(other.stderr).toContain(hash)

    const hold = holdProducts(shop)
    const killed = start(team, b, ['apply', '--expect', hash])
    await Promise.race([hold.inside, killed.done.then(({ stderr }) => expect.unreachable(stderr))])
    shop.forgetCalls()
    const lockedOut = await butik(team, c, 'apply', '--expect', hash)
    expect(lockedOut).toMatchObject({ code: 5 })
    expect(lockedOut.stderr).toContain(`pid ${killed.child.pid}`)
    const id = /state unlock ([\w-]+)/.exec(lockedOut.stderr)?.[1] ?? ''
    expect(shop.calls()).toEqual([])
    killed.child.kill('SIGKILL')
    expect(await killed.done).toMatchObject({ signal: 'SIGKILL' })
    hold.open()

    if (place.unlock) expect(await butik(team, d, 'state', 'unlock', id)).toMatchObject({ code: 0 })
    const finished = await butik(team, d, 'apply', '--resume', '--json')
    expect(finished, finished.stderr).toMatchObject({ code: 0 })
    // The products were made by the run that was killed: found, and not made again.
    expect(shop.calls().map(({ method, path }) => `${method} ${path}`)).not.toContain('POST /product')
    expect(named(shop, 'products', 'own_id')).toEqual(['CH-001', 'SH-001', 'ST-001', 'TA-001'])
    expect(named(shop, 'suppliers', 'name')).toEqual(['Acme Møbler A/S', 'Birk Aps'])

    const last = await runner(team, 'runner-e')
    const again = await butik(team, last, 'plan', '--json', '--detailed-exitcode')
    expect(again, again.stdout).toMatchObject({ code: 0 })
    expect(JSON.parse(again.stdout)).toMatchObject({ changes: [], complete: true })
    const listed = await butik(team, last, 'state', 'list', '--json')
    const entries: readonly { readonly address: string }[] = JSON.parse(listed.stdout)
    expect(entries.map(({ address }) => address)).toEqual(addresses)
    for (const clone of [b, c, d, last]) expect(await untracked(clone)).toEqual([])
    expect(await untracked(join(shop.folder, 'review'))).toEqual(['?? plan.json', '?? plan.md'])
  })
})
