/** What a person may write for 24Nettbutikk: expectations of what is there, and the settings of a connection. */
import * as z from 'zod'
import { concurrencySetting } from '../../http/settings.ts'

/** Any scalar; the pipeline takes its source text. Null expects an empty field. */
const expected = z.union([z.string(), z.number(), z.boolean(), z.null()]).meta({
  description: 'What the field is expected to hold. The names are those of the vendor, which documents none of them.',
  examples: ['Eikestol', 1299, null],
})
const id = z.union([z.int().min(0), z.string().min(1)])

const sectionKey = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/)

function section(what: string, key: string): z.ZodType {
  const one = z
    .object({ [key]: id.meta({ description: `Which ${what} is meant.`, examples: [1001] }) })
    .catchall(expected)
    .meta({ description: `What is expected of one ${what}.`, examples: [{ [key]: 1001, name: 'Eikestol' }] })
  return z
    .record(sectionKey, one)
    .nullable()
    .optional()
    .meta({
      description: `Expectations of ${what}s, by keys of your choosing. A difference is shown, and never written.`,
      examples: [{ first: { [key]: 1001 } }],
    })
}

export const resourceFileSchema: z.ZodType = z
  .strictObject({
    connection: z
      .string()
      .optional()
      .meta({ description: 'The connection that this file belongs to.', examples: ['old-shop'] }),
    products: section('product', 'id'),
    customers: section('customer', 'id'),
    orders: section('order', 'order_no'),
  })
  .meta({ title: '24Nettbutikk', description: 'Expectations of a 24Nettbutikk shop, which can only be read.' })

const assume = z
  .strictObject({
    page_size: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .meta({
        description: 'Rows asked for in one call; 100 unless set. The vendor documents no highest one.',
        default: 100,
        examples: [500],
      }),
    segment_order: z.enum(['limit_offset', 'offset_limit']).optional().meta({
      description:
        'Which of the two segments of a path comes first; one example of the page has it the other way round.',
    }),
    product_id: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'The field that names a product; id unless set.', default: 'id', examples: ['product_no'] }),
    customer_id: z
      .string()
      .min(1)
      .optional()
      .meta({
        description: 'The field that names a customer; id unless set.',
        default: 'id',
        examples: ['customer_no'],
      }),
  })
  .meta({ description: 'Facts that the vendor does not document.' })

/** What can be said under `assume`. */
export const assumeSchema: z.ZodType = assume

export interface SettingsInput {
  readonly url: string
  readonly token: string
  readonly concurrency?: number | undefined
  readonly timeout?: number | undefined
  readonly assume?:
    | {
        readonly page_size?: number | undefined
        readonly segment_order?: 'limit_offset' | 'offset_limit' | undefined
        readonly product_id?: string | undefined
        readonly customer_id?: string | undefined
      }
    | undefined
}

export const settingsSchema: z.ZodType<SettingsInput> = z
  .strictObject({
    url: z.string().meta({
      description: 'Address of the API: the domain of the shop with /api/v1.',
      examples: ['https://www.shop.example/api/v1'],
    }),
    token: z
      .string()
      .min(1)
      .meta({
        description: 'The token of the shop; a secret: !env NAME or !file path.',
        examples: ['!env NETTBUTIKK_TOKEN'],
      }),
    concurrency: concurrencySetting,
    timeout: z
      .int()
      .min(1)
      .max(600)
      .optional()
      .meta({ description: 'Seconds for one answer; 60 unless set.', default: 60, examples: [120] }),
    assume: assume.optional(),
  })
  .meta({ description: 'Settings of a connection with vendor: 24nettbutikk.' })
