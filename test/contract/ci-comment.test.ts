// One comment on a pull request, held against strict stand-ins of both platforms on this machine.
import { describe, expect, test } from 'vitest'
import { renderJson } from '../../src/render/json.ts'
import { type CiCommand, ciJob } from '../support/ci-job.ts'
import { somebody } from '../support/ci-platforms.ts'
import { planOf } from '../unit/render/plans.ts'

const job = (kind: 'github' | 'gitlab'): Promise<CiCommand> => ciJob(kind, 'comment')

const marker = '<!-- butik comment: . default -->'
const body = `${marker}\n## butik plan: no changes\n`

describe.each(['github', 'gitlab'] as const)('at %s', (kind) => {
  test('there is one comment: made, left alone while it says the same, and updated', async () => {
    await using ci = await job(kind)
    ci.platform.write('what a person says')
    expect(await ci.butik(['--file', 'plan.md'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Comment created: /),
    })
    expect(ci.platform.notes.map((note) => note.body)).toEqual(['what a person says', body])
    const before = ci.platform.writes().length
    expect(await ci.butik(['--file', 'plan.md', '--json'])).toMatchObject({ code: 0 })
    expect(ci.platform.writes()).toHaveLength(before)
    await ci.file('plan.md', 'another\n')
    const { stdout } = await ci.butik(['--file', 'plan.md', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'updated', superseded: 0, number: '12' })
    expect(ci.platform.notes.map((note) => note.body)).toEqual(['what a person says', `${marker}\nanother\n`])
  })

  test('its own is found behind hundreds of others', async () => {
    await using ci = await job(kind)
    for (let index = 0; index < 250; index += 1) ci.platform.write(`comment ${index}`, somebody)
    const own = ci.platform.write(`${marker}\nold`)
    ci.platform.write('a last word', somebody)
    await ci.butik(['--file', 'plan.md'])
    expect(own.body).toBe(body)
    expect(ci.platform.notes).toHaveLength(252)
  })

  test('a marker that somebody else wrote, or that stands in a text, is not ours', async () => {
    await using ci = await job(kind)
    const forged = ci.platform.write(`${marker}\nApproved.`, somebody)
    const quoted = ci.platform.write(`see\n${marker}`)
    await ci.butik(['--file', 'plan.md'])
    expect([forged.body, quoted.body]).toEqual([`${marker}\nApproved.`, `see\n${marker}`])
    expect(ci.platform.notes).toHaveLength(3)
  })

  test('of several of ours the newest is updated, and the others say so, once', async () => {
    await using ci = await job(kind)
    const [first, second, third] = [1, 2, 3].map((index) => ci.platform.write(`${marker}\n${index}`))
    const { stdout } = await ci.butik(['--file', 'plan.md', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'updated', superseded: 2 })
    expect(third?.body).toBe(body)
    for (const old of [first, second])
      expect(old?.body).toBe(`${marker}\nAn older comment of butik stood here. The newer one below holds.`)
    const before = ci.platform.writes().length
    await ci.butik(['--file', 'plan.md'])
    expect(ci.platform.writes()).toHaveLength(before)
  })

  test('environments and names have a comment each', async () => {
    await using ci = await job(kind)
    await ci.butik(['--file', 'plan.md'])
    await ci.butik(['--file', 'plan.md', '-e', 'staging'])
    await ci.butik(['--file', 'plan.md', '--name', 'my-drift --> <b>'])
    expect(ci.platform.notes.map((note) => note.body.split('\n')[0])).toEqual([
      marker,
      '<!-- butik comment: . staging -->',
      '<!-- butik comment: my-drift_b_ default -->',
    ])
  })

  test('a lost answer is looked for and never followed by a second comment', async () => {
    await using ci = await job(kind)
    ci.platform.script.push(undefined, { status: 0, lost: true })
    expect(await ci.butik(['--file', 'plan.md'])).toMatchObject({ code: 0 })
    expect(ci.platform.notes).toHaveLength(1)
  })

  test('a server in trouble is asked again', async () => {
    await using ci = await job(kind)
    ci.platform.script.push({ status: 502 }, { status: 429, headers: { 'retry-after': '0' } })
    expect(await ci.butik(['--file', 'plan.md'])).toMatchObject({ code: 0 })
    expect(ci.platform.notes).toHaveLength(1)
  })

  test.each([
    [401, /is not valid, or has expired/],
    [403, kind === 'github' ? /permissions: pull-requests: write/ : /scope api, and at least the role Reporter/],
    [404, kind === 'github' ? /no pull request 12 in acme\/shop/ : /no merge request 12 in the project 42/],
  ])('%i says which right is missing', async (status, words) => {
    await using ci = await job(kind)
    ci.platform.script.push({ status, body: { message: 'no secret-token' } })
    const { code, stderr } = await ci.butik(['--file', 'plan.md'])
    expect(code).toBe(1)
    expect(stderr).toContain('E6001')
    expect(stderr.replace(/\s+/g, ' ')).toMatch(words)
    expect(ci.platform.notes).toEqual([])
  })

  test('what is not the API is said as such', async () => {
    await using ci = await job(kind)
    ci.platform.script.push({ status: 200, body: { rows: [] } })
    const { code, stderr } = await ci.butik(['--file', 'plan.md'])
    expect(code).toBe(1)
    expect(stderr).toContain('answered with something that is not its API')
  })

  test('--dry-run prints it and makes no call', async () => {
    await using ci = await job(kind)
    expect(await ci.butik(['--file', 'plan.md', '--dry-run'])).toMatchObject({ code: 0, stdout: body })
    expect(ci.platform.calls).toEqual([])
  })

  test('a saved plan is posted as a comment, and so are the problems of one that failed', async () => {
    await using ci = await job(kind)
    const plan = planOf({ hash: 'a'.repeat(64) })
    await ci.file('plan.json', renderJson({ ...plan, basis: { ...plan.basis, environment: 'staging' } }))
    await ci.butik(['--plan', 'plan.json'])
    await ci.file('plan.json', renderJson([{ severity: 'error', code: 'E1001', summary: 'no butik.yaml' }]))
    await ci.butik(['--plan', 'plan.json', '-e', 'staging'])
    const [note, ...others] = ci.platform.notes
    expect(others).toEqual([])
    expect(note?.body).toContain('<!-- butik comment: . staging -->\n## ⛔ butik: 1 error\n')
  })

  test('what is too long is not posted', async () => {
    await using ci = await job(kind)
    await ci.file('plan.md', 'x'.repeat(kind === 'github' ? 65_536 : 1_000_000))
    const { code, stderr } = await ci.butik(['--file', 'plan.md'])
    expect(code).toBe(1)
    expect(stderr).toContain('more than the platform takes')
    expect(ci.platform.calls).toEqual([])
  })
})

describe('at github', () => {
  test('the token of a job cannot say who it is: of bots, what has the marker is ours', async () => {
    await using ci = await job('github')
    ci.platform.anonymous = true
    const forged = ci.platform.write(`${marker}\nforged`, somebody)
    const own = ci.platform.write(`${marker}\nold`)
    await ci.butik(['--file', 'plan.md'])
    expect([forged.body, own.body]).toEqual([`${marker}\nforged`, body])
  })

  test('a limit that is told as 403 is waited for', async () => {
    await using ci = await job('github')
    ci.platform.script.push({ status: 403, headers: { 'retry-after': '0' }, body: { message: 'secondary rate limit' } })
    expect(await ci.butik(['--file', 'plan.md'])).toMatchObject({ code: 0 })
    expect(ci.platform.notes).toHaveLength(1)
  })

  test.each([
    ['a comment on a pull request', { issue: { number: 12, pull_request: {} } }, {}],
    ['a run of another workflow', { workflow_run: { pull_requests: [{ number: 12 }] } }, {}],
    ['the ref', {}, { GITHUB_REF: 'refs/pull/12/merge' }],
  ])('the number comes from %s', async (_, event, more) => {
    await using ci = await job('github')
    await ci.file('event.json', JSON.stringify(event))
    expect(await ci.butik(['--file', 'plan.md'], more)).toMatchObject({ code: 0 })
    expect(ci.platform.notes).toHaveLength(1)
  })

  test('a push has no pull request: that is said, and is no error', async () => {
    await using ci = await job('github')
    await ci.file('event.json', JSON.stringify({ issue: { number: 3 } }))
    const said = await ci.butik(['--file', 'plan.md'], { GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_NAME: 'push' })
    expect(said).toMatchObject({ code: 0, stdout: '', stderr: 'No comment: the event push has no pull request.\n' })
    expect(ci.platform.calls).toEqual([])
    expect(await ci.butik(['--file', 'plan.md', '--number', '12'])).toMatchObject({ code: 0 })
    expect(ci.platform.notes).toHaveLength(1)
  })
})

describe('at gitlab', () => {
  test('lines that GitLab would carry out are disarmed, and found to be the same afterwards', async () => {
    await using ci = await job('gitlab')
    await ci.file('plan.md', 'a\n/merge\n  /close\nb /x\n')
    await ci.butik(['--file', 'plan.md'])
    expect(ci.platform.notes[0]?.body).toBe(`${marker}\na\n\\/merge\n  \\/close\nb /x\n`)
    const before = ci.platform.writes().length
    await ci.butik(['--file', 'plan.md'])
    expect(ci.platform.writes()).toHaveLength(before)
  })

  test('what GitLab itself says is no comment of ours', async () => {
    await using ci = await job('gitlab')
    ci.platform.write(`${marker}\nx`, undefined, { system: true })
    await ci.butik(['--file', 'plan.md'])
    expect(ci.platform.notes).toHaveLength(2)
  })

  test('the merge request of a branch is found, and a pipeline without one is no error', async () => {
    await using ci = await job('gitlab')
    await ci.butik(['--file', 'plan.md'], {
      CI_MERGE_REQUEST_IID: '',
      CI_OPEN_MERGE_REQUESTS: 'acme/shop!12,acme/shop!13',
    })
    expect(ci.platform.notes).toHaveLength(1)
    const { code, stderr } = await ci.butik(['--file', 'plan.md'], { CI_MERGE_REQUEST_IID: '' })
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'No comment: this pipeline has no merge request.\n' })
  })

  test('the token of a job is not enough, and that is said before a call is made', async () => {
    await using ci = await job('gitlab')
    const { code, stderr } = await ci.butik(['--file', 'plan.md'], { GITLAB_TOKEN: '', CI_JOB_TOKEN: 'x' })
    expect(code).toBe(1)
    expect(stderr.replace(/\s+/g, ' ')).toContain('the CI_JOB_TOKEN of a job may not write comments')
    expect(ci.platform.calls).toEqual([])
  })
})

describe('elsewhere', () => {
  test.each([
    [['--file', 'plan.md'], 'E6002'],
    [[], 'E5001'],
    [['--file', 'plan.md', '--plan', 'plan.json'], 'E5001'],
    [['--file', 'gone.md'], 'E1002'],
    [['--file', 'plan.json'], '--file takes Markdown'],
    [['--file', 'empty.md'], 'is empty'],
    [['--file', 'plan.md', '--number', '1/../2'], 'E5001'],
  ])('%j: %s', async (args, code) => {
    await using ci = await job('github')
    await ci.file('plan.json', '{ "formatVersion": 1 }')
    await ci.file('empty.md', '\n')
    const said = await ci.butik(args, { GITHUB_REPOSITORY: '' })
    expect(said.code).toBe(1)
    expect(said.stderr).toContain(code)
    expect(ci.platform.calls).toEqual([])
  })
})
