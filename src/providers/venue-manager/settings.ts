/** The settings of a Venue Manager connection: checked once, with the assumed fact at its default. */
import { defaultConcurrency } from '../../http/pace.ts'
import { baseUrlOf, parsedSettings, plainUrl, refuserOf } from '../../http/settings.ts'
import type { ConnectionSettings, Setting } from '../../model/provider.ts'
import { settingsSchema } from './schema.ts'

export interface Settings {
  readonly connection: string
  /** Without a slash at the end. */
  readonly url: string
  /** Besides the default of the shop. */
  readonly languages: readonly string[]
  readonly addressTypes: readonly string[]
  readonly customerToken: string | undefined
  readonly apiUser: { readonly username: string; readonly password: string } | undefined
  readonly concurrency: number
  readonly timeoutSeconds: number
  readonly productArgument: string
}

/** Which addresses the vendor means where none is said (seed). */
export const defaultAddressTypes = ['billing'] as const

const plain: Setting = { required: false, secret: false }
const secret: Setting = { required: false, secret: true }
export const settingRoles: { readonly [name: string]: Setting } = {
  customer: plain,
  url: plain,
  languages: plain,
  address_types: plain,
  customer_token: secret,
  api_username: secret,
  api_password: secret,
  concurrency: plain,
  timeout: plain,
  assume: plain,
}

/** Where the API is; the core's path is part of it (seed, in a Location header). */
export function urlOf({ values }: ConnectionSettings): string {
  const { customer, url } = values
  if (typeof url === 'string' && URL.canParse(url)) return plainUrl(url)
  return typeof customer === 'string' ? addressOf(customer) : ''
}

function addressOf(customer: string): string {
  return `https://${customer}.admin.venuemanager.net/api/core`
}

/** Throws E1301, naming the setting and never its value: it may be a secret. */
export function settingsOf(connection: ConnectionSettings): Settings {
  const refuse = refuserOf(connection)
  const written = parsedSettings(settingsSchema, connection.values, refuse)
  const { customer, api_username, api_password, concurrency = defaultConcurrency, timeout = 60, ...data } = written
  const url = data.url ?? (customer === undefined ? undefined : addressOf(customer))
  if (url === undefined) throw refuse('it needs the setting "customer" or "url"')
  if ((api_username === undefined) !== (api_password === undefined))
    throw refuse('api_username and api_password go together')
  const probed = connection.probed['product_argument']
  return {
    connection: connection.name,
    url: baseUrlOf(url, refuse),
    languages: [...new Set(data.languages ?? [])],
    addressTypes: [...new Set(data.address_types ?? defaultAddressTypes)],
    customerToken: data.customer_token,
    apiUser:
      api_username === undefined || api_password === undefined
        ? undefined
        : { username: api_username, password: api_password },
    concurrency,
    timeoutSeconds: timeout,
    productArgument: data.assume?.product_argument ?? (typeof probed === 'string' ? probed : 'id'),
  }
}
