// A new repository: it validates as it is, nothing that was there is touched, and without a person nothing is asked.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { vendorNames } from '../../src/author/init/new-project.ts'
import { type Project, project } from '../support/butik.ts'

const run = promisify(execFile)

/** A shop of the project is not used: the folder beside it is where things are made. */
async function inFolder(use: (shop: Project, folder: string) => Promise<void>): Promise<void> {
  await using shop = await project({})
  const folder = await mkdtemp(join(tmpdir(), 'butik-init-'))
  try {
    await use(shop, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('every vendor begins with files that are valid and declare nothing', { timeout: 120_000 }, async () => {
  await inFolder(async (shop, folder) => {
    for (const vendor of vendorNames) {
      const made = await shop.butik(['init', join(folder, vendor), '--vendor', vendor, '--ci', 'none'])
      expect([vendor, made.code, made.stderr]).toEqual([vendor, 0, ''])
      const checked = await shop.butik(['validate', '-C', join(folder, vendor)])
      expect([vendor, checked.code, checked.stdout]).toEqual([vendor, 0, 'The configuration is valid (1 file).\n'])
    }
  })
})

test('the first resource is one: without its marks it is valid too', { timeout: 120_000 }, async () => {
  await inFolder(async (shop, folder) => {
    await shop.butik(['init', folder, '--vendor', 'shoporama', '--ci', 'none'])
    const path = join(folder, 'products.yaml')
    const lines = (await readFile(path, 'utf8')).split('\n')
    const first = lines.findIndex((line) => line.startsWith('# Take the marks'))
    await writeFile(path, [...lines.slice(0, first), ...lines.slice(first + 1).map((line) => line.slice(2))].join('\n'))
    const { code, stdout, stderr } = await shop.butik(['validate', '-C', folder])
    expect([code, stdout, stderr]).toEqual([0, 'The configuration is valid (1 file).\n', ''])
  })
})

test('what is there stays; what is missing in .gitignore is added once', { timeout: 60_000 }, async () => {
  await inFolder(async (shop, folder) => {
    await writeFile(join(folder, '.gitignore'), 'mine\n.butik/cache/')
    await writeFile(join(folder, 'package.json'), '{"name":"mine"}')
    const { code, stdout } = await shop.butik(['init', folder, '--vendor', 'shoporama', '--ci', 'none', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      formatVersion: 1,
      created: ['butik.yaml', 'products.yaml', '.vscode/settings.json'],
      extended: ['.gitignore'],
      kept: ['package.json'],
    })
    expect(await readFile(join(folder, 'package.json'), 'utf8')).toBe('{"name":"mine"}')
    const ignored = (await readFile(join(folder, '.gitignore'), 'utf8')).split('\n')
    expect(ignored.slice(0, 3)).toEqual(['mine', '.butik/cache/', 'node_modules/'])
    expect(ignored.filter((line) => line === '.butik/cache/')).toHaveLength(1)

    await mkdir(join(folder, 'other', '.gitignore'), { recursive: true })
    const other = await shop.butik(['init', join(folder, 'other'), '--vendor', 'shoporama', '--ci', 'none'])
    expect(other.stderr).toContain('.gitignore cannot be written: EISDIR (it is a folder)')

    const again = await shop.butik(['init', folder, '--vendor', 'shoporama'])
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('E5004')
  })
})

test('the platform is found by the remote, the branch by what the remote calls its own', {
  timeout: 60_000,
}, async () => {
  await inFolder(async (shop, folder) => {
    for (const [url, file] of [
      ['git@github.com:shops/mine.git', '.github/workflows/butik-plan.yml'],
      ['https://gitlab.example/shops/mine.git', '.gitlab-ci.yml'],
    ] as const) {
      const here = join(folder, file.startsWith('.github') ? 'a' : 'b')
      await mkdir(here)
      await run('git', ['init', '-q', here])
      await run('git', ['-C', here, 'remote', 'add', 'origin', url])
      await mkdir(join(here, '.git', 'refs', 'remotes', 'origin'), { recursive: true })
      await writeFile(join(here, '.git', 'refs', 'remotes', 'origin', 'HEAD'), 'ref: refs/remotes/origin/trunk\n')
      const made = await shop.butik(['init', here, '--vendor', 'shoporama'])
      expect(made.code).toBe(0)
      // What it says comes next can be done: each variable that butik.yaml asks for is named.
      const wanted = (await readFile(join(here, 'butik.yaml'), 'utf8')).matchAll(/!env (\w+)/g)
      for (const [, name] of wanted) expect(made.stdout).toContain(`export ${name}=`)
      const applies = file.startsWith('.github') ? '.github/workflows/butik-apply.yml' : file
      expect(await readFile(join(here, applies), 'utf8')).toContain('trunk')
      // Below the root of the repository the platform would never read it.
      const below = await shop.butik(['init', join(here, 'nordic', 'shop'), '--vendor', 'shoporama'])
      expect(below.stdout).toContain('nordic/shop is not the root of its repository')
      expect(below.stdout).toContain(`${file.startsWith('.github') ? '.github/workflows' : file} is read there only`)
    }
  })
})

test('nobody to ask: it says which flag is missing, and writes nothing', { timeout: 60_000 }, async () => {
  await inFolder(async (shop, folder) => {
    for (const args of [
      [],
      ['--vendor', 'shoporama'],
      ['--vendor', 'shopify', '--ci', 'none'],
      ['--vendor', 'shoporama', '--ci', 'none', '--branch', 'a;b'],
      ['--vendor', 'shoporama', '--ci', 'none', '--url', 'a: b'],
    ]) {
      const { code, stderr } = await shop.butik(['init', folder, ...args])
      expect(code).toBe(1)
      expect(stderr).toMatch(/--(vendor|ci|branch|url)/)
      expect(await readdir(folder)).toEqual([])
    }
    expect((await shop.butik(['init', folder, '--yes', '--url', 'http://127.0.0.1:4100/REST'])).code).toBe(0)
    expect(await readFile(join(folder, 'butik.yaml'), 'utf8')).toContain('\n    url: http://127.0.0.1:4100/REST\n')
  })
})
