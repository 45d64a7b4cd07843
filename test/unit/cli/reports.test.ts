import { readdirSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createFixture } from 'fs-fixture'
import { describe, expect, it } from 'vitest'
import { openReports, reasonOf } from '../../../src/cli/reports.ts'
import { ReconcilerError } from '../../../src/model/errors.ts'

const open = (folder: string, shown: string) =>
  openReports([{ path: join(folder, shown), shown }], () => expect.unreachable())

describe('a report', () => {
  it.each(['butik.yaml', 'shop.YML', 'new.yaml', '.butik/default/state.json', '.butik/mine.md', ''])(
    'is not written as %j: butik reads it, or keeps something there',
    async (shown) => {
      await using fixture = await createFixture({ 'butik.yaml': 'version: 1', '.butik/default/state.json': '{}' })
      await expect(open(fixture.path, shown)).rejects.toMatchObject({ code: 'E5001' })
      expect(await readFile(join(fixture.path, 'butik.yaml'), 'utf8')).toBe('version: 1')
      expect(readdirSync(fixture.path).sort()).toEqual(['.butik', 'butik.yaml'])
    },
  )

  it.each([false, true])(
    'takes what an earlier run wrote away, unless it is named for something else too: %s',
    async (twice) => {
      await using fixture = await createFixture({ 'r.md': 'earlier', 'there.md': 'earlier' })
      await symlink('there.md', join(fixture.path, 'link.md'))
      const named = ['r.md', 'link.md', 'new.md'].map((shown) => ({
        path: join(fixture.path, shown),
        shown,
        isNamedTwice: twice,
      }))
      await openReports(named, () => expect.unreachable())
      expect(readdirSync(fixture.path).sort()).toEqual(['link.md', ...(twice ? ['r.md'] : []), 'there.md'])
      expect(await readFile(join(fixture.path, 'there.md'), 'utf8')).toBe(twice ? 'earlier' : '')
    },
  )

  it('says in words why it cannot be written', async () => {
    await using fixture = await createFixture({ 'a.txt': '' })
    const why = (shown: string) => open(fixture.path, shown).catch((error: unknown) => String(error))
    expect(await why('none/r.md')).toContain('none/r.md cannot be written: ENOENT (there is no such file or folder)')
    expect(await why('.')).toContain('. cannot be written: EISDIR (it is a folder)')
    expect(await why('a.txt/r.md')).toContain('a.txt/r.md cannot be written: ENOTDIR (a part of its path is no folder)')
  })
})

it('the reason of an error of ours is what caused it', () => {
  const cause = Object.assign(new Error('x'), { code: 'EISDIR' })
  expect(reasonOf(new ReconcilerError('E1002', 'x', { cause }))).toBe('EISDIR (it is a folder)')
  expect(reasonOf(Object.assign(new Error('x'), { code: 'ESTALE' }))).toBe('ESTALE')
  expect(reasonOf('x')).toBe('unknown reason')
})
