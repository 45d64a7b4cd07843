/** Who can log in at the sandbox's Distribution Innovation, and the owner parties and transport solutions there are. */

/** Of the vendor's form (`wsfoobar`, `a-very-very-long-password`), and nothing that could be taken for real. */
export const diCredentials = {
  username: 'wssandboxfull',
  password: 'sandbox-very-very-long-password-full-0001',
  /** Logs in, but was never granted the role for the Shop API. */
  readOnlyUsername: 'wssandboxnorole',
  readOnlyPassword: 'sandbox-very-very-long-password-norole-0002',
  /** Has the role, but for another owner party, and none of the first one's shops. */
  otherUsername: 'wssandboxother',
  otherPassword: 'sandbox-very-very-long-password-other-0003',
} as const

export const ownerPartyKey = 'sandbox-nordic-group'
export const otherOwnerPartyKey = 'sandbox-other-group'
export const ownerPartyKeys: readonly string[] = [ownerPartyKey, otherOwnerPartyKey]

/** Made by DI's staff; the API can only name them. The numbers are those of the page's example. */
export const transportSolutionIds: readonly number[] = [1, 2, 3]

/** The role for the Shop API; its real name is not known. */
export const shopApiRole = 'SHOP_API'

export interface Account {
  /** How the request log calls whoever uses this account. */
  readonly alias: string
  readonly username: string
  readonly password: string
  readonly userId: number
}

const { username, password, readOnlyUsername, readOnlyPassword, otherUsername, otherPassword } = diCredentials

export const fullAccount: Account = { alias: 'username', username, password, userId: 501 }
export const otherAccount: Account = {
  alias: 'otherUsername',
  username: otherUsername,
  password: otherPassword,
  userId: 503,
}
export const accounts: readonly Account[] = [
  fullAccount,
  { alias: 'readOnlyUsername', username: readOnlyUsername, password: readOnlyPassword, userId: 502 },
  otherAccount,
]

export function accountOf(name: unknown): Account | undefined {
  return accounts.find((account) => account.username === name)
}
