import { expect, test } from 'vitest'
import { envOf, wantsColor } from '../../../src/cli/env.ts'
import { formatOfFile } from '../../../src/cli/formats.ts'
import { foldsOf, isGitHub, repositoryPath } from '../../../src/cli/platform.ts'

const at = (dir: string, variables: Record<string, string> = {}) => ({ dir, env: envOf(variables) })

test('a file is named from the root of the repository', () => {
  expect(repositoryPath(at('/repo/shops/dk', { GITHUB_WORKSPACE: '/repo' }), 'a/shop.yaml')).toBe(
    'shops/dk/a/shop.yaml',
  )
  expect(repositoryPath(at('/builds/x', { CI_PROJECT_DIR: '/builds/x' }), 'shop.yaml')).toBe('shop.yaml')
})

test('where the root is not known, or lies elsewhere, from the folder of -C', () => {
  expect(repositoryPath(at('/repo/shops'), 'shop.yaml')).toBe('shop.yaml')
  expect(repositoryPath(at('/elsewhere', { GITHUB_WORKSPACE: '/repo' }), 'shop.yaml')).toBe('shop.yaml')
  // A name that only begins like the way out.
  expect(repositoryPath(at('/repo', { GITHUB_WORKSPACE: '/repo' }), '..shop.yaml')).toBe('..shop.yaml')
})

test('the name of a report says that it is for Code Quality', () => {
  const formats = (...files: string[]) => files.map(formatOfFile)
  expect(
    new Set(formats('gl-code-quality-report.json', 'out/gl-code-quality-report.json', 'dk.codequality.json')),
  ).toEqual(new Set(['code-quality']))
  expect(formats('report.json', 'my-gl-code-quality-report.json', 'codequality.json.txt')).toEqual([
    'json',
    'json',
    'text',
  ])
})

test('GitHub says that it is GitHub', () => {
  expect(isGitHub(at('/', { GITHUB_ACTIONS: 'true' }))).toBe(true)
  expect(isGitHub(at('/'))).toBe(false)
})

function folding(variables: Record<string, string>, errIsFile = false): string[] {
  const written: string[] = []
  let now = Date.parse('2026-03-01T12:30:00Z')
  const clock = { now: () => new Date(now), sleep: async () => {} }
  const folds = foldsOf({
    env: envOf(variables),
    command: (text) => void written.push(text),
    clock,
    terminal: { errIsFile },
  })
  for (const title of ['reading the shop', 'writing']) {
    folds?.open(title)
    now += 2_500
    folds?.close()
  }
  return written
}

test('a fold is a group at GitHub, and a section at GitLab, each with a name of its own', () => {
  expect(folding({ GITHUB_ACTIONS: 'true' })).toEqual([
    '::group::reading the shop\n',
    '::endgroup::\n',
    '::group::writing\n',
    '::endgroup::\n',
  ])
  const run = Date.parse('2026-03-01T12:30:00Z').toString(36)
  const section = (what: string, second: number, name: number, rest = '') =>
    `\u001b[0Ksection_${what}:${1772368200 + second}:butik_${run}_${name}${rest}\n`
  expect(folding({ GITLAB_CI: 'true' })).toEqual([
    section('start', 0, 1, '[collapsed=true]\r\u001b[0Kreading the shop'),
    section('end', 2, 1, '\r\u001b[0K'),
    section('start', 2, 2, '[collapsed=true]\r\u001b[0Kwriting'),
    section('end', 5, 2, '\r\u001b[0K'),
  ])
})

test('nothing is folded elsewhere, nor in a file', () => {
  expect(folding({})).toEqual([])
  expect(folding({ GITHUB_ACTIONS: 'true' }, true)).toEqual([])
  expect(folding({ GITLAB_CI: 'true' }, true)).toEqual([])
})

test('a file is never coloured, whatever is asked for', () => {
  const env = envOf({ FORCE_COLOR: '1' })
  expect(wantsColor({ env, flag: true, terminal: false })).toBe(true)
  expect(wantsColor({ env, flag: true, terminal: false, file: true })).toBe(false)
})
