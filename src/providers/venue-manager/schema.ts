/** What a person may write for Venue Manager: expectations of the catalogue and the configuration, and the settings. */
import * as z from 'zod'
import { concurrencySetting } from '../../http/settings.ts'
import type { Json } from '../../model/json.ts'

const text = z.union([z.string(), z.number(), z.boolean(), z.null()])
const amount = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/), z.null()])
const flag = z.union([z.boolean(), z.null()])
const id = z.union([z.int().min(0), z.string().regex(/^\d+$/)])

const described = (schema: z.ZodType, description: string, examples: (string | number | boolean)[]): z.ZodType =>
  schema.optional().meta({ description, examples })

const language = {
  language: described(
    z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/),
    'The language that is looked at; the default of the shop unless written. It must be among the languages of the connection.',
    ['en'],
  ),
}
const named = {
  id: described(id, "The vendor's id.", [3]),
  name: described(text, 'Name, in that language.', ['Årskort 2026']),
}
const appData = z
  .strictObject({
    header: described(text, 'Heading.', ['Årskort']),
    description: described(text, 'Description.', ['Årskort til hele året']),
    image: described(text, 'Address of the picture.', ['https://www.shop.example/aarskort.png']),
  })
  .optional()
  .meta({ description: 'What apps show of it.', examples: [{ header: 'Årskort' }] })

const category = z.strictObject({
  ...named,
  label: described(text, 'Label.', ['aarskort']),
  appData,
  ...language,
})

const product = z.strictObject({
  ...named,
  label: described(text, 'Label.', ['aarskort2026']),
  productType: described(text, 'Type of the product.', ['seasoncard']),
  priceInclVat: described(amount, 'Price with VAT.', [685]),
  vat: described(amount, 'The VAT inside the price: an amount, not a rate.', [137]),
  currencyCode: described(text, 'Currency.', ['DKK']),
  hasInventoryPerDate: described(flag, 'Whether a date has to be chosen.', [false]),
  appData,
  properties: z
    .strictObject({
      seasonCardIsBuyable: described(flag, 'Whether the season card can be bought.', [true]),
      seasonCardIsRenewable: described(flag, 'Whether it renews season cards.', [false]),
    })
    .optional()
    .meta({ description: 'What season cards have besides.', examples: [{ seasonCardIsBuyable: true }] }),
  ...language,
})

const addressField = z.strictObject({
  field: z
    .string()
    .min(1)
    .meta({ description: 'Which field is meant.', examples: ['firstname'] }),
  addressType: described(z.string().min(1), 'The type of address it belongs to; billing unless written.', [
    'season_card',
  ]),
  type: described(text, 'Its type.', ['string']),
  name: described(text, 'Its name, in that language.', ['Fornavn']),
  url: described(text, 'A page about it.', ['https://www.shop.example/privatliv']),
  required: described(flag, 'Whether it has to be filled.', [true]),
  optionalOnCreation: described(flag, 'Whether it may be empty when the customer is made.', [false]),
  values: z
    .array(
      z.strictObject({
        value: z.string().meta({ description: 'What is stored where it is chosen.', examples: ['M'] }),
        name: z
          .string()
          .optional()
          .meta({ description: 'What the customer reads, in that language.', examples: ['Mand'] }),
      }),
    )
    .nullable()
    .optional()
    .meta({ description: 'What can be chosen, in this order.', examples: [[{ value: 'M', name: 'Mand' }]] }),
  ...language,
})

const message = (where: string) =>
  z
    .strictObject({
      title: described(text, 'Heading.', ['Velkommen']),
      body: described(text, 'Text.', ['Velkommen til arenaen']),
    })
    .optional()
    .meta({ description: `What a visitor is told who ${where}.`, examples: [{ title: 'Velkommen' }] })

const geofence = z.strictObject({
  ...named,
  latitude: described(amount, 'Degrees north.', [56.131973]),
  longitude: described(amount, 'Degrees east.', [10.193669]),
  radius: described(amount, 'Metres.', [120]),
  topics: z
    .strictObject({
      inside: described(text, 'Topic for those inside.', ['/topic/arena/geofence_inside/1']),
      outside: described(text, 'Topic for those outside.', ['/topic/arena/geofence_outside/1']),
    })
    .optional()
    .meta({ description: 'Where apps listen.', examples: [{ inside: '/topic/arena/geofence_inside/1' }] }),
  messages: z
    .strictObject({ in: message('comes in'), out: message('goes out') })
    .optional()
    .meta({ description: 'What visitors are told.', examples: [{ in: { title: 'Velkommen' } }] }),
  ...language,
})

const customerGroup = z.strictObject({ ...named, type: described(text, 'Its type.', ['normal']) })

const key = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/)
const section = (one: z.ZodType, what: string, example: { [name: string]: Json }): z.ZodType =>
  z
    .record(key, one.meta({ description: `What is expected of one of the ${what}.`, examples: [example] }))
    .nullable()
    .optional()
    .meta({
      description: `Expectations of ${what}, by keys of your choosing. A difference is shown, and never written.`,
      examples: [{ first: example }],
    })

export const resourceFileSchema: z.ZodType = z
  .strictObject({
    connection: z
      .string()
      .optional()
      .meta({ description: 'The connection that this file belongs to.', examples: ['arena'] }),
    categories: section(category, 'categories', { label: 'aarskort', name: 'Årskort' }),
    products: section(product, 'products', { label: 'aarskort2026', priceInclVat: 685 }),
    address_fields: section(addressField, 'fields of an address', { field: 'firstname', required: true }),
    geofences: section(geofence, 'geofences', { name: 'Arena', radius: 500 }),
    customer_groups: section(customerGroup, 'customer groups', { name: 'Medlemmer', type: 'normal' }),
  })
  .meta({ title: 'Venue Manager', description: 'Expectations of a Venue Manager shop, which can only be read.' })

export interface SettingsInput {
  readonly customer?: string | undefined
  readonly url?: string | undefined
  readonly languages?: string[] | undefined
  readonly address_types?: string[] | undefined
  readonly customer_token?: string | undefined
  readonly api_username?: string | undefined
  readonly api_password?: string | undefined
  readonly concurrency?: number | undefined
  readonly timeout?: number | undefined
  readonly assume?: { readonly product_argument?: string | undefined } | undefined
}

const assume = z.strictObject({
  product_argument: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'The argument that names one product; id unless set.',
      default: 'id',
      examples: ['productId'],
    }),
})

/** What can be said under `assume`. */
export const assumeSchema: z.ZodType = assume

export const settingsSchema: z.ZodType<SettingsInput> = z
  .strictObject({
    customer: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .optional()
      .meta({
        description: 'The first part of the address: https://<customer>.admin.venuemanager.net.',
        examples: ['arena'],
      }),
    url: z
      .string()
      .optional()
      .meta({
        description: 'Address of the API in the place of the one made from customer.',
        examples: ['https://arena.admin.venuemanager.net/api/core'],
      }),
    languages: z
      .array(z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/))
      .optional()
      .meta({
        description: 'Languages to read besides the default of the shop; each costs one call a kind.',
        examples: [['en']],
      }),
    address_types: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .meta({
        description: 'Types of address to read; billing unless set.',
        default: ['billing'],
        examples: [['billing', 'season_card']],
      }),
    customer_token: z
      .string()
      .min(1)
      .optional()
      .meta({
        description: 'A token of a customer or guest, for butik api. A secret: !env NAME or !file path.',
        examples: ['!env VENUE_TOKEN'],
      }),
    api_username: z
      .string()
      .min(1)
      .optional()
      .meta({
        description: 'An API user of the shop, for invoices. A secret: !env NAME or !file path.',
        examples: ['!env VENUE_USERNAME'],
      }),
    api_password: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Its password. A secret: !env NAME or !file path.', examples: ['!env VENUE_PASSWORD'] }),
    concurrency: concurrencySetting,
    timeout: z
      .int()
      .min(1)
      .max(600)
      .optional()
      .meta({ description: 'Seconds for one answer; 60 unless set.', default: 60, examples: [120] }),
    assume: assume.optional().meta({ description: 'Facts that the vendor does not document.' }),
  })
  .meta({ description: 'Settings of a connection with vendor: venue-manager.' })
