import { expect, it } from 'vitest'
import { GitFailure } from '../../../src/state/git/command.ts'
import { gitError, isCacheDamage, isForGood } from '../../../src/state/git/failures.ts'

const failure = (stderr: string, stdout = '') => new GitFailure('push', 'failed', { stdout, stderr })
const told = (stderr: string, stdout = '') => gitError('written', 'origin', failure(stderr, stdout), 1_000)

it.each([
  [
    'git@forge: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    'did not accept the credentials',
    'agent',
  ],
  [
    "fatal: could not read Username for 'https://forge': terminal prompts disabled",
    'did not accept the credentials',
    'credential helper',
  ],
  [
    'Host key verification failed.\nfatal: Could not read from remote repository.',
    'the key of the host is not known',
    'known_hosts',
  ],
  [
    'ERROR: Repository not found.\nfatal: Could not read from remote repository.',
    'no such repository',
    'git remote -v',
  ],
  [
    "fatal: unable to access 'https://forge/x/': The requested URL returned error: 403",
    'does not let these credentials write',
    'contents: write',
  ],
  [
    "fatal: unable to access 'https://forge/x/': The requested URL returned error: 502",
    'could not be reached',
    'network',
  ],
  ["fatal: unable to access 'https://forge/x/': Could not resolve host: forge", 'could not be reached', 'network'],
  ["fatal: detected dubious ownership in repository at '/shop'", 'does not trust the folder', 'safe.directory'],
  ['error: unable to write file: No space left on device', 'the disk is full', 'free some space'],
  ['fatal: something new', 'git push failed (something new)', 'git push says why'],
])('%s is told as %s', (stderr, why, hint) => {
  expect(told(stderr)).toMatchObject({
    code: 'E4003',
    message: expect.stringContaining(`the state in origin cannot be written: `),
    hint: expect.stringContaining(hint),
  })
  expect(String(told(stderr))).toContain(why)
})

it('takes no id and no name of a ref for a reason', () => {
  const id = `403${'0'.repeat(37)}`
  const stdout = `!\t${id}:refs/heads/protected-401\t[rejected] (stale info)\n`
  expect(String(told(`error: atomic push failed for ref refs/heads/protected. status: 7`, stdout))).toContain(
    'git push failed ([rejected] (stale info)',
  )
  expect(isForGood(failure(`error: ${id}`, stdout))).toBe(false)
  expect(isForGood(failure('The requested URL returned error: 403'))).toBe(true)
})

it('shows no credentials, neither in the message nor in the cause', () => {
  const error = told("fatal: unable to access 'https://ole:hunter2@forge/x/': Could not resolve host: forge")
  expect(error).toMatchObject({ cause: { stderr: expect.stringContaining("'https://forge/x/'") } })
  expect(JSON.stringify([String(error), Reflect.get(Object(error), 'cause')])).not.toContain('hunter2')
})

it('knows damage in the copy from a remote that fails', () => {
  expect(isCacheDamage(failure('error: inflate: data stream error (incorrect header check)'))).toBe(true)
  expect(isCacheDamage(failure('fatal: loose object 12 (stored in ./objects/1/2) is corrupt'))).toBe(true)
  expect(isCacheDamage(failure('remote: fatal: loose object 12 is corrupt'))).toBe(false)
  expect(isCacheDamage(failure('fatal: write error: Broken pipe'))).toBe(false)
  expect(isCacheDamage(new Error('corrupt'))).toBe(false)
})
