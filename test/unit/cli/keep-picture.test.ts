// A picture is in its place whole or not at all, never in the place of something else, and never outside of the folder.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { keepPicture } from '../../../src/cli/keep-picture.ts'

async function folders(): Promise<{ shop: string; outside: string }> {
  const root = await mkdtemp(join(tmpdir(), 'butik-test-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const [shop, outside] = [join(root, 'shop'), join(root, 'outside')]
  await Promise.all([mkdir(shop), mkdir(outside)])
  return { shop, outside }
}

const bytes = Uint8Array.from([0xff, 0xd8, 0xff, 0])

test('into a folder that is made for it', async () => {
  const { shop } = await folders()
  keepPicture(shop, 'chairs/images/a-1.rendition.jpg', bytes)
  expect(await readdir(join(shop, 'chairs/images'))).toEqual(['a-1.rendition.jpg'])
  expect(new Uint8Array(await readFile(join(shop, 'chairs/images/a-1.rendition.jpg')))).toEqual(bytes)
})

test('not over what is there, and not by a link that leads out', async () => {
  const { shop, outside } = await folders()
  await writeFile(join(shop, 'a.jpg'), 'mine')
  expect(() => keepPicture(shop, 'a.jpg', bytes)).toThrow('a.jpg is there already')
  expect(await readFile(join(shop, 'a.jpg'), 'utf8')).toBe('mine')
  await symlink(outside, join(shop, 'images'))
  expect(() => keepPicture(shop, 'images/b.jpg', bytes)).toThrow('a link that leads out')
  await writeFile(join(shop, 'file'), '')
  expect(() => keepPicture(shop, 'file/c.jpg', bytes)).toThrow('file/c.jpg cannot be written')
  expect([(await readdir(shop)).sort(), await readdir(outside)]).toEqual([['a.jpg', 'file', 'images'], []])
})
