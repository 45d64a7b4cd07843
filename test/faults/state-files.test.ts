// File systems that are not like ours: without hard links, without folders that can be synced.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createWhole, fileError, syncFolder, writeWhole } from '../../src/state/files.ts'

const refused = vi.hoisted(() => ({ link: '', rename: '' }))

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  const refuse = (code: string) => Object.assign(new Error(code), { code })
  return {
    ...real,
    link: async (from: string, to: string) => {
      if (refused.link !== '') throw refuse(refused.link)
      await real.link(from, to)
    },
    rename: async (from: string, to: string) => {
      if (refused.rename !== '') throw refuse(refused.rename)
      await real.rename(from, to)
    },
  }
})

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'butik-files-'))
  onTestFinished(async () => {
    Object.assign(refused, { link: '', rename: '' })
    await rm(path, { recursive: true })
  })
  return path
}

it.each(['', 'EPERM', 'EOPNOTSUPP'])('creates a file once, with or without hard links (%s)', async (code) => {
  const home = await folder()
  refused.link = code
  const path = join(home, 'lock.json')
  expect(await createWhole(path, 'first', 'a')).toBe(true)
  expect(await createWhole(path, 'second', 'b')).toBe(false)
  expect(await readFile(path, 'utf8')).toBe('first')
  expect(await readdir(home)).toEqual(['lock.json'])
})

it('leaves no draft and the old content where the last step fails', async () => {
  const home = await folder()
  const path = join(home, 'state.json')
  await writeWhole(path, 'old', 'a')
  refused.rename = 'ENOSPC'
  await expect(writeWhole(path, 'new', 'a')).rejects.toMatchObject({ code: 'ENOSPC' })
  refused.link = 'EIO'
  await expect(createWhole(join(home, 'x'), 'x', 'a')).rejects.toMatchObject({ code: 'EIO' })
  expect(await readFile(path, 'utf8')).toBe('old')
  expect(await readdir(home)).toEqual(['state.json'])
})

it('reports a folder that is not there', async () => {
  await expect(syncFolder(join(await folder(), 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
})

it.each([
  ['EACCES', 'permission is denied (EACCES)'],
  ['ENOSPC', 'the disk is full (ENOSPC)'],
  ['EROFS', 'the file system is read-only (EROFS)'],
  ['EWEIRD', 'what the system said (EWEIRD)'],
])('says %s in words', (code, words) => {
  const cause = Object.assign(new Error('what the system said'), { code })
  const error = fileError('E4003', '.butik/default/state.json', cause)
  expect(error).toMatchObject({
    code: 'E4003',
    message: `.butik/default/state.json cannot be written: ${words}`,
    cause,
  })
  expect(fileError('E4001', 'x', 'odd').message).toBe('x cannot be read: odd')
  expect(fileError('E4001', 'x', error)).toBe(error)
})

it('names missing permission in words', () => {
  const refusal = fileError('E4003', '.butik/default/lock.json', Object.assign(new Error('EACCES'), { code: 'EACCES' }))
  expect(refusal.message).toBe('.butik/default/lock.json cannot be written: permission is denied (EACCES)')
  expect(refusal.hint).toContain('who may read and write')
})
