/** The shape of `guards:` in zod: part of what schemas/config.json is written from. Not loaded when butik runs. */
import * as z from 'zod'
import { defaultGuards, defaultMany, type ManyGuard } from '../model/guard-settings.ts'

const switched = z.enum(['on', 'off'])
const percent = z.number().min(0).max(100)

function many(name: ManyGuard, what: string, of: string): z.ZodType {
  const { share, from, count } = defaultMany[name]
  const settings = z.strictObject({
    share: percent.optional().describe(`More than this many per cent of ${of} stop the plan; ${share} unless set.`),
    from: z.int().min(1).optional().describe(`The share counts from this many on; ${from} unless set.`),
    count: z
      .int()
      .min(0)
      .optional()
      .describe(`More than this many stop the plan, whatever the share; ${count ?? 'none'} unless set.`),
  })
  return z.union([switched, settings]).optional().describe(`${what} Counted by connection and kind.`)
}

function plain(what: string): z.ZodType {
  return switched.optional().describe(what)
}

export const guardsSchema: z.ZodType = z
  .strictObject({
    prices: z
      .enum(['incl', 'excl'])
      .optional()
      .describe('Whether prices hold VAT. Purchase prices hold none, and are compared with the price without it.'),
    vat: percent.optional().describe('Per cent of VAT in the prices of what has no vat of its own; for prices: incl.'),
    deletes: many('deletes', 'Many deletes; a replace is one.', 'the objects'),
    updates: many('updates', 'Many updates, adoptions that write included, stock levels not.', 'the objects'),
    'stock-zero': many('stock-zero', 'Many stock levels set to zero.', 'the levels above zero'),
    offline: many('offline', 'Many products taken offline.', 'those that are online'),
    price: z
      .union([
        switched,
        z.strictObject({
          change: z
            .number()
            .min(0)
            .optional()
            .describe(`Per cent, up or down; more than this stops the plan; ${defaultGuards.price} unless set.`),
        }),
      ])
      .optional()
      .describe('A price, a sale price or the price of a variant that changes by much.'),
    'below-cost': plain('A price at or under the purchase price, or zero.'),
    'sale-price': plain('A sale price that is not under the price.'),
    category: plain('A category that is deleted or leaves the menu.'),
    url: plain('A page that gets another address: links to the old one break.'),
    'own-id': plain('A SKU that becomes another: links and integrations break.'),
    images: plain(
      'Pictures of an adopted object that would be removed or added to, and objects that lose all of them.',
    ),
    'in-use': plain('A delete of what objects outside the configuration still refer to.'),
  })
  .describe('What stops a plan until it is acknowledged. Each guard is on unless it is off here.')
