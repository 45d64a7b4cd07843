/** What a person may write for Distribution Innovation: the shops of a resource file and the settings of a connection. */
import * as z from 'zod'
import { concurrencySetting } from '../../http/settings.ts'
import type { Json } from '../../model/json.ts'

type Examples = readonly Json[]

const key = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/)
/** Any scalar that is not null: the pipeline takes its source text, so a zip code `0150` needs no quotes. */
const scalar = z.union([z.string().min(1), z.number(), z.boolean()])
/** Fifteen digits are a whole number in every reader of JSON. */
const whole = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,15}$/)])

function described(schema: z.ZodType, description: string, examples: Examples): z.ZodType {
  return schema.meta({ description, examples: [...examples] })
}

function needed(description: string, examples: Examples): z.ZodType {
  return described(scalar, description, examples)
}

/** Null clears the field of the shop. */
function text(description: string, examples: Examples): z.ZodType {
  return described(z.union([z.string(), z.number(), z.boolean()]).nullable(), description, examples).optional()
}

function flag(description: string): z.ZodType {
  return described(z.boolean(), description, [true]).optional()
}

const address = z
  .strictObject({
    street: needed("Name of the warehouse's street.", ['Normannsgata']),
    streetNumber: text('Number in the street.', [5]),
    entrance: text('Entrance, at most 5 characters.', ['A']),
    zipCode: needed('Zip code: 4 digits in Norway, 5 in Sweden.', ['1265']),
    city: needed('City.', ['Oslo']),
    countryCode: z.enum(['NO', 'SE', 'DE', 'EN', 'FI', 'SV']).meta({
      description: "One of the vendor's codes, as it has them: EN and SV are languages.",
      examples: ['NO'],
    }),
  })
  .meta({
    description: 'Address of the warehouse. It is sent whole: what is not written here may be gone afterwards.',
    examples: [{ street: 'Normannsgata', streetNumber: 5, zipCode: '1265', city: 'Oslo', countryCode: 'NO' }],
  })

const externalCustomerId = z
  .strictObject({
    freightProductId: described(whole, "The vendor's id of the freight product.", [1]),
    customerNumber: described(whole, 'The customer number there.', [1]),
  })
  .meta({
    description: 'A customer number for a freight product.',
    examples: [{ freightProductId: 1, customerNumber: 1 }],
  })

const customerSystem = z
  .strictObject({
    name: needed('Name of the customer system.', ['Acme']),
    shortName: needed('Short name, at most 5 characters, unique at the vendor.', ['acme']),
    customerFacingName: needed('Name that customers see.', ['Acme Møbler']).optional(),
    addressCollector: flag('Whether addresses are collected.'),
  })
  .meta({
    description:
      'The customer system that is made with the shop; body version middle only. Taken when the shop is made.',
    examples: [{ name: 'Acme', shortName: 'acme' }],
  })

const shop = z
  .strictObject({
    ownerPartyKey: needed('Key of the owner party that the shop is made for. Taken when the shop is made.', [
      'owner-party-name',
    ]),
    email: described(z.string().min(1), 'E-mail address of the shop.', ['post@acme.example']),
    address,
    organizationNumber: text('Organisation number; spaces do not count.', ['123 456 789']),
    legalName: text('Legal name of the shop.', ['Acme AS']),
    delivererEDI: text('EDI software in use.', ['Acme EDI']),
    vatLiable: flag('Whether the shop is liable to VAT; false at the vendor where it was never sent.'),
    webShopPlatform: text('E-commerce platform.', ['Egen']),
    ceo: text('Chief executive.', ['The managing director']),
    customerManager: text('Customer manager.', ['The customer desk']),
    contactPersonPhone: text('Telephone number of a contact person.', ['58692698']),
    externalCustomerIds: described(
      z.array(externalCustomerId).nullable(),
      'Customer numbers by freight product; each pair once. The list is the whole list.',
      [[{ freightProductId: 1, customerNumber: 1 }]],
    ).optional(),
    customerSystem: customerSystem.optional(),
    addressCollector: flag(
      'Whether the customer system that is made with the shop collects addresses; body version v8 only. Taken when the shop is made.',
    ),
    transportSolutionIds: described(
      z.array(described(whole, "The vendor's id of a transport solution.", [1])).min(1),
      'Transport solutions that the shop is made with; body versions middle and v8. Taken when the shop is made.',
      [[1, 2, 3]],
    ).optional(),
    butik: z
      .strictObject({
        protect: described(z.boolean(), 'Whether butik refuses to replace it.', [true]),
        on_remove: described(
          z.enum(['forget']),
          'What happens when it is gone from the files: the vendor deletes no shop, so it is forgotten.',
          ['forget'],
        ),
      })
      .partial()
      .meta({ description: "butik's own settings of this resource.", examples: [{ protect: true }] })
      .optional(),
  })
  .meta({
    description:
      'A shop whose parcels are delivered. The vendor never shows it: what was last written is all that is known.',
    examples: [
      {
        ownerPartyKey: 'owner-party-name',
        email: 'post@acme.example',
        address: { street: 'Normannsgata', zipCode: '1265', city: 'Oslo', countryCode: 'NO' },
      },
    ],
  })

/** One YAML file of resources. */
export const resourceFileSchema: z.ZodType = z
  .strictObject({
    connection: z
      .string()
      .meta({
        description: 'The connection these resources belong to; needed where several could be meant.',
        examples: ['delivery'],
      })
      .optional(),
    shops: described(z.record(key, shop), 'Delivery shops, by key.', [
      {
        oslo: {
          ownerPartyKey: 'owner-party-name',
          email: 'post@acme.example',
          address: { street: 'Normannsgata', zipCode: '1265', city: 'Oslo', countryCode: 'NO' },
        },
      },
    ]).optional(),
  })
  .meta({
    title: 'Distribution Innovation resources',
    description: 'The delivery shops that Distribution Innovation should have.',
    examples: [{ connection: 'delivery' }],
  })

const digits = (country: string, wont: string): z.ZodType<number | 'any'> =>
  z.union([z.int().min(1).max(10), z.literal('any')]).meta({
    description: `Digits of a zip code where countryCode is ${country}; any: not checked. Unless set: ${wont}.`,
    examples: [5, 'any'],
  })

const assume = z
  .strictObject({
    patch_path: z
      .string()
      .regex(/^\/[\w./-]*\{shopId\}[\w./-]*$/)
      .meta({
        description: 'Where a shop is updated; {shopId} stands for its id.',
        examples: ['/ws/json/shop/v-1/{shopId}'],
      }),
    patch_clear: z.enum(['null', 'empty']).meta({
      description: 'How an update clears a text: null (in a JSON Patch: remove), or an empty text.',
      examples: ['null'],
    }),
    street_number: z.enum(['number', 'text']).meta({
      description: 'How a street number of digits is sent: as a number (the sample of the page) or as a text.',
      examples: ['number'],
    }),
    shop_host: z.enum(['ws', 'api-flow']).meta({
      description: 'Which of the two hosts takes shops. Unless set: api-flow for body version v8, ws for the others.',
      examples: ['api-flow'],
    }),
    transport_solution_spelling: z.enum(['transportSolutionIds', 'transportSolutionsIds']).meta({
      description:
        "The key of the transport solutions in a create: the vendor's table has the first, its sample the second.",
      examples: ['transportSolutionIds'],
    }),
    zip_de: digits('DE', '5'),
    zip_en: digits('EN', 'any'),
    zip_fi: digits('FI', '5'),
    zip_sv: digits('SV', '5'),
  })
  .partial()
  .meta({
    description: 'Facts that the vendor does not document, where your account differs from what is assumed.',
    examples: [{ shop_host: 'ws' }],
  })

/** What can be said under `assume`. */
export const assumeSchema: z.ZodType<AssumeInput> = assume

/** The facts that `assume`, or a probe, can say. */
export const factNames: readonly string[] = Object.keys(assume.shape)

export interface AssumeInput {
  readonly patch_path?: string | undefined
  readonly patch_clear?: 'null' | 'empty' | undefined
  readonly street_number?: 'number' | 'text' | undefined
  readonly shop_host?: 'ws' | 'api-flow' | undefined
  readonly transport_solution_spelling?: 'transportSolutionIds' | 'transportSolutionsIds' | undefined
  readonly zip_de?: number | 'any' | undefined
  readonly zip_en?: number | 'any' | undefined
  readonly zip_fi?: number | 'any' | undefined
  readonly zip_sv?: number | 'any' | undefined
}

export interface SettingsInput {
  readonly username: string
  readonly password: string
  readonly environment?: 'production' | 'test' | undefined
  readonly url?: string | undefined
  readonly body_version?: 'early' | 'middle' | 'v8' | undefined
  readonly patch_form?: 'partial' | 'json-patch' | undefined
  readonly token_minutes?: number | undefined
  readonly timeout?: number | undefined
  readonly concurrency?: number | undefined
  readonly assume?: AssumeInput | undefined
}

export const bodyVersions: z.ZodType<'early' | 'middle' | 'v8'> = z.enum(['early', 'middle', 'v8'])

/** The settings of a connection in butik.yaml, besides `vendor`. */
export const settingsSchema: z.ZodType<SettingsInput> = z
  .strictObject({
    username: z
      .string()
      .min(1)
      .meta({ description: 'User name, as `!env NAME` or `!file path`.', examples: ['!env DI_USERNAME'] }),
    password: z
      .string()
      .min(1)
      .meta({ description: 'Password, as `!env NAME` or `!file path`.', examples: ['!env DI_PASSWORD'] }),
    environment: z
      .enum(['production', 'test'])
      .meta({
        description: "The vendor's environment; production unless set.",
        default: 'production',
        examples: ['test'],
      })
      .optional(),
    url: z
      .string()
      .min(1)
      .meta({
        description: 'One address for login and shops, to point both elsewhere: a sandbox, a proxy.',
        examples: ['http://127.0.0.1:4020'],
      })
      .optional(),
    body_version: bodyVersions
      .meta({
        description: "Which version of the vendor's page the body of a create follows; v8 unless set.",
        default: 'v8',
        examples: ['middle'],
      })
      .optional(),
    patch_form: z
      .enum(['partial', 'json-patch'])
      .meta({
        description: 'What an update sends: a partial shop, or a JSON Patch; partial unless set.',
        default: 'partial',
        examples: ['json-patch'],
      })
      .optional(),
    token_minutes: z
      .int()
      .min(1)
      .max(1440)
      .meta({ description: 'Minutes that a login is asked to last; 60 unless set.', default: 60, examples: [30] })
      .optional(),
    timeout: z
      .number()
      .positive()
      .max(120)
      .meta({ description: 'Seconds to wait for an answer; 60 unless set.', default: 60, examples: [120] })
      .optional(),
    concurrency: concurrencySetting,
    assume: assume.optional(),
  })
  .meta({
    title: 'Distribution Innovation connection',
    description: 'A connection to the Shop API of Distribution Innovation.',
    examples: [{ username: '!env DI_USERNAME', password: '!env DI_PASSWORD' }],
  })
