/**
 * The names of Scanpay's objects, `shopid:db#id@rev`: read, written, and made into the paths of requests. The contract's
 * paths are made here. butik itself meets no name that it would have to read; that both ways agree, in every spelling of the
 * page, is what proves that the paths are right.
 */

export interface Uri {
  /** Digits. */
  readonly shopid: string
  /** The database: `pay`, `trn`, `sub`, `seq`. */
  readonly db: string
  /** Absent where a whole database is meant. */
  readonly id?: string
  /** Only ever told, never sent: no request is about one revision (seed). */
  readonly rev?: string
}

/** The vendor takes `:` wherever it writes `#`, which is awkward in an address (seed). */
const form = /^(\d+):([a-z]+)(?:[#:]([\w-]+)(?:@(\d+))?)?$/

/** Undefined where the text is no such name. */
export function parseUri(text: string): Uri | undefined {
  const [, shopid, db, id, rev] = form.exec(text) ?? []
  if (shopid === undefined || db === undefined) return undefined
  return { shopid, db, ...(id === undefined ? {} : { id }), ...(rev === undefined ? {} : { rev }) }
}

export function formatUri({ shopid, db, id, rev }: Uri, sign: '#' | ':' = '#'): string {
  const revision = rev === undefined ? '' : `@${rev}`
  return id === undefined ? `${shopid}:${db}` : `${shopid}:${db}${sign}${id}${revision}`
}

/** `/v2/12:trn:21/capture`. The parts are put in as they are: placeholders stay, values are encoded by the caller. */
export function requestPath({ shopid, db, id }: Omit<Uri, 'rev'>, action?: string): string {
  const uri = formatUri({ shopid, db, ...(id === undefined ? {} : { id }) }, ':')
  return `/v2/${uri}${action === undefined ? '' : `/${action}`}`
}
