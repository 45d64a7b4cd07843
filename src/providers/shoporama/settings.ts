/** The settings of a Shoporama connection: checked once, with the assumed facts at their defaults. */

import { defaultConcurrency } from '../../http/pace.ts'
import { baseUrlOf, parsedSettings, plainUrl, type Refuse, refuserOf } from '../../http/settings.ts'
import type { BulkLimits } from '../../model/config.ts'
import type { ConnectionSettings, Setting } from '../../model/provider.ts'
import { type AssumeInput, assumeNames, assumeSchema, settingsSchema } from './schema.ts'

/** Facts that the vendor's page leaves open and that change what is right to send; README.md has the whole table. */
export interface Assumptions {
  readonly maxLimit: number
  readonly arrayPut: 'replace' | 'merge'
  readonly stockMode: 'absolute' | 'delta'
  readonly stockArguments: 'query' | 'body'
  readonly imagesUnmentioned: 'left' | 'removed'
  /** Undefined: find out from what the list holds. */
  readonly offlineListed: 'yes' | 'no' | undefined
  readonly timeZone: 'copenhagen' | 'utc'
}

export interface Settings {
  readonly connection: string
  readonly token: string
  /** Without a slash at the end. */
  readonly url: string
  /** Calls under way at once, at most. */
  readonly concurrency: number
  readonly timeoutSeconds: number
  /** `limits.bulk` of butik.yaml: the vendor documents no limit of its own. */
  readonly bulk: BulkLimits
  readonly assume: Assumptions
}

export const settingRoles: { readonly [name: string]: Setting } = {
  token: { required: true, secret: true },
  url: { required: false, secret: false },
  concurrency: { required: false, secret: false },
  timeout: { required: false, secret: false },
  assume: { required: false, secret: false },
}

const defaultUrl = 'https://www.shoporama.dk/REST'

/** Where the API is: the same address for the same shop, however it was written. No token is needed, or ever part of it. */
export function urlOf(connection: ConnectionSettings): string {
  const url = connection.values['url']
  return plainUrl(typeof url === 'string' ? url : defaultUrl)
}

/** Throws E1301, naming the setting and never its value: it may be the token. */
export function settingsOf(connection: ConnectionSettings): Settings {
  const refuse = refuserOf(connection)
  const written = parsedSettings(settingsSchema, connection.values, refuse)
  const { token, url = defaultUrl, concurrency = defaultConcurrency, timeout = 60, assume = {} } = written
  return {
    connection: connection.name,
    token,
    url: baseUrlOf(url, refuse, `leave it out for ${defaultUrl}`),
    concurrency,
    timeoutSeconds: timeout,
    bulk: connection.bulk,
    assume: assumptionsOf({ ...probedOf(connection, assume, refuse), ...assume }),
  }
}

/** What a probe found out about facts that have a setting and are not written; it knows of others, which people read. */
function probedOf({ name, probed }: ConnectionSettings, written: AssumeInput, refuse: Refuse): AssumeInput {
  const counts = (fact: string) => assumeNames.has(fact) && !Object.hasOwn(written, fact)
  const parsed = assumeSchema.safeParse(Object.fromEntries(Object.entries(probed).filter(([fact]) => counts(fact))))
  if (parsed.success) return parsed.data
  const fact = parsed.error.issues[0]?.path.join('.') ?? 'a fact'
  throw refuse(
    `${fact}, as it was probed, has a value that cannot be`,
    `run butik probe ${name} again, or correct butik.probe.${name}.yaml`,
  )
}

function assumptionsOf(assume: AssumeInput): Assumptions {
  return {
    maxLimit: assume.max_limit ?? 100,
    arrayPut: assume.array_put ?? 'replace',
    stockMode: assume.stock_mode ?? 'absolute',
    stockArguments: assume.stock_arguments ?? 'query',
    imagesUnmentioned: assume.images_unmentioned ?? 'left',
    offlineListed: assume.offline_listed,
    timeZone: assume.time_zone ?? 'copenhagen',
  }
}
