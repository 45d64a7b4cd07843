/**
 * What the operations take. Scanpay ignores an optional field that it does not know or that is wrong (seen), so a typo
 * would be a payment that is not what was meant: these shapes are strict.
 */
import * as z from 'zod'

/** An amount, an optional space and a currency: `199.90 DKK` (seen). */
const money = z.string().regex(/^-?\d+(?:\.\d+)? ?[A-Z]{3}$/, 'write an amount and a currency, like 199.90 DKK')
const text = z.string()

const item = z.strictObject({
  total: money,
  name: text.optional(),
  quantity: z.int().min(1).optional(),
  sku: text.optional(),
})

const shipping = z
  .strictObject({
    name: text,
    company: text,
    email: text,
    phone: text,
    address: z.array(text),
    city: text,
    zip: text,
    state: text,
    country: text,
  })
  .partial()

const billing = shipping.extend({ vatin: text.optional(), gln: text.optional() })

const payment = z.strictObject({
  items: z.array(item).min(1).optional(),
  orderid: text.optional(),
  billing: billing.optional(),
  shipping: shipping.optional(),
  /** False unless given; true for a renewal. */
  autocapture: z.boolean().optional(),
  successurl: z.url({ protocol: /^https?$/ }).optional(),
  language: z.enum(['da', 'sv', 'no', 'en', 'de', 'fr']).optional(),
  /** An hour unless given; from 5 minutes to 30 days. */
  lifetime: z
    .string()
    .regex(/^(?:\d+[dhms] ?)+$/, 'write days, hours, minutes and seconds, like 7d or 1h30m')
    .optional(),
  subscriber: z.strictObject({ ref: text.optional() }).optional(),
})

export const newPayment: z.ZodType = payment.refine(
  ({ items, subscriber }) => items !== undefined || subscriber !== undefined,
  'items are missing: only a link for a new subscriber may do without',
)

/** As a new payment, but nothing is required: the subscriber is in the path, and items are a first charge. */
export const renewal: z.ZodObject = payment

/** Captured at once unless `autocapture` is false (seen). */
export const charge: z.ZodType = payment
  .pick({ orderid: true, billing: true, shipping: true, autocapture: true })
  .extend({
    items: z.array(item).min(1),
  })

/** Capture and refund: `index` is the number of acts on the transaction, so that no act is carried out twice. */
export const act: z.ZodObject = z.strictObject({
  total: money,
  index: z.int().min(0),
  history: z
    .array(z.strictObject({ item: z.int().min(0), quantity: z.int().min(0), total: money }).partial())
    .optional(),
})

const digits = z.string().regex(/^\d+$/, 'write digits')

/** The shop of the connection unless given: a user's or a partner's key reaches several. */
export const ofShop: z.ZodObject = z.object({ shopid: digits.optional() })
/** The last part of a link's address. */
export const ofLink: z.ZodObject = ofShop.extend({ id: z.string().regex(/^[\w-]+$/, 'write the id of the link') })
export const ofNumber: z.ZodObject = ofShop.extend({ id: digits })
export const ofFeed: z.ZodObject = ofShop.extend({ prevseq: digits })

export const none: z.ZodObject = z.object({})
export const oldFeed: z.ZodObject = z.object({ seq: digits })
/** The docs of v1 write the shop before the number, its clients do not (seen). */
export const oldTransaction: z.ZodObject = z.object({ trnid: z.string().regex(/^(?:\d+:)?\d+$/, 'write the number') })
export const oldSubscriber: z.ZodObject = z.object({ subid: digits })

/** Two requests with one key and one body are carried out once; the second gets the answer of the first (seen). */
export const repeatable: z.ZodObject = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'write it without spaces')
    .optional(),
})
export const fromCardholder: z.ZodObject = z.object({ 'x-cardholder-ip': z.union([z.ipv4(), z.ipv6()]).optional() })
