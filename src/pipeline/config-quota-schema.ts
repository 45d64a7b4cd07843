/** The shape of `quota:` in zod: part of what schemas/config.json is written from. Not loaded when butik runs. */
import * as z from 'zod'
import { importances } from '../model/quota.ts'

export const quotaSchema: z.ZodType = z
  .record(
    z.string(),
    z.strictObject({
      calls: z
        .int()
        .min(1)
        .optional()
        .describe('Calls that the vendor allows this token; what the vendor documents unless set (Shoporama: 1000).'),
      per: z.literal('day').optional().describe("The vendor's day, from midnight to midnight."),
      reserve: z
        .int()
        .min(0)
        .optional()
        .describe('Calls of the day that apply leaves to others who use the token; 0 unless set.'),
      order: z
        .array(z.enum(importances))
        .meta({ uniqueItems: true })
        .optional()
        .describe(
          `What apply --budget does first; what is not named follows as in ${importances.join(', ')}. What must come before it always does.`,
        ),
    }),
  )
  .describe("By connection: the calls of a day, where they are not the vendor's usual ones, and what of them is kept.")
