/**
 * The bodies that the vendor's page describes, with its names. Nothing here is about what butik lets people write; that
 * is schema.ts.
 */
import * as z from 'zod'

const text = z.string().min(1)
const id = z.int().nonnegative()
/** A number in the page's sample; with letters it can only be a text. */
const numberOrText = z.union([z.int(), z.string()])

export const minutes: z.ZodType<string> = z
  .string()
  .regex(/^([1-9]\d{0,2}|1[0-3]\d\d|14[0-3]\d|1440)$/, 'not a number of minutes from 1 to 1440')

export const credentials: z.ZodType = z.strictObject({ username: text, password: text })

const address = z
  .strictObject({
    street: z.string(),
    streetNumber: numberOrText.nullable(),
    entrance: z.string().max(5).nullable(),
    zipCode: numberOrText,
    city: z.string(),
    countryCode: z.enum(['NO', 'SE', 'DE', 'EN', 'FI', 'SV']),
  })
  .partial()

const shop = z
  .strictObject({
    email: z.string(),
    address,
    organizationNumber: z.string().nullable(),
    legalName: z.string().nullable(),
    delivererEDI: z.string().nullable(),
    vatLiable: z.boolean(),
    webShopPlatform: z.string().nullable(),
    ceo: z.string().nullable(),
    customerManager: z.string().nullable(),
    contactPersonPhone: z.string().nullable(),
    externalCustomerIds: z.array(z.strictObject({ freightProductId: id, customerNumber: id })),
  })
  .partial()

/** "Must be empty when creating a new shop". */
const emptyId = z.union([z.null(), z.literal('')])

const customerSystem = z.strictObject({
  name: text,
  shortName: z.string().min(1).max(5),
  customerFacingName: z.string().optional(),
  addressCollector: z.boolean().optional(),
})

/**
 * All versions of the page at once: `ownerPartyKey` and `shop` alone are the first one's, `customerSystem` came and went,
 * `addressCollector` is the last one's. The sample of the page has `transportSolutionsIds` where its table has no s.
 */
export const createBody: z.ZodType = z.strictObject({
  ownerPartyKey: text,
  shop: shop.extend({ id: emptyId }).partial().required({ email: true, address: true }),
  customerSystem: customerSystem.optional(),
  addressCollector: z.boolean().optional(),
  transportSolutionIds: z.array(id).min(1).optional(),
  transportSolutionsIds: z.array(id).min(1).optional(),
})

const pointer = z.string().regex(/^\//, 'not a path like /email')
const jsonPatch = z
  .array(
    z.union([
      z.strictObject({ op: z.enum(['add', 'replace', 'test']), path: pointer, value: z.json() }),
      z.strictObject({ op: z.literal('remove'), path: pointer }),
      z.strictObject({ op: z.enum(['move', 'copy']), from: pointer, path: pointer }),
    ]),
  )
  .min(1)

/** Nobody has seen one: a part of the shop, or a JSON Patch as the vendor's neighbouring API for parcels takes it. */
export const updateBody: z.ZodType = z.union([shop, jsonPatch])
