/** Pull requests at GitHub: the one that a commit was merged by, and labels. */
import * as z from 'zod'
import type { DoorOptions } from './comment-door.ts'
import { githubDoor, repository } from './github-door.ts'
import type { PullRequests } from './pull-requests.ts'

const pull = z.object({
  number: z.number(),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  head: z.object({ sha: z.string() }),
  base: z.object({ ref: z.string() }),
})

const label = z.object({ name: z.string() })

export function githubPullRequests(options: DoorOptions): PullRequests {
  const door = githubDoor(options, {
    rights: 'the job needs "permissions: contents: read, pull-requests: read"',
    missing: `${options.place.project} has no such commit or pull request, or GITHUB_TOKEN may not see it`,
  })
  const path = repository(options)
  return {
    async merged(commit, branch) {
      const found = (await door.pages(`${path}/commits/${commit}/pulls`, pull)).find(
        ({ merged_at, merge_commit_sha, head, base }) =>
          typeof merged_at === 'string' &&
          // A commit within a pull request is not what its merge made.
          (merge_commit_sha === commit || head.sha === commit) &&
          (branch === undefined || base.ref === branch),
      )
      return found === undefined ? undefined : { number: String(found.number), head: found.head.sha }
    },
    labels: async (number) => (await door.pages(`${path}/issues/${number}/labels`, label)).map(({ name }) => name),
  }
}
