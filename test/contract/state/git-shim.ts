// A git in front of git: writes down what is asked of it, and fails as a network does, before or after the deed.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { plainEnv } from './git-store.ts'

export interface Shim {
  readonly env: Record<string, string | undefined>
  /**
   * `VERB KIND`: the verb is one of git's, or `net` for all that reach the remote. Kinds: `gone` fails before the deed,
   * `lost` after it, `slow` does nothing for a minute; with `-once` only the next time; with `-dark` the remote is gone
   * from then on. Empty: all is well again.
   */
  fail(mode: string): void
  /** What was asked since the last time, a command a line. */
  asked(): string[]
}

const script = (folder: string, git: string) => `#!/bin/sh
echo "$*" >> '${folder}/log'
[ -f '${folder}/mode' ] || exec '${git}' "$@"
read -r verb kind < '${folder}/mode'
reaches=no
case "$1" in push|fetch|ls-remote) reaches=yes;; esac
[ "$1" = "$verb" ] || { [ "$verb" = net ] && [ $reaches = yes ]; } || exec '${git}' "$@"
case "$kind" in *-once) rm '${folder}/mode';; esac
case "$kind" in
  lost*) '${git}' "$@" > /dev/null 2>&1;;
  slow*) sleep 60;;
esac
case "$kind" in *-dark) echo 'net gone' > '${folder}/mode';; esac
echo "fatal: unable to access 'https://ole:hunter2@git.example/shop.git/': Could not resolve host: git.example" >&2
exit 128
`

export function gitShim(folder: string): Shim {
  const home = join(folder, 'shim')
  mkdirSync(home)
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  const [path, mode, log] = [join(home, 'git'), join(home, 'mode'), join(home, 'log')]
  writeFileSync(path, script(home, git))
  chmodSync(path, 0o755)
  return {
    env: { ...plainEnv, PATH: `${home}:${process.env['PATH'] ?? ''}` },
    fail: (what) => (what === '' ? rmSync(mode, { force: true }) : writeFileSync(mode, `${what}\n`)),
    asked: () => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
      rmSync(log, { force: true })
      return lines
    },
  }
}
