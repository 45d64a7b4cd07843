/** The settings of a 24Nettbutikk connection: checked once, with the assumed facts at their defaults. */
import { defaultConcurrency } from '../../http/pace.ts'
import { baseUrlOf, parsedSettings, plainUrl, refuserOf } from '../../http/settings.ts'
import type { ConnectionSettings, Setting } from '../../model/provider.ts'
import { settingsSchema } from './schema.ts'

export interface Assumptions {
  readonly pageSize: number
  readonly segmentOrder: 'limit_offset' | 'offset_limit'
  readonly productId: string
  readonly customerId: string
}

export interface Settings {
  readonly connection: string
  readonly token: string
  /** Without a slash at the end. */
  readonly url: string
  readonly concurrency: number
  readonly timeoutSeconds: number
  readonly assume: Assumptions
}

export const settingRoles: { readonly [name: string]: Setting } = {
  url: { required: true, secret: false },
  token: { required: true, secret: true },
  concurrency: { required: false, secret: false },
  timeout: { required: false, secret: false },
  assume: { required: false, secret: false },
}

/** Where the API is; never a query, which might hold a token. */
export function urlOf({ values }: ConnectionSettings): string {
  const { url } = values
  return typeof url === 'string' ? plainUrl(url) : ''
}

/** Throws E1301, naming the setting and never its value: it may be the token. */
export function settingsOf(connection: ConnectionSettings): Settings {
  const refuse = refuserOf(connection)
  const written = parsedSettings(settingsSchema, connection.values, refuse)
  const { token, concurrency = defaultConcurrency, timeout = 60, assume = {} } = written
  const url = baseUrlOf(written.url, refuse)
  if (new URL(url).search !== '') throw refuse('url holds a query: a token belongs into the setting "token"')
  const probed = (name: string) => connection.probed[name]
  const text = (written: string | undefined, name: string): string => written ?? String(probed(name) ?? 'id')
  return {
    connection: connection.name,
    token,
    url,
    concurrency,
    timeoutSeconds: timeout,
    assume: {
      pageSize: assume.page_size ?? wholeOf(probed('page_size')) ?? 100,
      segmentOrder:
        assume.segment_order ?? (probed('segment_order') === 'offset_limit' ? 'offset_limit' : 'limit_offset'),
      productId: text(assume.product_id, 'product_id'),
      customerId: text(assume.customer_id, 'customer_id'),
    },
  }
}

function wholeOf(value: unknown): number | undefined {
  const number = Number(value)
  return value !== undefined && Number.isSafeInteger(number) && number > 0 ? number : undefined
}
