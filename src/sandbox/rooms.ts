/** The vendors that the sandbox plays: an explicit list. */
import { NettbutikkRoom } from './24nettbutikk/room.ts'
import type { Clock } from './clock.ts'
import { DistributionInnovationRoom } from './distribution-innovation/room.ts'
import { ScanpayRoom } from './scanpay/room.ts'
import { ShoporamaRoom } from './shoporama/room.ts'
import type { ShoporamaSwitches } from './shoporama/switches.ts'
import type { VendorRoom } from './vendor.ts'
import { VenueManagerRoom } from './venue-manager/room.ts'

type Switches = Readonly<Record<string, unknown>>

/** By vendor, those of a new sandbox that are not to have their default. */
export interface RoomSwitches {
  readonly shoporama?: Partial<ShoporamaSwitches>
  readonly [vendor: string]: Switches | undefined
}

const makers: Readonly<Record<string, (clock: Clock, switches: Switches) => VendorRoom>> = {
  'distribution-innovation': (clock, switches) => new DistributionInnovationRoom(clock, switches),
  shoporama: (clock, switches) => new ShoporamaRoom(clock, switches),
  '24nettbutikk': (clock, switches) => new NettbutikkRoom(clock, switches),
  scanpay: (clock, switches) => new ScanpayRoom(clock, switches),
  'venue-manager': (clock, switches) => new VenueManagerRoom(clock, switches),
}

export const vendorNames: readonly string[] = Object.keys(makers)

/** Throws where a name is not that of a vendor. */
export function makeRooms(names: readonly string[], clock: Clock, switches: RoomSwitches): VendorRoom[] {
  return names.map((name) => {
    const make = makers[name]
    if (make === undefined) throw new Error(`no vendor is called "${name}"; there are ${vendorNames.join(', ')}`)
    return make(clock, switches[name] ?? {})
  })
}
