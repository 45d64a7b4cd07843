// Where the runners of a story keep their state: the four backends, each on this machine, as a repository would name it.
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { startStateServer } from './http-state-server.ts'
import { postgresServer } from './postgres-server.ts'

export interface StatePlace extends AsyncDisposable {
  /** For `butik init --ci`: it writes a state that fits. */
  readonly ci: 'github' | 'gitlab' | 'none'
  /** Below what `init` wrote. */
  readonly settings: string
  readonly env: Readonly<Record<string, string>>
  /** What a runner finds beside its fresh clone. */
  prepare(clone: string): Promise<void>
  /** By hand, with the id that the run which was locked out names. False: the next run sees that the holder is dead. */
  readonly unlock: boolean
}

const nothing = { settings: '', env: {}, prepare: async () => {}, unlock: false, [Symbol.asyncDispose]: async () => {} }

/** By backend. `folder` is the story's own; it is removed by whoever made it. */
export const statePlaces: { readonly [backend: string]: (folder: string) => Promise<StatePlace> } = {
  local: async (folder) => {
    const shared = join(folder, 'kept-between-runs')
    await mkdir(shared)
    return { ...nothing, ci: 'none', prepare: (clone) => symlink(shared, join(clone, '.butik')) }
  },
  git: async () => ({ ...nothing, ci: 'github', unlock: true }),
  postgres: async () => {
    const server = await postgresServer()
    return {
      ...nothing,
      ci: 'none',
      settings: 'state: { backend: postgres, url: !env DATABASE_URL }\n',
      env: { DATABASE_URL: server.url },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  },
  http: async () => {
    const [username, password] = ['gitlab-ci-token', 'job-token-5518']
    const server = await startStateServer({ manner: 'gitlab', username, password })
    return {
      ...nothing,
      ci: 'gitlab',
      unlock: true,
      env: {
        BUTIK_STATE_ADDRESS: `${server.url}/api/v4/projects/42/terraform/state/butik`,
        BUTIK_STATE_USERNAME: username,
        BUTIK_STATE_PASSWORD: password,
      },
      [Symbol.asyncDispose]: () => server.close(),
    }
  },
}
