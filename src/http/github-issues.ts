/** Issues at GitHub. */
import * as z from 'zod'
import type { DoorOptions } from './comment-door.ts'
import { githubDoor, githubUser, repository } from './github-door.ts'
import { driftLabel, type Issue, type Issues } from './issues.ts'

const issue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  html_url: z.string().optional(),
  user: z.object({ login: z.string(), type: z.string() }).nullish(),
  /** A pull request is an issue, too. */
  pull_request: z.unknown().optional(),
})

export function githubIssues(options: DoorOptions): Issues {
  const door = githubDoor(options, {
    rights: 'the job needs "permissions: issues: write"',
    missing: `${options.place.project} has no issues, or GITHUB_TOKEN may not see them: a token of one's own needs this repository, with "Issues: read and write"`,
  })
  const issues = `${repository(options)}/issues`
  return {
    most: 65_536,
    prepared: (body) => body,
    async list() {
      const rows = await door.pages(issues, issue, { state: 'open' })
      return rows.filter(({ pull_request: pull }) => pull === undefined || pull === null).map(issueOf)
    },
    whoAmI: () => githubUser(door),
    async create({ title, body }) {
      return issueOf(
        await door.ask({ method: 'POST', path: issues, body: { title, body, labels: [driftLabel] } }, issue),
      )
    },
    async update({ id }, { title, body }) {
      return issueOf(await door.ask({ method: 'PATCH', path: `${issues}/${id}`, body: { title, body } }, issue))
    },
    async close({ id }) {
      const body = { state: 'closed', state_reason: 'completed' }
      return issueOf(await door.ask({ method: 'PATCH', path: `${issues}/${id}`, body }, issue))
    },
  }
}

function issueOf({ number, title, body, html_url, user }: z.infer<typeof issue>): Issue {
  return {
    id: number,
    title,
    body: body ?? '',
    author: { id: user?.login ?? '', isBot: user?.type === 'Bot' },
    ...(html_url === undefined ? {} : { url: html_url }),
  }
}
