/** Notes of a merge request at GitLab, wherever it is hosted, by its REST API v4. */
import * as z from 'zod'
import type { DoorOptions } from './comment-door.ts'
import type { Comment, Comments } from './comments.ts'
import { disarmed, gitlabDoor, gitlabUser, projectPath } from './gitlab-door.ts'

const note = z.object({
  id: z.number(),
  body: z.string(),
  /** What GitLab itself says of the merge request. */
  system: z.boolean().optional(),
  author: z.object({ id: z.number() }).nullish(),
})

export function gitlabComments(options: DoorOptions, number: string): Comments {
  const missing = `there is no merge request ${number} in the project ${options.place.project}, or GITLAB_TOKEN may not see it: it needs the scope api, and at least the role Reporter`
  const door = gitlabDoor(options, missing)
  const notes = `${projectPath(options)}/merge_requests/${number}/notes`
  return {
    prepared: disarmed,
    list: async () => (await door.pages(notes, note)).filter(({ system }) => system !== true).map(commentOf),
    whoAmI: () => gitlabUser(door),
    create: async (body) => commentOf(await door.ask({ method: 'POST', path: notes, body: { body } }, note)),
    update: async ({ id }, body) =>
      commentOf(await door.ask({ method: 'PUT', path: `${notes}/${id}`, body: { body } }, note)),
  }
}

function commentOf({ id, body, author }: z.infer<typeof note>): Comment {
  return { id, body, author: { id: String(author?.id ?? ''), isBot: false } }
}
