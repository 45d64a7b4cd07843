/** What the provider's tests stand on: YAML nodes from plain values, a declare context, and a vendor that answers by script. */
import { nameOf } from '../../../../src/http/operation.ts'
import { defaultLimits } from '../../../../src/model/config.ts'
import { canonicalDecimal } from '../../../../src/model/decimal.ts'
import type { SourceRange } from '../../../../src/model/diagnostic.ts'
import { VendorError } from '../../../../src/model/errors.ts'
import type { Field } from '../../../../src/model/field.ts'
import type { Json, JsonObject } from '../../../../src/model/json.ts'
import type { ConnectionSettings, DeclareContext, Written } from '../../../../src/model/provider.ts'
import type { Spec } from '../../../../src/model/resource.ts'
import type { YamlMap, YamlNode, YamlScalar } from '../../../../src/model/yaml.ts'
import { operations } from '../../../../src/providers/distribution-innovation/contract.ts'
import { distributionInnovation } from '../../../../src/providers/distribution-innovation/index.ts'
import { shop } from '../../../../src/providers/distribution-innovation/resources/shop.ts'
import type { DistributionInnovationSession } from '../../../../src/providers/distribution-innovation/session.ts'
import { type TestPorts, testPorts } from '../../http/ports.ts'

/** Each node has a line of its own, so that tests see where a problem is told. */
let line = 0
function at(): SourceRange {
  line += 1
  return { file: 'shops.yaml', line, column: 1, endLine: line, endColumn: 2 }
}

function scalar(value: string | number | boolean | null): YamlScalar {
  return { type: 'scalar', value, text: String(value), plain: typeof value !== 'string', at: at() }
}

function node(value: unknown): YamlNode {
  if (Array.isArray(value)) return { type: 'list', items: value.map(node), at: at() }
  if (typeof value === 'object' && value !== null) return map(value)
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return scalar(value)
  throw new TypeError(`no YAML for ${typeof value}`)
}

function map(value: object): YamlMap {
  const pairs = Object.entries(value).map(([key, part]) => [key, { key: scalar(key), value: node(part) }] as const)
  return { type: 'map', pairs: new Map(pairs), at: at() }
}

export interface Declared {
  readonly spec: Spec
  readonly problems: readonly string[]
  readonly hints: readonly string[]
  /** Source texts of the scalars that the problems point at, undefined for a mapping or list; paths where they depend on settings. */
  readonly places: readonly (string | undefined)[]
}

export function declare(value: object, settings: JsonObject = {}): Declared {
  const problems: string[] = []
  const hints: string[] = []
  const places: (string | undefined)[] = []
  const context: DeclareContext = {
    key: 'oslo',
    child: () => undefined,
    value: (name, part) => {
      const field = shop.fields[name]
      return field === undefined ? undefined : inside(field, part)
    },
    valueOf: inside,
    reference: () => undefined,
    lookUp: () => undefined,
    sales: () => null,
    report: ({ code, summary, hint }, where) => {
      problems.push(`${code} ${summary}`)
      if (hint !== undefined) hints.push(hint)
      places.push(where.type === 'scalar' ? where.text : undefined)
    },
  }
  const spec = shop.declare(map(value), context)
  shop.check?.(spec, {
    settings,
    report: ({ code, summary, hint }, path) => {
      problems.push(`${code} ${summary}`)
      if (hint !== undefined) hints.push(hint)
      places.push(path)
    },
  })
  return { spec, problems, hints, places }
}

function inside(field: Field, part: YamlNode): Json | undefined {
  if (part.type === 'scalar' && part.value === null) return null
  switch (field.shape) {
    case 'scalar':
      if (part.type !== 'scalar') return undefined
      // As the pipeline does: a variable is its name and a digest.
      if (part.text.startsWith('!env ')) return { env: part.text.slice(5), digest: 'd' }
      if (field.type === 'flag') return part.value === true
      if (field.type === 'text') return part.text === '' ? null : part.text
      return canonicalDecimal(part.text)
    case 'list':
      return part.type === 'list' ? part.items.flatMap((item) => inside(field.of, item) ?? []) : undefined
    case 'object': {
      if (part.type !== 'map') return undefined
      const parts = [...part.pairs].flatMap(([name, { value }]) => {
        const inner = field.fields[name]
        const own = inner === undefined ? undefined : inside(inner, value)
        return own === undefined ? [] : [[name, own] as const]
      })
      return Object.fromEntries(parts)
    }
    case 'reference':
    case 'images':
    case 'asset':
      return undefined
  }
}

export const username = 'wsfoobar'
export const password = 'a-very-very-long-password'

export function connection(values: JsonObject = {}, probed: JsonObject = {}): ConnectionSettings {
  const vendor = 'distribution-innovation'
  return { name: 'delivery', vendor, values: { username, password, ...values }, bulk: defaultLimits.bulk, probed }
}

export interface Sent {
  /** `POST https://api-flow.di.no/ws/json/shop/v-1` */
  readonly request: string
  readonly authorization: string | undefined
  readonly body: Json | undefined
}

export interface FakeVendor {
  readonly session: DistributionInnovationSession
  readonly ports: TestPorts
  /** In order, logins included. */
  readonly sent: Sent[]
  /** Those to the shops. */
  readonly shops: () => Sent[]
  readonly logins: () => Sent[]
}

export interface Script {
  /** The n-th call to the shops, from 0. A text of `lost` breaks the connection. */
  readonly shop?: (sent: Sent, index: number) => Response | 'lost' | Promise<Response>
  /** The n-th login, from 0; a token `token-1` and so on where it is not given. */
  readonly login?: (sent: Sent, index: number) => Response | 'lost' | Promise<Response>
}

export function tokenOf(index: number): string {
  return `token-${index + 1}`
}

export function fakeVendor(script: Script = {}, values: JsonObject = {}, probed: JsonObject = {}): FakeVendor {
  const sent: Sent[] = []
  const isLogin = ({ request }: Sent) => request.includes('/auth/')
  const logins = () => sent.filter(isLogin)
  const shops = () => sent.filter((one) => !isLogin(one))
  const ports = testPorts(async (input, init = {}) => {
    const url = new URL(String(input))
    const one: Sent = {
      request: `${init.method ?? ''} ${url.origin}${url.pathname}${url.search}`,
      authorization: new Headers(init.headers).get('authorization') ?? undefined,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    }
    sent.push(one)
    fitsContract(init.method ?? '', url.pathname, one.body)
    const answer = isLogin(one)
      ? await (script.login?.(one, logins().length - 1) ?? Response.json({ token: tokenOf(logins().length - 1) }))
      : await (script.shop?.(one, shops().length - 1) ?? Response.json({ id: 123 }))
    if (answer !== 'lost') return answer
    throw Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('gone'), { code: 'ECONNRESET', syscall: 'read' }),
    })
  })
  const session = distributionInnovation.connect(connection(values, probed), ports)
  return { session, ports, sent, shops, logins }
}

/** Whatever a test makes the provider send, the contract must know. */
function fitsContract(method: string, path: string, body: Json | undefined): void {
  const general = path
    .replace(/^\/di\//, '/')
    .replace(/\/login\/\d+$/, '/login/{minutes}')
    .replace(/^(.*)\/\d+$/, '$1/{shopId}')
  const known = operations.find((operation) => nameOf(operation) === `${method} ${general}`)
  const moved = method === 'PATCH' ? operations.find(({ id }) => id === 'shop.update') : undefined
  const operation = known ?? moved
  if (operation === undefined) throw new Error(`the contract has no ${method} ${general}`)
  operation.body?.parse(body)
}

export const signal: AbortSignal = new AbortController().signal

export const address = { street: 'Normannsgata', zipCode: '1265', city: 'Oslo', countryCode: 'NO' }
export const least: JsonObject = { ownerPartyKey: 'owner', email: 'post@acme.example', address }
/** Enough for a create of body version v8. */
export const v8: JsonObject = { ...least, addressCollector: true, transportSolutionIds: ['1'] }

export async function make(session: DistributionInnovationSession, fields: JsonObject = v8): Promise<Written> {
  const { create } = shop.writing
  if (create === undefined) throw new Error('shops cannot be made')
  return await create.run(session, { address: 'delivery/shop/oslo', fields }, { signal })
}

export async function change(session: DistributionInnovationSession, fields: JsonObject, id = '123'): Promise<unknown> {
  const { update } = shop.writing
  if (update === undefined) throw new Error('shops cannot be updated')
  return await update.run(session, id, fields, { signal })
}

export async function failure(promise: Promise<unknown>): Promise<VendorError> {
  const error: unknown = await promise.then(
    (value) => new Error(`it succeeded: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )
  if (error instanceof VendorError) return error
  throw error
}

/** The vendor's error object (page, line 88). */
export function refusal(status: number, errorKey = '', errorMap: JsonObject = {}): Response {
  return Response.json({ statusCode: status, errorKey, errorMap }, { status })
}
