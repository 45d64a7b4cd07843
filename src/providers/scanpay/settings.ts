/** The settings of a Scanpay connection: checked once, with the parts of the key read and the assumed facts in place. */
import { defaultConcurrency } from '../../http/pace.ts'
import { parsedSettings, plainUrl, type Refuse, refuserOf } from '../../http/settings.ts'
import { canonicalDecimal } from '../../model/decimal.ts'
import type { ConnectionSettings, Setting } from '../../model/provider.ts'
import { type ApiKey, parseKey } from './key.ts'
import { type AssumeInput, factSchemas, settingsSchema } from './schema.ts'

export type Environment = 'production' | 'test'
export type Dialect = 'v2' | 'v1'

/** Facts that the vendor leaves open, besides `v2`, which is in the dialect; README.md has what each changes. */
export interface Assumptions {
  readonly seqBeyond: 'empty' | 'refused'
  readonly errorLine: 'line' | 'other'
  readonly feedBytes: number
}

export interface Settings {
  readonly connection: string
  readonly apiKey: string
  /** What can be read of the key. */
  readonly key: ApiKey
  readonly shopId: string
  readonly environment: Environment
  /** Without a slash at the end. */
  readonly url: string
  /** Of the other environment; absent where this connection points elsewhere and nothing is said of the other. */
  readonly otherUrl?: string
  readonly dialect: Dialect
  /** False where nobody and nothing has said which dialect it is. */
  readonly dialectSaid: boolean
  readonly concurrency: number
  readonly timeoutSeconds: number
  readonly assume: Assumptions
}

export const settingRoles: { readonly [name: string]: Setting } = {
  api_key: { required: true, secret: true },
  shop_id: { required: false, secret: false },
  environment: { required: false, secret: false },
  url: { required: false, secret: false },
  other_url: { required: false, secret: false },
  dialect: { required: false, secret: false },
  concurrency: { required: false, secret: false },
  timeout: { required: false, secret: false },
  assume: { required: false, secret: false },
}

/** Two unconnected environments (seed). */
export const vendorUrls: { readonly [environment in Environment]: string } = {
  production: 'https://api.scanpay.dk',
  test: 'https://api.scanpay.dev',
}

export function otherOf(environment: Environment): Environment {
  return environment === 'production' ? 'test' : 'production'
}

/** Where the API is: the same address for the same account, however it was written. Holds no key and no password. */
export function urlOf({ values }: ConnectionSettings): string {
  const url = values['url']
  return plainUrl(typeof url === 'string' ? url : vendorUrls[values['environment'] === 'test' ? 'test' : 'production'])
}

/** Throws E1301, naming the setting and never its value. */
export function settingsOf(connection: ConnectionSettings): Settings {
  const refuse = refuserOf(connection)
  const written = parsedSettings(settingsSchema, connection.values, refuse)
  const { api_key: apiKey, environment = 'production', concurrency = defaultConcurrency, timeout = 30 } = written
  const key = parseKey(apiKey)
  if (key === undefined) {
    const forms = 's12:3:…, u12:3:…, p12:3:… (or # before the second number), or 12:…'
    throw refuse('api_key has none of the forms of a Scanpay key', `copy it whole from the dashboard: ${forms}`)
  }
  const facts = factsOf(written.assume ?? {}, connection)
  return {
    connection: connection.name,
    apiKey,
    key,
    shopId: shopOf(key, written.shop_id, refuse),
    environment,
    ...urlsOf(written, environment, refuse),
    ...dialectOf(written.dialect, facts, key, refuse),
    concurrency,
    timeoutSeconds: timeout,
    assume: assumptionsOf(facts),
  }
}

function shopOf(key: ApiKey, written: number | string | undefined, refuse: Refuse): string {
  const wanted = written === undefined ? undefined : canonicalDecimal(String(written))
  if (key.owner !== 'shop') {
    if (wanted !== undefined) return wanted
    const hint = `write the number of the shop, from the dashboard: the key of a ${key.owner} may reach several`
    throw refuse('shop_id is missing', hint)
  }
  const own = canonicalDecimal(key.ownerId) ?? key.ownerId
  if (wanted === undefined || wanted === own) return own
  throw refuse(
    'api_key is the key of another shop than shop_id',
    'correct one of the two; with the key of a shop, shop_id may be left out',
  )
}

interface Written {
  readonly url?: string | undefined
  readonly other_url?: string | undefined
}

function urlsOf(written: Written, environment: Environment, refuse: Refuse): { url: string; otherUrl?: string } {
  const checked = (name: 'url' | 'other_url', text: string): string => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
    if (!isPlain) throw refuse(`${name} is not a plain http or https address`, `like ${vendorUrls.production}`)
    return plainUrl(text)
  }
  const url = checked('url', written.url ?? vendorUrls[environment])
  const other = otherOf(environment)
  if (url === vendorUrls[other])
    throw refuse(`url is that of the environment ${other}`, `write environment: ${other}, and no url`)
  // The key is never sent to Scanpay because a sandbox refused it.
  const known = url === vendorUrls[environment] ? vendorUrls[other] : undefined
  const otherUrl = written.other_url === undefined ? known : checked('other_url', written.other_url)
  if (otherUrl === url) throw refuse('other_url is the same as url', 'it is the address of the other environment')
  return { url, ...(otherUrl === undefined ? {} : { otherUrl }) }
}

function dialectOf(
  written: Dialect | undefined,
  facts: AssumeInput,
  key: ApiKey,
  refuse: Refuse,
): { dialect: Dialect; dialectSaid: boolean } {
  const byFact = facts.v2 === undefined ? undefined : facts.v2 === 'live' ? 'v2' : 'v1'
  // Such keys are v1's, and only clients of v1 have been seen to use them.
  const said = written ?? byFact ?? (key.form === 'v1' ? 'v1' : undefined)
  if (said === 'v1' && key.owner !== 'shop') {
    const hint = 'an address of v1 does not name the shop: the key does'
    throw refuse('dialect v1 needs the api_key of a shop', hint)
  }
  return { dialect: said ?? 'v2', dialectSaid: said !== undefined }
}

/** What is written wins over what a probe found; what a probe found and is none of these facts is passed over. */
function factsOf(written: AssumeInput, { probed }: ConnectionSettings): AssumeInput {
  const found = Object.entries(factSchemas).flatMap(([name, schema]) => {
    const fact = schema.safeParse(probed[name])
    return probed[name] === undefined || !fact.success ? [] : [[name, fact.data] as const]
  })
  return { ...Object.fromEntries(found), ...written }
}

function assumptionsOf(facts: AssumeInput): Assumptions {
  return {
    seqBeyond: facts.seq_beyond ?? 'refused',
    errorLine: facts.error_line ?? 'line',
    feedBytes: facts.feed_bytes ?? 65_536,
  }
}
