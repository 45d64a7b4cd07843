/** Comments of a pull request at GitHub, or at a GitHub Enterprise Server, by its REST API of 2022-11-28. */
import * as z from 'zod'
import { CommentDoor, CommentRefused, type DoorOptions } from './comment-door.ts'
import type { Comment, Comments } from './comments.ts'

const comment = z.object({
  id: z.number(),
  body: z.string().nullish(),
  html_url: z.string().optional(),
  user: z.object({ login: z.string(), type: z.string() }).nullish(),
})

const me = z.object({ login: z.string() })

const rights =
  'the job needs "permissions: pull-requests: write"; the token of a pull request from a fork may only read, whatever the workflow says'

export function githubComments(options: DoorOptions): Comments {
  const { project, number, token } = options.place
  const door = new CommentDoor(options, {
    name: 'GitHub',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
    },
    hint(status) {
      if (status === 401) return 'GITHUB_TOKEN is not valid, or has expired'
      if (status === 403) return rights
      if (status === 404)
        return `there is no pull request ${number} in ${project}, or GITHUB_TOKEN may not see it: a token of one's own needs this repository, with "Pull requests: read and write"`
      return undefined
    },
    hasMore: (headers) => {
      const link = headers.get('link')
      return link === null ? undefined : /rel="?next"?/.test(link)
    },
  })
  const issues = `/repos/${project.split('/').map(encodeURIComponent).join('/')}/issues`
  return {
    prepared: (body) => body,
    list: async () => (await door.pages(`${issues}/${number}/comments`, comment)).map(commentOf),
    async whoAmI() {
      try {
        return (await door.ask({ method: 'GET', path: '/user' }, me)).login
      } catch (error) {
        // The token of a job belongs to an app, and nobody tells an app who it is.
        if (error instanceof CommentRefused && (error.status === 403 || error.status === 404)) return undefined
        throw error
      }
    },
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
