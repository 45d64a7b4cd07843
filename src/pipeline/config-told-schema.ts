/** The shapes of `moved:`, `imports:` and `mute:` in zod: part of what schemas/config.json is written from. Not loaded when butik runs. */
import * as z from 'zod'

export const movedSchema: z.ZodType = z
  .record(z.string(), z.union([z.string(), z.null()]))
  .describe(
    'Resources that have another address now, old to new: { shop/product/old: shop/product/new }. What is nested in one goes along. null, in an environment: not there.',
  )

export const importsSchema: z.ZodType = z
  .record(z.string(), z.union([z.string(), z.int(), z.null()]))
  .describe(
    'Declared resources that are objects in the shop already, by address and id: { shop/product/oak-chair: 123 }. Ids are those of one shop: with environments they belong there.',
  )

export const muteSchema: z.ZodType = z
  .array(
    z.strictObject({
      address: z.string().min(1).describe('An address or a glob of addresses, such as shop/product/oak-*.'),
      field: z.string().min(1).describe('The field, whole: price, stock_settings.'),
      until: z.string().describe('The last day, such as 2026-12-31, by the day of the vendor.'),
      reason: z.string().min(1).describe('Why: every plan says it.'),
    }),
  )
  .describe('Drift that is left alone until a day: neither put back nor counted. What the files change is written.')
