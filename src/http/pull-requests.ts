/** What is asked of the pull requests of a project besides their comments. */
import type { Merged } from '../model/comment.ts'

export interface PullRequests {
  /** The one whose merge into `branch` made this commit; undefined where it came otherwise. */
  merged(commit: string, branch: string | undefined): Promise<Merged | undefined>
  /** As they are now, which the event of a job need not say. */
  labels(number: string): Promise<readonly string[]>
}
