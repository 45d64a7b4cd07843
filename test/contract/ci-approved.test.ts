// What follows a merge, held against strict stand-ins of both platforms: the pull request is found by the commit, and the hash
// that it showed is printed only where it is of what was merged.
import { describe, expect, test } from 'vitest'
import { planLine, shownIn } from '../../src/model/comment.ts'
import { renderJson } from '../../src/render/json.ts'
import { type CiCommand, ciJob } from '../support/ci-job.ts'
import { somebody } from '../support/ci-platforms.ts'
import { planOf } from '../unit/render/plans.ts'

const [head, made, other] = ['a', 'b', 'c'].map((sign) => sign.repeat(40)) as [string, string, string]
const hash = 'd'.repeat(64)
const marker = '<!-- butik comment: . default -->'
const shown = (commit: string, environment = 'default'): string =>
  `<!-- butik comment: . ${environment} -->\n<!-- butik commit: ${commit} -->\n${planLine(hash)}\n## butik plan\n`

/** As after a merge: no event and no variable names a pull request. */
async function pushed(kind: 'github' | 'gitlab', command: string): Promise<CiCommand> {
  const ci = await ciJob(kind, command)
  await ci.file('event.json', JSON.stringify({ ref: 'refs/heads/main' }))
  const env =
    kind === 'github'
      ? { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push', GITHUB_SHA: made, GITHUB_REF_NAME: 'main' }
      : { CI_MERGE_REQUEST_IID: '', CI_PIPELINE_SOURCE: 'push', CI_COMMIT_SHA: made, CI_COMMIT_BRANCH: 'main' }
  ci.platform.pulls.set(made, [{ number: 12, head, made }])
  return {
    ...ci,
    butik: (args, more = {}) => ci.butik(args, { ...env, ...more }),
    [Symbol.asyncDispose]: ci[Symbol.asyncDispose],
  }
}

const words = (text: string): string => text.replace(/\s+/g, ' ')

describe.each(['github', 'gitlab'] as const)('after a merge at %s', (kind) => {
  test('approved prints the hash that the pull request showed, and nothing else', async () => {
    await using ci = await pushed(kind, 'approved')
    ci.platform.write(shown(other))
    ci.platform.write(shown(head))
    ci.platform.write(shown(made), somebody)
    expect(await ci.butik([])).toEqual({ code: 0, stdout: `${hash}\n`, stderr: '' })
    expect(ci.platform.writes()).toEqual([])
    expect(JSON.parse((await ci.butik(['--json'])).stdout)).toEqual({ hash, number: '12' })
  })

  test('a platform that knows of the merge a little later is asked again', async () => {
    await using ci = await pushed(kind, 'approved')
    const merge = ci.platform.pulls.get(made) ?? []
    ci.platform.pulls.delete(made)
    ci.platform.write(shown(head))
    ci.onWait(() => {
      if (ci.waits.length === 2) ci.platform.pulls.set(made, merge)
    })
    expect(await ci.butik([])).toEqual({ code: 0, stdout: `${hash}\n`, stderr: '' })
    expect(ci.waits).toEqual([2_000, 4_000])
  })

  test('a plan anew after the merge is of the merge', async () => {
    await using ci = await pushed(kind, 'approved')
    ci.platform.write(shown(made))
    expect(await ci.butik([])).toMatchObject({ code: 0, stdout: `${hash}\n` })
  })

  test('-e picks the comment of an environment', async () => {
    await using ci = await pushed(kind, 'approved')
    ci.platform.write(shown(head, 'staging'))
    expect((await ci.butik([])).stderr).toContain('E6003')
    expect(await ci.butik(['-e', 'staging'])).toMatchObject({ code: 0, stdout: `${hash}\n` })
  })

  test.each([
    ['another commit', shown(other), /is of the commit cccccccccccc, and what was merged ends with aaaaaaaaaaaa/],
    ['no commit', `${marker}\n${planLine(hash)}\nx`, /is of no commit that it names/],
    ['no plan', `${marker}\n<!-- butik commit: ${head} -->\n## butik applied\n`, /shows no plan: an apply has ended/],
    [
      'no plan but in a text of the shop',
      `${marker}\n<!-- butik commit: ${head} -->\n## butik applied\n${planLine(hash)}\n`,
      /shows no plan/,
    ],
    ['a hash that is none', `${marker}\n<!-- butik commit: ${head} -->\n${planLine('abc')}\n`, /shows no plan/],
  ])('a comment of %s approves nothing', async (_, body, why) => {
    await using ci = await pushed(kind, 'approved')
    ci.platform.write(body)
    const { code, stdout, stderr } = await ci.butik([])
    expect([code, stdout]).toEqual([1, ''])
    expect(words(stderr)).toMatch(why)
    expect(stderr).toContain('E6003')
  })

  test('a comment of somebody else approves nothing', async () => {
    await using ci = await pushed(kind, 'approved')
    ci.platform.write(shown(head), somebody)
    const { code, stdout, stderr } = await ci.butik([])
    expect([code, stdout]).toEqual([1, ''])
    expect(words(stderr)).toContain('has no comment of butik about the environment default')
  })

  test.each([
    ['without a pull request', []],
    ['in one that is open', [{ number: 12, head, made, merged: false as const }]],
    ['in the middle of one', [{ number: 12, head, made: other }]],
    ['merged into another branch', [{ number: 12, head, made, branch: 'next' }]],
  ])('a commit %s was not approved, has no comment and acknowledges nothing', async (_, pulls) => {
    for (const command of ['approved', 'acks', 'comment']) {
      await using ci = await pushed(kind, command)
      ci.platform.pulls.set(made, pulls)
      ci.platform.labels.push('butik-ack:price')
      ci.platform.write(shown(head))
      const { code, stdout, stderr } = await ci.butik(command === 'comment' ? ['--file', 'plan.md'] : [])
      expect([command, code, stdout]).toEqual([command, command === 'approved' ? 1 : 0, command === 'acks' ? '\n' : ''])
      if (command === 'approved') expect(words(stderr)).toContain('came without a pull request, by a direct push')
      // Only what would fail looks again.
      expect(ci.waits).toEqual(command === 'approved' ? [2_000, 4_000, 8_000, 16_000] : [])
      expect(ci.platform.writes()).toEqual([])
    }
  })

  test('a comment is of the pull request that was merged, and names the merge', async () => {
    await using ci = await pushed(kind, 'comment')
    const before = ci.platform.write(shown(head))
    const plan = planOf({ hash })
    await ci.file('plan.json', renderJson({ ...plan, basis: { ...plan.basis, environment: 'default' } }))
    expect(await ci.butik(['--plan', 'plan.json'])).toMatchObject({ code: 0 })
    expect(ci.platform.notes).toHaveLength(1)
    expect(shownIn(before.body)).toEqual({ commit: made, hash })
  })

  test('in its own job the pull request is known, and the comment names its last commit', async () => {
    await using ci = await ciJob(kind, 'comment')
    await ci.file('event.json', JSON.stringify({ pull_request: { number: 12, head: { sha: head } } }))
    await ci.file('plan.md', `${planLine(hash)}\n## butik plan\n`)
    // A pipeline of merged results, and the job of a pull request, run on a commit that nobody has written.
    const env = { CI_COMMIT_SHA: other, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: head, GITHUB_SHA: other }
    await ci.butik(['--file', 'plan.md'], env)
    expect(ci.platform.notes.map(({ body }) => body)).toEqual([shown(head)])
    expect((await ci.butik(['--file', 'plan.md', '--dry-run'], env)).stdout).toBe(shown(head))
  })

  test('labels acknowledge guards, by their names as they are now', async () => {
    await using ci = await pushed(kind, 'acks')
    ci.platform.labels.push(
      'bug',
      'butik-ack:price',
      'butik-ack:offline',
      'butik-ack:nonsense',
      'butik-ack:protect',
      'butik-ack:delete',
    )
    const { code, stdout, stderr } = await ci.butik([])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'offline,price\n' })
    expect(stderr).toContain('butik-ack:nonsense names no guard')
    expect(stderr).toContain('butik-ack:protect names no guard')
    expect(stderr).toContain('butik-ack:delete opens nothing: deletes take --allow-delete')
    await using own = await ciJob(kind, 'acks')
    own.platform.labels.push('butik-ack:price')
    await own.file('event.json', JSON.stringify({ pull_request: { number: 12, labels: [] } }))
    expect(await own.butik([])).toEqual({ code: 0, stdout: 'price\n', stderr: '' })
  })

  test('a platform that does not answer approves and acknowledges nothing', async () => {
    for (const command of ['approved', 'acks']) {
      await using ci = await pushed(kind, command)
      ci.platform.script.push({ status: 403 })
      expect(await ci.butik([])).toMatchObject({ code: 1, stdout: '' })
    }
  })
})

test('a squash and a fast forward at GitLab are merges', async () => {
  for (const pull of [
    { number: 12, head, squashed: made },
    { number: 12, head: made },
  ]) {
    await using ci = await pushed('gitlab', 'approved')
    ci.platform.pulls.set(made, [pull])
    ci.platform.write(shown(pull.head))
    expect(await ci.butik([])).toMatchObject({ code: 0, stdout: `${hash}\n` })
  }
})

test('what is no push, and a commit that is none, ask nobody', async () => {
  await using ci = await pushed('github', 'approved')
  const { code, stderr } = await ci.butik([], { GITHUB_EVENT_NAME: 'schedule' })
  expect([code, words(stderr).includes('this is no job of a push')]).toEqual([1, true])
  expect((await ci.butik([], { GITHUB_SHA: '../..' })).stderr).toContain('E6002')
  expect(ci.platform.calls).toEqual([])
})
