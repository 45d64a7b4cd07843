/** What the store holds: rows that are replaced, never changed in place, and plain enough to be JSON as they are. */

export interface Address {
  readonly name: string
  readonly company: string
  /** On billing addresses only, like `gln`. */
  readonly vatin?: string
  readonly gln?: string
  readonly email: string
  readonly phone: string
  readonly address: readonly string[]
  readonly city: string
  readonly zip: string
  readonly state: string
  readonly country: string
}

export interface Item {
  readonly quantity: number
  /** Money as text, as everywhere in these rows. */
  readonly total: string
  readonly name: string
  readonly sku: string
}

export interface Method {
  readonly type: string
  /** Opaque, the same for the same card in the same shop. */
  readonly id: string
  readonly card: { readonly brand: string; readonly last4: string; readonly exp?: number }
}

/** What a payment link or a charge is for. */
export interface Purchase {
  readonly orderid: string
  readonly billing: Address
  readonly shipping: Address
  readonly items: readonly Item[]
  /** The items added up; `null` where there are none, which links for subscribers may do without. */
  readonly total: string | null
  readonly autocapture: boolean
}

export interface LinkRow extends Purchase {
  readonly id: string
  readonly purpose: 'payment' | 'subscriber' | 'renewal'
  /** Of a renewal. */
  readonly subscriber: number | null
  /** `null` where a renewal leaves it as it is. */
  readonly ref: string | null
  /** Whether an address was sent at all: a renewal overwrites only then. */
  readonly sent: { readonly billing: boolean; readonly shipping: boolean }
  readonly language: string
  readonly cardholderIp: string
  /** Milliseconds. */
  readonly createdAt: number
  readonly expiresAt: number
  readonly state: 'open' | 'paid' | 'expired'
  readonly displays: number
  readonly failures: number
  /** Name of the key that made it. */
  readonly who: string
}

export interface TransactionAct {
  readonly act: 'capture' | 'refund' | 'void'
  /** Unix seconds, as all times that the API shows. */
  readonly time: number
  readonly who: string
  readonly total: string
  readonly history: readonly unknown[]
}

/** A payment by link, or a charge, which is numbered with them. */
export interface TransactionRow {
  readonly id: number
  readonly rev: number
  readonly locked: string | null
  readonly method: Method
  readonly services: readonly string[]
  /** `null` on charges: nobody saw the payment window. */
  readonly info: { readonly ip: string; readonly ndisplay: number; readonly nfail: number } | null
  readonly time: { readonly created: number; readonly authorized: number }
  readonly orderid: string
  readonly billing: Address
  readonly shipping: Address
  readonly items: readonly Item[]
  readonly acts: readonly TransactionAct[]
  readonly currency: string
  readonly attempted: string
  readonly authorized: string
  /** Who was charged, as it was then; `null` on payments by link. */
  readonly subscriber: { readonly id: number; readonly rev: number; readonly ref: string } | null
}

export interface SubscriberRow {
  readonly id: number
  readonly rev: number
  readonly ref: string
  /** `null` once invalidated, until renewed. */
  readonly method: Method | null
  readonly services: readonly string[]
  readonly time: { readonly created: number; readonly authorized: number }
  readonly info: { readonly ip: string }
  readonly billing: Address
  readonly shipping: Address
  readonly acts: readonly { readonly act: 'renew'; readonly time: number; readonly services: readonly string[] }[]
}

/** That something changed, not what: the feed shows objects as they are when it is read. */
export interface FeedEntry {
  readonly seq: number
  readonly db: 'trn' | 'sub' | 'error'
  /** 0 on an error that belongs to no object. */
  readonly id: number
  /** Milliseconds; 0 is at once, wherever the clock is set to. */
  readonly visibleAt: number
  /** Of an error only. */
  readonly type?: string
  readonly error?: string
}

/** What a request with an idempotency key came to. */
export interface OutcomeRow {
  readonly key: string
  /** Digest of operation, id and body. */
  readonly request: string
  readonly status: number
  readonly text: string
  readonly at: number
}

/** Charges that the acquirer is going to refuse. */
export interface FailureRow {
  /** `null` for any. */
  readonly subscriber: number | null
  /** Begins with `permanent` or `transient`. */
  readonly line: string
  readonly left: number
}

export interface PingRow {
  readonly alias: string
  readonly url: string
}
