/** The side of a vendor's room that faces whoever runs the sandbox in the same process: tests, and the command line. */
import { saving, type World } from './control.ts'
import type { RequestLogEntry } from './request-log.ts'
import type { SwitchValue } from './switches.ts'
import type { VendorRoom } from './vendor.ts'

/** One vendor, for those who steer the sandbox and look into it. */
export interface VendorSandbox<Store = unknown, Switches = Readonly<Record<string, SwitchValue>>> {
  readonly url: string
  /** Urls and fake credentials, as the switches have them now. */
  readonly ready: Readonly<Record<string, unknown>>
  /** The requests to this vendor so far, in order. */
  readonly log: readonly RequestLogEntry[]
  /** The parsed JSON body of a logged request. */
  body(entry: RequestLogEntry): unknown
  /** The whole store, deterministic and JSON-able. */
  snapshot(): Store
  restore(snapshot: Store): void
  readonly switches: Switches
  set(switches: Partial<Switches>): void
  /** What people do at the vendor without its API; throws where the room does not know the act. */
  act(act: Readonly<Record<string, unknown>>): unknown
  /** Calls of today per token, and the quota. */
  calls(): { readonly limit: number | null; readonly used: Readonly<Record<string, number>> }
  setCalls(calls: { readonly limit?: number | null; readonly used?: Readonly<Record<string, number>> }): void
}

export function sideOf(room: VendorRoom, origin: string, world: World): VendorSandbox {
  return {
    url: room.ready(origin).url,
    get ready() {
      return room.ready(origin)
    },
    log: world.log.of(room.name),
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
    act: (act) => {
      if (room.act === undefined) throw new Error(`nobody acts at ${room.name} but through its API`)
      return saving(world, () => room.act?.(act))
    },
    calls: () => room.calls(),
    setCalls: (calls) => room.changeCalls(calls),
  }
}
