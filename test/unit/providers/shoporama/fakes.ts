/** What the provider's tests stand on: YAML nodes from plain values, a declare context, and a session without a network. */

import type { HttpReply, HttpRequest } from '../../../../src/http/client.ts'
import { addressId } from '../../../../src/model/address.ts'
import { defaultLimits } from '../../../../src/model/config.ts'
import { canonicalDecimal } from '../../../../src/model/decimal.ts'
import type { SourceRange } from '../../../../src/model/diagnostic.ts'
import type { Field } from '../../../../src/model/field.ts'
import type { Json } from '../../../../src/model/json.ts'
import type { DeclareContext, Kind, Page } from '../../../../src/model/provider.ts'
import type { Observed, Spec } from '../../../../src/model/resource.ts'
import type { YamlMap, YamlNode, YamlScalar } from '../../../../src/model/yaml.ts'
import { operations } from '../../../../src/providers/shoporama/contract.ts'
import type { ShoporamaSession } from '../../../../src/providers/shoporama/session.ts'
import { settingsOf } from '../../../../src/providers/shoporama/settings.ts'

const at: SourceRange = { file: 'shop.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 }

export function scalar(value: string | number | boolean | null, text: string = String(value)): YamlScalar {
  return { type: 'scalar', value, text, plain: typeof value !== 'string', at }
}

export function node(value: unknown): YamlNode {
  if (Array.isArray(value)) return { type: 'list', items: value.map(node), at }
  if (typeof value === 'object' && value !== null) return map(value)
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return scalar(value)
  throw new TypeError(`no YAML for ${typeof value}`)
}

export function map(value: object): YamlMap {
  const pairs = Object.entries(value).map(([key, part]) => [key, { key: scalar(key), value: node(part) }] as const)
  return { type: 'map', pairs: new Map(pairs), at }
}

export interface Declared {
  readonly spec: Spec
  /** By `kind/key`. */
  readonly children: { readonly [address: string]: Spec }
  readonly problems: readonly string[]
  readonly hints: readonly string[]
}

/** Declares one resource; `others` are what `lookUp` finds, by `kind/key`. */
export function declare(
  kind: Kind<ShoporamaSession>,
  key: string,
  value: object,
  others: { readonly [address: string]: object } = {},
): Declared {
  const children: { [address: string]: Spec } = {}
  const problems: string[] = []
  const hints: string[] = []
  const report: DeclareContext['report'] = (problem) => {
    problems.push(`${problem.code} ${problem.summary}`)
    if (problem.hint !== undefined) hints.push(problem.hint)
  }
  const context: DeclareContext = {
    key,
    child: (name, childKey, _node, spec) => {
      children[`${name}/${childKey}`] = spec
    },
    value: (name, part) => {
      const field = kind.fields[name]
      return field === undefined ? undefined : inside(field, part)
    },
    valueOf: inside,
    reference: ref,
    lookUp: (name, other) => {
      const found = others[`${name}/${other}`]
      return found === undefined ? undefined : map(found)
    },
    sales: () => null,
    report,
  }
  const spec = kind.declare(map(value), context)
  const checks = { settings: {}, report: (problem: Parameters<typeof report>[0]) => report(problem, node(null)) }
  kind.check?.(spec, checks)
  return { spec, children, problems, hints }
}

export function ref(kind: string, key: string): Json {
  return { ref: addressId('shop', kind, key) }
}

function inside(field: Field, part: YamlNode): Json | undefined {
  if (part.type === 'scalar' && part.value === null) return null
  switch (field.shape) {
    case 'scalar':
      if (part.type !== 'scalar') return undefined
      if (field.type === 'flag') return part.value === true
      return field.type === 'text' || field.type === 'any' ? part.text : canonicalDecimal(part.text)
    case 'reference': {
      const id = part.type === 'map' ? part.pairs.get('id')?.value : undefined
      if (id?.type === 'scalar') return { id: id.text }
      return part.type === 'scalar' && field.kind !== undefined ? ref(field.kind, part.text) : undefined
    }
    case 'list':
      return part.type === 'list' ? part.items.map((item) => inside(field.of, item) ?? null) : undefined
    case 'object':
    case 'images':
    case 'asset':
      return plain(part)
  }
}

function plain(part: YamlNode): Json {
  if (part.type === 'scalar') return typeof part.value === 'number' ? part.text : part.value
  if (part.type === 'list') return part.items.map(plain)
  return Object.fromEntries([...part.pairs].map(([key, pair]) => [key, plain(pair.value)]))
}

export interface Sent {
  readonly request: string
  readonly query: { readonly [name: string]: string | number | undefined }
  readonly body: Json | undefined
  readonly repeat: string
}

export interface FakeShop {
  readonly session: ShoporamaSession
  readonly sent: Sent[]
}

/** Answers each request with what `answer` gives: any JSON, or a text that is not JSON. It may throw, too. */
export function fakeShop(
  answer: (request: HttpRequest, index: number) => unknown,
  assume: Json = {},
  headers: Readonly<Record<string, string>> = {},
): FakeShop {
  const sent: Sent[] = []
  const send = async (request: HttpRequest): Promise<HttpReply> => {
    const { method, path, query = {}, body, repeat } = request
    fitsContract(request)
    sent.push({ request: `${method} ${path}`, query, body, repeat })
    const value = await answer(request, sent.length - 1)
    return { status: 200, headers: new Headers(headers), text: JSON.stringify(value) ?? '', json: () => value }
  }
  const settings = settingsOf({
    name: 'shop',
    vendor: 'shoporama',
    values: { token: 'not-a-token', assume },
    bulk: defaultLimits.bulk,
    probed: {},
  })
  return { session: { settings, http: { send, atOnce: () => 2 } }, sent }
}

/** Whatever a test makes the provider send, the page must know. */
function fitsContract({ method, path, query = {}, body }: HttpRequest): void {
  const general = path.replace(/\/\d+$/, '/{id}')
  const operation = operations.find((candidate) => candidate.method === method && candidate.path === general)
  if (operation === undefined) throw new Error(`the page has no ${method} ${general}`)
  operation.query.parse(query)
  if (body !== undefined) operation.body?.parse(body)
}

export const signal: AbortSignal = new AbortController().signal

export async function pages(list: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = []
  for await (const page of list) all.push(page)
  return all
}

export async function objects(list: AsyncIterable<Page>): Promise<Observed[]> {
  return (await pages(list)).flatMap((page) => page.objects)
}
