/** What others do to the shop while somebody pages through it: by appointment, or as a fault strikes. */
import { type Act, carryOut } from './acts.ts'
import { type CollectionName, collectionNames } from './models.ts'
import type { Store } from './store.ts'

/** Acts that wait for pages of their collection to be answered. They are no part of the store. */
export class Appointments {
  #waiting: { readonly act: Act; pages: number }[] = []

  add(act: Act): void {
    this.#waiting.push({ act, pages: act.afterPages })
  }

  clear(): void {
    this.#waiting = []
  }

  /** Counts one page; gives the acts whose time has come, in the order in which they were made. */
  due(collection: CollectionName): Act[] {
    for (const one of this.#waiting) if (one.act.collection === collection) one.pages -= 1
    const due = this.#waiting.filter(({ pages }) => pages <= 0)
    this.#waiting = this.#waiting.filter(({ pages }) => pages > 0)
    return due.map(({ act }) => act)
  }
}

/**
 * Others at work while lists are paged, in every collection at once, since a fault does not say which is read. The
 * oldest rows go, because they lie on pages already read and without them the rest moves up; new ones join at the end.
 */
export function disturb(store: Store, kind: 'shrink' | 'grow', rows: number, at: number): void {
  for (const collection of collectionNames) {
    const oldest = store.rows(collection).slice(0, rows)
    const acts = { collection, whole: false, afterPages: 0 }
    if (kind === 'shrink') for (const { id } of oldest) carryOut(store, { ...acts, id, changes: undefined }, at)
    else for (let made = 0; made < rows; made += 1) carryOut(store, { ...acts, id: undefined, changes: {} }, at)
  }
}
