/**
 * The files of `--report`: checked before anything is done, written with the answer or with what ended the run, and never
 * coloured. A file of events gets each as it happens. A report that cannot be written is a warning: what it tells is done.
 */
import { appendFileSync, writeFileSync } from 'node:fs'
import { lstat, open, stat, truncate, unlink, writeFile } from 'node:fs/promises'
import { ReconcilerError } from '../model/errors.ts'
import { type Answer, type FileFormat, formatOfFile, type Shape, shapeOf } from './formats.ts'
import { misused } from './options.ts'

export interface ReportFile {
  readonly path: string
  /** The path as the user gave it. */
  readonly shown: string
  readonly format: FileFormat
}

export class Reports {
  readonly files: readonly ReportFile[]
  /** Files that have their beginning: what comes is put behind it. */
  readonly #begun = new Set<string>()
  readonly #broken = new Set<string>()
  readonly #failed: (line: string) => void

  constructor(files: readonly ReportFile[], failed: (line: string) => void) {
    this.files = files
    this.#failed = failed
  }

  /** One event, in the files of events. */
  line(line: string): void {
    for (const file of this.files) if (file.format === 'ndjson') this.#put(file, line)
  }

  async answer(answer: Answer, shape: Shape): Promise<void> {
    for (const file of this.files) this.#put(file, await shapeOf(answer, file.format, shape))
  }

  /** What ended the run, behind the answer; what holds one value or is one document has it already. */
  async more(answer: Answer, shape: Shape): Promise<void> {
    for (const file of this.files)
      if (!wholes.has(file.format))
        this.#put(file, `${between(file.format)}${await shapeOf(answer, file.format, shape)}`)
  }

  #put({ path, shown }: ReportFile, text: string): void {
    if (this.#broken.has(path)) return
    try {
      // At once: an event that waited would be gone with a process that is killed.
      if (this.#begun.has(path)) appendFileSync(path, text)
      else writeFileSync(path, text)
      this.#begun.add(path)
    } catch (error) {
      this.#broken.add(path)
      const { code, message } = notWritable(shown, error)
      this.#failed(`warning ${code}: ${message}`)
    }
  }
}

/** Of one value, or one document. */
const wholes: ReadonlySet<FileFormat> = new Set(['json', 'html', 'code-quality'])

function between(format: FileFormat): string {
  return format === 'ndjson' ? '' : '\n'
}

/** A file that is to be a report. */
export interface NamedFile {
  readonly path: string
  /** The path as the user gave it. */
  readonly shown: string
  /** It is named for something else too, which may be to be read: it is left until the report is there. */
  readonly isNamedTwice?: boolean
}

/**
 * Throws E5001 or E1002 for files that cannot be reports, and leaves them as they are then. Otherwise what an earlier run reported
 * is gone from here on: a run that is killed must leave nothing that is read as its own.
 */
export async function openReports(named: readonly NamedFile[], failed: (line: string) => void): Promise<Reports> {
  const files = named.map(({ path, shown }) => ({ path, shown, format: formatOfFile(shown) }))
  const twice = files.find(({ path }, index) => files.findIndex((one) => one.path === path) !== index)
  if (twice !== undefined)
    throw misused(`--report ${twice.shown} is given twice`, 'Give each report a name of its own.')
  for (const { path, shown } of files) await checkWritable(path, shown)
  for (const { path, isNamedTwice } of named) if (isNamedTwice !== true) await removeEarlier(path)
  return new Reports(files, failed)
}

async function removeEarlier(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  // What a link points at keeps its place, as when the report is written.
  if (found?.isFile() === true) await unlink(path).catch(() => truncate(path).catch(() => undefined))
  else if (found?.isSymbolicLink() === true && (await stat(path).catch(() => undefined))?.isFile() === true)
    await truncate(path).catch(() => undefined)
}

/** `shown` is the path as the user gave it. */
export async function writeTo(path: string, shown: string, content: string): Promise<void> {
  try {
    await writeFile(path, content)
  } catch (error) {
    throw notWritable(shown, error)
  }
}

/**
 * Throws what `writeTo` would, before there is anything to write: before calls are made for it; and E5001 for a file that
 * is not for an answer. Leaves nothing behind.
 */
export async function checkWritable(path: string, shown: string): Promise<void> {
  checkNotOurs(path, shown)
  try {
    const found = await stat(path).catch(() => undefined)
    // A pipe would wait for its reader.
    if (found !== undefined && !found.isFile() && !found.isDirectory()) return
    const file = await open(path, 'a')
    await file.close()
    if (found === undefined) await unlink(path)
  } catch (error) {
    throw notWritable(shown, error)
  }
}

/** A slip of the fingers must not cost anybody the files of a shop, or a state; and a new YAML file would be read as a resource file. */
function checkNotOurs(path: string, shown: string): void {
  if (shown === '') throw misused('a file to write to has no name', 'Give it one: plan.json, for example.')
  if (/\.ya?ml$/i.test(path))
    throw misused(
      `${shown} is no name for an answer: butik reads YAML files, and writes over none`,
      'Nothing was written; let it end in .json, .md, .html, .ndjson or .txt.',
    )
  if (path.split(/[/\\]/).includes('.butik'))
    throw misused(`${shown} is in .butik, where butik keeps its state`, 'Nothing was written; give a file elsewhere.')
}

function notWritable(shown: string, error: unknown): ReconcilerError {
  return new ReconcilerError('E1002', `${shown} cannot be written: ${reasonOf(error)}`, { cause: error })
}

const reasons: { readonly [code: string]: string } = {
  EACCES: 'this user may not',
  EEXIST: 'something of that name is in the way',
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is no folder',
  EPERM: 'this user may not',
  EROFS: 'nothing can be written there',
}

/** In words, behind the code that a search finds. */
export function reasonOf(error: unknown): string {
  const code = systemCode(error)
  const words = code === undefined ? undefined : reasons[code]
  return words === undefined ? (code ?? 'unknown reason') : `${code} (${words})`
}

/** `ENOENT` and so on; of an error of ours, that of what caused it. */
export function systemCode(error: unknown): string | undefined {
  if (error instanceof ReconcilerError) return systemCode(error.cause)
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
