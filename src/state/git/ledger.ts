/**
 * The ledger at the remote, of all environments: a file a day, and the key of the digests by which tokens are told apart.
 * Read when the state is opened; what this run calls is added with each heartbeat and at its end, behind what other runs
 * have added meanwhile. Disposable: what cannot be read or added costs a notice, never a run.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { counted, type DayCount, type Ledger, type LedgerLine, noCalls } from '../../model/quota.ts'
import { ledgerLineText, parseLedgerLine, type TokenLine } from '../ledger-lines.ts'
import type { TreeEntry } from './objects.ts'
import type { Refs } from './remote.ts'
import type { Store } from './store.ts'

const keyFile = 'ledger.key'
const dayFile = /^(\d{4}-\d{2}-\d{2})\.ndjson$/
/** Days that are kept: the vendor of one connection is at home where it is yesterday, another's where it is tomorrow. */
const daysKept = 7
const tries = 10

interface Read {
  readonly key: string | undefined
  readonly days: ReadonlyMap<string, readonly TokenLine[]>
}

interface OwnLine extends LedgerLine {
  readonly day: string
  readonly tokenText: string
}

export class GitLedger implements Ledger {
  readonly #store: Store
  #read: Read = { key: undefined, days: new Map() }
  /** Of this run, and not at the remote yet. */
  #own: OwnLine[] = []
  #said = false

  constructor(store: Store) {
    this.#store = store
  }

  /** What other runs counted. */
  async load(): Promise<void> {
    try {
      this.#read = (await this.#look(true)).found
    } catch (error) {
      this.#say('cannot be read: what other runs called is not counted', error)
    }
  }

  of(token: string): { write(day: string, line: LedgerLine): void; read(day: string): DayCount } {
    return {
      write: (day, line) => void this.#own.push({ ...line, day, tokenText: token }),
      read: (day) => {
        const { key, days } = this.#read
        const mark = key === undefined ? '' : markOf(token, key)
        const before = (days.get(day) ?? []).filter((line) => line.token === mark).reduce(counted, noCalls)
        return this.#own.filter((line) => line.day === day && line.tokenText === token).reduce(counted, before)
      },
    }
  }

  /** Adds what this run called since the last time. Gives why that cannot be. */
  async flush(): Promise<unknown> {
    if (this.#own.length === 0) return undefined
    return await this.#store.inTurn(async () => {
      try {
        for (let count = 0; count < tries; count += 1) if (await this.#add(count > 0)) return undefined
        return new Error('others are adding to it all the time')
      } catch (error) {
        return error
      }
    })
  }

  async #look(afresh: boolean): Promise<{ readonly refs: Refs; readonly found: Read }> {
    const { branch, journal, ledger: ref, lock } = this.#store.parts.refs
    return await this.#store.reading(
      // With what every run asks for next, so that it comes by one call.
      () => [ref, branch, journal, lock],
      async (refs) => {
        const commit = refs.get(ref)
        return { refs, found: commit === undefined ? { key: undefined, days: new Map() } : await this.#readAt(commit) }
      },
      afresh,
    )
  }

  async #readAt(commit: string): Promise<Read> {
    const entries = await this.#store.objects.list(commit)
    const blobs = await this.#store.objects.read(entries.map(({ id }) => id))
    const texts = new Map<string, string>()
    // In plain text: all environments share it, and each may have a key of its own (decision 0031).
    for (const [index, { name }] of entries.entries()) texts.set(name, blobs[index]?.toString('utf8') ?? '')
    const days = new Map<string, readonly TokenLine[]>()
    for (const [name, text] of texts) {
      const day = dayFile.exec(name)?.[1]
      if (day !== undefined)
        days.set(
          day,
          text.split('\n').flatMap((line) => parseLedgerLine(line) ?? []),
        )
    }
    const key = texts.get(keyFile)?.trim()
    return { key: key !== undefined && /^[0-9a-f]{64}$/.test(key) ? key : undefined, days }
  }

  async #add(afresh: boolean): Promise<boolean> {
    const { refs, found } = await this.#look(afresh)
    const added = this.#own
    const key = found.key ?? randomBytes(32).toString('hex')
    const days = new Map(found.days)
    for (const { day, tokenText, ...line } of added)
      days.set(day, together(days.get(day) ?? [], { ...line, token: markOf(tokenText, key) }))
    const ref = this.#store.parts.refs.ledger
    const to = await this.#store.loneCommit(await this.#entries(key, days), 'calls\n')
    const result = await this.#store.move([{ ref, from: refs.get(ref), to }])
    if (!result.done) return false
    this.#read = { key, days }
    // What was called while it was under way waits for the next time.
    this.#own = this.#own.slice(added.length)
    return true
  }

  async #entries(key: string, days: ReadonlyMap<string, readonly TokenLine[]>): Promise<TreeEntry[]> {
    const { clock } = this.#store.parts
    const first = new Date(clock.now().getTime() - daysKept * 86_400_000).toISOString().slice(0, 10)
    const files = [...days].filter(([day]) => day >= first)
    const texts: [string, string][] = files.map(([day, lines]) => [`${day}.ndjson`, lines.map(ledgerLineText).join('')])
    return await this.#store.making(async (objects) => {
      const entries: TreeEntry[] = []
      for (const [name, text] of [[keyFile, `${key}\n`] as const, ...texts])
        entries.push({ name, id: await objects.blob(text) })
      return entries
    })
  }

  #say(what: string, error: unknown): void {
    if (this.#said) return
    this.#said = true
    const why = error instanceof Error ? error.message : String(error)
    this.#store.parts.notice(`The ledger of calls in ${this.#store.parts.label} ${what} (${why}).`)
  }
}

function markOf(token: string, key: string): string {
  return createHmac('sha256', key).update(token).digest('hex').slice(0, 16)
}

/**
 * The lines with one more. A count of the vendor that is behind what was counted by now was told before others called: it
 * takes nothing back. Plain lines of one token become one.
 */
function together(lines: readonly TokenLine[], line: TokenLine): readonly TokenLine[] {
  const { used, ...rest } = line
  const before = lines.filter(({ token }) => token === line.token).reduce(counted, noCalls)
  const next = used !== undefined && used >= before.calls ? line : rest
  const last = lines.at(-1)
  if (last?.token !== next.token || !isPlain(last) || !isPlain(next)) return [...lines, next]
  return [...lines.slice(0, -1), { ...last, calls: last.calls + next.calls }]
}

function isPlain({ refused, spent, used }: LedgerLine): boolean {
  return refused === undefined && spent === undefined && used === undefined
}
