/** What a person may write for Shoporama: the sections of a resource file and the settings of a connection. */
import * as z from 'zod'
import { concurrencySetting } from '../../http/settings.ts'
import {
  blockSchema,
  clearable,
  described,
  flagOf,
  images,
  integer,
  moneyOrText,
  reference,
  sectionOf,
  textOf,
} from './schema-parts.ts'
import { campaignsSchema, productSchema } from './schema-product.ts'

const required = { clear: false } as const

const supplier = z
  .strictObject({
    name: textOf('Name of the supplier, and how it is found in the shop.', ['Acme Møbler A/S'], required),
    dropshipping_mail: textOf('Where orders go that the supplier ships to the customer; an e-mail address.', [
      'ordre@acme.example',
    ]).optional(),
    butik: blockSchema(false).optional(),
  })
  .meta({ description: 'A supplier of products.', examples: [{ name: 'Acme Møbler A/S' }] })

const value = z
  .strictObject({
    val: textOf('The value as the shop shows it.', ['Eg'], required),
    weight: integer('Place among the values, lowest first.', [1]).optional(),
    tag: textOf('A tag of your own, for the theme.', ['eg']).optional(),
  })
  .meta({ description: 'A value of a valuelist.', examples: [{ val: 'Eg', weight: 1 }] })

const attribute = z
  .strictObject({
    type: z.enum(['valuelist', 'string', 'integer', 'boolean']).meta({
      description: 'What the attribute holds. Taken when it is created; a change replaces it.',
      examples: ['valuelist'],
    }),
    name: textOf('Name of the attribute as the shop shows it.', ['Farve'], required),
    is_variant: flagOf('Whether each value is a variant with a SKU and a stock of its own.').optional(),
    has_price: flagOf('Whether a variant may have a price of its own.').optional(),
    weight: integer('Place among the attributes, lowest first.', [10]).optional(),
    values: sectionOf(
      described(z.union([moneyOrText, value]), 'A value of a valuelist.', [{ val: 'Eg', weight: 1 }]),
      'The values of a valuelist, by keys of your choosing. A text stands for `{ val: text }`.',
      [{ oak: { val: 'Eg', weight: 1 }, black: 'Sort' }],
    ).optional(),
  })
  .meta({
    description: 'An attribute that products of the profile can have.',
    examples: [{ type: 'integer', name: 'Bredde (cm)' }],
  })

const profile = z
  .strictObject({
    name: textOf('Name of the profile, and how it is found in the shop.', ['Møbel'], required),
    attributes: sectionOf(attribute, 'The attributes, by keys of your choosing.', [
      { width: { type: 'integer', name: 'Bredde (cm)' } },
    ]).optional(),
    butik: blockSchema(false).optional(),
  })
  .meta({ description: 'A profile: which attributes a product can have.', examples: [{ name: 'Møbel' }] })

const category = z
  .strictObject({
    name: textOf('Name of the category; with its parent, how it is found in the shop.', ['Stole'], required),
    in_menu: flagOf('Whether the category is in the menu.').optional(),
    parent: clearable(reference('category', 'The category above; null for a root.', ['furniture'])).optional(),
    sort_order: z
      .enum(['normal', 'no_stock_last', 'random'])
      .meta({ description: 'How its products are ordered.', examples: ['no_stock_last'] })
      .optional(),
    no_index: flagOf('Whether search engines are told to leave the page out.').optional(),
    tag: textOf('A tag of your own, for the theme.', ['tilbud']).optional(),
    empty_redir: textOf('Where a visitor is sent while the category is empty; a path or address.', [
      '/moebler',
    ]).optional(),
    description_a: textOf('First description, HTML.', ['<p>Stole til spisebordet.</p>']).optional(),
    description_b: textOf('Second description, HTML.', ['<p>Regn med 30 cm til bordpladen.</p>']).optional(),
    meta_title: textOf('Title for search engines.', ['Stole i træ']).optional(),
    meta_description: textOf('Description for search engines.', ['Se vores stole.']).optional(),
    canonical: clearable(
      reference('category', 'The category that search engines should show instead.', ['dining-tables']),
    ).optional(),
    meta: textOf('Extra fields for the head of the page, HTML.', ['<meta name="robots" content="noindex">']).optional(),
    images: images.optional(),
    rewrite_url: textOf('Path of the page below the shop; made from the name where it is not written.', [
      'moebler/stole',
    ]).optional(),
    butik: blockSchema(false).optional(),
  })
  .meta({ description: 'A category of the shop.', examples: [{ name: 'Stole', parent: 'furniture', in_menu: true }] })

/** One YAML file of resources. */
export const resourceFileSchema: z.ZodType = z
  .strictObject({
    connection: z
      .string()
      .meta({
        description: 'The connection these resources belong to; needed where several could be meant.',
        examples: ['shop'],
      })
      .optional(),
    campaigns: campaignsSchema.optional(),
    suppliers: sectionOf(supplier, 'Suppliers, by key.', [{ acme: { name: 'Acme Møbler A/S' } }]).optional(),
    profiles: sectionOf(profile, 'Profiles with their attributes and values, by key.', [
      { furniture: { name: 'Møbel' } },
    ]).optional(),
    categories: sectionOf(category, 'Categories, by key.', [{ chairs: { name: 'Stole' } }]).optional(),
    products: sectionOf(productSchema, 'Products, by key.', [
      { 'oak-chair': { own_id: 'CH-001', name: 'Egestol' } },
    ]).optional(),
  })
  .meta({
    title: 'Shoporama resources',
    description: 'What a Shoporama shop should hold.',
    examples: [{ suppliers: { acme: { name: 'Acme' } } }],
  })

const assume = z
  .strictObject({
    max_limit: z
      .int()
      .min(1)
      .max(1000)
      .meta({ description: 'Most rows that the vendor gives on one page.', default: 100, examples: [50] }),
    array_put: z.enum(['replace', 'merge']).meta({
      description: 'Whether a list in an update replaces the one in the shop or is added to it.',
      default: 'replace',
      examples: ['replace'],
    }),
    stock_mode: z.enum(['absolute', 'delta']).meta({
      description: 'Whether a stock posting is the level or a difference to it.',
      default: 'absolute',
      examples: ['delta'],
    }),
    stock_arguments: z.enum(['query', 'body']).meta({
      description: 'Where GET /stock takes its arguments; with body, the whole list is read.',
      default: 'query',
      examples: ['body'],
    }),
    images_unmentioned: z.enum(['left', 'removed']).meta({
      description: 'What happens to pictures that an update does not name.',
      default: 'left',
      examples: ['removed'],
    }),
    offline_listed: z
      .enum(['yes', 'no'])
      .meta({ description: 'Whether the list of products holds offline ones. Unset: found out.', examples: ['yes'] }),
    time_zone: z.enum(['copenhagen', 'utc']).meta({
      description: 'The zone of timestamps and of the day that the quota counts.',
      default: 'copenhagen',
      examples: ['utc'],
    }),
  })
  .partial()
  .meta({
    description: 'Facts that the vendor does not document, where your shop differs from what is assumed.',
    examples: [{ max_limit: 50 }],
  })

export const assumeSchema: z.ZodType<AssumeInput> = assume
export const assumeNames: ReadonlySet<string> = new Set(Object.keys(assume.shape))

/** The settings of a connection in butik.yaml, besides `vendor`. */
export const settingsSchema: z.ZodType<SettingsInput> = z
  .strictObject({
    token: z
      .string()
      .min(1)
      .meta({ description: 'Token of the shop, as `!env NAME` or `!file path`.', examples: ['!env SHOPORAMA_TOKEN'] }),
    url: z
      .string()
      .min(1)
      .meta({
        description: 'Address of the API, to point it elsewhere.',
        default: 'https://www.shoporama.dk/REST',
        examples: ['http://127.0.0.1:4100/shoporama/REST'],
      })
      .optional(),
    concurrency: concurrencySetting,
    timeout: z
      .number()
      .positive()
      .max(600)
      .meta({ description: 'Seconds to wait for an answer; 60 unless set.', default: 60, examples: [120] })
      .optional(),
    assume: assume.optional(),
  })
  .meta({
    title: 'Shoporama connection',
    description: 'A connection to one Shoporama shop.',
    examples: [{ token: '!env SHOPORAMA_TOKEN' }],
  })

export interface SettingsInput {
  readonly token: string
  readonly url?: string | undefined
  readonly concurrency?: number | undefined
  readonly timeout?: number | undefined
  readonly assume?: AssumeInput | undefined
}

export interface AssumeInput {
  readonly max_limit?: number | undefined
  readonly array_put?: 'replace' | 'merge' | undefined
  readonly stock_mode?: 'absolute' | 'delta' | undefined
  readonly stock_arguments?: 'query' | 'body' | undefined
  readonly images_unmentioned?: 'left' | 'removed' | undefined
  readonly offline_listed?: 'yes' | 'no' | undefined
  readonly time_zone?: 'copenhagen' | 'utc' | undefined
}
