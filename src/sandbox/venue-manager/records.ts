/** How the sandbox stores what the API speaks of. Times are instants; what depends on language or clock is computed on read. */
import type { JsonRecord } from '../json.ts'

/** By language code. */
export type Translated = Readonly<Record<string, string>>

export interface Row {
  readonly id: number
}

export interface AppData {
  readonly header: Translated
  readonly description: Translated
  readonly image: Translated | null
}

export interface CategoryRow extends Row {
  readonly label: string
  readonly name: Translated
  readonly appData: AppData | null
}

export interface ProductRow extends Row {
  /** Order lines may name a product by either id. */
  readonly sellableId: number
  readonly label: string
  readonly name: Translated
  readonly productType: string
  readonly priceInclVat: number
  readonly vatPercentage: number
  readonly currencyCode: string
  readonly hasInventoryPerDate: boolean
  readonly appData: AppData | null
  /** Flags are the texts "0" and "1". */
  readonly properties: Readonly<Record<string, string>> | null
  readonly sku: string
  /** Of the season card that it gives. */
  readonly cardRank: number
}

export interface CustomerGroupRow extends Row {
  readonly name: string
  readonly type: string
}

export interface AddressFieldRow extends Row {
  readonly addressType: string
  readonly field: string
  readonly type: string
  readonly name: Translated
  readonly url: string | null
  readonly required: boolean
  readonly optionalOnCreation: boolean
  readonly values: readonly { readonly value: string; readonly name: Translated }[] | null
}

export interface Message {
  readonly title: Translated
  readonly body: Translated
}

export interface GeofenceRow extends Row {
  readonly latitude: number
  readonly longitude: number
  readonly radius: number
  readonly name: Translated
  readonly messages: { readonly in: Message; readonly out: Message }
}

export type Address = Readonly<Record<string, string>>

export interface CustomerRow extends Row {
  readonly kind: 'customer' | 'guest'
  readonly username: string
  /** Of the password; empty when nobody can log in. */
  readonly passwordDigest: string
  readonly address: Address
  readonly pushTokenDigest: string | null
  /** When a mail with a link for a new password went out that has not been used. */
  readonly resetMailed: number | null
  readonly anonymized: number | null
}

export interface TokenRow extends Row {
  readonly customerId: number
  readonly kind: 'simple' | 'data'
  readonly clientName: string
  readonly clientOs: string | null
  readonly revoked: boolean
}

export interface OneTimeTokenRow extends Row {
  readonly customerId: number
  readonly digest: string
  readonly expires: number
  readonly used: boolean
}

export interface CardRow extends Row {
  readonly customerId: number
  readonly brand: string
  /** Masked; the whole number is never seen. */
  readonly number: string
  readonly expireYear: number
  readonly expireMonth: number
}

/** A visit to the payment provider: how it is reached, and where it leads afterwards. */
export interface Visit {
  readonly link: string
  readonly successUrl: string
  readonly failedUrl: string
}

export interface CardRegistrationRow extends Row, Visit {
  readonly customerId: number
  readonly state: 'pending' | 'done' | 'failed'
}

export interface OrderLine {
  readonly productId: number
  readonly quantity: number
  readonly amount: number
  readonly vatPercentage: number
  readonly currencyCode: string
  readonly productType: string
  readonly sku: string
  readonly cardRank: number
  readonly date: string | null
  readonly properties: JsonRecord
}

export interface OrderRow extends Row {
  readonly number: string
  readonly customerId: number
  readonly created: number
  readonly lines: readonly OrderLine[]
  readonly paid: number | null
}

export interface TransactionRow extends Row {
  readonly orderId: number
  readonly state: 'pending' | 'paid' | 'failed'
  /** None when a saved card paid. */
  readonly visit: Visit | null
}

export interface SeasonCardRow extends Row {
  readonly customerId: number
  readonly productId: number
  readonly rank: number
  readonly validUntil: number
}

export interface InvoiceLine {
  readonly id: number
  readonly type: string
  readonly quantity: number
  /** Of one piece, with VAT. */
  readonly amount: number
  /** Of the whole line, with VAT. */
  readonly discount: number
  readonly vatPercentage: number
  readonly sku?: string
  readonly numbers?: readonly number[]
  readonly eventId?: number
  readonly eventName?: string
  readonly seasonId?: number
  readonly seasonName?: string
}

export interface InvoiceRow extends Row {
  readonly number: number
  readonly orderId: number
  readonly type: 'invoice' | 'credit_note'
  readonly date: number
  readonly currencyCode: string
  readonly customerId: number
  readonly customer: Address
  readonly deliveryAddress: Address | null
  readonly lines: readonly InvoiceLine[]
  /** Given when the invoice was exported; need not be unique. */
  readonly externalId: string | null
  readonly paid: boolean
}

export interface LoyaltyCodeRow extends Row {
  readonly code: string
  readonly points: number
  readonly validUntil: number | null
  readonly usedBy: readonly number[]
}

export interface Price {
  readonly amount: number
  readonly discount: number
  readonly vatPercentage: number
  readonly currencyCode: string
}

export interface VoucherCodeRow extends Row {
  readonly voucherId: number
  readonly code: string
  readonly validUntil: number | null
  readonly redeemed: number | null
  readonly creationPrice: Price | null
}
