/** Who may call: the fake credentials of the sandbox, the ids to try them on, and how passwords are kept. */
import { createHash, createHmac } from 'node:crypto'

/** Of the vendor's form (a user name and a password), and nothing that could be taken for a real one. */
export const credentials = {
  /** Basic, for the invoices. */
  apiUsername: 'sandbox-api-user',
  apiPassword: 'sandbox-api-password-000000000001',
  /** For POST /customer/token. */
  customerUsername: 'kundeservice@nordic-arena.example',
  customerPassword: 'sandbox-customer-password-0000002',
} as const

/** What the seed `nordic-group` holds under these ids; the customer is in every shop. */
export const ids = {
  customerId: 17_721,
  categoryId: 8,
  productId: 3,
  sellableId: 23,
  customerGroupId: 17,
  geofenceId: 1,
  cardId: 10,
  expiredCardId: 11,
  seasonCardId: 5823,
  invoiceNumber: 12_345,
  externalId: 'DG817',
  ambiguousExternalId: 'DG900',
  loyaltyCode: 'POINT1234',
  voucherCode: 'GAVE1234',
  voucherCodeId: 123,
} as const

/** Fixed, so that a token outlives the process that signed it, as the data file does. */
export const signingKey = 'sandbox-venue-manager-signing-key'

/** Secrets are compared by digest and never stored. Fixed and fast: these guard throw-away data. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function digestOfPassword(customerId: number, password: string): string {
  return createHmac('sha256', `customer ${customerId}`).update(password).digest('hex')
}

/** Text that looks random and is the same each time. */
export function derivedHex(purpose: string, length: number): string {
  return createHmac('sha256', signingKey).update(purpose).digest('hex').slice(0, length)
}
