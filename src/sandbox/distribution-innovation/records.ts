/** What the store keeps, as plain JSON. */

/** Mostly text; a number stays one where the vendor takes it for text. */
export type Text = string | number

export interface Address {
  readonly street: Text | null
  readonly streetNumber: Text | null
  readonly entrance: Text | null
  readonly zipCode: Text | null
  readonly city: Text | null
  readonly countryCode: string | null
}

export interface ExternalCustomerId {
  readonly freightProductId: number
  readonly customerNumber: number
}

/** The shop object of the page, without its id. */
export interface Shop {
  readonly organizationNumber: Text | null
  readonly email: string
  readonly address: Address
  readonly legalName: Text | null
  readonly delivererEDI: Text | null
  readonly vatLiable: boolean
  readonly webShopPlatform: Text | null
  readonly ceo: Text | null
  readonly customerManager: Text | null
  readonly contactPersonPhone: Text | null
  readonly externalCustomerIds: readonly ExternalCustomerId[]
}

export interface CustomerSystem {
  readonly name: Text
  readonly shortName: Text
  readonly customerFacingName: Text | null
  readonly addressCollector: boolean | null
}

/** A shop and what it was created with: only the shop object can be changed through the API. */
export interface ShopRow {
  readonly id: number
  readonly ownerPartyKey: string
  readonly transportSolutionIds: readonly number[]
  /** The creates of the early page make none. */
  readonly customerSystem: CustomerSystem | null
  readonly shop: Shop
}

export interface Rights {
  readonly roles: readonly string[]
  /** For which shops may be created. */
  readonly ownerPartyKeys: readonly string[]
  /** Which may be updated. */
  readonly shopIds: readonly number[]
}
