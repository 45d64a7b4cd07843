/** GitHub or GitLab, as the commands of CI see them. */
import type { CiPlatform } from '../model/comment.ts'
import type { DoorOptions } from './comment-door.ts'
import { type Comments, oursIn, postOnce } from './comments.ts'
import { closeAll, type Issues, tellOnce } from './issues.ts'
import type { PullRequests } from './pull-requests.ts'

interface Rooms {
  comments(number: string): Comments
  readonly pulls: PullRequests
  readonly issues: Issues
}

/** No call is made. */
export async function ciPlatform(options: DoorOptions): Promise<CiPlatform> {
  const { comments, pulls, issues } =
    options.place.platform === 'github' ? await github(options) : await gitlab(options)
  return {
    post: (number, text) => postOnce(comments(number), text),
    comment: async (number, marker) => (await oursIn(comments(number), marker)).at(-1)?.body,
    merged: (commit, branch) => pulls.merged(commit, branch),
    labels: (number) => pulls.labels(number),
    tell: (text) => tellOnce(issues, text),
    close: (marker) => closeAll(issues, marker),
  }
}

async function github(options: DoorOptions): Promise<Rooms> {
  const [{ githubComments }, { githubPullRequests }, { githubIssues }] = await Promise.all([
    import('./github-comments.ts'),
    import('./github-pull-requests.ts'),
    import('./github-issues.ts'),
  ])
  return {
    comments: (number) => githubComments(options, number),
    pulls: githubPullRequests(options),
    issues: githubIssues(options),
  }
}

async function gitlab(options: DoorOptions): Promise<Rooms> {
  const [{ gitlabComments }, { gitlabPullRequests }, { gitlabIssues }] = await Promise.all([
    import('./gitlab-comments.ts'),
    import('./gitlab-pull-requests.ts'),
    import('./gitlab-issues.ts'),
  ])
  return {
    comments: (number) => gitlabComments(options, number),
    pulls: gitlabPullRequests(options),
    issues: gitlabIssues(options),
  }
}
