/** `guards:` of butik.yaml: when a guard on values stops a plan. Amounts and per cents are canonical decimal text. */

/** How many are too many: more than `share` per cent once there are `from` of them, or more than `count`. */
export interface Many {
  readonly share: string
  readonly from: number
  /** Absent: no number is too high by itself. */
  readonly count?: number
}

/** An absent guard is off. */
export interface GuardSettings {
  /** Whether prices hold VAT, so that they can be compared with purchase prices, which hold none. */
  readonly prices?: 'incl' | 'excl'
  /** Per cent, for what does not say its own. */
  readonly vat?: string
  readonly many: { readonly [guard in ManyGuard]?: Many }
  /** Per cent, up or down. */
  readonly price?: string | undefined
  readonly on: ReadonlySet<PlainGuard>
}

export const manyGuards = ['deletes', 'updates', 'stock-zero', 'offline'] as const
export type ManyGuard = (typeof manyGuards)[number]

/** Guards of which one offender is enough. */
export const plainGuards = ['below-cost', 'sale-price', 'category', 'url', 'own-id', 'images', 'in-use'] as const
export type PlainGuard = (typeof plainGuards)[number]

export const defaultMany: { readonly [guard in ManyGuard]: Many } = {
  deletes: { share: '30', from: 10 },
  updates: { share: '30', from: 10 },
  // Of what is in stock: a shop sells out a little every night, and an export that broke says zero of all.
  'stock-zero': { share: '30', from: 10 },
  // A third of a large shop is far too late to ask.
  offline: { share: '30', from: 10, count: 20 },
}

export const defaultGuards: GuardSettings = { many: defaultMany, price: '50', on: new Set(plainGuards) }
