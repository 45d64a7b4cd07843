/** One list, read until it holds still: one that moves meanwhile is read again, and one that stays short is not complete. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { EngineEvent } from '../model/event.ts'
import type { Page } from '../model/provider.ts'
import type { Observed } from '../model/resource.ts'

/** Of whom it is, for messages and progress. */
export interface ListOf {
  readonly connection: string
  readonly kind: string
  readonly emit: (event: EngineEvent) => void
}

export interface ListRead {
  readonly objects: readonly Observed[]
  /** What its total counts. */
  readonly counted: ReadonlySet<string>
  /** The vendor's clock as the first page came. */
  readonly clock?: string
}

/** `first`: the first page, of a list that is too long to go on. */
export type Steadily = { readonly read: ListRead } | { readonly short: Diagnostic } | { readonly first: Once }

const passes = 3

/** `fits` is asked after the first page of each pass, with the rows that there are. */
export async function readSteadily(
  list: () => AsyncIterable<Page>,
  of: ListOf,
  fits: (total: number) => boolean = () => true,
): Promise<Steadily> {
  let last = { seen: 0, total: 0 }
  for (let pass = 0; pass < passes; pass += 1) {
    let isFitting: boolean | undefined
    const once = await readOnce(list(), of, (total) => {
      isFitting = isFitting ?? fits(total ?? 0)
      return isFitting
    })
    if (isFitting === false) return { first: once }
    if (once.steady) return { read: once }
    last = { seen: once.counted.size, total: once.total ?? 0 }
  }
  return {
    short: {
      severity: 'error',
      code: 'E2006',
      summary: `${of.connection}: the list of ${of.kind} came short: ${last.seen} of ${last.total} after ${passes} readings`,
      detail: 'what a short list leaves out cannot be told from what was deleted, so nothing of this kind is planned',
      hint: `run again when the shop is less busy, or leave it out with --exclude '${of.connection}/${of.kind}/*'`,
    },
  }
}

export interface Once extends ListRead {
  readonly total: number | undefined
  readonly steady: boolean
}

/** `goOn` is asked after each page, which says how many rows there are: false ends the reading there. */
export async function readOnce(
  pages: AsyncIterable<Page>,
  { connection, kind, emit }: ListOf,
  goOn: (total: number | undefined) => boolean = () => true,
): Promise<Once> {
  const objects: Observed[] = []
  const counted = new Set<string>()
  const totals = new Set<number>()
  let clock: string | undefined
  for await (const page of pages) {
    clock ??= page.clock
    objects.push(...page.objects)
    for (const row of page.counted ?? page.objects.map((object) => object.remoteId)) counted.add(row)
    if (page.total !== undefined) totals.add(page.total)
    const total = page.total === undefined ? {} : { total: page.total }
    emit({ type: 'read', connection, kind, objects: counted.size, ...total })
    if (!goOn(page.total)) break
  }
  const [total] = totals
  const steady = totals.size === 0 || (totals.size === 1 && counted.size === total)
  return { objects, counted, total, steady, ...(clock === undefined ? {} : { clock }) }
}
