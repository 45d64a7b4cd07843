/** Notes of a merge request at GitLab, wherever it is hosted, by its REST API v4. */
import * as z from 'zod'
import { CommentDoor, type DoorOptions } from './comment-door.ts'
import type { Comment, Comments } from './comments.ts'

const note = z.object({
  id: z.number(),
  body: z.string(),
  /** What GitLab itself says of the merge request. */
  system: z.boolean().optional(),
  author: z.object({ id: z.number() }).nullish(),
})

const me = z.object({ id: z.number() })

export function gitlabComments(options: DoorOptions): Comments {
  const { project, number, token } = options.place
  const door = new CommentDoor(options, {
    name: 'GitLab',
    headers: { 'private-token': token },
    hint(status) {
      if (status === 401) return 'GITLAB_TOKEN is not valid, or has expired'
      if (status === 403) return 'GITLAB_TOKEN needs the scope api, and at least the role Reporter in this project'
      if (status === 404)
        return `there is no merge request ${number} in the project ${project}, or GITLAB_TOKEN may not see it: it needs the scope api, and at least the role Reporter`
      return undefined
    },
    hasMore: (headers) => {
      const next = headers.get('x-next-page')
      return next === null ? undefined : next.trim() !== ''
    },
  })
  const notes = `/projects/${encodeURIComponent(project)}/merge_requests/${number}/notes`
  return {
    prepared: disarmed,
    list: async () => (await door.pages(notes, note)).filter(({ system }) => system !== true).map(commentOf),
    whoAmI: async () => String((await door.ask({ method: 'GET', path: '/user' }, me)).id),
    create: async (body) => commentOf(await door.ask({ method: 'POST', path: notes, body: { body } }, note)),
    update: async ({ id }, body) =>
      commentOf(await door.ask({ method: 'PUT', path: `${notes}/${id}`, body: { body } }, note)),
  }
}

/** A line like `/merge` is carried out by GitLab, whoever wrote it into a file. */
function disarmed(body: string): string {
  return body.replace(/^(\s*)\/(?=\w)/gm, '$1\\/')
}

function commentOf({ id, body, author }: z.infer<typeof note>): Comment {
  return { id, body, author: { id: String(author?.id ?? ''), isBot: false } }
}
