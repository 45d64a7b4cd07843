/** Merge requests at GitLab: the one that a commit was merged by, and labels. */
import * as z from 'zod'
import type { DoorOptions } from './comment-door.ts'
import { gitlabDoor, projectPath } from './gitlab-door.ts'
import type { PullRequests } from './pull-requests.ts'

const request = z.object({
  iid: z.number(),
  state: z.string(),
  /** Its last commit. */
  sha: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  squash_commit_sha: z.string().nullish(),
  target_branch: z.string(),
})

const labelled = z.object({ labels: z.array(z.string()) })

export function gitlabPullRequests(options: DoorOptions): PullRequests {
  const missing = `the project ${options.place.project} has no such commit or merge request, or GITLAB_TOKEN may not see it: it needs the scope api, and at least the role Reporter`
  const door = gitlabDoor(options, missing)
  const path = projectPath(options)
  return {
    async merged(commit, branch) {
      const found = (await door.pages(`${path}/repository/commits/${commit}/merge_requests`, request)).find(
        (one) =>
          one.state === 'merged' &&
          // Merged by a merge commit, by a squash, or fast forward. A commit within it is not what its merge made.
          [one.merge_commit_sha, one.squash_commit_sha, one.sha].includes(commit) &&
          (branch === undefined || one.target_branch === branch),
      )
      return found === undefined ? undefined : { number: String(found.iid), head: found.sha ?? '' }
    },
    async labels(number) {
      return (await door.ask({ method: 'GET', path: `${path}/merge_requests/${number}` }, labelled)).labels
    },
  }
}
