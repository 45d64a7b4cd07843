/** Comments of a pull request at GitHub, or at a GitHub Enterprise Server, by its REST API of 2022-11-28. */
import * as z from 'zod'
import type { DoorOptions } from './comment-door.ts'
import type { Comment, Comments } from './comments.ts'
import { githubDoor, githubUser, repository } from './github-door.ts'

const comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  html_url: z.string().optional(),
  user: z.object({ login: z.string(), type: z.string() }).nullish(),
})

const rights =
  'the job needs "permissions: pull-requests: write"; the token of a pull request from a fork may only read, whatever the workflow says'

export function githubComments(options: DoorOptions, number: string): Comments {
  const missing = `there is no pull request ${number} in ${options.place.project}, or GITHUB_TOKEN may not see it: a token of one's own needs this repository, with "Pull requests: read and write"`
  const door = githubDoor(options, { rights, missing })
  const issues = `${repository(options)}/issues`
  return {
    prepared: (body) => body,
    list: async () => (await door.pages(`${issues}/${number}/comments`, comment)).map(commentOf),
    whoAmI: () => githubUser(door),
    async create(body) {
      const path = `${issues}/${number}/comments`
      return commentOf(await door.ask({ method: 'POST', path, body: { body } }, comment))
    },
    async update({ id }, body) {
      const path = `${issues}/comments/${id}`
      return commentOf(await door.ask({ method: 'PATCH', path, body: { body } }, comment))
    },
  }
}

function commentOf({ id, body, html_url, user }: z.infer<typeof comment>): Comment {
  return {
    id,
    body: body ?? '',
    author: { id: user?.login ?? '', isBot: user?.type === 'Bot' },
    ...(html_url === undefined ? {} : { url: html_url }),
  }
}
