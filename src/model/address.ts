/** Addresses: `connection/kind/key`, the one name of a resource in plans, states, journals and on the command line. */
declare const brand: unique symbol

/** The text form of an address, checked once where it was made. */
export type AddressId = string & { readonly [brand]: 'address' }

export interface Address {
  readonly connection: string
  readonly kind: string
  /** Children join the keys of their parents with dots: `furniture.colour.oak`. */
  readonly key: string
}

/** What a key in YAML must match; the dot is kept for joining children to parents. */
export const keyPattern: RegExp = /^[A-Za-z0-9][A-Za-z0-9_-]*$/

const addressPattern = /^([^/\s]+)\/([a-z_]+)\/([A-Za-z0-9][A-Za-z0-9_.-]*)$/

export function addressId(connection: string, kind: string, key: string): AddressId {
  return `${connection}/${kind}/${key}` as AddressId
}

export function parseAddress(text: string): Address | undefined {
  const match = addressPattern.exec(text)
  if (match === null) return undefined
  const [, connection = '', kind = '', key = ''] = match
  return { connection, kind, key }
}

export function isAddressId(text: string): text is AddressId {
  return addressPattern.test(text)
}

/** The parts of an address that is known to be one. */
export function partsOf(address: AddressId): Address {
  // Asked millions of times in a large shop: no list is made of it.
  const first = address.indexOf('/')
  const second = address.indexOf('/', first + 1)
  if (first < 0 || second < 0) {
    const [connection = '', kind = ''] = address.split('/')
    return { connection, kind, key: '' }
  }
  return { connection: address.slice(0, first), kind: address.slice(first + 1, second), key: address.slice(second + 1) }
}

/** `connection/kind` of an address. */
export function placeOf(address: AddressId): string {
  return address.slice(0, address.indexOf('/', address.indexOf('/') + 1))
}

/** A glob over addresses: `*` any run of characters, `?` one; `shop/product/oak-*`. */
export function addressGlob(glob: string): (address: AddressId) => boolean {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  const pattern = new RegExp(`^${escaped}$`)
  return (address) => pattern.test(address)
}
