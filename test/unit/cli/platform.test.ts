import { expect, test } from 'vitest'
import { envOf } from '../../../src/cli/env.ts'
import { formatOfFile } from '../../../src/cli/formats.ts'
import { isGitHub, repositoryPath } from '../../../src/cli/platform.ts'

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
