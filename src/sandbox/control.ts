/** The sandbox's own interface below /_sandbox: steering and looking in, for tests and demos in other processes. Never a vendor call. */
import type { Clock } from './clock.ts'
import { type Faults, parseFaultRules } from './faults.ts'
import { isRecord, type JsonRecord, parseJson } from './json.ts'
import type { RequestLog } from './request-log.ts'
import type { VendorRoom } from './vendor.ts'

export interface World {
  readonly clock: Clock
  readonly faults: Faults
  readonly log: RequestLog
  readonly vendors: readonly VendorRoom[]
  latencyMs: number
  readonly save: () => void
}

export interface ControlRequest {
  readonly method: string
  /** Below /_sandbox. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: string
}

export interface ControlReply {
  readonly status: number
  readonly json: unknown
}

interface Panel {
  readonly get: (world: World, query: URLSearchParams) => unknown
  readonly put?: (world: World, body: unknown) => void
  /** Answers itself: an act is done once, and what came of it is not there to be read again. */
  readonly post?: (world: World, body: unknown) => unknown
  readonly remove?: (world: World) => void
}

function perVendor(world: World, show: (vendor: VendorRoom) => unknown): JsonRecord {
  return Object.fromEntries(world.vendors.map((vendor) => [vendor.name, show(vendor)]))
}

function requireRecord(body: unknown): JsonRecord {
  if (!isRecord(body)) throw new Error('the body is not a JSON object')
  return body
}

/** The vendors that a body names, each with its part. A body that names one there is not is refused before any is changed. */
function partsOf(world: World, body: unknown): (readonly [VendorRoom, JsonRecord])[] {
  return Object.entries(requireRecord(body)).map(([name, part]) => {
    const vendor = world.vendors.find((candidate) => candidate.name === name)
    if (vendor === undefined)
      throw new Error(`no vendor is called "${name}"; there are ${world.vendors.map((one) => one.name).join(', ')}`)
    return [vendor, requireRecord(part)] as const
  })
}

function eachVendor(world: World, body: unknown, change: (vendor: VendorRoom, part: JsonRecord) => void): void {
  for (const [vendor, part] of partsOf(world, body)) change(vendor, part)
}

function steerClock(world: World, body: unknown): void {
  const { now, advanceMs, frozen, ...others } = requireRecord(body)
  if (Object.keys(others).length > 0) throw new Error('the clock takes now, advanceMs and frozen')
  if (frozen === true) world.clock.freeze()
  if (frozen === false) world.clock.run()
  if (typeof now === 'string') world.clock.set(now)
  if (typeof advanceMs === 'number') world.clock.advance(advanceMs)
}

function readClock(world: World): unknown {
  return { now: new Date(world.clock.now()).toISOString(), frozen: world.clock.state().frozenAt !== null }
}

function readLog(world: World, query: URLSearchParams): unknown {
  if (query.get('bodies') !== '1') return world.log.entries
  return world.log.entries.map((entry) => {
    const body = world.log.body(entry)
    return body === undefined ? entry : { ...entry, body }
  })
}

function actOf(world: World, body: unknown): unknown {
  const parts = partsOf(world, body)
  for (const [{ name, act }] of parts) {
    if (act === undefined) throw new Error(`nobody acts at ${name} but through its API`)
  }
  return Object.fromEntries(parts.map(([vendor, part]) => [vendor.name, vendor.act?.(part) ?? null]))
}

const panels: ReadonlyMap<string, Panel> = new Map<string, Panel>([
  ['/log', { get: readLog, remove: (world) => world.log.clear() }],
  [
    '/store',
    {
      get: (world) => perVendor(world, (vendor) => vendor.snapshot()),
      put: (world, body) => eachVendor(world, body, (vendor, part) => vendor.restore(part)),
    },
  ],
  ['/clock', { get: readClock, put: steerClock }],
  [
    '/switches',
    {
      get: (world) => perVendor(world, (vendor) => vendor.switches()),
      put: (world, body) => eachVendor(world, body, (vendor, part) => vendor.changeSwitches(part)),
    },
  ],
  [
    '/act',
    { get: (world) => world.vendors.filter(({ act }) => act !== undefined).map(({ name }) => name), post: actOf },
  ],
  [
    '/faults',
    {
      get: (world) => world.faults.state(),
      put: (world, body) => world.faults.script(parseFaultRules(body)),
      remove: (world) => world.faults.clear(),
    },
  ],
  [
    '/calls',
    {
      get: (world) => perVendor(world, (vendor) => vendor.calls()),
      put: (world, body) => eachVendor(world, body, (vendor, part) => vendor.changeCalls(part)),
    },
  ],
  [
    '/latency',
    {
      get: (world) => ({ ms: world.latencyMs }),
      put: (world, body) => {
        const { ms } = requireRecord(body)
        if (typeof ms !== 'number' || ms < 0) throw new Error('ms is a number of milliseconds')
        world.latencyMs = ms
      },
    },
  ],
])

/** Saved however it ends: what the first vendor of a body did is done, whatever becomes of the second. */
export function saving<T>(world: World, work: () => T): T {
  try {
    return work()
  } finally {
    world.save()
  }
}

export function control(world: World, request: ControlRequest): ControlReply {
  const panel = panels.get(request.path)
  if (panel === undefined) return { status: 404, json: { error: `there are ${[...panels.keys()].join(', ')}` } }
  try {
    if (request.method === 'POST' && panel.post !== undefined) {
      return { status: 200, json: saving(world, () => panel.post?.(world, parseJson(request.body))) }
    }
    if (request.method === 'PUT' && panel.put !== undefined) {
      saving(world, () => panel.put?.(world, parseJson(request.body)))
    } else if (request.method === 'DELETE' && panel.remove !== undefined) panel.remove(world)
    else if (request.method !== 'GET')
      return { status: 405, json: { error: `${request.path} has no ${request.method}` } }
    return { status: 200, json: panel.get(world, request.query) }
  } catch (error) {
    return { status: 400, json: { error: error instanceof Error ? error.message : String(error) } }
  }
}
