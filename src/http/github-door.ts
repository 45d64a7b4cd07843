/** The REST API of GitHub, or of a GitHub Enterprise Server, of 2022-11-28: who asks, and what a refusal means. */
import * as z from 'zod'
import { CommentDoor, CommentRefused, type DoorOptions } from './comment-door.ts'

const me = z.object({ login: z.string() })

export interface Rights {
  /** About a 403 and a 404. */
  readonly rights: string
  readonly missing: string
}

export function githubDoor(options: DoorOptions, { rights, missing }: Rights): CommentDoor {
  return new CommentDoor(options, {
    name: 'GitHub',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${options.place.token}`,
      'x-github-api-version': '2022-11-28',
    },
    hint(status) {
      if (status === 401) return 'GITHUB_TOKEN is not valid, or has expired'
      if (status === 403) return rights
      return status === 404 || status === 410 ? missing : undefined
    },
    hasMore: (headers) => {
      const link = headers.get('link')
      return link === null ? undefined : /rel="?next"?/.test(link)
    },
  })
}

/** Below the API. */
export function repository({ place }: DoorOptions): string {
  return `/repos/${place.project.split('/').map(encodeURIComponent).join('/')}`
}

export async function githubUser(door: CommentDoor): Promise<string | undefined> {
  try {
    return (await door.ask({ method: 'GET', path: '/user' }, me)).login
  } catch (error) {
    // The token of a job belongs to an app, and nobody tells an app who it is.
    if (error instanceof CommentRefused && (error.status === 403 || error.status === 404)) return undefined
    throw error
  }
}
