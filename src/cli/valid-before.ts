/**
 * `butik validate` of what is as it was. Its answer follows from the files that it asked for, the variables that it asked
 * for, and the program itself: a run that found nothing wrong writes down digests of all three, and as long as each is the
 * same the same command has the same answer, without a file being parsed. Only that nothing is wrong is remembered.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FilePort } from '../model/project.ts'
import type { Env } from './env.ts'
import { nodeFiles } from './node-files.ts'

/** What was asked for: a read, a size, a real path, the list of a folder, a variable. */
type Asked = readonly [how: keyof FilePort | 'env', what: string, answer: string]

interface Remembered {
  readonly command: string
  /** Of this file alone: the digests of variables, which may be secrets, are keyed with it. */
  readonly key: string
  readonly asked: readonly Asked[]
  readonly answer: string
}

export interface Command {
  readonly argv: readonly string[]
  /** Absolute. */
  readonly dir: string
  readonly env: Env
}

/** The answer of the last run, where all that it stood on is as it was; undefined otherwise. Asks nothing of a vendor, writes nothing. */
export async function validBefore(command: Command): Promise<string | undefined> {
  try {
    const found: Remembered = JSON.parse(readFileSync(fileIn(command.dir), 'utf8'))
    if (found.command !== wordsOf(command) || found.asked.length === 0) return undefined
    const digests = digestsWith(found.key)
    for (const [how, what, answer] of found.asked)
      if ((await asked(how, what, command.env, digests)) !== answer) return undefined
    return found.answer
  } catch {
    // None, a damaged one, a file that cannot be read any more: the run itself says what is wrong.
    return undefined
  }
}

/** The ports of a run, which remember what they were asked. */
export interface Witness {
  readonly files: FilePort
  readonly env: Env
  /** Keeps the answer for the next run. Nothing is lost where it cannot. */
  keep(answer: string): void
}

export function witness(command: Command): Witness {
  const key = randomBytes(16).toString('hex')
  const digests = digestsWith(key)
  const seen = new Map<string, Asked>()
  // A file that changed while it was looked at makes two answers, of which neither is remembered.
  let moved = false
  const note = (how: Asked[0], what: string, answer: string): void => {
    const before = seen.get(`${how} ${what}`)
    if (before !== undefined && before[2] !== answer) moved = true
    seen.set(`${how} ${what}`, [how, what, answer])
  }
  const noted = async <T>(how: keyof FilePort, what: string, answer: T, told: (answer: T) => string): Promise<T> => {
    note(how, what, told(answer))
    return answer
  }
  return {
    files: {
      read: async (path) => noted('read', path, await nodeFiles.read(path), digests.bytes),
      size: async (path) => noted('size', path, await nodeFiles.size(path), digests.plain),
      real: async (path) => noted('real', path, await nodeFiles.real(path), digests.plain),
      list: async (folder) => noted('list', folder, await nodeFiles.list(folder), digests.names),
    },
    env(name) {
      const value = command.env(name)
      note('env', name, digests.plain(value))
      return value
    },
    keep(answer) {
      if (moved || buildOf() === undefined) return
      const remembered: Remembered = { command: wordsOf(command), key, asked: [...seen.values()], answer }
      try {
        writeBeside(fileIn(command.dir), JSON.stringify(remembered))
      } catch {
        // A folder that is not ours to write to: every run looks for itself.
      }
    },
  }
}

async function asked(how: Asked[0], what: string, env: Env, digests: Digests): Promise<string> {
  if (how === 'env') return digests.plain(env(what))
  if (how === 'read') return digests.bytes(await nodeFiles.read(what))
  if (how === 'list') return digests.names(await nodeFiles.list(what))
  return digests.plain(await nodeFiles[how](what))
}

interface Digests {
  bytes(content: Uint8Array): string
  plain(value: string | number | undefined): string
  names(list: readonly string[]): string
}

function digestsWith(key: string): Digests {
  const plain = (value: string | number | undefined): string =>
    value === undefined ? '' : createHmac('sha256', key).update(String(value)).digest('base64')
  return {
    bytes: (content) => createHash('sha256').update(content).digest('base64'),
    plain,
    names: (list) => plain(list.join('\0')),
  }
}

/** The same words mean the same only to the same program, in the same folder. */
function wordsOf({ argv, dir }: Command): string {
  return JSON.stringify([buildOf(), process.version, dir, ...argv])
}

/** Digest of all that was built, which the build wrote (scripts/bundle.js); what runs from src has none. */
function buildOf(): string | undefined {
  try {
    return readFileSync(new URL('../build', import.meta.url), 'utf8')
  } catch {
    return undefined
  }
}

function fileIn(dir: string): string {
  return join(dir, '.butik', 'cache', 'valid.json')
}

/** Whole or not at all; git is told to look past what may be deleted at any time. */
function writeBeside(path: string, content: string): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true })
  const ignore = join(folder, '.gitignore')
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n')
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, content)
  renameSync(draft, path)
}
