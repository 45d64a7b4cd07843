/** Who may call: the fake API keys of both environments, how they are written, and the shops that each reaches. */
import type { ScanpaySwitches } from './switches.ts'

export const environmentNames = ['production', 'test'] as const
export type EnvironmentName = (typeof environmentNames)[number]

export const shopId = 7001
export const otherShopId = 7002
export const testShopId = 9001

/** Ids are unique over both environments, so that a shop looked for in the wrong one is noticed. */
export const shopIds: Readonly<Record<EnvironmentName, readonly number[]>> = {
  production: [shopId, otherShopId],
  test: [testShopId],
}

export interface ApiKey {
  readonly alias: string
  readonly environment: EnvironmentName
  /** `v1` is the older form `{shopid}:{secret}`. */
  readonly kind: 'shop' | 'user' | 'partner' | 'v1'
  /** Id of the shop, user or partner that it belongs to. */
  readonly owner: number
  /** Unique for its owner only. */
  readonly keyid: number
  readonly shops: readonly number[]
  readonly entropy: string
}

const keys: readonly ApiKey[] = [
  key('apiKey', 'production', 'shop', shopId, 1, [shopId]),
  key('userKey', 'production', 'user', 501, 1, [shopId, otherShopId]),
  key('partnerKey', 'production', 'partner', 31, 1, [shopId]),
  key('otherShopKey', 'production', 'shop', otherShopId, 1, [otherShopId]),
  key('testApiKey', 'test', 'shop', testShopId, 1, [testShopId]),
  key('v1ApiKey', 'production', 'v1', shopId, 2, [shopId]),
]

/** Who acts in the dashboard: a key too, as all acts are done by keys, but one that nobody calls with. */
export const dashboardUser: ApiKey = key('dashboard', 'production', 'user', 501, 2, [shopId, otherShopId, testShopId])

export const keyAliases: readonly string[] = keys.map(({ alias }) => alias)

function key(
  alias: string,
  environment: EnvironmentName,
  kind: ApiKey['kind'],
  owner: number,
  keyid: number,
  shops: readonly number[],
): ApiKey {
  return { alias, environment, kind, owner, keyid, shops, entropy: `sandbox-${alias}-obviously-not-a-real-key` }
}

export function keyText({ kind, owner, keyid, entropy }: ApiKey, form: ScanpaySwitches['key_form']): string {
  if (kind === 'v1') return `${owner}:${entropy}`
  return `${kind.charAt(0)}${owner}${form === 'hash' ? '#' : ':'}${keyid}:${entropy}`
}

/** How feed and dashboard name a key: `s7001#1`. */
export function keyName({ kind, owner, keyid }: ApiKey): string {
  return `${kind === 'v1' ? 's' : kind.charAt(0)}${owner}#${keyid}`
}

/** By its text, in either form; the pages disagree on the form, so nobody is turned away for it. */
export function findKey(text: string): ApiKey | undefined {
  return keys.find((one) => text === keyText(one, 'colon') || text === keyText(one, 'hash'))
}

export function keyByAlias(alias: string): ApiKey | undefined {
  return keys.find((one) => one.alias === alias)
}

/** Urls and fake credentials, as the sandbox gives them out. */
export function readyKeys(form: ScanpaySwitches['key_form']): Readonly<Record<string, string>> {
  return Object.fromEntries(keys.map((one) => [one.alias, keyText(one, form)]))
}
