// A vendor with an operation of every sort, for the tests of `api`.
import { z } from 'zod'
import { type ApiParts, apiOf } from '../../../src/http/api.ts'
import type { HttpReply } from '../../../src/http/client.ts'
import type { Operation } from '../../../src/http/operation.ts'
import type { Json } from '../../../src/model/json.ts'
import type { Api, ApiInput } from '../../../src/model/provider.ts'

const none = z.strictObject({})
const flag = z.union([z.literal(0), z.literal(1)])
const count = z.union([z.int().min(0), z.string().regex(/^\d+$/, 'must be a whole number')])
const id = z.union([z.int(), z.string()])

const common = {
  summary: 'Does it',
  auth: 'none',
  params: none,
  query: none,
  reply: z.unknown(),
  expect: 'json',
  replies: [],
  line: 1,
  sure: 'seed',
  use: 'nothing',
} as const

const read = { ...common, method: 'GET', writes: false, repeat: 'safe' } as const
const write = { ...common, method: 'POST', writes: true, repeat: 'look-first' } as const

const lamp = z
  .strictObject({
    name: z.string(),
    price: z.union([z.string(), z.number()]),
    pieces: z.int(),
    weight: z.number(),
    online: flag,
    lit: z.boolean(),
    size: z.enum(['small', 'large']),
    tags: z.array(z.string()),
    images: z.array(z.strictObject({ url: z.string(), weight: z.number().optional() })),
    shelf_id: id,
  })
  .partial()

export const operations: readonly Operation[] = [
  {
    ...read,
    id: 'lamp.list',
    path: '/lamp',
    query: z
      .strictObject({
        limit: count,
        offset: count,
        page: z.string().regex(/^\d+$/),
        online: flag,
        in_stock: z.enum(['yes', 'no']),
        search: z.string(),
      })
      .partial(),
    // As on some vendor's page: a GET that takes its arguments in a body.
    body: z.strictObject({ search: z.string() }).partial(),
  },
  {
    ...read,
    id: 'lamp.read',
    path: '/shelf/{shelf-id}/lamp/{id}',
    params: z.strictObject({ 'shelf-id': z.string(), id: z.string().regex(/^\d+$/, 'must be digits') }),
  },
  {
    ...write,
    id: 'lamp.create',
    path: '/lamp',
    query: z.strictObject({ shelf_id: id }),
    body: z.union([lamp, z.array(lamp)]),
  },
  {
    ...write,
    id: 'lamp.pay',
    path: '/lamp/{id}/pay',
    params: z.strictObject({ id: z.string() }),
    headers: z.strictObject({ 'idempotency-key': z.string() }).partial(),
    body: z.strictObject({ amount: z.string(), note: z.string().optional() }),
  },
  {
    ...write,
    id: 'shelf.sort',
    path: '/shelf',
    body: z.array(z.strictObject({ op: z.enum(['up', 'down']) })),
  },
  {
    ...write,
    id: 'token.create',
    path: '/token',
    body: z.strictObject({ username: z.string(), password: z.string() }),
  },
  {
    ...write,
    id: 'lamp.paint',
    path: '/paint',
    body: z
      .union([
        z.strictObject({ colour: z.string(), coats: z.int().nullable() }),
        z.strictObject({ pattern: z.string(), rows: z.int(), width: z.number().default(1) }),
      ])
      .nullable(),
  },
  {
    ...write,
    id: 'lamp.move',
    path: '/move',
    body: z.intersection(
      z.object({ steps: z.int() }),
      z.object({ far: z.boolean() }).transform((value) => value),
    ),
  },
  { ...write, id: 'lamp.ping', path: '/ping', body: z.strictObject({ text: z.string() }).optional() },
  {
    ...read,
    id: 'catalogue.head',
    path: '/',
    method: 'HEAD',
    query: z.strictObject({ access_token: z.string() }).partial(),
  },
]

export interface Toy {
  readonly api: Api<object>
  readonly sent: { readonly id: string; readonly request: object }[]
}

export interface ToyWishes {
  readonly headers?: Record<string, string>
  readonly secrets?: () => readonly string[]
  readonly base?: string
  readonly reply?: { readonly text?: string; readonly headers?: Record<string, string> }
  readonly paging?: NonNullable<ApiParts<object>['paging']>
}

export function toy({
  headers = {},
  secrets = () => [],
  base = 'https://api.example/v1',
  reply = {},
  paging,
}: ToyWishes = {}): Toy {
  const sent: { id: string; request: object }[] = []
  const api = apiOf<object>({
    operations,
    send: async (_, operation, request): Promise<HttpReply> => {
      sent.push({ id: operation.id, request })
      const { text = '{}' } = reply
      return { status: 200, headers: new Headers(reply.headers ?? {}), text, json: () => JSON.parse(text) }
    },
    address: () => ({ base, headers }),
    secrets,
    ...(paging === undefined ? {} : { paging }),
  })
  return { api, sent }
}

export function input(parameters: { readonly [name: string]: string } = {}, body?: Json): ApiInput {
  return body === undefined ? { parameters } : { parameters, body }
}

export const signal: AbortSignal = new AbortController().signal
