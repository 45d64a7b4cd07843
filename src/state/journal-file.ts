/** journal.ndjson on disk: appended durably while a run goes on, put away with the run when the state has taken it in. */
import { open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ReconcilerError } from '../model/errors.ts'
import type { JournalEntry } from '../model/state.ts'
import type { Cipher } from './cipher.ts'
import { fileError, makeFolder, readIfThere, syncFolder } from './files.ts'
import { type JournalText, journalLine, parseJournal } from './journal-lines.ts'

export class JournalFile {
  readonly #path: string
  readonly #label: string
  readonly #cipher: Cipher
  /** Where the next line goes; undefined until opened, and after a failure that left the end unclear. */
  #end: { readonly bytes: number; readonly seq: number } | undefined

  /** `label` is the file's name for people. */
  constructor(path: string, label: string, cipher: Cipher) {
    this.#path = path
    this.#label = label
    this.#cipher = cipher
  }

  async read(): Promise<JournalText> {
    try {
      return parseJournal((await readIfThere(this.#path)) ?? Buffer.alloc(0), this.#label, this.#cipher)
    } catch (error) {
      throw fileError('E4001', this.#label, error)
    }
  }

  /** Gets ready to append: a torn line at the end is cut off, so that no good line is glued to it. */
  async open(foldedSeq: number): Promise<void> {
    const { lines, bytes, torn } = await this.read()
    if (torn) await this.#cut(bytes)
    this.#end = { bytes, seq: Math.max(foldedSeq, lines.at(-1)?.seq ?? 0) }
  }

  /** All lines in one write; on the disk when it resolves. Opened for each append: the file may be put away meanwhile. */
  async append(entries: readonly JournalEntry[]): Promise<void> {
    const end = this.#end
    if (end === undefined) throw this.#unsafe('an earlier write to it failed')
    const lines = entries.map((entry, index) => journalLine(end.seq + 1 + index, entry, this.#cipher))
    const content = Buffer.from(lines.join(''))
    try {
      if (end.bytes === 0) await makeFolder(dirname(this.#path))
      const handle = await open(this.#path, 'a')
      try {
        const { size } = await handle.stat()
        if (size !== end.bytes) throw this.#unsafe('another run has written to it')
        await handle.appendFile(content)
        await handle.datasync()
      } finally {
        await handle.close()
      }
      if (end.bytes === 0) await syncFolder(dirname(this.#path))
    } catch (error) {
      await this.#takeBack(end.bytes, error)
      throw fileError('E4003', this.#label, error)
    }
    this.#end = { bytes: end.bytes + content.length, seq: end.seq + entries.length }
  }

  /** Moves the file into the folder of its last run: one rename, so the lines are always in one of both places. */
  async archive(folderOf: (run: string) => string): Promise<void> {
    const { lines } = await this.read()
    const last = lines.at(-1)
    if (last === undefined) return
    const folder = folderOf(last.entry.run)
    await makeFolder(folder)
    await rename(this.#path, await freeName(folder))
    await syncFolder(folder)
    await syncFolder(dirname(this.#path))
    if (this.#end !== undefined) this.#end = { bytes: 0, seq: this.#end.seq }
  }

  /** After a failed write part of it may be in the file (a full disk): it goes, or nothing more is appended. */
  async #takeBack(bytes: number, error: unknown): Promise<void> {
    if (error instanceof ReconcilerError) return
    try {
      await this.#cut(bytes)
    } catch {
      this.#end = undefined
    }
  }

  async #cut(bytes: number): Promise<void> {
    const handle = await open(this.#path, 'r+')
    try {
      await handle.truncate(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  #unsafe(why: string): ReconcilerError {
    return new ReconcilerError('E4003', `${this.#label} cannot be written: ${why}`, {
      hint: 'nothing was written to the shop without a line in it; run again',
    })
  }
}

/** A run that wrote the state more than once has several. */
async function freeName(folder: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const path = join(folder, count === 1 ? 'journal.ndjson' : `journal-${count}.ndjson`)
    if ((await readIfThere(path)) === undefined) return path
  }
}
