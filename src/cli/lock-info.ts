/** Who holds a lock, told so that a colleague can find that person or that CI run. */
import { hostname, userInfo } from 'node:os'
import type { LockInfo } from '../model/state.ts'
import type { Env } from './env.ts'

export interface LockFacts {
  readonly id: string
  readonly operation: string
  readonly now: Date
  readonly env: Env
}

export function lockInfo({ id, operation, now, env }: LockFacts): LockInfo {
  const run = runLink(env)
  const holder = `${userName(env)}@${hostname()} pid ${process.pid}`
  return { id, operation, holder, since: now.toISOString(), ...(run === undefined ? {} : { run }) }
}

/** GitHub, GitLab, and what most others set in one form or another. */
export function runLink(env: Env): string | undefined {
  const [server, repository, run] = [env('GITHUB_SERVER_URL'), env('GITHUB_REPOSITORY'), env('GITHUB_RUN_ID')]
  if (server !== undefined && repository !== undefined && run !== undefined) {
    return `${server}/${repository}/actions/runs/${run}`
  }
  return env('CI_JOB_URL') ?? env('CI_PIPELINE_URL') ?? env('BUILD_URL')
}

/** In CI the person who started the run is told apart from the account it runs under. */
function userName(env: Env): string {
  const actor = env('GITHUB_ACTOR') ?? env('GITLAB_USER_LOGIN')
  if (actor !== undefined) return actor
  try {
    return userInfo().username
  } catch {
    // A container may run under an id that has no name.
    return env('USER') ?? 'unknown'
  }
}
