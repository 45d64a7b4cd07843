/** Who calls: the token out of Basic authentication or out of the query, and the fake ones that are known. */
import { basicCredential } from '../basic.ts'
import type { VendorRequest } from '../vendor.ts'

/** The vendor's form is not known; nothing that could be taken for a real one. */
export const nettbutikkTokens = {
  token: 'sandbox-24nettbutikk-token-00000001',
  /** Well formed, but of no shop here. */
  otherToken: 'sandbox-24nettbutikk-other-00000002',
} as const

export const tokenArgument = 'access_token'
const passwords: ReadonlySet<string> = new Set(['', 'x-oauth-basic'])

/** The token as the user, with one of the two passwords the page allows; anything else is no token. */
function basicToken(headers: VendorRequest['headers']): string | undefined {
  const pair = basicCredential(headers) ?? ''
  const colon = pair.indexOf(':')
  return colon > 0 && passwords.has(pair.slice(colon + 1)) ? pair.slice(0, colon) : undefined
}

/** A header goes before an argument: which of the two counts when they differ is documented nowhere. */
export function tokenAliasOf({ headers, query }: Pick<VendorRequest, 'headers' | 'query'>): string {
  const header = headers.authorization?.trim() ?? ''
  const argument = query.get(tokenArgument) ?? ''
  if (header === '' && argument === '') return 'none'
  const token = header === '' ? argument : basicToken(headers)
  return Object.entries(nettbutikkTokens).find(([, known]) => known === token)?.[0] ?? 'unknown'
}
