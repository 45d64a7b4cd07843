/** Rows of the vendor → observed objects, page by page. Soft-deleted rows are counted and left out. */

import { nameOf, type Operation } from '../../http/operation.ts'
import { VendorError } from '../../model/errors.ts'
import type { Page } from '../../model/provider.ts'
import type { Observed, Spec } from '../../model/resource.ts'
import type { Rows } from './answers.ts'
import { type Columns, specOf } from './columns.ts'
import { addressesIn } from './images.ts'
import { hostOf, idAt, isRemoved, type Row, textOf } from './normalise.ts'
import { pagesOf, type ShoporamaSession } from './session.ts'

/** How the rows of one kind become objects. */
export interface Shape {
  readonly kind: string
  readonly columns: Columns
  /** The names that the id goes by, the likeliest first. */
  readonly idKeys: readonly string[]
  /** True where the stamp of a row tells whether it was edited. */
  readonly stamped?: boolean
}

export interface ListOptions {
  readonly query?: { readonly [name: string]: string }
  readonly signal: AbortSignal
  /** The row to begin with; the first one unless given. */
  readonly start?: number
  /** Perhaps not read to its end. */
  readonly partly?: boolean
  /** The parent that was asked for: rows of another are not ours, and rows that name none are its. */
  readonly parent?: { readonly field: string; readonly id: string }
}

/** Undefined where the row names no id. */
export function observedOf(shape: Shape, row: Row, more: Spec = {}): Observed | undefined {
  const remoteId = idAt(row, shape.idKeys)
  if (remoteId === undefined) return undefined
  const host = hostOf(row['url'])
  const stamp = textOf(row['last_modified'])
  const { kind } = shape
  const spec = specOf(shape.columns, row, more)
  const isStamped = shape.stamped === true && typeof stamp === 'string'
  if (host === undefined) return isStamped ? { kind, remoteId, spec, stamp } : { kind, remoteId, spec }
  return isStamped ? { kind, remoteId, spec, host, stamp } : { kind, remoteId, spec, host }
}

/** A list that the vendor answers whole. */
export async function* wholeList(
  session: ShoporamaSession,
  shape: Shape,
  operation: Operation<Rows>,
  options: ListOptions,
): AsyncGenerator<Page> {
  const { parent, ...call } = options
  for await (const { page, rows } of pagesOf(session, operation, { ...call, paged: false })) {
    const objects = objectsOf(session, shape, operation, page, parent)
    yield page.total === undefined ? { objects } : { objects, total: page.total, counted: rows }
  }
}

/** A list that the vendor always pages: one that does not say how long it is cannot be told from a clipped one. */
export async function* pagedList(
  session: ShoporamaSession,
  shape: Shape,
  operation: Operation<Rows>,
  options: ListOptions,
): AsyncGenerator<Page> {
  const counted = (page: Rows) => page.rows.map((row) => idAt(row, shape.idKeys) ?? '')
  for await (const { page, rows, clock } of pagesOf(session, operation, { ...options, paged: true, counted })) {
    if (page.total === undefined) {
      throw new VendorError('E2004', `${nameOf(operation)}: the list does not say how many there are`, {
        effect: 'none',
      })
    }
    const objects = objectsOf(session, shape, operation, page)
    yield { objects, total: page.total, counted: rows, ...(clock === undefined ? {} : { clock }) }
  }
}

function objectsOf(
  session: ShoporamaSession,
  shape: Shape,
  operation: Operation<Rows>,
  page: Rows,
  parent?: ListOptions['parent'],
): Observed[] {
  const more: Spec = parent === undefined ? {} : { [parent.field]: { id: parent.id } }
  const objects: Observed[] = []
  for (const row of page.rows) {
    if (isRemoved(row)) continue
    const observed = observedOf(shape, row, more)
    if (observed === undefined) {
      throw new VendorError('E2004', `${nameOf(operation)}: a row of the list has no ${shape.idKeys[0] ?? 'id'}`, {
        effect: 'none',
      })
    }
    if (parent === undefined || isOf(observed, parent)) objects.push(observed)
    if (session.picture !== undefined) tellPictures(session, session.picture, observed, row)
  }
  return objects
}

function tellPictures(
  { settings }: ShoporamaSession,
  tell: NonNullable<ShoporamaSession['picture']>,
  { kind, remoteId }: Observed,
  row: Row,
): void {
  for (const seen of addressesIn(row)) tell({ connection: settings.connection, kind, remoteId, ...seen })
}

/** The vendor ignores query arguments that it does not know (seen), so a filter is checked on the rows. */
function isOf(observed: Observed, parent: { readonly field: string; readonly id: string }): boolean {
  const reference = observed.spec[parent.field] ?? null
  return reference === null || (typeof reference === 'object' && 'id' in reference && reference['id'] === parent.id)
}
