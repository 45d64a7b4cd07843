// Files that are laid out otherwise, as a formatter finds them: what cannot be formatted is told with its place and left.
import { lstat, mkdir, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project } from '../support/butik.ts'

const untidy = 'suppliers:\n    # Ours.\n    acme: {name: "Acme" }\n'
const tidy = 'suppliers:\n  # Ours.\n  acme: { name: "Acme" }\n'

test('fmt writes what is laid out otherwise and nothing else; --check tells', async () => {
  await using shop = await project({ 'a.yaml': untidy, 'b/c.yaml': tidy.replace('acme', 'b'), 'd.yaml': '? x\n: y\n' })
  const check = await shop.butik(['fmt', 'a.yaml', 'b', '--check'])
  expect([check.code, check.stdout, await shop.read('a.yaml')]).toEqual([1, 'a.yaml\n', untidy])

  const all = await shop.butik(['fmt'])
  expect([all.code, all.stdout]).toEqual([1, 'a.yaml\n'])
  expect(all.stderr).toContain('E1504')
  expect(all.stderr).toContain('d.yaml:1:1')
  expect([await shop.read('a.yaml'), await shop.read('d.yaml')]).toEqual([tidy, '? x\n: y\n'])

  await shop.write({ 'd.yaml': '\ufeffcategories: {chairs: {name: Stole}}\r\n' })
  const again = await shop.butik(['fmt', '--json'])
  expect(JSON.parse(again.stdout)).toMatchObject({ files: 4, changed: ['d.yaml'], written: true })
  expect(await shop.read('d.yaml')).toBe('\ufeffcategories: { chairs: { name: Stole } }\r\n')
  expect(await shop.butik(['fmt', '--check'])).toMatchObject({ code: 0, stdout: '' })

  expect(await shop.butik(['fmt', '../other.yaml'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('E1503'),
  })
})

test('a link within the folder stays a link; none is followed out of it', async () => {
  await using shop = await project({ 'real/.hidden.yaml': untidy })
  await symlink('real/.hidden.yaml', join(shop.folder, 'link.yaml'))
  expect((await shop.butik(['fmt'])).stdout).toBe('link.yaml\n')
  expect(await readlink(join(shop.folder, 'link.yaml'))).toBe('real/.hidden.yaml')
  expect(await shop.read('real/.hidden.yaml')).toBe(tidy)

  const outside = `${shop.folder}-outside`
  await mkdir(outside)
  await writeFile(join(outside, 'x.yaml'), untidy)
  await symlink(join(outside, 'x.yaml'), join(shop.folder, 'out.yaml'))
  const refused = await shop.butik(['fmt'])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('E1009')])
  expect((await lstat(join(shop.folder, 'out.yaml'))).isSymbolicLink()).toBe(true)
  await rm(outside, { recursive: true })
})
