/** A sandbox and a hand to call it with: what every test of this folder begins with. */
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/server.ts'

export interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** The parsed body; a failed parse is `undefined`. */
  readonly json: unknown
}

// biome-ignore lint/suspicious/noExplicitAny: tests reach into replies whose shape is what they check
export type Loose = any

export interface Shop {
  readonly sandbox: Sandbox
  readonly url: string
  call(method: string, path: string, body?: unknown, token?: string): Promise<Reply>
  /** The parsed reply of a call that has to succeed. */
  ok(method: string, path: string, body?: unknown): Promise<Loose>
  control(method: string, path: string, body?: unknown): Promise<Reply>
  close(): Promise<void>
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function request(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<Reply> {
  const content = typeof body === 'string' ? body : body === undefined ? null : JSON.stringify(body)
  const response = await fetch(url, { method, headers, body: content })
  const text = await response.text()
  return { status: response.status, text, headers: response.headers, json: parse(text) }
}

export async function openShop(options: SandboxOptions = {}): Promise<Shop> {
  const sandbox = await startSandbox({ vendors: ['shoporama'], ...options })
  const { url, token } = sandbox.shoporama
  const call: Shop['call'] = (method, path, body, as = token) =>
    request(`${url}${path}`, method, body, { authorization: `Shoporama ${as}`, connection: 'close' })
  return {
    sandbox,
    url,
    call,
    ok: async (method, path, body) => {
      const reply = await call(method, path, body)
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
      return reply.json
    },
    control: (method, path, body) => request(`${sandbox.ready.control}${path}`, method, body, { connection: 'close' }),
    close: () => sandbox.close(),
  }
}

/** A profile with a list attribute of two values, and what products need to refer to. */
export async function furnish(shop: Shop): Promise<{
  profile: number
  colour: number
  width: number
  oak: number
  black: number
  supplier: number
  chairs: number
}> {
  const profile = Number((await shop.ok('POST', '/profile', { name: 'Møbel' })).profile_id)
  const attribute = (body: unknown): Promise<Loose> => shop.ok('POST', `/profile-attribute?profile_id=${profile}`, body)
  const colour = Number(
    (await attribute({ type: 'valuelist', name: 'Farve', is_variant: 1, has_price: 1 })).attribute_id,
  )
  const width = Number((await attribute({ type: 'integer', name: 'Bredde', weight: '2' })).attribute_id)
  const value = (body: unknown): Promise<Loose> =>
    shop.ok('POST', `/profile-attribute-value?attribute_id=${colour}`, body)
  const oak = Number((await value({ attribute_id: colour, val: 'Eg', weight: '1' })).attribute_value_id)
  const black = Number((await value({ attribute_id: colour, val: 'Sort', weight: '2' })).attribute_value_id)
  const supplier = Number((await shop.ok('POST', '/supplier', { name: 'Acme' })).supplier_id)
  const chairs = Number((await shop.ok('POST', '/category', { name: 'Stole' })).category_id)
  return { profile, colour, width, oak, black, supplier, chairs }
}
