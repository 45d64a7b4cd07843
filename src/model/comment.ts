/** A comment on a pull request (GitHub) or merge request (GitLab): where it goes, and what became of it. */

export interface CommentPlace {
  readonly platform: 'github' | 'gitlab'
  /** Of the API, without a slash at the end: `https://api.github.com`, `https://gitlab.example/api/v4`. */
  readonly api: string
  /** `acme/shop`, or the number of a project at GitLab. */
  readonly project: string
  /** Of the pull request in its project. */
  readonly number: string
  readonly token: string
}

export interface CommentText {
  /** The first line of the comment, by which it is found again. Nobody sees it. */
  readonly marker: string
  readonly body: string
}

export interface Posted {
  readonly outcome: 'created' | 'updated' | 'unchanged'
  readonly url?: string
  /** Older comments of ours that say now that they do not hold. */
  readonly superseded: number
}
