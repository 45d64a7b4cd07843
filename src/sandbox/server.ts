/** The vendors' APIs over real HTTP on loopback, to try and test everything against. Never to be reached from elsewhere. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Clock } from './clock.ts'
import { control, type World } from './control.ts'
import { exchangeOne, type Hooks } from './exchange.ts'
import { type FaultRule, Faults } from './faults.ts'
import { loadWorld, saveWorld } from './persistence.ts'
import { RequestLog } from './request-log.ts'
import { makeRooms, type RoomSwitches, vendorNames } from './rooms.ts'
import type { ShoporamaSandbox } from './shoporama/room.ts'
import { sideOf, type VendorSandbox } from './side.ts'
import type { Answer, VendorRoom } from './vendor.ts'

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** A file the world is kept in between runs; without it the world ends with the process. */
  readonly data?: string
  /** The vendors to serve; all unless given. */
  readonly vendors?: readonly string[]
  /** What new shops hold; one read from `data` keeps what it has. */
  readonly seed?: SeedName
  readonly switches?: RoomSwitches
  /** The instant the clock starts at, with a zone. */
  readonly now?: string
  readonly latencyMs?: number
}

export const seedNames = ['empty', 'furniture-shop', 'nordic-group'] as const
export type SeedName = (typeof seedNames)[number]

/** What `butik sandbox` prints as one line of JSON: of each vendor its url and fake credentials. */
export interface SandboxReady {
  readonly ready: true
  readonly control: string
  readonly [vendor: string]: unknown
}

/** The hooks may be set at any time; each is awaited. */
export interface Sandbox extends Hooks {
  readonly port: number
  readonly ready: SandboxReady
  readonly shoporama: ShoporamaSandbox
  /** Throws where it does not serve that vendor. */
  vendor(name: string): VendorSandbox
  readonly clock: { now(): number; set(iso: string): void; advance(ms: number): void; freeze(): void; run(): void }
  readonly faults: { script(rules: readonly FaultRule[]): void; clear(): void }
  latencyMs: number
  clearLog(): void
  close(): Promise<void>
}

interface Inside {
  readonly world: World
  readonly closing: AbortController
  /** The sandbox itself, once it is made. */
  hooks: Hooks
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function below(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`)
}

const plainText = { 'content-type': 'text/plain; charset=utf-8' }

function reply(response: ServerResponse, status: number, headers: Answer['headers'], body: string | Buffer): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) })
  response.end(body)
}

async function callVendor(
  inside: Inside,
  vendor: VendorRoom,
  message: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { world, hooks, closing } = inside
  const body = await readBody(message)
  const method = message.method ?? 'GET'
  const path = url.pathname.slice(vendor.apiPath.length)
  const token = vendor.tokenAlias({ headers: message.headers, query: url.searchParams })
  const facts = { vendor: vendor.name, method, path, token }
  const entry = world.log.open(facts, url.searchParams, body, vendor.secretArguments)
  await exchangeOne({
    vendor,
    request: { method, path, query: url.searchParams, headers: message.headers, body, origin: url.origin },
    response,
    entry,
    fault: world.faults.strike({ vendor: vendor.name, method, path, pathAndQuery: `${path}${url.search}` }),
    hooks,
    latencyMs: world.latencyMs,
    now: () => world.clock.now(),
    closing: closing.signal,
    save: world.save,
  }).finally(() => world.log.close(entry))
}

async function handle(
  inside: Inside,
  origin: string,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { world } = inside
  const url = new URL(message.url ?? '/', origin)
  const vendor = world.vendors.find(({ apiPath }) => below(url.pathname, apiPath))
  if (vendor !== undefined) return callVendor(inside, vendor, message, response, url)
  if (below(url.pathname, '/_sandbox')) {
    const body = (await readBody(message)).toString('utf8')
    const path = url.pathname.slice('/_sandbox'.length)
    const answer = control(world, { method: message.method ?? 'GET', path, query: url.searchParams, body })
    return reply(response, answer.status, { 'content-type': 'application/json' }, `${JSON.stringify(answer.json)}\n`)
  }
  for (const room of world.vendors) {
    const { shopPath } = room
    if (shopPath === undefined || !below(url.pathname, shopPath)) continue
    const path = url.pathname.slice(shopPath.length)
    const found = room.download?.({ method: message.method ?? 'GET', path })
    if (found === undefined) continue
    if (found.committed) world.save()
    return reply(response, found.status, found.headers, found.body)
  }
  return reply(response, 404, plainText, 'the sandbox has nothing here')
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function makeWorld(options: SandboxOptions, clock: Clock, vendors: readonly VendorRoom[]): World {
  const { data } = options
  const save = (): void => {
    if (data !== undefined) saveWorld(data, clock, vendors)
  }
  return { clock, faults: new Faults(), log: new RequestLog(), vendors, latencyMs: options.latencyMs ?? 0, save }
}

function closer(server: Server, inside: Inside): () => Promise<void> {
  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    inside.closing.abort()
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
    await Promise.all(inside.world.vendors.map((vendor) => vendor.close?.()))
    inside.world.save()
  }
  return () => {
    closed ??= close()
    return closed
  }
}

/** Starts the sandbox. Whoever starts it closes it; it handles no signals itself. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = new Clock(options.now)
  const world = makeWorld(options, clock, makeRooms(options.vendors ?? vendorNames, clock, options.switches ?? {}))
  if (options.data !== undefined) loadWorld(options.data, clock, world.vendors)
  if (options.now !== undefined) clock.set(options.now)
  const { seed = 'empty' } = options
  if (seed !== 'empty') for (const room of world.vendors) room.seed(seed)

  const inside: Inside = { world, closing: new AbortController(), hooks: {} }
  let origin = ''
  const server = createServer((message, response) => {
    handle(inside, origin, message, response).catch((error: unknown) => {
      // A bug of the sandbox must not look like an answer of the vendor.
      if (response.headersSent || response.destroyed) response.destroy()
      else reply(response, 599, plainText, `sandbox bug: ${error instanceof Error ? error.stack : String(error)}`)
    })
  })
  // An idle connection that closes at the very moment of a call is a fault, and faults come from the script alone.
  server.keepAliveTimeout = 0
  const port = await listen(server, options.port ?? 0)
  origin = `http://127.0.0.1:${port}`
  const sandbox = sandboxOver(inside, server, port, origin)
  inside.hooks = sandbox
  return sandbox
}

function sandboxOver({ world, ...inside }: Inside, server: Server, port: number, origin: string): Sandbox {
  const sides = new Map(world.vendors.map((room) => [room.name, sideOf(room, origin, world)]))
  const vendor = (name: string): VendorSandbox => {
    const side = sides.get(name)
    if (side === undefined)
      throw new Error(`the sandbox does not serve ${name}; it serves ${[...sides.keys()].join(', ')}`)
    return side
  }
  return {
    port,
    get ready(): SandboxReady {
      const vendors = Object.fromEntries([...sides].map(([name, { ready }]) => [name, ready]))
      return { ready: true, control: `${origin}/_sandbox`, ...vendors }
    },
    get shoporama() {
      const side = vendor('shoporama')
      return Object.assign(Object.create(side) as ShoporamaSandbox, side.ready)
    },
    vendor,
    clock: world.clock,
    faults: world.faults,
    get latencyMs() {
      return world.latencyMs
    },
    set latencyMs(ms) {
      world.latencyMs = ms
    },
    clearLog: () => world.log.clear(),
    close: closer(server, { world, ...inside }),
  }
}
