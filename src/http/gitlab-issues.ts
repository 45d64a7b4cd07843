/** Issues at GitLab. */
import * as z from 'zod'
import type { DoorOptions } from './comment-door.ts'
import { disarmed, gitlabDoor, gitlabUser, projectPath } from './gitlab-door.ts'
import { driftLabel, type Issue, type Issues } from './issues.ts'

const issue = z.object({
  iid: z.number(),
  title: z.string(),
  description: z.string().nullish(),
  web_url: z.string().optional(),
  author: z.object({ id: z.number() }).nullish(),
})

export function gitlabIssues(options: DoorOptions): Issues {
  const missing = `the project ${options.place.project} has no issues, or GITLAB_TOKEN may not see them: it needs the scope api, and at least the role Reporter`
  const door = gitlabDoor(options, missing)
  const issues = `${projectPath(options)}/issues`
  return {
    most: 1_000_000,
    prepared: disarmed,
    list: async () => (await door.pages(issues, issue, { state: 'opened' })).map(issueOf),
    whoAmI: () => gitlabUser(door),
    async create({ title, body }) {
      const sent = { title, description: body, labels: driftLabel }
      return issueOf(await door.ask({ method: 'POST', path: issues, body: sent }, issue))
    },
    async update({ id }, { title, body }) {
      const sent = { title, description: body }
      return issueOf(await door.ask({ method: 'PUT', path: `${issues}/${id}`, body: sent }, issue))
    },
    async close({ id }) {
      return issueOf(await door.ask({ method: 'PUT', path: `${issues}/${id}`, body: { state_event: 'close' } }, issue))
    },
  }
}

function issueOf({ iid, title, description, web_url, author }: z.infer<typeof issue>): Issue {
  return {
    id: iid,
    title,
    body: description ?? '',
    author: { id: String(author?.id ?? ''), isBot: false },
    ...(web_url === undefined ? {} : { url: web_url }),
  }
}
