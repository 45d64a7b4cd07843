/** Rows of one list that came at different times, put together: what comes later is put over what came before. */
import { sameJson } from '../model/json.ts'
import type { Page } from '../model/provider.ts'
import type { Observed } from '../model/resource.ts'
import { highestFirst } from './vanished.ts'

/** What calls gave: rows by id, and those of them that are objects. */
export interface Rows {
  readonly objects: Iterable<Observed>
  readonly counted: Iterable<string>
}

export class Merged {
  readonly objects: Map<string, Observed>
  readonly counted: Set<string>

  constructor(objects: ReadonlyMap<string, Observed>, counted: ReadonlySet<string>) {
    this.objects = new Map(objects)
    this.counted = new Set(counted)
  }

  put({ objects, counted }: Rows): void {
    for (const id of counted) {
      this.counted.add(id)
      // A row that is no object any more was deleted.
      this.objects.delete(id)
    }
    for (const object of objects) this.objects.set(object.remoteId, object)
  }

  /** With a page, as `put`. */
  add({ objects, counted }: Page): void {
    this.put({ objects, counted: counted ?? objects.map(({ remoteId }) => remoteId) })
  }

  get rows(): Rows {
    return { objects: [...this.objects.values()], counted: this.counted }
  }

  drop(id: string): void {
    this.counted.delete(id)
    this.objects.delete(id)
  }
}

export function same(a: Observed, b: Observed): boolean {
  return a.stamp === b.stamp && a.host === b.host && sameJson(a.spec, b.spec)
}

/** As the vendor lists them, so that a plan does not tell how its objects were read. */
export function inOrder(objects: Observed[]): Observed[] {
  return objects.every(({ remoteId }) => /^\d+$/.test(remoteId))
    ? objects.sort((a, b) => highestFirst(a.remoteId, b.remoteId))
    : objects
}
