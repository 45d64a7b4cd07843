/**
 * A comment on a pull request (GitHub) or merge request (GitLab): where it goes, what became of it, and the hidden lines at its
 * head that say which plan it shows, and of which commit.
 */

/** A project at one of the platforms, and who asks. */
export interface CiProject {
  readonly platform: 'github' | 'gitlab'
  /** Of the API, without a slash at the end: `https://api.github.com`, `https://gitlab.example/api/v4`. */
  readonly api: string
  /** `acme/shop`, or the number of a project at GitLab. */
  readonly project: string
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

/** A pull request that was merged. */
export interface Merged {
  readonly number: string
  /** Its last commit: what was reviewed. */
  readonly head: string
}

/** What an issue is to say. */
export interface IssueText extends CommentText {
  /** Undefined: that of a new one is `name`, and another one keeps its own. */
  readonly title: string | undefined
  readonly name: string
}

/** What became of it. */
export interface IssuePosted {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'closed' | 'none'
  readonly url?: string
}

/** What the commands of CI ask of the platform. Each rejects with E6001. */
export interface CiPlatform {
  /** One comment on a pull request: made, or updated where it says something else. */
  post(number: string, text: CommentText): Promise<Posted>
  /** Our own newest comment with this first line. */
  comment(number: string, marker: string): Promise<string | undefined>
  /** The one whose merge into `branch` made this commit; undefined where it came otherwise. */
  merged(commit: string, branch: string | undefined): Promise<Merged | undefined>
  /** Labels as they are now, which the event of a job need not say. */
  labels(number: string): Promise<readonly string[]>
  /** One open issue: opened, or updated where it says something else. */
  tell(text: IssueText): Promise<IssuePosted>
  /** None of ours with this first line stays open. */
  close(marker: string): Promise<IssuePosted>
}

/** The first line of a plan as a comment. A hash is hexadecimal; what is none cannot leave the line. */
export function planLine(hash: string): string {
  return `<!-- butik plan: ${hash.replace(/[^0-9a-f]/g, '')} -->`
}

export function commitLine(commit: string): string {
  return `<!-- butik commit: ${commit.replace(/[^0-9a-f]/g, '')} -->`
}

export interface Shown {
  readonly commit: string | undefined
  /** Of the plan; undefined where the comment shows none. */
  readonly hash: string | undefined
}

/**
 * What a comment of ours says of itself. Only the lines between its marker and its first visible line count: further down
 * stand texts of the shop, which can say anything.
 */
export function shownIn(body: string): Shown {
  const [, ...lines] = body.split(/\r?\n/)
  const end = lines.findIndex((line) => !/^<!-- butik \w+: [0-9a-f]+ -->\s*$/.test(line))
  const hidden = end === -1 ? lines : lines.slice(0, end)
  const said = (name: string, value: string): string | undefined =>
    hidden
      .map((line) => new RegExp(`^<!-- butik ${name}: (${value}) -->`).exec(line)?.[1])
      .find((one) => one !== undefined)
  return { commit: said('commit', '[0-9a-f]{40,64}'), hash: said('plan', '[0-9a-f]{64}') }
}
