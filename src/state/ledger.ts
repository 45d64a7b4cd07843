/**
 * The ledger in `.butik/cache/`, of all environments, as a vendor counts by token: a file a day (`ledger-2026-11-30.ndjson`), a line a call. Each line is one
 * write to the end of the file, so that runs beside one another take nothing from each other, and what a killed run wrote
 * stays; nothing is synced, as a machine that loses power may lose a few calls from a count. Tokens are told apart by a
 * digest under a key of its own (`ledger.key`): the lineage of a state changes with its first write, and is in every plan.
 * Disposable: what cannot be read or written costs a notice, never a run.
 */
import { createHmac, randomBytes } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { counted, type DayCount, type Ledger, type LedgerLine, noCalls } from '../model/quota.ts'
import { codeOf } from './files.ts'
import { ledgerLineText, parseLedgerLine } from './ledger-lines.ts'

export interface LedgerFolder {
  /** `.butik` beside butik.yaml. */
  readonly folder: string
  readonly environment: string
  readonly newId: () => string
  /** A line for people. */
  readonly notice: (line: string) => void
}

export function createLocalLedger(place: LedgerFolder): Ledger {
  const cache = join(place.folder, 'cache')
  const files = new LedgerFiles(cache, place)
  // Earlier versions kept one for each environment: what is in it still counts for its day.
  const earlier = new LedgerFiles(join(cache, place.environment), place)
  return {
    of: (token) => ({
      write: (day, line) => files.write(token, day, line),
      read: (day) => together(files.read(token, day), earlier.read(token, day)),
    }),
  }
}

function together(now: DayCount, earlier: DayCount): DayCount {
  return { calls: now.calls + earlier.calls, spent: now.spent || (now.calls === 0 && earlier.spent) }
}

/** Days that are kept: the vendor of one connection is at home where it is yesterday, another's where it is tomorrow. */
const daysKept = 7
const keyPattern = /^[0-9a-f]{64}$/
const dayFile = /^ledger-(\d{4}-\d{2}-\d{2})\.ndjson$/

/** What was read of a day's file so far: it only grows. */
interface DayFile {
  /** Undefined before the first look. */
  inode: number | undefined
  bytes: number
  readonly counts: Map<string, DayCount>
}

class LedgerFiles {
  readonly #place: LedgerFolder
  readonly #cache: string
  readonly #days = new Map<string, DayFile>()
  /** Lines that could not be written: of this run alone, by day. */
  readonly #unwritten = new Map<string, Map<string, LedgerLine[]>>()
  readonly #marks = new Map<string, string>()
  readonly #said = new Set<string>()
  #key: string | undefined
  #isKeyDamaged = false

  constructor(cache: string, place: LedgerFolder) {
    this.#place = place
    this.#cache = cache
  }

  write(token: string, day: string, line: LedgerLine): void {
    const mark = this.#markOf(token, this.#madeKey())
    try {
      const path = this.#pathOf(day)
      mkdirSync(this.#cache, { recursive: true })
      if (!this.#days.has(day)) this.#removeOld(day)
      appendFileSync(path, ledgerLineText({ token: mark, ...line }))
    } catch (error) {
      this.#say(
        `The ledger of calls cannot be written (${codeOf(error)}): what this run calls is known to this run only.`,
      )
      const lines = this.#unwritten.get(day) ?? new Map<string, LedgerLine[]>()
      this.#unwritten.set(day, lines.set(mark, [...(lines.get(mark) ?? []), line]))
    }
  }

  read(token: string, day: string): DayCount {
    const key = this.#knownKey()
    if (key === undefined) return noCalls
    const mark = this.#markOf(token, key)
    const written = this.#dayOf(day).counts.get(mark) ?? noCalls
    return (this.#unwritten.get(day)?.get(mark) ?? []).reduce(counted, written)
  }

  #pathOf(day: string): string {
    return join(this.#cache, `ledger-${day}.ndjson`)
  }

  /** With what was written since the last look, by whatever run. */
  #dayOf(day: string): DayFile {
    const known = this.#days.get(day) ?? { inode: undefined, bytes: 0, counts: new Map<string, DayCount>() }
    this.#days.set(day, known)
    try {
      const { text, size, inode } = tailOf(this.#pathOf(day), known.bytes)
      if (size < known.bytes || inode !== (known.inode ?? inode)) {
        // Deleted meanwhile, and another one is there.
        this.#days.delete(day)
        return this.#dayOf(day)
      }
      known.inode = inode
      const whole = text.lastIndexOf('\n') + 1
      for (const line of text.slice(0, whole).split('\n')) if (line !== '') this.#take(known, line)
      known.bytes += Buffer.byteLength(text.slice(0, whole))
    } catch (error) {
      if (!isAbsent(error)) this.#say(`The ledger of calls cannot be read (${codeOf(error)}): it counts as empty.`)
    }
    return known
  }

  #take({ counts }: DayFile, text: string): void {
    const line = parseLedgerLine(text)
    if (line === undefined) this.#say('The ledger of calls is damaged; the calls of its damaged lines are not counted.')
    else counts.set(line.token, counted(counts.get(line.token) ?? noCalls, line))
  }

  #markOf(token: string, key: string): string {
    const known = this.#marks.get(token)
    if (known !== undefined) return known
    const mark = createHmac('sha256', key).update(token).digest('hex').slice(0, 16)
    this.#marks.set(token, mark)
    return mark
  }

  #knownKey(): string | undefined {
    if (this.#key !== undefined) return this.#key
    try {
      const text = readFileSync(join(this.#cache, 'ledger.key'), 'utf8').trim()
      if (keyPattern.test(text)) this.#key = text
      else this.#sayKey('is damaged')
    } catch (error) {
      if (!isAbsent(error)) this.#sayKey(`cannot be read (${codeOf(error)})`)
    }
    return this.#key
  }

  #sayKey(what: string): void {
    this.#isKeyDamaged = true
    this.#say(`The key of the ledger of calls ${what}: what was called before is not counted.`)
  }

  /** Of several runs that make one at once, all take the first. Where none can be kept, one for this run. */
  #madeKey(): string {
    // Looked at first: another run makes the key before it writes a line.
    const hasLines = this.#key === undefined && this.#hasLines()
    const known = this.#knownKey()
    if (known !== undefined) return known
    if (hasLines && !this.#isKeyDamaged)
      this.#say('The key of the ledger of calls is gone: what was called before is not counted.')
    const path = join(this.#cache, 'ledger.key')
    const made = randomBytes(32).toString('hex')
    const draft = `${path}.${this.#place.newId()}.tmp`
    try {
      mkdirSync(this.#cache, { recursive: true })
      // One that another run has made since stays.
      if (this.#isKeyDamaged) rmSync(path)
      writeFileSync(draft, `${made}\n`, { mode: 0o600 })
      linkOrWrite(draft, path, `${made}\n`)
      rmSync(draft, { force: true })
    } catch {
      // The line that follows cannot be written either, and says so.
    }
    this.#key = this.#knownKey() ?? made
    return this.#key
  }

  #hasLines(): boolean {
    try {
      return readdirSync(this.#cache).some((name) => dayFile.test(name))
    } catch {
      return false
    }
  }

  #removeOld(day: string): void {
    const first = new Date(Date.parse(`${day}T00:00:00Z`) - daysKept * 86_400_000).toISOString().slice(0, 10)
    for (const name of readdirSync(this.#cache)) {
      const of = dayFile.exec(name)?.[1]
      if (of !== undefined && of < first) rmSync(join(this.#cache, name), { force: true })
    }
  }

  #say(line: string): void {
    if (this.#said.has(line)) return
    this.#said.add(line)
    this.#place.notice(line)
  }
}

function tailOf(path: string, from: number): { readonly text: string; readonly size: number; readonly inode: number } {
  const file = openSync(path, 'r')
  try {
    const { size, ino } = fstatSync(file)
    const bytes = Buffer.alloc(Math.max(0, size - from))
    const read = readSync(file, bytes, 0, bytes.length, from)
    return { text: bytes.subarray(0, read).toString('utf8'), size, inode: ino }
  } finally {
    closeSync(file)
  }
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error))
}

function linkOrWrite(draft: string, path: string, content: string): void {
  try {
    linkSync(draft, path)
  } catch (error) {
    // Some file systems have no hard links.
    if (codeOf(error) !== 'EEXIST') writeFileSync(path, content, { mode: 0o600, flag: 'wx' })
  }
}
