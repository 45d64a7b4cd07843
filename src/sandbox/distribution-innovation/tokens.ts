/** Tokens: made for somebody who logs in, and read back into who calls. Nothing about them is kept; they expire by the sandbox's clock. */
import type { IncomingHttpHeaders } from 'node:http'
import { isList } from '../json.ts'
import { readJwt, signJwt } from '../jwt.ts'
import { type Account, accountOf, shopApiRole } from './accounts.ts'
import type { Context } from './context.ts'
import { ApiError, unauthorized } from './errors.ts'

/** A new generation is a new key: what was signed before does not hold any more, even within the same second. */
function keyOf(generation: number): string {
  return `sandbox-signing-key-${generation}`
}

/** A token with the claims that were seen in real ones. */
export function issueToken({ store, clock, switches }: Context, account: Account, minutes: number): string {
  const { shops, tokenGeneration } = store.state
  const { roles, shopIds } = store.rightsOf(account.alias)
  const reachable = shops.filter(({ id }) => shopIds.includes(id))
  const iat = Math.floor(clock.now() / 1000)
  const claims = {
    sub: account.username,
    iat,
    exp: iat + minutes * 60,
    userId: account.userId,
    roles,
    customerSystems: reachable.flatMap(({ customerSystem }) => customerSystem?.shortName ?? []),
    flowShops: switches.flow_shops_claim === 'listed' ? reachable.map(({ id }) => id) : [],
    webServices: roles.includes(shopApiRole) ? ['shop'] : [],
  }
  return signJwt(claims, keyOf(tokenGeneration))
}

interface Bearer {
  readonly account: Account
  /** As they were when the token was made. */
  readonly roles: readonly unknown[]
  readonly expiresAt: number
  readonly ofThisGeneration: boolean
}

/** Who a header speaks for, expired or not; `undefined` when no token of this sandbox is in it. */
export function readBearer(headers: IncomingHttpHeaders, generation: number): Bearer | undefined {
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization?.trim() ?? '')?.[1]
  if (token === undefined) return undefined
  for (let signed = generation; signed > 0; signed -= 1) {
    const claims = readJwt(token, keyOf(signed))
    const account = accountOf(claims?.['sub'])
    if (claims === undefined || account === undefined) continue
    const roles = isList(claims['roles']) ? claims['roles'] : []
    const expiresAt = Number(claims['exp']) * 1000
    return { account, roles, expiresAt, ofThisGeneration: signed === generation }
  }
  return undefined
}

/** Who calls. Throws where nobody does, where the token has expired, and where the role for the Shop API is lacking. */
export function admit({ store, clock, switches }: Context, headers: IncomingHttpHeaders): Account {
  const bearer = readBearer(headers, store.state.tokenGeneration)
  if (bearer === undefined) throw unauthorized()
  if (!bearer.ofThisGeneration || !(clock.now() < bearer.expiresAt)) throw unauthorized(switches.expired_token_key)
  const { account } = bearer
  const roles = switches.role_change === 'at_once' ? store.rightsOf(account.alias).roles : bearer.roles
  if (!roles.includes(shopApiRole)) throw new ApiError(403, 'no.access.api')
  return account
}
