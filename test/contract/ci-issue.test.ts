// The one issue that tells of drift, held against strict stand-ins of both platforms.
import { describe, expect, test } from 'vitest'
import { ciJob } from '../support/ci-job.ts'
import { somebody } from '../support/ci-platforms.ts'

const marker = '<!-- butik issue: . default -->'

describe.each(['github', 'gitlab'] as const)('at %s', (kind) => {
  test('it is opened, left alone, updated and closed, and then there is none', async () => {
    await using ci = await ciJob(kind, 'issue')
    await ci.file('drift.md', 'a price\n')
    expect((await ci.butik(['--file', 'drift.md'])).stdout).toMatch(/^Issue created: https:/)
    const [issue] = ci.platform.issues
    expect(issue).toMatchObject({
      body: `${marker}\na price\n`,
      title: 'butik: the shop has moved away from the files',
    })
    const before = ci.platform.writes().length
    expect((await ci.butik(['--file', 'drift.md'])).stdout).toMatch(/^Issue unchanged/)
    expect(ci.platform.writes()).toHaveLength(before)
    await ci.file('drift.md', 'two prices\n')
    expect(JSON.parse((await ci.butik(['--file', 'drift.md', '--json'])).stdout)).toMatchObject({ outcome: 'updated' })
    expect(issue).toMatchObject({ body: `${marker}\ntwo prices\n`, open: true })
    await ci.butik(['--file', 'drift.md', '--title', 'Prices'])
    await ci.butik(['--file', 'drift.md'])
    expect(issue?.title).toBe('Prices')
    expect((await ci.butik(['--closed'])).stdout).toMatch(/^Issue closed/)
    expect(issue?.open).toBe(false)
    expect(await ci.butik(['--closed'])).toEqual({ code: 0, stdout: 'No issue is open.\n', stderr: '' })
    expect(ci.platform.issues).toHaveLength(1)
  })

  test('that of somebody else, of another environment and of another text is left alone', async () => {
    await using ci = await ciJob(kind, 'issue')
    await ci.file('drift.md', 'x\n')
    const others = [
      ci.platform.open(`${marker}\nforged`, somebody),
      ci.platform.open('<!-- butik issue: . staging -->\nx'),
      ci.platform.open(`see\n${marker}`),
    ]
    await ci.butik(['--closed'])
    await ci.butik(['--file', 'drift.md'])
    expect(others.map(({ open, body }) => [open, body])).toEqual([
      [true, `${marker}\nforged`],
      [true, '<!-- butik issue: . staging -->\nx'],
      [true, `see\n${marker}`],
    ])
    expect(ci.platform.issues).toHaveLength(4)
  })

  test('of several of ours the oldest goes on', async () => {
    await using ci = await ciJob(kind, 'issue')
    await ci.file('drift.md', 'x\n')
    const [first, second] = [ci.platform.open(`${marker}\n1`), ci.platform.open(`${marker}\n2`)]
    await ci.butik(['--file', 'drift.md'])
    expect([first.body, first.open, second.open]).toEqual([`${marker}\nx\n`, true, false])
  })

  test('a lost answer is looked for and never followed by a second issue', async () => {
    await using ci = await ciJob(kind, 'issue')
    await ci.file('drift.md', 'x\n')
    ci.platform.script.push(undefined, { status: 0, lost: true })
    expect(await ci.butik(['--file', 'drift.md'])).toMatchObject({ code: 0 })
    expect(ci.platform.issues).toHaveLength(1)
  })

  test('what is too long is cut between lines, and an open fence is closed', async () => {
    await using ci = await ciJob(kind, 'issue')
    await ci.file('drift.md', `\`\`\`\`text\n${'a line of drift\n'.repeat(70_000)}\`\`\`\`\n`)
    expect(await ci.butik(['--file', 'drift.md'])).toMatchObject({ code: 0 })
    const body = ci.platform.issues[0]?.body ?? ''
    expect(body.replaceAll('\n', '\r\n').length).toBeLessThanOrEqual(kind === 'github' ? 65_536 : 1_000_000)
    expect(body).toMatch(/drift\n````\n\nToo long for an issue: the rest is in the report of the run\.\n$/)
    const before = ci.platform.writes().length
    await ci.butik(['--file', 'drift.md'])
    expect(ci.platform.writes()).toHaveLength(before)
  })

  test.each([
    [[], 'E5001'],
    [['--file', 'drift.md', '--closed'], 'E5001'],
    [['--closed', '--title', 'x'], 'E5001'],
    [['--file', 'gone.md'], 'E1002'],
    [['--file', 'event.json'], '--file takes Markdown'],
  ])('%j: %s', async (args, code) => {
    await using ci = await ciJob(kind, 'issue')
    const said = await ci.butik(args)
    expect([said.code, said.stderr.includes(code)]).toEqual([1, true])
    expect(ci.platform.calls).toEqual([])
  })

  test('a refusal says which right is missing', async () => {
    await using ci = await ciJob(kind, 'issue')
    ci.platform.script.push({ status: 403 })
    const { code, stderr } = await ci.butik(['--closed'])
    expect(code).toBe(1)
    expect(stderr.replace(/\s+/g, ' ')).toContain(kind === 'github' ? 'issues: write' : 'the scope api')
  })
})

test('a pull request is no issue', async () => {
  await using ci = await ciJob('github', 'issue')
  const pull = ci.platform.open(`${marker}\nx`, undefined, { isPull: true })
  await ci.butik(['--closed'])
  expect(pull.open).toBe(true)
})

test('a line that GitLab would carry out is disarmed', async () => {
  await using ci = await ciJob('gitlab', 'issue')
  await ci.file('drift.md', '/close\n')
  await ci.butik(['--file', 'drift.md'])
  expect(ci.platform.issues[0]?.body).toBe(`${marker}\n\\/close\n`)
})
