/** Which pull request a CI job belongs to, by the variables of GitHub Actions and GitLab CI. */
import { readFile } from 'node:fs/promises'
import type { CommentPlace } from '../model/comment.ts'
import { ReconcilerError } from '../model/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Env } from './env.ts'
import { misused } from './options.ts'

/** `why`: for people; a job of a push has no pull request, and that is no error. */
export type CiPlace = CommentPlace | { readonly platform: 'none'; readonly why: string }

/** `number` beats what the job says. Throws E5001, E1011 or E6002. */
export async function ciPlace(env: Env, number: string | undefined): Promise<CiPlace> {
  if (number !== undefined && !/^[1-9]\d{0,9}$/.test(number))
    throw misused(`--number ${number} is not the number of a pull request`, 'It is a whole number, from 1 on.')
  if (env('GITHUB_REPOSITORY') !== undefined) return await onGithub(env, number)
  if (env('CI_PROJECT_ID') !== undefined) return onGitlab(env, number)
  throw new ReconcilerError('E6002', 'this is no job of GitHub Actions or GitLab CI', {
    hint: 'elsewhere set GITHUB_REPOSITORY and GITHUB_TOKEN, or CI_API_V4_URL, CI_PROJECT_ID and GITLAB_TOKEN, and give --number; --dry-run needs none of them',
  })
}

async function onGithub(env: Env, given: string | undefined): Promise<CiPlace> {
  const number = given ?? (await pullRequestOf(env))
  if (number === undefined)
    return { platform: 'none', why: `the event ${env('GITHUB_EVENT_NAME') ?? 'of this job'} has no pull request` }
  return {
    platform: 'github',
    api: (env('GITHUB_API_URL') ?? 'https://api.github.com').replace(/\/+$/, ''),
    project: env('GITHUB_REPOSITORY') ?? '',
    number,
    token: required(env, 'GITHUB_TOKEN', 'give the step "env: GITHUB_TOKEN" with the token of the job'),
  }
}

function onGitlab(env: Env, given: string | undefined): CiPlace {
  // Of a pipeline of a branch: `group/shop!12,group/other!3`.
  const open = /!(\d+)/.exec(env('CI_OPEN_MERGE_REQUESTS') ?? '')?.[1]
  const number = given ?? env('CI_MERGE_REQUEST_IID') ?? open
  if (number === undefined) return { platform: 'none', why: 'this pipeline has no merge request' }
  const hint =
    'the CI_JOB_TOKEN of a job may not write comments: a project access token with the scope api can, as a masked variable'
  return {
    platform: 'gitlab',
    api: required(env, 'CI_API_V4_URL', 'GitLab sets it in every job').replace(/\/+$/, ''),
    project: env('CI_PROJECT_ID') ?? '',
    number,
    token: required(env, 'GITLAB_TOKEN', hint),
  }
}

function required(env: Env, name: string, hint: string): string {
  const value = env(name)
  if (value === undefined) throw new ReconcilerError('E1011', `the environment variable ${name} is not set`, { hint })
  return value
}

async function pullRequestOf(env: Env): Promise<string | undefined> {
  const event = await eventOf(env('GITHUB_EVENT_PATH'))
  const issue = member(event, 'issue')
  const found = [
    member(event, 'pull_request'),
    // A comment on a pull request is a comment on an issue.
    member(issue, 'pull_request') === undefined ? undefined : issue,
    firstOf(member(event, 'workflow_run')?.['pull_requests']),
  ].find((one) => typeof one?.['number'] === 'number')
  return found === undefined ? /^refs\/pull\/(\d+)\//.exec(env('GITHUB_REF') ?? '')?.[1] : String(found['number'])
}

async function eventOf(path: string | undefined): Promise<JsonObject | undefined> {
  if (path === undefined) return undefined
  try {
    const event: Json = JSON.parse(await readFile(path, 'utf8'))
    return isJsonObject(event) ? event : undefined
  } catch (cause) {
    throw new ReconcilerError('E6002', 'the event of this job (GITHUB_EVENT_PATH) cannot be read', {
      hint: 'give --number',
      cause,
    })
  }
}

function member(of: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = of?.[name]
  return isJsonObject(value) ? value : undefined
}

function firstOf(list: Json | undefined): JsonObject | undefined {
  const [first] = Array.isArray(list) ? list : []
  return isJsonObject(first) ? first : undefined
}
