// An answer of `validate` that is remembered: it holds as long as everything that it stood on is as it was, and no longer.
import { appendFile, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Project, project, root } from '../support/butik.ts'

const files = {
  'suppliers.yaml': 'suppliers:\n  acme: { name: Acme }\n',
  'products/chair.yaml': [
    'products:',
    '  chair:',
    '    own_id: CH-1',
    '    name: Stol',
    '    supplier: acme',
    '    price: !env CHAIR_PRICE',
    '    description: !file ../texts/chair.html',
    '    images: [{ file: ../images/chair.jpg }]',
    'categories: !csv ../categories.csv',
    '',
  ].join('\n'),
  'categories.csv': 'key,name\nchairs,Stole\n',
  'texts/chair.html': '<p>En stol</p>\n',
  'images/chair.jpg': 'not looked at here',
}

const env = { CHAIR_PRICE: '100' }
const answer = 'The configuration is valid (3 files).\n'

/** Whether the files were read and understood anew: what reads arguments is loaded then. */
async function validated(shop: Project, given: { args?: string[]; env?: Record<string, string> } = {}) {
  const list = join(shop.folder, '..', `${shop.folder.split('/').at(-1)}.loaded`)
  const hook = join(root, 'test', 'support', 'loaded-files.mjs')
  const { code, stdout } = await shop.start(given.args ?? ['validate'], {
    env: { ...env, ...given.env, NODE_OPTIONS: `--import ${hook}`, BUTIK_TEST_LOADED: list },
  }).done
  const loaded = await readFile(list, 'utf8')
  await rm(list)
  return { code, stdout, anew: /\/program-[^/]+\.js$/m.test(loaded) }
}

const here = (shop: Project) => join(shop.folder, '.butik', 'cache', 'valid.json')

test('what is as it was is answered without a file being parsed', { timeout: 60_000 }, async () => {
  await using shop = await project(files)
  expect(await validated(shop)).toEqual({ code: 0, stdout: answer, anew: true })
  expect(await validated(shop)).toEqual({ code: 0, stdout: answer, anew: false })
  // The same folder by another name, and another way to say it: that is another command.
  expect(await validated(shop, { args: ['validate', '--no-color'] })).toEqual({ code: 0, stdout: answer, anew: true })
})

const questions = (kept: string) => JSON.parse(kept).asked.map(([how, path]: readonly string[]) => [how, path])

const breaks: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  'a resource file': (folder) => appendFile(join(folder, 'suppliers.yaml'), '  bolt: { nme: Bolt }\n'),
  'a file of the same size': async (folder) => {
    const path = join(folder, 'suppliers.yaml')
    await writeFile(path, (await readFile(path, 'utf8')).replace('name', 'nmea'))
  },
  'a file more': (folder) => writeFile(join(folder, 'more.yaml'), 'suppliers:\n  bolt: { nme: Bolt }\n'),
  'a file less': (folder) => rm(join(folder, 'suppliers.yaml')),
  'the settings': (folder) => appendFile(join(folder, 'butik.yaml'), 'conections: {}\n'),
  'a text that is gone': (folder) => rm(join(folder, 'texts', 'chair.html')),
  'a text that is no text': (folder) => writeFile(join(folder, 'texts', 'chair.html'), Buffer.from([0xff, 0xfe, 0x00])),
  'a sheet': (folder) => writeFile(join(folder, 'categories.csv'), 'key,nme\nchairs,Stole\n'),
  'a picture that is gone': (folder) => rm(join(folder, 'images', 'chair.jpg')),
  'a file that leads out of the folder': async (folder) => {
    await mkdir(join(folder, '..', `${folder.split('/').at(-1)}-out`))
    await writeFile(join(folder, '..', `${folder.split('/').at(-1)}-out`, 'x'), 'outside')
    await rm(join(folder, 'images', 'chair.jpg'))
    await symlink(join(folder, '..', `${folder.split('/').at(-1)}-out`, 'x'), join(folder, 'images', 'chair.jpg'))
  },
  'a fact that was probed': (folder) => writeFile(join(folder, 'butik.probe.shop.yaml'), 'no: [such, form\n'),
}

test('what moved is seen, whatever it is, and an error is found anew', { timeout: 120_000 }, async () => {
  await using shop = await project(files)
  expect((await validated(shop)).code).toBe(0)
  await cp(shop.folder, `${shop.folder}-whole`, { recursive: true })
  for (const [what, change] of Object.entries(breaks)) {
    await change(shop.folder)
    // What was remembered says 0.
    expect([what, (await shop.butik(['validate'], { env })).code]).toEqual([what, 1])
    await rm(shop.folder, { recursive: true })
    await cp(`${shop.folder}-whole`, shop.folder, { recursive: true, verbatimSymlinks: true })
  }
  expect(await validated(shop)).toMatchObject({ code: 0, anew: false })
  await rm(`${shop.folder}-whole`, { recursive: true })
})

test('a variable that has another value is another world', { timeout: 60_000 }, async () => {
  await using shop = await project(files)
  await validated(shop)
  expect((await validated(shop)).anew).toBe(false)
  expect((await validated(shop, { env: { CHAIR_PRICE: 'dear' } })).anew).toBe(true)
  await validated(shop)
  const kept = await readFile(here(shop), 'utf8')
  expect(kept).toContain('CHAIR_PRICE')
  expect(kept).not.toMatch(/"100"|sandbox-token/)
})

test('what is damaged, or cannot be kept, costs time and nothing else', { timeout: 60_000 }, async () => {
  await using shop = await project(files)
  const answered = () => shop.butik(['validate'], { env })
  await answered()
  const kept = await readFile(here(shop), 'utf8')
  for (const damaged of ['', kept.slice(0, 300), '[]', '{}', 'null', kept.replace(/"asked":.*\]\]/, '"asked":[]')]) {
    await writeFile(here(shop), damaged)
    expect(await answered()).toMatchObject({ code: 0, stdout: answer })
    // Found anew, and remembered again.
    expect(questions(await readFile(here(shop), 'utf8'))).toEqual(questions(kept))
  }
  await rm(join(shop.folder, '.butik'), { recursive: true })
  await writeFile(join(shop.folder, '.butik'), 'a file where the folder would be')
  expect(await validated(shop)).toEqual({ code: 0, stdout: answer, anew: true })
})

test('another build has an answer of its own', { timeout: 60_000 }, async () => {
  await using shop = await project(files)
  await validated(shop)
  const kept = await readFile(here(shop), 'utf8')
  const build = await readFile(join(root, 'dist', 'build'), 'utf8')
  expect(build).toMatch(/^[0-9a-f]{64}$/)
  await writeFile(
    here(shop),
    kept.replace(
      build,
      build.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    ),
  )
  expect((await validated(shop)).anew).toBe(true)
})
