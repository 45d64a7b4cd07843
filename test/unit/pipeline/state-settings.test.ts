import { describe, expect, it } from 'vitest'
import { DiagnosticsError } from '../../../src/model/errors.ts'
import { excerptTexts } from '../../../src/pipeline/load-excerpts.ts'
import { stateSettings } from '../../../src/pipeline/state-settings.ts'
import { butikYaml, load, memoryFiles, providers, root, said, schemas, type Tree } from './load-fixture.ts'

const environment = new Map([
  ['KEY', 'k'.repeat(20)],
  ['OLD', 'kort'],
  ['DATABASE_URL', 'postgres://a:pw@db.test/shop'],
  ['PASSWORD', 'hemmelig'],
])

async function settings(state: string, tree: Tree = {}): Promise<unknown> {
  const project = await load({ 'butik.yaml': butikYaml + state })
  const declared = {
    project,
    providers,
    schemas,
    files: memoryFiles(tree),
    env: (name: string) => environment.get(name),
  }
  try {
    return await stateSettings(declared)
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    return error.diagnostics.map(said)
  }
}

describe('stateSettings', () => {
  it.each(['', 'state: { backend: local }\n'])('is in this folder where nothing else is said (%s)', async (state) => {
    expect(await settings(state)).toEqual({ backend: 'local' })
  })

  it('has the usual names of a branch and a schema', async () => {
    expect(await settings('state: { backend: git }\n')).toEqual({
      backend: 'git',
      remote: 'origin',
      branch: 'butik-state',
    })
    expect(await settings('state: { backend: postgres, url: !env DATABASE_URL }\n')).toEqual({
      backend: 'postgres',
      url: 'postgres://a:pw@db.test/shop',
      schema: 'butik',
    })
  })

  it('has all that is written, secrets in place', async () => {
    const state = `state:
  backend: http
  address: https://git.test/state/{environment}
  lock_address: https://git.test/lock
  unlock_address: https://git.test/unlock
  journal_address: none
  update_method: PUT
  lock_method: POST
  unlock_method: DELETE
  username: "007"
  password: !env PASSWORD
  headers: { Private-Token: !file token, Accept: application/json }
  encryption: { key: !env KEY, old_keys: [!env OLD] }
`
    expect(await settings(state, { token: 'abc\n' })).toEqual({
      backend: 'http',
      address: 'https://git.test/state/{environment}',
      lockAddress: 'https://git.test/lock',
      unlockAddress: 'https://git.test/unlock',
      journalAddress: 'none',
      updateMethod: 'PUT',
      lockMethod: 'POST',
      unlockMethod: 'DELETE',
      username: '007',
      password: 'hemmelig',
      headers: { 'Private-Token': 'abc', Accept: 'application/json' },
      encryption: { key: 'k'.repeat(20), oldKeys: ['kort'] },
    })
  })

  it.each([
    ['{ mode: verify-full, ca: certs/ca.pem }', { mode: 'verify-full', ca: '-----BEGIN x' }],
    ['{ mode: verify-ca, ca: !file certs/ca.pem }', { mode: 'verify-ca', ca: '-----BEGIN x' }],
    ['{ mode: disable }', { mode: 'disable' }],
  ])('takes certificates by their path or as they are (%s)', async (tls, expected) => {
    const state = `state: { backend: postgres, url: !env DATABASE_URL, tls: ${tls} }\n`
    expect(await settings(state, { 'certs/ca.pem': '-----BEGIN x' })).toMatchObject({ tls: expected })
  })

  it.each([
    ['state: { backend: s3 }\n', ['E1103 butik.yaml:4:19 "backend" must be local, git, postgres or http, not "s3"']],
    ['state: git\n', ['E1102 butik.yaml:4:8 "state" must be a mapping, not "git"']],
    [
      'state: { backend: local, encryption: { key: !env NONE } }\n',
      ['E1011 butik.yaml:4:45 the environment variable NONE is not set (set NONE for this run)'],
    ],
    [
      'state: { backend: local, encryption: { key: !env OLD } }\n',
      [
        'E1107 butik.yaml:4:45 the key of state.encryption has 4 characters, and 20 are the least (openssl rand -base64 32 makes one that nobody guesses)',
      ],
    ],
    [
      'state: { backend: postgres, url: !env DATABASE_URL, tls: { mode: require, ca: none.pem } }\n',
      ['E1010 butik.yaml:4:79 the file of certificates "none.pem" cannot be read'],
    ],
    ['state: { backend: local\n', [expect.stringMatching(/^E1004 butik\.yaml:/)]],
  ])('refuses %s, and never takes the state in this folder instead', async (state, problems) => {
    expect(await settings(state)).toEqual(problems)
  })

  it('asks nothing of what other sections say', async () => {
    expect(await settings('state: { backend: git }\nnone: 1\n')).toMatchObject({ backend: 'git' })
  })

  it('needs no secret to be loaded, and excerpts show none', async () => {
    const text = `${butikYaml}state: { backend: http, address: "https://x", password: "p q", encryption: { key: abc, old_keys: [d] } }\n`
    const project = await load({ 'butik.yaml': text })
    expect(excerptTexts(project, providers).get('butik.yaml')?.split('\n')[3]).toBe(
      'state: { backend: http, address: "https://x", password: •• ••, encryption: { key: •••, old_keys: [•] } }',
    )
  })
})

it('files of secrets are looked for from the folder of butik.yaml', async () => {
  const state = 'state: { backend: local, encryption: { key: !file keys/state } }\n'
  expect(await settings(state, { 'keys/state': `${'k'.repeat(40)}\n` })).toMatchObject({
    encryption: { key: 'k'.repeat(40), oldKeys: [] },
  })
  expect(root).toBe('/shop')
})
