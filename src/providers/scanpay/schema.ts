/** What a person may write for Scanpay: the gateways of a resource file, and the settings of a connection. */
import * as z from 'zod'
import { concurrencySetting } from '../../http/settings.ts'
import type { Json } from '../../model/json.ts'

function described(schema: z.ZodType, description: string, ...examples: readonly Json[]): z.ZodType {
  return schema.meta({ description, examples: [...examples] })
}

const number = z.union([z.int().positive(), z.string().regex(/^\d+$/)])

const gateway = z
  .strictObject({
    shop_id: described(number, "The shop's number in Scanpay's dashboard.", 1153),
    environment: described(
      z.enum(['production', 'test']),
      'The environment whose API should accept the key.',
      'production',
    ).optional(),
    feed: described(
      z.enum(['reachable', 'refused']),
      'Whether the change feed of the shop should answer this connection; reachable unless set.',
      'reachable',
    ).optional(),
    key: described(
      z.enum(['accepted', 'refused']),
      'Whether the key should be accepted for the shop, in either environment.',
      'accepted',
    ).optional(),
    key_owner: described(z.enum(['shop', 'user', 'partner']), 'Whose key it should be.', 'shop').optional(),
  })
  .meta({
    description: 'What is expected of the account. It is watched, never changed: Scanpay has no API for settings.',
    examples: [{ shop_id: 1153, environment: 'production' }],
  })

/** One YAML file of resources. */
export const resourceFileSchema: z.ZodType = z
  .strictObject({
    connection: described(
      z.string(),
      'The connection these resources belong to; needed where several could be meant.',
      'payments',
    ).optional(),
    gateways: described(
      z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/), gateway),
      'Gateways, by keys of your choosing; a connection has one.',
      { cards: { shop_id: 1153 } },
    ).optional(),
  })
  .meta({
    title: 'Scanpay resources',
    description: 'What is expected of a Scanpay account.',
    examples: [{ gateways: { cards: { shop_id: 1153 } } }],
  })

const assume = z
  .strictObject({
    v2: z
      .enum(['live', 'absent'])
      .meta({ description: 'Whether v2 of the API answers this account.', examples: ['live'] }),
    seq_beyond: z.enum(['empty', 'refused']).meta({
      description:
        'What the feed answers to a number beyond its end. With empty, butik asks for one, and no personal data comes back.',
      examples: ['refused'],
    }),
    error_line: z
      .enum(['line', 'other'])
      .meta({ description: 'Whether an error is one line of text; other: any text is shown.', examples: ['line'] }),
    feed_bytes: z
      .int()
      .min(1)
      .max(1_000_000)
      .meta({
        description:
          'Bytes of one page of the feed. An answer of over 64 MB, or 1,024 pages where that is more, is not read.',
        examples: [65_536],
      }),
  })
  .partial()
  .meta({
    description: 'Facts that the vendor does not document, where your account differs from what is assumed.',
    examples: [{ seq_beyond: 'empty' }],
  })

/** What can be said under `assume`. */
export const assumeSchema: z.ZodType = assume

export interface AssumeInput {
  readonly v2?: 'live' | 'absent' | undefined
  readonly seq_beyond?: 'empty' | 'refused' | undefined
  readonly error_line?: 'line' | 'other' | undefined
  readonly feed_bytes?: number | undefined
}

export interface SettingsInput {
  readonly api_key: string
  readonly shop_id?: number | string | undefined
  readonly environment?: 'production' | 'test' | undefined
  readonly url?: string | undefined
  readonly other_url?: string | undefined
  readonly dialect?: 'v2' | 'v1' | undefined
  readonly concurrency?: number | undefined
  readonly timeout?: number | undefined
  readonly assume?: AssumeInput | undefined
}

/** The settings of a connection in butik.yaml, besides `vendor`. */
export const settingsSchema: z.ZodType<SettingsInput> = z
  .strictObject({
    api_key: z
      .string()
      .min(1)
      .meta({ description: 'API key, as `!env NAME` or `!file path`.', examples: ['!env SCANPAY_API_KEY'] }),
    shop_id: z
      .union([z.int().positive(), z.string().regex(/^\d+$/)])
      .meta({ description: "The shop, where the key is a user's or a partner's.", examples: [1153] })
      .optional(),
    environment: z
      .enum(['production', 'test'])
      .meta({
        description: 'Which of the two unconnected environments; production unless set.',
        default: 'production',
        examples: ['test'],
      })
      .optional(),
    url: z
      .string()
      .min(1)
      .meta({ description: 'Address of the API, to point it elsewhere.', examples: ['https://api.scanpay.dk'] })
      .optional(),
    other_url: z
      .string()
      .min(1)
      .meta({
        description: 'Address of the other environment, asked once with the same key where this one refuses it.',
        examples: ['https://api.scanpay.dev'],
      })
      .optional(),
    dialect: z
      .enum(['v2', 'v1'])
      .meta({
        description: 'Version of the API; v2 unless set, v1 for a key of the form of v1.',
        default: 'v2',
        examples: ['v1'],
      })
      .optional(),
    concurrency: concurrencySetting,
    timeout: z
      .number()
      .positive()
      .max(600)
      .meta({ description: 'Seconds to wait for an answer; 30 unless set.', default: 30, examples: [60] })
      .optional(),
    assume: assume.optional(),
  })
  .meta({
    title: 'Scanpay connection',
    description: 'A connection to one shop at Scanpay.',
    examples: [{ api_key: '!env SCANPAY_API_KEY' }],
  })

export const factSchemas: { readonly [fact: string]: z.ZodType } = assume.shape
