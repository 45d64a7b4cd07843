/** Which project, pull request and commit a CI job is about, by the variables of GitHub Actions and GitLab CI. */
import type { CiPlatform, CiProject } from '../model/comment.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { JsonObject } from '../model/json.ts'
import { eventOf, pullRequestIn, textIn } from './ci-event.ts'
import type { Env } from './env.ts'
import { misused } from './options.ts'

export interface CiJob {
  /** Throws E1011 where a token or an address is missing. */
  project(): CiProject
  /** Of the pull request, where the job says it. */
  readonly number: string | undefined
  /** Of a push: the pull request, if any, is found by what it merged. */
  readonly pushed: { readonly commit: string; readonly branch: string | undefined } | undefined
  /** Of a pull request of which this branch is the source; where nothing else tells. */
  readonly open: string | undefined
  /** What a plan of this job is of: the last commit of the pull request, or the one that was pushed. */
  readonly commit: string | undefined
  /** For people, why there is no pull request: that of a push is no error. */
  readonly why: string
}

/** `number` beats what the job says. Throws E5001 or E6002. */
export async function ciJob(env: Env, number: string | undefined): Promise<CiJob> {
  if (number !== undefined && !/^[1-9]\d{0,9}$/.test(number))
    throw misused(`--number ${number} is not the number of a pull request`, 'It is a whole number, from 1 on.')
  const job = await anyJob(env, number)
  if (job !== undefined) return job
  throw new ReconcilerError('E6002', 'this is no job of GitHub Actions or GitLab CI', {
    hint: 'elsewhere set GITHUB_REPOSITORY and GITHUB_TOKEN, or CI_API_V4_URL, CI_PROJECT_ID and GITLAB_TOKEN, and give --number to ci comment; its --dry-run needs none of them',
  })
}

/** As ciJob; undefined outside of CI. */
export async function anyJob(env: Env, number: string | undefined): Promise<CiJob | undefined> {
  if (env('GITHUB_REPOSITORY') !== undefined) {
    const event = await eventOf(env('GITHUB_EVENT_PATH'), number)
    return onGithub(env, number, event)
  }
  return env('CI_PROJECT_ID') === undefined ? undefined : onGitlab(env, number)
}

/** Of the pull request that the job is of, or that its push has merged. */
export async function numberOf(job: CiJob, platform: CiPlatform): Promise<string | undefined> {
  if (job.number !== undefined) return job.number
  const { pushed } = job
  const merged = pushed === undefined ? undefined : await platform.merged(pushed.commit, pushed.branch)
  return merged?.number ?? job.open
}

function onGithub(env: Env, given: string | undefined, event: JsonObject | undefined): CiJob {
  const name = env('GITHUB_EVENT_NAME')
  const pushed = name === 'push' ? env('GITHUB_SHA') : undefined
  return {
    project: () => ({
      platform: 'github',
      api: (env('GITHUB_API_URL') ?? 'https://api.github.com').replace(/\/+$/, ''),
      project: env('GITHUB_REPOSITORY') ?? '',
      token: required(env, 'GITHUB_TOKEN', 'give the step "env: GITHUB_TOKEN" with the token of the job'),
    }),
    number: given ?? pullRequestIn(event) ?? /^refs\/pull\/(\d+)\//.exec(env('GITHUB_REF') ?? '')?.[1],
    pushed: pushed === undefined ? undefined : { commit: commitIn(pushed), branch: env('GITHUB_REF_NAME') },
    open: undefined,
    commit: textIn(event, 'pull_request', 'head', 'sha') ?? textIn(event, 'workflow_run', 'head_sha') ?? pushed,
    why: `the event ${name ?? 'of this job'} has no pull request`,
  }
}

function onGitlab(env: Env, given: string | undefined): CiJob {
  const hint =
    'the CI_JOB_TOKEN of a job may not write comments: a project access token with the scope api can, as a masked variable'
  const number = given ?? env('CI_MERGE_REQUEST_IID')
  const commit = env('CI_COMMIT_SHA')
  const isPush = number === undefined && env('CI_PIPELINE_SOURCE') === 'push' && commit !== undefined
  return {
    project: () => ({
      platform: 'gitlab',
      api: required(env, 'CI_API_V4_URL', 'GitLab sets it in every job').replace(/\/+$/, ''),
      project: env('CI_PROJECT_ID') ?? '',
      token: required(env, 'GITLAB_TOKEN', hint),
    }),
    number,
    pushed: isPush ? { commit: commitIn(commit), branch: env('CI_COMMIT_BRANCH') } : undefined,
    // Of a pipeline of a branch: `group/shop!12,group/other!3`.
    open: /!(\d+)/.exec(env('CI_OPEN_MERGE_REQUESTS') ?? '')?.[1],
    // A pipeline of merged results is of a commit that nobody has written.
    commit: env('CI_MERGE_REQUEST_SOURCE_BRANCH_SHA') ?? commit,
    why: 'this pipeline has no merge request',
  }
}

/** It becomes part of an address. */
function commitIn(text: string): string {
  if (/^[0-9a-f]{40,64}$/.test(text)) return text
  throw new ReconcilerError('E6002', 'the commit of this job (GITHUB_SHA, CI_COMMIT_SHA) is none', {
    hint: 'it is 40 or 64 hexadecimal digits',
  })
}

function required(env: Env, name: string, hint: string): string {
  const value = env(name)
  if (value === undefined) throw new ReconcilerError('E1011', `the environment variable ${name} is not set`, { hint })
  return value
}
