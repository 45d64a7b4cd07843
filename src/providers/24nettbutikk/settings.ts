/** The settings of a 24Nettbutikk connection: checked once, with the assumed facts at their defaults. */
import { ReconcilerError } from '../../model/errors.ts'
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
  if (typeof url !== 'string' || !URL.canParse(url)) return ''
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`.replace(/\/+$/, '')
}

/** Throws E1301, naming the setting and never its value: it may be the token. */
export function settingsOf(connection: ConnectionSettings): Settings {
  const parsed = settingsSchema.safeParse(connection.values)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const keys = issue?.code === 'unrecognized_keys' ? issue.keys : []
    const where = [...(issue?.path ?? []), ...keys].join('.')
    throw unfit(connection, `${where === '' ? 'its settings' : where} is missing or wrong`)
  }
  const { url, token, concurrency = 2, timeout = 60, assume = {} } = parsed.data
  if (!URL.canParse(url) || !/^https?:\/\//.test(url)) throw unfit(connection, 'url is not an http or https address')
  if (new URL(url).search !== '') {
    throw unfit(connection, 'url holds a query: a token belongs into the setting "token"')
  }
  const probed = (name: string) => connection.probed[name]
  const text = (written: string | undefined, name: string): string => written ?? String(probed(name) ?? 'id')
  return {
    connection: connection.name,
    token,
    url: url.replace(/\/+$/, ''),
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

function unfit({ name }: ConnectionSettings, what: string): ReconcilerError {
  return new ReconcilerError('E1301', `connection ${name}: ${what}`, {
    hint: 'its settings are listed in docs/vendors/24nettbutikk.md',
  })
}
