/**
 * The ledger at an address of its own, of all environments and machines: each run has its own count in it, so that runs beside one
 * another take nothing from each other. Read as the state is opened, written now and then and at the end. Tokens are told apart
 * by a digest under a key that lies with it. Disposable: what cannot be read or written costs a notice, never a run.
 */
import { createHmac, randomBytes } from 'node:crypto'
import * as z from 'zod'
import { ReconcilerError } from '../../model/errors.ts'
import type { Clock } from '../../model/ports.ts'
import type { DayCount, Ledger, LedgerLine } from '../../model/quota.ts'
import { MovedOn, type Place } from './place.ts'

export interface HttpLedgerOptions {
  readonly place: Place
  readonly clock: Clock
  /** Names this run in it. */
  readonly run: string
  readonly notice: (line: string) => void
}

/** Days that are kept: the vendor of one connection is at home where it is yesterday, another's where it is tomorrow. */
const daysKept = 7
const everyMs = 60_000
const lineage = 'ledger'

/** What one run called with one token on one day. Times are ISO 8601. */
const countShape = z.looseObject({
  calls: z.int().min(0),
  spent: z.boolean(),
  from: z.string(),
  at: z.string(),
  /** The vendor's own count, and the calls of this run since. */
  word: z.exactOptional(z.looseObject({ used: z.int().min(0), since: z.int().min(0), at: z.string() })),
})
type Count = z.infer<typeof countShape>

/** By day, digest of the token, and run. */
const shape = z.looseObject({
  key: z.string().regex(/^[0-9a-f]{64}$/),
  days: z.record(z.string(), z.record(z.string(), z.record(z.string(), countShape))),
})
type Stored = z.infer<typeof shape>

export class HttpLedger implements Ledger {
  readonly #options: HttpLedgerOptions
  #stored: Stored | undefined
  /** Of this run, by day and token. */
  readonly #own = new Map<string, Map<string, Count>>()
  #timer: NodeJS.Timeout | undefined
  #isDirty = false
  #writing: Promise<void> = Promise.resolve()
  readonly #said = new Set<string>()

  constructor(options: HttpLedgerOptions) {
    this.#options = options
  }

  async load(): Promise<void> {
    try {
      this.#stored = await this.#read()
    } catch (error) {
      this.#say('The ledger of calls cannot be read, and what other runs have called is not known', error)
    }
  }

  of(token: string): ReturnType<Ledger['of']> {
    return {
      write: (day, line) => this.#add(day, token, line),
      read: (day) => this.#count(day, token),
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#write()
  }

  #add(day: string, token: string, line: LedgerLine): void {
    const at = this.#options.clock.now().toISOString()
    const tokens = this.#own.get(day) ?? new Map<string, Count>()
    this.#own.set(day, tokens.set(token, added(tokens.get(token), line, at)))
    this.#isDirty = true
    // A run that is killed loses what it called since.
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#write()
    }, everyMs).unref()
  }

  #count(day: string, token: string): DayCount {
    const own = this.#own.get(day)?.get(token)
    return totalOf([...this.#others(day, token), ...(own === undefined ? [] : [own])])
  }

  #others(day: string, token: string): Count[] {
    if (this.#stored === undefined) return []
    const runs = this.#stored.days[day]?.[markOf(token, this.#stored.key)] ?? {}
    return Object.entries(runs).flatMap(([run, count]) => (run === this.#options.run ? [] : [count]))
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (!this.#isDirty) return
      this.#isDirty = false
      try {
        await this.#merge()
      } catch (error) {
        this.#say('The ledger of calls cannot be written, and what this run calls is known to this run only', error)
      }
    })
    return this.#writing
  }

  async #merge(): Promise<void> {
    const { place } = this.#options
    for (let tries = 1; ; tries += 1) {
      // Of a damaged one nothing is kept.
      const before = await this.#read().catch((error: unknown) => {
        if (tries === 1) this.#say('The ledger of calls is begun anew', error)
        return undefined
      })
      const next = this.#merged(before)
      try {
        await place.write({ content: JSON.stringify(JSON.stringify(next)) }, { lineage })
        this.#stored = await this.#read()
        if (this.#isIn(this.#stored) || tries === 3) return
      } catch (error) {
        if (!(error instanceof MovedOn) || tries === 3) throw error
      }
    }
  }

  #merged(before: Stored | undefined): Stored {
    const { run, clock } = this.#options
    const first = new Date(clock.now().getTime() - daysKept * 86_400_000).toISOString().slice(0, 10)
    const key = before?.key ?? this.#stored?.key ?? randomBytes(32).toString('hex')
    const days: Stored['days'] = Object.fromEntries(Object.entries(before?.days ?? {}).filter(([day]) => day >= first))
    for (const [day, tokens] of this.#own) {
      const marks = { ...days[day] }
      for (const [token, count] of tokens) {
        const mark = markOf(token, key)
        marks[mark] = { ...marks[mark], [run]: count }
      }
      days[day] = marks
    }
    return { key, days }
  }

  #isIn(stored: Stored | undefined): boolean {
    if (stored === undefined) return false
    return [...this.#own].every(([day, tokens]) =>
      [...tokens.keys()].every(
        (token) => stored.days[day]?.[markOf(token, stored.key)]?.[this.#options.run] !== undefined,
      ),
    )
  }

  async #read(): Promise<Stored | undefined> {
    const { place } = this.#options
    const content = (await place.read())?.members['content']
    if (content === undefined) return undefined
    const { data } = shape.safeParse(JSON.parse(typeof content === 'string' ? content : ''))
    if (data === undefined) throw new ReconcilerError('E4001', `${place.label} is damaged`)
    return data
  }

  #say(what: string, error: unknown): void {
    if (this.#said.has(what)) return
    this.#said.add(what)
    this.#options.notice(`${what}: ${error instanceof ReconcilerError ? error.message : 'it is damaged'}`)
  }
}

function markOf(token: string, key: string): string {
  return createHmac('sha256', key).update(token).digest('hex').slice(0, 16)
}

function added(before: Count | undefined, { calls, refused, spent, used }: LedgerLine, at: string): Count {
  const word =
    used !== undefined
      ? { used, since: 0, at }
      : before?.word === undefined
        ? undefined
        : { ...before.word, since: before.word.since + calls }
  return {
    calls: (before?.calls ?? 0) + calls,
    spent: spent === true || (refused === true && before?.spent === true),
    from: before?.from ?? at,
    at,
    ...(word === undefined ? {} : { word }),
  }
}

/** The vendor's own count stands for all that was called before it, by whomever. */
function totalOf(counts: readonly Count[]): DayCount {
  const latest = latestBy(counts, ({ at }) => at)
  const said = latestBy(
    counts.filter(({ word }) => word !== undefined),
    ({ word }) => word?.at ?? '',
  )
  const sum = (some: readonly Count[]) => some.reduce((total, { calls }) => total + calls, 0)
  const word = said?.word
  const calls =
    word === undefined
      ? sum(counts)
      : word.used + word.since + sum(counts.filter((one) => one !== said && one.from > word.at))
  return { calls, spent: latest?.spent ?? false }
}

function latestBy(counts: readonly Count[], at: (count: Count) => string): Count | undefined {
  return counts.reduce<Count | undefined>(
    (best, one) => (best === undefined || at(one) >= at(best) ? one : best),
    undefined,
  )
}
