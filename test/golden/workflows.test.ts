// The steps of the workflows that `init` writes, run by the shell that the platform gives them, with a butik that notes what it
// is asked and answers what the case says.
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { newProject } from '../../src/author/init/new-project.ts'

interface Step {
  readonly name?: string
  readonly run?: string
  readonly uses?: string
  readonly with?: unknown
}

const wish = { vendor: 'shoporama', connection: 'shop', branch: 'main', butik: '1.2.3' }

function yamlOf(platform: 'github' | 'gitlab', path: string): Record<string, unknown> {
  const text = (newProject({ ...wish, platform }) ?? []).find((file) => file.path === path)?.text ?? ''
  return load(text) as Record<string, unknown>
}

/** GitHub runs a step with `bash -e`. */
function githubStep(file: string, name: string): string {
  const jobs = yamlOf('github', `.github/workflows/butik-${file}.yml`)['jobs'] as Record<string, { steps: Step[] }>
  const step = Object.values(jobs)[0]?.steps.find((one) => one.name === name)
  if (step?.run === undefined) throw new Error(`no step ${name} in ${file}`)
  return step.run
}

/** GitLab puts the lines of a job into one script, and ends it at the first that fails. */
function gitlabJob(name: string): string {
  const job = yamlOf('gitlab', '.gitlab-ci.yml')[name] as { script: string[] }
  return job.script.join('\n')
}

interface Answers {
  /** By the first words of the command: what it prints and how it exits. */
  readonly [command: string]: { readonly prints?: string; readonly exit?: number }
}

async function ran(script: string, answers: Answers, env: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'butik-step-'))
  try {
    const cases = Object.entries(answers).map(
      ([command, { prints = '', exit = 0 }]) => `  '${command}'*) printf '%s\\n' "${prints}"; exit ${exit} ;;`,
    )
    const words = [
      '#!/bin/sh',
      'shift',
      `printf '%s\\n' "$(printf '[%s]' "$@")" >> '${folder}/asked'`,
      'case "$*" in',
      ...cases,
      'esac',
    ]
    await writeFile(join(folder, 'npx'), `${words.join('\n')}\n`)
    await chmod(join(folder, 'npx'), 0o755)
    const code = await new Promise<number>((done) => {
      const options = { cwd: folder, env: { PATH: `${folder}:${process.env['PATH']}`, ...env } }
      execFile('bash', ['-e', '-o', 'pipefail', '-c', script], options, (error) => {
        done(error === null ? 0 : Number(error.code))
      })
    })
    const asked = await readFile(join(folder, 'asked'), 'utf8').catch(() => '')
    return { code, asked: asked.split('\n').filter((line) => line !== '') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const reports = '[--report][apply.md][--report][apply.json]'
const approved = { 'ci approved': { prints: 'abc' }, 'ci acks': { prints: 'price,offline' } }

describe('GitHub', () => {
  test('a plan acknowledges what a label does, and its exit is that of the step', async () => {
    const script = githubStep('plan', 'Plan')
    for (const exit of [0, 1, 4]) {
      expect(await ran(script, { ...approved, plan: { exit } })).toEqual({
        code: exit,
        asked: [
          '[ci][acks]',
          '[plan][--ack][price,offline][--report][plan.md][--report][plan.html][--report][plan.json]',
        ],
      })
    }
  })

  test('a platform that does not answer ends the step before anything is planned or applied', async () => {
    const down = { 'ci acks': { exit: 1 }, 'ci approved': { exit: 1 } }
    expect(await ran(githubStep('plan', 'Plan'), down)).toEqual({ code: 1, asked: ['[ci][acks]'] })
    expect(await ran(githubStep('apply', 'Apply what was approved'), down)).toEqual({
      code: 1,
      asked: ['[ci][approved]'],
    })
  })

  test('no label is no acknowledgement, and stays one word', async () => {
    const { asked } = await ran(githubStep('plan', 'Plan'), { 'ci acks': { prints: '' } })
    expect(asked[1]).toContain('[--ack][]')
  })

  test('an apply carries out what was approved', async () => {
    const { code, asked } = await ran(githubStep('apply', 'Apply what was approved'), approved)
    expect(code).toBe(0)
    expect(asked.slice(2)).toEqual([`[apply][--expect][abc][--ack][price,offline]${reports}`])
  })

  test('what moved since is planned anew, for the comment, and the step has failed', async () => {
    const { code, asked } = await ran(githubStep('apply', 'Apply what was approved'), {
      ...approved,
      apply: { exit: 4 },
      plan: { exit: 4 },
    })
    expect(code).toBe(4)
    expect(asked.slice(3)).toEqual([`[plan][--ack][price,offline]${reports}`])
  })

  test('what stopped part way, or failed, is not planned over', async () => {
    for (const exit of [1, 3, 5]) {
      const { code, asked } = await ran(githubStep('apply', 'Apply what was approved'), {
        ...approved,
        apply: { exit },
      })
      expect([code, asked.length]).toEqual([exit, 3])
    }
  })

  test('words from outside stay words', async () => {
    const hostile = { 'ci approved': { prints: 'a\\"; touch owned; \\$(touch owned)' }, 'ci acks': { prints: '*' } }
    const { asked } = await ran(githubStep('apply', 'Apply what was approved'), hostile)
    expect(asked[2]).toBe(`[apply][--expect][a"; touch owned; $(touch owned)][--ack][*]${reports}`)
  })

  test('drift opens an issue, no drift closes it, and an error is one', async () => {
    const script = githubStep('drift', 'Drift')
    const night = '[drift][--refresh][incremental][--report][drift.md]'
    expect(await ran(script, {}, { SCHEDULE: '17 3 * * 1-6' })).toEqual({
      code: 0,
      asked: [night, '[ci][issue][--closed]'],
    })
    expect(await ran(script, { drift: { exit: 2 } })).toEqual({
      code: 0,
      asked: [night, '[ci][issue][--file][drift.md]'],
    })
    expect(await ran(script, { drift: { exit: 4 } })).toEqual({ code: 4, asked: [night] })
    const sunday = await ran(script, {}, { SCHEDULE: '17 3 * * 0' })
    expect(sunday.asked[0]).toBe('[drift][--refresh][full][--report][drift.md]')
    // The cron line that the step asks for is one of the schedules.
    const { on } = yamlOf('github', '.github/workflows/butik-drift.yml') as { on: { schedule: { cron: string }[] } }
    expect(on.schedule.map(({ cron }) => cron)).toContain('17 3 * * 0')
  })

  test('at night sales turn and nothing else, with what its own variable acknowledges', async () => {
    const script = githubStep('sales', 'Begin and end sales')
    const asked = (acks: string) => [`[apply][--due][--yes][--ack][${acks}][--report][sales.md][--report][sales.json]`]
    expect(await ran(script, {}, { ACKS: '' })).toEqual({ code: 0, asked: asked('') })
    expect(await ran(script, { apply: { exit: 4 } }, { ACKS: 'price,updates' })).toEqual({
      code: 4,
      asked: asked('price,updates'),
    })
  })
})

test('what a run could not write to the state outlives the runner', () => {
  const jobs = yamlOf('github', '.github/workflows/butik-apply.yml')['jobs'] as Record<string, { steps: Step[] }>
  const upload = Object.values(jobs)[0]?.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact'))
  // Without the second word the action leaves out whatever begins with a dot.
  expect(upload?.with).toMatchObject({ path: 'apply.*\n.butik/errored\n', 'include-hidden-files': true })
  for (const name of ['butik-apply', 'butik-resume'])
    expect(yamlOf('gitlab', '.gitlab-ci.yml')[name]).toMatchObject({
      artifacts: { when: 'always', paths: expect.arrayContaining(['.butik/errored']) },
    })
})

describe('GitLab', () => {
  test('a plan that a guard stopped is commented, and the job has failed', async () => {
    for (const exit of [0, 4]) {
      const { code, asked } = await ran(gitlabJob('butik-plan'), { ...approved, plan: { exit } })
      expect([code, asked.at(-1)]).toEqual([exit, '[ci][comment][--file][plan.md]'])
    }
  })

  test('an apply carries out what was approved, and says what became of it', async () => {
    const { code, asked } = await ran(gitlabJob('butik-apply'), approved)
    expect([code, asked.slice(2)]).toEqual([
      0,
      [`[apply][--expect][abc][--ack][price,offline]${reports}`, '[ci][comment][--file][apply.md]'],
    ])
    const moved = await ran(gitlabJob('butik-apply'), { ...approved, apply: { exit: 4 } })
    expect([moved.code, moved.asked[3]]).toEqual([4, `[plan][--ack][price,offline]${reports}`])
    const stopped = await ran(gitlabJob('butik-apply'), { ...approved, apply: { exit: 3 } })
    expect([stopped.code, stopped.asked.length]).toEqual([3, 4])
    expect(await ran(gitlabJob('butik-apply'), { 'ci approved': { exit: 1 } })).toEqual({
      code: 1,
      asked: ['[ci][approved]'],
    })
  })

  test('drift opens an issue, no drift closes it', async () => {
    expect((await ran(gitlabJob('butik-drift'), {})).asked.at(-1)).toBe('[ci][issue][--closed]')
    const found = await ran(gitlabJob('butik-drift'), { drift: { exit: 2 } }, { BUTIK_REFRESH: 'full' })
    expect(found).toEqual({
      code: 0,
      asked: ['[drift][--refresh][full][--report][drift.md]', '[ci][issue][--file][drift.md]'],
    })
    expect((await ran(gitlabJob('butik-drift'), { drift: { exit: 1 } })).code).toBe(1)
  })

  test('at night sales turn and nothing else, with what its own variable acknowledges', async () => {
    const asked = (acks: string) => [`[apply][--due][--yes][--ack][${acks}][--report][sales.md][--report][sales.json]`]
    expect((await ran(gitlabJob('butik-sales'), {})).asked).toEqual(asked(''))
    const stopped = await ran(gitlabJob('butik-sales'), { apply: { exit: 4 } }, { BUTIK_SALES_ACK: 'price' })
    expect(stopped).toEqual({ code: 4, asked: asked('price') })
  })
})
