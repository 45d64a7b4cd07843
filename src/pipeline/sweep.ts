/**
 * Reads a list from its highest id down, page by page, in one run or over days. Each page begins with a row that was read
 * before, or above one: so no row was left out between two pages, however many were made or deleted in the meantime, and
 * what has been made since lies behind and is given as changed.
 */
import { VendorError } from '../model/errors.ts'
import type { Changes, Page } from '../model/provider.ts'
import type { Sweep } from '../model/state.ts'
import type { Place } from './kept-view.ts'
import type { ListOf } from './read-list.ts'
import { highestFirst } from './vanished.ts'

export interface SweepInput {
  /** Undefined: it begins. */
  readonly begun?: Sweep | undefined
  /** ISO 8601, for one that begins. */
  readonly now: string
  /** Rows that one call brings at most. */
  readonly size: number
  /** From this row on, the highest id first. */
  rows(offset: number): Promise<Page>
}

/** Pages share a row: of one row each, the next would never come. */
export const fewestRows = 2

export class Sweeper {
  readonly #input: SweepInput
  #sweep: Sweep | undefined
  #next: number
  #isOver = false

  constructor(input: SweepInput) {
    this.#input = input
    this.#sweep = input.begun
    this.#next = input.begun === undefined ? 0 : lastRowOf(input.begun, input.begun.total)
    this.#isOver = input.begun?.below === 0
  }

  /** Undefined before the first page, and of a list that is empty. */
  get sweep(): Sweep | undefined {
    return this.#sweep
  }

  /** Every row that was there has been read. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** One call. Throws E2004 where the list is not in the order that it was asked for. */
  async step(): Promise<Page> {
    const offset = Math.max(0, this.#next)
    const page = await this.#input.rows(offset)
    this.take(page, offset)
    return page
  }

  /** A page that was read already. */
  take(page: Page, offset = 0): void {
    const ids = page.counted ?? page.objects.map(({ remoteId }) => remoteId)
    const total = page.total ?? Number.NaN
    const [highest, lowest] = [ids[0], ids.at(-1)]
    const isEnd = offset + ids.length >= total
    check(ids, total, isEnd)
    const before = this.#sweep
    const isAfter = before !== undefined && (highest === undefined || isBelow(highest, before.lowest))
    if (offset > 0 && isAfter) {
      // Rows above it are gone, and others may lie between. By the total first, then by whole pages.
      const guess = lastRowOf(before, total)
      this.#next = guess < offset ? guess : offset - this.#input.size + 1
      return
    }
    this.#isOver = isEnd
    const end = offset + ids.length
    if (lowest === undefined) return
    if (before === undefined || isBelow(lowest, before.lowest)) {
      this.#sweep = { at: before?.at ?? this.#input.now, lowest, below: Math.max(0, total - end), total }
      this.#next = end - 1
    } else {
      // Nothing but what was made since, or was read before.
      this.#sweep = isEnd ? { ...before, below: 0, total } : before
      this.#next = Math.max(end - 1, lastRowOf(before, total))
    }
  }
}

export function sweeperOf(
  { connected, kind: { reading }, how, signal }: Place & { readonly signal: AbortSignal },
  changes: Changes<unknown>,
  begun: Sweep | undefined,
): Sweeper {
  return new Sweeper({
    begun,
    now: how.now().toISOString(),
    size: reading.by === 'paged-list' ? reading.pageSize(connected.session) : 0,
    rows: (offset) => changes.rows(connected.session, offset, signal),
  })
}

/** Page by page, as long as it may. */
export async function walk(
  sweeper: Sweeper,
  { connection, kind, emit }: ListOf,
  mayGoOn: () => boolean,
  take: (page: Page) => void | Promise<void>,
): Promise<void> {
  while (!sweeper.isOver && mayGoOn()) {
    await take(await sweeper.step())
    const { sweep } = sweeper
    if (sweep === undefined) continue
    const { rows, of } = rowsRead(sweep)
    emit({ type: 'read', connection, kind, objects: rows, total: of })
  }
}

export function rowsRead({ below, total }: Sweep): { readonly rows: number; readonly of: number } {
  return { rows: total - below, of: total }
}

/** Where the lowest row that was read lies, in a list of so many: what is made since lies above it. */
function lastRowOf({ below }: Sweep, total: number): number {
  return total - below - 1
}

function isBelow(id: string, other: string): boolean {
  return highestFirst(other, id) < 0
}

function check(ids: readonly string[], total: number, isEnd: boolean): void {
  const inOrder = ids.every((id, index) => /^\d+$/.test(id) && (index === 0 || isBelow(id, ids[index - 1] ?? id)))
  if (inOrder && !Number.isNaN(total) && (isEnd || ids.length >= fewestRows)) return
  throw new VendorError('E2004', 'the list does not come in the order of its ids, so it cannot be read in parts', {
    effect: 'none',
  })
}
