/** The REST API v4 of GitLab, wherever it is hosted: who asks, and what a refusal means. */
import * as z from 'zod'
import { CommentDoor, type DoorOptions } from './comment-door.ts'

const me = z.object({ id: z.number() })

export function gitlabDoor(options: DoorOptions, missing: string): CommentDoor {
  return new CommentDoor(options, {
    name: 'GitLab',
    headers: { 'private-token': options.place.token },
    hint(status) {
      if (status === 401) return 'GITLAB_TOKEN is not valid, or has expired'
      if (status === 403) return 'GITLAB_TOKEN needs the scope api, and at least the role Reporter in this project'
      return status === 404 ? missing : undefined
    },
    hasMore: (headers) => {
      const next = headers.get('x-next-page')
      return next === null ? undefined : next.trim() !== ''
    },
  })
}

/** Below the API. */
export function projectPath({ place }: DoorOptions): string {
  return `/projects/${encodeURIComponent(place.project)}`
}

export async function gitlabUser(door: CommentDoor): Promise<string> {
  return String((await door.ask({ method: 'GET', path: '/user' }, me)).id)
}

/** A line like `/merge` is carried out by GitLab, whoever wrote it into a file. */
export function disarmed(body: string): string {
  return body.replace(/^(\s*)\/(?=\w)/gm, '$1\\/')
}
