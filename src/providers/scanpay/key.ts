/** An API key → whose it is and what stands in the Authorization header. Its secret part is never looked at. */

export type Owner = 'shop' | 'user' | 'partner'

export interface ApiKey {
  readonly owner: Owner
  /** Of the shop, the user or the partner. */
  readonly ownerId: string
  /** Unique to that owner; absent in keys of v1, and in one example of the newer docs. */
  readonly keyId?: string
  /** `v1`: `{shopid}:{secret}`, as the clients of v1 have it. */
  readonly form: 'v1' | 'v2'
}

/** The page writes `:` before the key id, the newer docs `#` (seen). A header can carry no more than these signs. */
const lettered = /^([sup])(\d+)(?:[:#](\d+))?:[\x21-\x7e]+$/
const bare = /^(\d+):[\x21-\x7e]+$/

const owners: { readonly [letter: string]: Owner } = { s: 'shop', u: 'user', p: 'partner' }

/** Undefined where the text has none of the documented forms. */
export function parseKey(text: string): ApiKey | undefined {
  const [, letter = '', ownerId, keyId] = lettered.exec(text) ?? []
  const owner = owners[letter]
  if (owner !== undefined && ownerId !== undefined) {
    return { owner, ownerId, ...(keyId === undefined ? {} : { keyId }), form: 'v2' }
  }
  const shop = bare.exec(text)?.[1]
  return shop === undefined ? undefined : { owner: 'shop', ownerId: shop, form: 'v1' }
}

/** `s12#4`: how the vendor itself names a key, in logs and in acts (seen). */
export function keyName({ owner, ownerId, keyId }: ApiKey): string {
  return `${owner.charAt(0)}${ownerId}${keyId === undefined ? '' : `#${keyId}`}`
}

/** The whole key is the credential (seed): its own colon makes user and password of it. */
export function basicHeader(key: string): string {
  return `Basic ${Buffer.from(key, 'utf8').toString('base64')}`
}

/** What must be masked besides the whole key: its last part, where that is long enough to be told from plain words. */
export function secretsOf(key: string): readonly string[] {
  const secret = key.slice(key.lastIndexOf(':') + 1)
  return secret.length >= 8 ? [key, secret] : [key]
}
