import { readdirSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createFixture } from 'fs-fixture'
import { describe, expect, it } from 'vitest'
import { filesBy, nodeFiles } from '../../../src/cli/node-files.ts'

describe('nodeFiles', () => {
  it('lists files below a folder, sorted, without dot-names and node_modules', async () => {
    await using fixture = await createFixture({
      'b.yaml': '',
      'a/c.yaml': '',
      '.git/x': '',
      'a/.y': '',
      'a/node_modules/z': '',
      'B.yaml': '',
    })
    expect(await nodeFiles.list(fixture.path)).toEqual(['B.yaml', 'a/c.yaml', 'b.yaml'])
  })

  it('follows links, but not round; what leads nowhere is listed, for its reader to say so', async () => {
    await using fixture = await createFixture({ 'a/b.yaml': 'x', 'c/d.yaml': '' })
    await symlink('../a', join(fixture.path, 'c/link'))
    await symlink('..', join(fixture.path, 'c/up'))
    await symlink('a/b.yaml', join(fixture.path, 'e.yaml'))
    await symlink('nothing', join(fixture.path, 'f.yaml'))
    expect(await nodeFiles.list(fixture.path)).toEqual(['a/b.yaml', 'c/d.yaml', 'c/link/b.yaml', 'e.yaml', 'f.yaml'])
    expect(await nodeFiles.size(join(fixture.path, 'f.yaml'))).toBeUndefined()
    expect(await nodeFiles.real(join(fixture.path, 'e.yaml'))).toBe(
      await nodeFiles.real(join(fixture.path, 'a/b.yaml')),
    )
  })

  it('says which folder is closed to it', async () => {
    await using fixture = await createFixture({ 'a.yaml': '', 'shut/b.yaml': '' })
    const closed = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
    const files = filesBy((folder) => {
      if (folder.endsWith('shut')) throw closed
      return readdirSync(folder, { withFileTypes: true })
    })
    await expect(files.list(fixture.path)).rejects.toMatchObject({
      code: 'E1002',
      message: 'the folder ./shut/ cannot be read (EACCES)',
    })
  })

  it('knows size and content, and that a file is not there', async () => {
    await using fixture = await createFixture({ 'a.txt': 'æ', d: {} })
    const path = join(fixture.path, 'a.txt')
    expect([await nodeFiles.size(path), (await nodeFiles.read(path)).length]).toEqual([2, 2])
    expect(await nodeFiles.size(join(fixture.path, 'd'))).toBeUndefined()
    expect(await nodeFiles.size(join(path, 'below'))).toBeUndefined()
    expect(await nodeFiles.real(join(fixture.path, 'none'))).toBeUndefined()
  })
})
