/** The vendors' APIs over real HTTP on loopback, to try and test everything against. Never to be reached from elsewhere. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Clock } from './clock.ts'
import { control, type World } from './control.ts'
import { exchangeOne, type Hooks } from './exchange.ts'
import { type FaultRule, Faults } from './faults.ts'
import { loadWorld, saveWorld } from './persistence.ts'
import { RequestLog, type RequestLogEntry } from './request-log.ts'
import { ShoporamaRoom, shoporamaTokens } from './shoporama/room.ts'
import { seedFurnitureShop } from './shoporama/seed.ts'
import type { StoreSnapshot } from './shoporama/store.ts'
import type { ShoporamaSwitches } from './shoporama/switches.ts'
import type { VendorRoom } from './vendor.ts'

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** A file the world is kept in between runs; without it the world ends with the process. */
  readonly data?: string
  /** What a new shop holds; a shop read from `data` keeps what it has. */
  readonly seed?: 'empty' | 'furniture-shop'
  readonly switches?: { readonly shoporama?: Partial<ShoporamaSwitches> }
  /** The instant the clock starts at, with a zone. */
  readonly now?: string
  readonly latencyMs?: number
}

/** What `butik sandbox` prints as one line of JSON. */
export interface SandboxReady {
  readonly ready: true
  readonly control: string
  readonly shoporama: {
    readonly url: string
    readonly token: string
    readonly readOnlyToken: string
    readonly otherToken: string
  }
}

export interface ShoporamaSandbox {
  readonly url: string
  readonly token: string
  readonly readOnlyToken: string
  readonly otherToken: string
  readonly log: readonly RequestLogEntry[]
  /** The parsed JSON body of a logged request. */
  body(entry: RequestLogEntry): unknown
  /** The whole store, deterministic and JSON-able. */
  snapshot(): StoreSnapshot
  restore(snapshot: StoreSnapshot): void
  readonly switches: ShoporamaSwitches
  set(switches: Partial<ShoporamaSwitches>): void
  /** Calls of today per token, and the quota. */
  calls(): ReturnType<ShoporamaRoom['calls']>
  setCalls(calls: { readonly limit?: number; readonly used?: Readonly<Record<string, number>> }): void
}

/** The hooks may be set at any time; each is awaited. */
export interface Sandbox extends Hooks {
  readonly port: number
  readonly ready: SandboxReady
  readonly shoporama: ShoporamaSandbox
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

function reply(response: ServerResponse, status: number, contentType: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) })
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
  const token = vendor.tokenAlias(message.headers)
  const entry = world.log.open({ vendor: vendor.name, method, path, token }, url.searchParams, body)
  await exchangeOne({
    vendor,
    request: { method, path, query: url.searchParams, headers: message.headers, body, origin: url.origin },
    response,
    entry,
    fault: world.faults.strike({ vendor: vendor.name, method, path, pathAndQuery: `${path}${url.search}` }),
    hooks,
    latencyMs: world.latencyMs,
    closing: closing.signal,
    save: world.save,
  })
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
    return reply(response, answer.status, 'application/json', `${JSON.stringify(answer.json)}\n`)
  }
  const shop = world.vendors.find(({ shopPath }) => below(url.pathname, shopPath))
  if (shop === undefined) return reply(response, 404, 'text/plain; charset=utf-8', 'the sandbox has nothing here')
  const found = shop.download(url.pathname.slice(shop.shopPath.length))
  return reply(response, found.status, found.headers['content-type'] ?? 'text/plain', found.body)
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

function shoporamaSide(url: string, room: ShoporamaRoom, world: World): ShoporamaSandbox {
  return {
    url,
    ...shoporamaTokens,
    log: world.log.entries,
    body: (entry) => world.log.body(entry),
    snapshot: () => room.snapshot(),
    restore: (snapshot) => {
      room.restore(snapshot)
      world.save()
    },
    get switches() {
      return room.switches()
    },
    set: (switches) => room.changeSwitches(switches),
    calls: () => room.calls(),
    setCalls: (calls) => room.changeCalls(calls),
  }
}

function closer(server: Server, inside: Inside): () => Promise<void> {
  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    inside.closing.abort()
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
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
  const room = new ShoporamaRoom(clock, options.switches?.shoporama ?? {})
  const world = makeWorld(options, clock, [room])
  if (options.data !== undefined) loadWorld(options.data, clock, world.vendors)
  if (options.now !== undefined) clock.set(options.now)
  if (options.seed === 'furniture-shop' && room.store.revision === 0) seedFurnitureShop(room.store, clock)

  const inside: Inside = { world, closing: new AbortController(), hooks: {} }
  let origin = ''
  const server = createServer((message, response) => {
    handle(inside, origin, message, response).catch((error: unknown) => {
      // A bug of the sandbox must not look like an answer of the vendor.
      if (response.headersSent || response.destroyed) response.destroy()
      else
        reply(
          response,
          599,
          'text/plain; charset=utf-8',
          `sandbox bug: ${error instanceof Error ? error.stack : String(error)}`,
        )
    })
  })
  const port = await listen(server, options.port ?? 0)
  origin = `http://127.0.0.1:${port}`
  const url = `${origin}${room.apiPath}`
  const sandbox: Sandbox = {
    port,
    ready: { ready: true, control: `${origin}/_sandbox`, shoporama: { url, ...shoporamaTokens } },
    shoporama: shoporamaSide(url, room, world),
    clock,
    faults: world.faults,
    get latencyMs() {
      return world.latencyMs
    },
    set latencyMs(ms) {
      world.latencyMs = ms
    },
    clearLog: () => world.log.clear(),
    close: closer(server, inside),
  }
  inside.hooks = sandbox
  return sandbox
}
