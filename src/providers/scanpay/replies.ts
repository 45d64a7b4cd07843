/** What the operations answer: what butik reads of it, and the whole as it is documented. */
import * as z from 'zod'

/** A page of the feed. Without both parts it was not the feed that answered. */
export interface Feed {
  /** What to ask for next. */
  readonly seq: number
  /** Whole objects as they are now: personal data, of which butik keeps nothing. */
  readonly changes: readonly unknown[]
}

export const feed: z.ZodType<Feed> = z.object({ seq: z.int().min(0), changes: z.array(z.unknown()) })

/** Every success is a JSON object (seed), an empty one where there is nothing to tell. */
export const anyObject: z.ZodType = z.record(z.string(), z.unknown())

export const link: z.ZodType = z.looseObject({ url: z.string(), id: z.string().optional() })
export const oldLink: z.ZodType = z.looseObject({ url: z.string() })
export const oldCharge: z.ZodType = z.looseObject({
  type: z.literal('charge'),
  id: z.int(),
  totals: z.looseObject({ authorized: z.string() }),
})

const items = z.array(
  z.looseObject({
    total: z.string(),
    name: z.string().optional(),
    quantity: z.int().optional(),
    sku: z.string().optional(),
  }),
)
const address = z.looseObject({ address: z.array(z.string()).optional() })
const method = z.looseObject({
  type: z.string(),
  id: z.string(),
  // `last4` was a number in early v1; a link's card has no `exp`.
  card: z.looseObject({ brand: z.string(), last4: z.union([z.string(), z.int()]), exp: z.int().optional() }).optional(),
})
const act = z.looseObject({ act: z.enum(['capture', 'refund', 'void']), time: z.int(), total: z.string() })
const totals = z.looseObject({
  authorized: z.string(),
  captured: z.string(),
  refunded: z.string(),
  left: z.string(),
})
const info = z.looseObject({ ip: z.string() })

const object = { id: z.int(), rev: z.int().min(1), method: method.optional(), time: z.looseObject({}) }
const paid = { ...object, orderid: z.string(), items, acts: z.array(act), totals, billing: address, shipping: address }

const transaction = z.looseObject({ type: z.literal('transaction'), ...paid, info: info.optional() })
const charge = z.looseObject({
  type: z.literal('charge'),
  ...paid,
  subscriber: z.looseObject({ id: z.int(), ref: z.string() }),
})
const subscriber = z.looseObject({
  type: z.literal('subscriber'),
  ...object,
  ref: z.string(),
  info: info.optional(),
  acts: z.array(z.looseObject({ act: z.literal('renew'), time: z.int() })),
})
/** One that is to be skipped (seen in the clients). */
const failed = z.looseObject({ error: z.string() })

/** One change of the feed. Addresses are missing in v1 where the page says that every field is there in v2. */
const change: z.ZodType = z.union([
  transaction.partial({ billing: true, shipping: true, items: true }),
  charge.partial({ billing: true, shipping: true, items: true }),
  subscriber,
  failed,
])

export const wholeFeed: z.ZodType = z.looseObject({ seq: z.int().min(0), changes: z.array(change) })

/** One line of text; the reason phrase says the same, where there is one. */
export const errorLine: z.ZodType = z.string().regex(/^[^\r\n]+\r?\n?$/)
