// A job of GitHub Actions or GitLab CI in a folder of its own: its variables, its event, and a strict stand-in of the platform.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { envOf } from '../../src/cli/env.ts'
import { run } from '../../src/cli/main.ts'
import { CiPlatform } from './ci-platforms.ts'

type Variables = Readonly<Record<string, string | undefined>>

export interface CiCommand extends AsyncDisposable {
  readonly platform: CiPlatform
  readonly folder: string
  butik(args: readonly string[], more?: Variables): Promise<{ code: number; stdout: string; stderr: string }>
  file(name: string, text: string): Promise<void>
}

/** `butik ci COMMAND` in a job of the pull request 12. */
export async function ciJob(kind: 'github' | 'gitlab', command: string): Promise<CiCommand> {
  const platform = await CiPlatform.start(kind)
  const folder = await mkdtemp(join(tmpdir(), 'butik-ci-'))
  const file: CiCommand['file'] = (name, text) => writeFile(join(folder, name), text)
  await file('event.json', JSON.stringify({ pull_request: { number: 12 } }))
  await file('plan.md', '## butik plan: no changes\n')
  const env: Variables =
    kind === 'github'
      ? {
          GITHUB_REPOSITORY: 'acme/shop',
          GITHUB_API_URL: platform.url,
          GITHUB_TOKEN: 'secret-token',
          GITHUB_EVENT_PATH: join(folder, 'event.json'),
          GITHUB_WORKSPACE: folder,
        }
      : {
          CI_API_V4_URL: platform.url,
          CI_PROJECT_ID: '42',
          CI_MERGE_REQUEST_IID: '12',
          GITLAB_TOKEN: 'secret-token',
          CI_PROJECT_DIR: folder,
        }
  return {
    platform,
    folder,
    file,
    async butik(args, more = {}) {
      let [stdout, stderr] = ['', '']
      const terminal = {
        out(text: string) {
          stdout += text
        },
        err(text: string) {
          stderr += text
        },
        outIsTerminal: false,
        errIsTerminal: false,
        canAsk: false,
        askSecret: async () => undefined,
        columns: undefined,
        ask: async () => undefined,
      }
      const code = await run(['-C', folder, 'ci', command, ...args], { terminal, env: envOf({ ...env, ...more }) })
      expect(platform.wrong).toEqual([])
      expect(stdout + stderr).not.toContain('secret-token')
      return { code, stdout, stderr }
    },
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}
