/** The settings of a connection: checked once, with hosts chosen and the assumed facts at their defaults. */
import { defaultConcurrency } from '../../http/pace.ts'
import { baseUrlOf, parsedSettings, plainUrl, type Refuse, refuserOf } from '../../http/settings.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { ConnectionSettings, Setting } from '../../model/provider.ts'
import {
  type AssumeInput,
  assumeSchema,
  bodyVersions,
  factNames,
  type SettingsInput,
  settingsSchema,
} from './schema.ts'

type Environment = 'production' | 'test'
type ShopHost = 'ws' | 'api-flow'
export type BodyVersion = 'early' | 'middle' | 'v8'
export type PatchForm = 'partial' | 'json-patch'

/** Facts that the vendor's page leaves open and that change what is right to send; README.md has the whole table. */
export interface Assumptions {
  /** With `{shopId}` in it. */
  readonly patchPath: string
  readonly patchClear: 'null' | 'empty'
  readonly transportSolutionSpelling: 'transportSolutionIds' | 'transportSolutionsIds'
  /** How a street number of digits is sent. */
  readonly streetNumber: 'number' | 'text'
  /** By country code; `any` is not checked. */
  readonly zipDigits: { readonly [countryCode: string]: number | 'any' }
}

export interface Settings {
  readonly connection: string
  readonly username: string
  readonly password: string
  /** Without a slash at the end. */
  readonly loginUrl: string
  readonly shopUrl: string
  readonly bodyVersion: BodyVersion
  readonly patchForm: PatchForm
  readonly tokenMinutes: number
  readonly timeoutSeconds: number
  /** Calls under way at once, at most. */
  readonly concurrency: number
  readonly assume: Assumptions
}

export const settingRoles: { readonly [name: string]: Setting } = {
  username: { required: true, secret: true },
  password: { required: true, secret: true },
  environment: { required: false, secret: false },
  url: { required: false, secret: false },
  body_version: { required: false, secret: false },
  patch_form: { required: false, secret: false },
  token_minutes: { required: false, secret: false },
  timeout: { required: false, secret: false },
  concurrency: { required: false, secret: false },
  assume: { required: false, secret: false },
}

/**
 * Seen: the early and the middle version of the page create shops at ws, version 8 at api-flow; the login page has
 * never had another host than ws.
 */
const hosts: { readonly [environment in Environment]: { readonly [host in ShopHost]: string } } = {
  production: { ws: 'https://ws.di.no', 'api-flow': 'https://api-flow.di.no' },
  test: { ws: 'https://staging-ws.di.no', 'api-flow': 'https://stg-api-flow.aws.di.no' },
}

/**
 * Which account this is: the host of the login, because it is the same for every version of the body. Another version
 * must not look like another account.
 */
export function urlOf({ values }: ConnectionSettings): string {
  const { url, environment } = values
  if (typeof url === 'string') return plainUrl(url)
  return hosts[environment === 'test' ? 'test' : 'production'].ws
}

/** Throws E1301, naming the setting and never its value: it may be the password. */
export function settingsOf(connection: ConnectionSettings): Settings {
  const { name, values, probed } = connection
  const refuse = refuserOf(connection)
  const input = parsedSettings(
    settingsSchema,
    { ...values, assume: withProbed(values['assume'], probed) },
    (problem) =>
      problem.startsWith('assume.')
        ? refuse(problem, `it stands in butik.yaml, or in butik.probe.${name}.yaml`)
        : refuse(problem),
  )
  return complete(name, input, refuse)
}

/** Seen to be the last one of the page. */
const defaultVersion: BodyVersion = 'v8'

/** What a probe found counts where nothing is written; facts that this version does not know do not. */
function withProbed(written: Json | undefined, probed: ConnectionSettings['probed']): Json {
  const found = Object.fromEntries(Object.entries(probed).filter(([fact]) => factNames.includes(fact)))
  if (written === undefined) return found
  return isJsonObject(written) ? { ...found, ...written } : written
}

function complete(connection: string, input: SettingsInput, refuse: Refuse): Settings {
  const { environment = 'production', body_version: bodyVersion = defaultVersion, assume = {} } = input
  const { url, username, password } = input
  const base = url === undefined ? undefined : baseUrlOf(url, refuse, `leave it out for ${hosts[environment].ws}`)
  const shopHost = assume.shop_host ?? (bodyVersion === 'v8' ? 'api-flow' : 'ws')
  return {
    connection,
    username,
    password,
    loginUrl: base ?? hosts[environment].ws,
    shopUrl: base ?? hosts[environment][shopHost],
    bodyVersion,
    patchForm: input.patch_form ?? 'partial',
    tokenMinutes: input.token_minutes ?? 60,
    timeoutSeconds: input.timeout ?? 60,
    concurrency: input.concurrency ?? defaultConcurrency,
    assume: assumptionsOf(assume),
  }
}

/**
 * Of the settings as written what decides which shops can be written at all. What of them is wrong has its own error, and
 * counts as not written here.
 */
export function waysOf(written: JsonObject): Pick<Settings, 'bodyVersion' | 'assume'> {
  const version = bodyVersions.safeParse(written['body_version'])
  const facts = written['assume'] ?? null
  const assume = assumeSchema.safeParse(withProbed(undefined, isJsonObject(facts) ? facts : {}))
  return {
    bodyVersion: version.success ? version.data : defaultVersion,
    assume: assumptionsOf(assume.success ? assume.data : {}),
  }
}

function assumptionsOf(assume: AssumeInput): Assumptions {
  return {
    patchPath: assume.patch_path ?? '/ws/json/shop/v-1/{shopId}',
    patchClear: assume.patch_clear ?? 'null',
    streetNumber: assume.street_number ?? 'number',
    transportSolutionSpelling: assume.transport_solution_spelling ?? 'transportSolutionIds',
    zipDigits: {
      DE: assume.zip_de ?? 5,
      EN: assume.zip_en ?? 'any',
      FI: assume.zip_fi ?? 5,
      SV: assume.zip_sv ?? 5,
    },
  }
}
