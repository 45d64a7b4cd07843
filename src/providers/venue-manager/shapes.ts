/** The bodies of the vendor's page as it shows them: objects of the catalogue, tokens, orders, invoices, and the one form of errors. */
import * as z from 'zod'

const text = z.string()
const number = z.number()

/** `errorCode` is a number, and in the loyalty part a text (seed). */
export const errorShape: z.ZodType = z.object({ error: text, errorCode: z.union([number, text]).optional() })

export const addressFields: z.ZodType = z.array(
  z.object({
    field: text,
    type: text,
    name: text,
    url: text.optional(),
    required: z.boolean(),
    optionalOnCreation: z.boolean(),
    values: z.array(z.object({ value: text, name: text })).optional(),
  }),
)

const words = z.object({ title: text, body: text })
export const geofences: z.ZodType = z.array(
  z.object({
    id: number,
    latitude: number,
    longitude: number,
    radius: number,
    name: text,
    topics: z.object({ inside: text, outside: text }),
    messages: z.object({ in: words, out: words }),
  }),
)

const appData = z.object({ header: text, description: text, image: text.nullable() })
export const categories: z.ZodType = z.array(
  z.object({ id: number, name: text, label: text, appData: appData.optional() }),
)

/** `vat` is an amount inside the price, not a rate; flags of season cards are the texts "0" and "1" (seed). */
export const product: z.ZodType = z.object({
  id: number,
  name: text,
  label: text,
  productType: text,
  priceInclVat: number,
  vat: number,
  currencyCode: text,
  hasInventoryPerDate: z.boolean(),
  appData: appData.optional(),
  properties: z.object({ seasonCardIsBuyable: text.optional(), seasonCardIsRenewable: text.optional() }).optional(),
})

export const customerGroups: z.ZodType = z.array(z.object({ id: number, name: text, type: text }))

export const token: z.ZodType = z.object({ id: number, token: text, customerId: number })

const addressValues = z.array(z.object({ field: text, value: text }))
export const customer: z.ZodType = z.object({
  id: number,
  username: text,
  address: addressValues,
  data: z.array(z.object({ label: text, value: z.unknown() })),
})

export const paymentCards: z.ZodType = z.array(
  z.object({ id: number, brand: text, number: text, expire_year: number, expire_month: number }),
)

export const order: z.ZodType = z.object({ id: number, number: text })
export const transaction: z.ZodType = z.object({ id: number })

const place = { name: text, street: text, company: text, zipCode: text, city: text, country: text }
export const invoices: z.ZodType = z.array(
  z.object({
    id: number,
    number,
    orderId: number,
    type: text,
    date: text.optional(),
    totalAmount: number,
    totalDiscount: number,
    totalVat: number,
    currencyCode: text,
    customer: z
      .object({ id: number, number: text, ...place, email: text, mobile: text, phone: text })
      .partial()
      .required({ id: true }),
    deliveryAddress: z.object(place).partial().optional(),
    lines: z.array(
      z.object({
        id: number,
        type: text,
        quantity: number,
        amount: number,
        discount: number,
        vatPercentage: number,
        totalAmount: number,
        sku: text.optional(),
        numbers: z.array(number).optional(),
        eventId: number.optional(),
        eventName: text.optional(),
        seasonId: number.optional(),
        seasonName: text.optional(),
      }),
    ),
  }),
)

export const voucherCode: z.ZodType = z.object({
  id: number,
  voucherId: number,
  code: text,
  isValid: z.boolean(),
  message: text.optional(),
  creationPrice: z.object({ amount: number, discount: number, vatPercentage: number, currencyCode: text }).optional(),
})

// What is sent.
const client = { clientName: text, clientOs: text.optional() }
export const clientBody: z.ZodType = z.strictObject(client)
export const createCustomerBody: z.ZodType = z.strictObject({ password: text, address: addressValues, ...client })
export const editCustomerBody: z.ZodType = z.strictObject({ address: addressValues })
export const passwordBody: z.ZodType = z.strictObject({ oldPassword: text, newPassword: text })
export const resetBody: z.ZodType = z.strictObject({ username: text })
export const loginBody: z.ZodType = z.strictObject({ username: text, password: text, ...client })
export const tokenBody: z.ZodType = z.strictObject({ token: text })
export const cardBody: z.ZodType = z.strictObject({ successUrl: text, failedUrl: text, ...client })
/** How the order is named is documented nowhere. */
export const paymentBody: z.ZodType = z.looseObject({
  successUrl: text,
  failedUrl: text,
  paymentMethod: text.optional(),
  ...client,
})
export const orderBody: z.ZodType = z.strictObject({
  orderLines: z.array(
    z.strictObject({
      sellableId: number.optional(),
      productId: number.optional(),
      quantity: number,
      date: text.optional(),
      properties: z
        .looseObject({
          name: text,
          email: text,
          dateOfBirth: text,
          street: text,
          zipCode: text,
          city: text,
          countryCode: text,
          imageId: number,
          oldCardId: number,
        })
        .partial()
        .optional(),
    }),
  ),
  ...client,
})
export const loyaltyBody: z.ZodType = z.strictObject({ code: text, clientName: text, clientOs: text })
/** The page shows no body; it says that the code's id is missing where it is (seed), so an id is sent (assumed). */
export const redeemBody: z.ZodType = z.looseObject({ id: z.union([number, text]).optional() })
