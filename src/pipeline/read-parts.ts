/**
 * A list that was never read to its end, because a day has too few calls: it is read on from its checkpoint. At its end
 * that is a view of before, as of the clock of its begin, and is proved as any other: by what changed since, and the total.
 */
import type { Changes } from '../model/provider.ts'
import type { View } from '../model/resource.ts'
import type { Checkpoint, Sweep } from '../model/state.ts'
import { type Place, viewMade } from './kept-view.ts'
import { Merged } from './merged.ts'
import { type Known, priceOfChanges, readChanges, silentIn } from './read-changes.ts'
import type { Once } from './read-list.ts'
import type { PagedInput, PagedRead } from './read-paged.ts'
import { doesNotComeOut, orWhole, readInPart, tooFewToday } from './read-problems.ts'
import { rowsRead, type Sweeper, sweeperOf, walk } from './sweep.ts'
import { leftOf, numberOf, perDayOf } from './today.ts'

/** Calls after which what was read is written down: a run may be killed. */
const stretch = 100
/** Runs in which what changed meanwhile may not come out, before the list is begun anew. */
const attempts = 3

/** One that begins, with the first page. */
export function checkpointAt(
  { connected, how }: Place,
  { objects, counted, clock }: Once,
  sweep: Sweep | undefined,
): Checkpoint {
  if (sweep === undefined) throw new Error('the first page of a list that is too long has no rows')
  const ids = new Set(objects.map(({ remoteId }) => remoteId))
  return {
    url: connected.url,
    reads: how.reads(connected),
    state: how.state,
    at: sweep.at,
    objects,
    rows: [...counted].filter((row) => !ids.has(row)),
    sweep,
    ...(clock === undefined ? {} : { clock }),
  }
}

export class PartsReader {
  readonly #input: PagedInput
  readonly #changes: Changes<unknown>
  readonly #begun: Checkpoint
  readonly #size: number
  readonly #sweeper: Sweeper
  #rows: Merged
  #clock: string | undefined
  /** Objects that have to be asked for by id at the end. */
  #silent: number

  constructor(input: PagedInput, changes: Changes<unknown>, begun: Checkpoint) {
    const { objects, rows = [], withheld = [], sweep, clock } = begun
    this.#input = input
    this.#changes = changes
    this.#begun = begun
    this.#clock = clock
    this.#size = input.reading.pageSize(input.connected.session)
    this.#sweeper = sweeperOf(input, changes, sweep)
    this.#rows = new Merged(new Map(), new Set([...withheld, ...rows]))
    this.#rows.add({ objects })
    this.#silent = silentIn(changes, begun).length
  }

  async read(): Promise<PagedRead> {
    const { connected, kind, before } = this.#input
    const checkpoint = await this.#walked()
    if (this.#sweeper.isOver) return await this.#finished(checkpoint)
    // Another day would not bring a page.
    const calls = before + this.#end + 1
    if (calls > perDayOf(connected))
      throw tooFewToday(connected, `what changes without a stamp takes ${numberOf(this.#end, 'call')} each time`, calls)
    const problem = readInPart(connected, { kind: kind.name, ...rowsRead(checkpoint.sweep), planned: false })
    return { objects: checkpoint.objects, problem }
  }

  /** Calls that the end takes at least. */
  get #end(): number {
    return priceOfChanges(0, this.#silent, this.#size)
  }

  /** As far as the calls do, with what the end takes put by. What was read is kept, whatever ends it. */
  async #walked(): Promise<Checkpoint> {
    const { connected, of } = this.#input
    const mayGoOn = () => leftOf(connected) > this.#end
    let calls = 0
    try {
      await walk(this.#sweeper, of, mayGoOn, async (page) => {
        this.#rows.add(page)
        this.#silent += page.objects.filter(({ spec }) => this.#changes.silent(spec)).length
        calls += 1
        if (calls % stretch === 0) await this.#keep()
      })
    } catch (error) {
      await this.#keep()
      throw error
    }
    return await this.#keep()
  }

  /** As it is on disk from then on. */
  async #keep(): Promise<Checkpoint> {
    const { connected, kind, how, bound } = this.#input
    const { failed } = this.#begun
    const clock = this.#clock
    const { counted } = this.#rows
    const withheld = this.#begun.withheld?.filter((id) => counted.has(id)) ?? []
    const objects = [...this.#rows.objects.values()]
    const view: View = { connection: connected.config.name, kind: kind.name, reach: 'partial', age: 0, objects }
    const kept = { read: { objects, counted, ...(clock === undefined ? {} : { clock }) }, withheld }
    const { saved } = viewMade({ ...this.#input, view, bound: () => bound(objects), kept })
    const sweep = this.#sweeper.sweep ?? this.#begun.sweep
    const checkpoint = { ...saved, at: sweep.at, sweep, ...(failed === undefined ? {} : { failed }) }
    await how.saved.checkpoints.write(connected.config.name, kind.name, checkpoint)
    return checkpoint
  }

  /** What is known is put by, for the days that find the rest of what vanished. */
  async #keepKnown({ rows, clock }: Known): Promise<void> {
    this.#rows = rows
    this.#clock = clock
    await this.#keep()
  }

  async #finished(checkpoint: Checkpoint): Promise<PagedRead> {
    const keep = async (known: Known) => await this.#keepKnown(known)
    const result = await readChanges({ ...this.#input, saved: checkpoint, anyPrice: true, keep }).catch(orWhole)
    if (typeof result === 'object') {
      const { objects, given, gone } = result
      const proof = { changed: given, vanished: gone.length }
      return { objects, earlier: { at: checkpoint.at, proof }, gone, kept: { read: result } }
    }
    const { connected, kind, how } = this.#input
    const failed = (checkpoint.failed ?? 0) + 1
    const { checkpoints } = how.saved
    if (result === 'whole' || failed >= attempts) await checkpoints.drop(connected.config.name, kind.name)
    else await checkpoints.write(connected.config.name, kind.name, { ...checkpoint, failed })
    return { objects: [], problem: doesNotComeOut(connected.config.name, kind.name) }
  }
}
