// The files of a new repository: they fit what the platforms publish, and no word from outside reaches a shell.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { load } from 'js-yaml'
import { beforeAll, describe, expect, test } from 'vitest'
import { newProject, vendorNames } from '../../../src/author/init/new-project.ts'
import { type Platform, platforms } from '../../../src/author/init/wish.ts'

const wish = { vendor: 'shoporama', connection: 'shop', platform: 'github' as Platform, branch: 'main', butik: '1.2.3' }
const schemas = join(createRequire(import.meta.url).resolve('schemastore/package.json'), '..', 'schemas', 'json')
const gitlabSchema = 'gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json'

async function published(name: string): Promise<ValidateFunction> {
  const schema: object = JSON.parse(await readFile(join(schemas, name), 'utf8'))
  return new Ajv({ strict: false, validateFormats: false, logger: false }).compile(schema)
}

function workflows(platform: Platform): Map<string, unknown> {
  const files = newProject({ ...wish, platform }) ?? []
  return new Map(files.filter(({ path }) => path.endsWith('.yml')).map(({ path, text }) => [path, load(text)]))
}

/** Every text below one of these keys. */
function* under(keys: readonly string[], value: unknown, inside = false): Generator<string> {
  if (typeof value === 'string' && inside) yield value
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value)) yield* under(keys, part, inside || keys.includes(key))
}

describe('what the platforms publish', () => {
  let github: ValidateFunction
  let gitlab: ValidateFunction
  beforeAll(async () => {
    github = await published('github-workflow.json')
    gitlab = await published(gitlabSchema)
  })

  test('the workflows fit the schema of GitHub', () => {
    const found = workflows('github')
    const names = ['plan', 'apply', 'drift', 'sales']
    expect([...found.keys()]).toEqual(names.map((name) => `.github/workflows/butik-${name}.yml`))
    for (const [path, workflow] of found) expect([path, github(workflow) || github.errors]).toEqual([path, true])
    // The schema can say no.
    expect(github({ ...(found.values().next().value as object), jobs: { plan: { steps: 1 } } })).toBe(false)
  })

  test('the pipeline fits the schema of GitLab', () => {
    const found = workflows('gitlab')
    expect([...found.keys()]).toEqual(['.gitlab-ci.yml'])
    for (const [path, pipeline] of found) expect([path, gitlab(pipeline) || gitlab.errors]).toEqual([path, true])
    expect(gitlab({ stages: 'plan', job: { script: { no: 1 } } })).toBe(false)
  })
})

test('no expression stands in a script: what comes from outside is never code', () => {
  for (const platform of platforms) {
    for (const workflow of workflows(platform).values()) {
      for (const script of under(['run', 'script', 'before_script'], workflow)) expect(script).not.toContain('${{')
      for (const script of under(['script'], workflow))
        expect(script).not.toMatch(/CI_(COMMIT|MERGE_REQUEST)_\w*(TITLE|MESSAGE|DESCRIPTION|REF|BRANCH|LABELS)/)
    }
  }
})

test('a plan may write comments and nothing else; only an apply writes', () => {
  const found = workflows('github')
  const rights = (name: string) =>
    (found.get(`.github/workflows/butik-${name}.yml`) as { permissions: unknown }).permissions
  expect(rights('plan')).toEqual({ contents: 'read', 'pull-requests': 'write' })
  expect(rights('drift')).toEqual({ contents: 'read', issues: 'write' })
  expect(rights('sales')).toEqual({ contents: 'write' })
  expect(rights('apply')).toEqual({ contents: 'write', 'pull-requests': 'write' })
})

test('an apply is one at a time, and is never cancelled', () => {
  const apply = workflows('github').get('.github/workflows/butik-apply.yml')
  expect(apply).toMatchObject({ concurrency: { group: 'butik-apply', 'cancel-in-progress': false } })
  expect(workflows('gitlab').get('.gitlab-ci.yml')).toMatchObject({ 'butik-apply': { resource_group: 'butik-apply' } })
})

test('what an apply could not write to its state outlives the machine of the job', () => {
  const apply = workflows('github').get('.github/workflows/butik-apply.yml')
  const { jobs } = apply as { jobs: { apply: { steps: readonly { uses?: string }[] } } }
  expect(jobs.apply.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))).toMatchObject({
    if: expect.stringContaining('!cancelled()'),
    with: { path: 'apply.*\n.butik/errored\n', 'include-hidden-files': true },
  })
  for (const job of ['butik-apply', 'butik-resume'])
    expect(workflows('gitlab').get('.gitlab-ci.yml')).toMatchObject({
      [job]: { artifacts: { when: 'always', paths: ['apply.md', 'apply.json', '.butik/errored'] } },
    })
})

test('every vendor has a beginning, and its secrets reach the jobs that need them', () => {
  for (const vendor of vendorNames) {
    const files = newProject({ ...wish, vendor }) ?? []
    const text = (path: string) => files.find((file) => file.path === path)?.text ?? ''
    const named = [...text('butik.yaml').matchAll(/!env (\w+)/g)].map(([, name]) => name)
    for (const name of named) {
      for (const job of ['plan', 'apply', 'drift'])
        expect(text(`.github/workflows/butik-${job}.yml`)).toContain(`${name}: \${{ secrets.${name} }}`)
    }
  }
  // Sales are for who has them.
  const withSales = vendorNames.filter((vendor) =>
    (newProject({ ...wish, vendor }) ?? []).some(({ path }) => path.endsWith('butik-sales.yml')),
  )
  expect(withSales).toEqual(['shoporama'])
  expect(newProject({ ...wish, vendor: 'nobody' })).toBeUndefined()
})

test('what only the owner of a shop knows takes the place of its example', () => {
  const settingsOf = (vendor: string, own: string) => newProject({ ...wish, vendor, own })?.[0]?.text
  expect(settingsOf('venue-manager', 'arena')).toMatch(/^ {4}customer: arena$/m)
  expect(settingsOf('24nettbutikk', 'https://shop.example/api/v1')).toMatch(
    /^ {4}url: https:\/\/shop\.example\/api\/v1$/m,
  )
  expect(settingsOf('24nettbutikk', 'https://shop.example/api/v1')).not.toContain('my-shop')
})
