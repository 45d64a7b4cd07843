/** What is impure, handed in from outside: the network, the clock, chance, and who is told of each call. */
import type { QuotaWords } from './quota.ts'

/** Everything impure comes in here. */
export interface Ports {
  readonly fetch: typeof fetch
  readonly clock: Clock
  /** Told of every call that left the machine, retries included, when its answer is there or none comes. */
  readonly meter: (call: MeterEntry) => void
  /** Lines for `-v`; never holds a secret. */
  readonly trace: (line: string) => void
  /** From 0 up to 1, for waits: runs that failed together must not return together. */
  readonly random: () => number
  /** By host: what the sessions of this run have met there, shared by all of them. Empty at first. */
  readonly hosts: Map<string, HostHealth>
  /** Asked before each attempt of a write: throws where this run may write no more. Absent where nothing speaks against it. */
  readonly mayWrite?: () => Promise<void>
  /** Told of each picture where objects are read. Absent where nobody asks. */
  readonly picture?: (seen: PictureSeen) => void
  /** Counts a call before it leaves: calls that go out at once never take the same one. Throws E2013 where none is left of the day. */
  readonly takeCall?: () => void
  /** Calls that may be under way at once by what is left of the day, those that are included. Absent where there is no quota. */
  readonly callsLeft?: () => number
}

/** Where the vendor shows a picture of an object. What lies there is a rendition, at an address that may change. */
export interface PictureSeen {
  readonly connection: string
  readonly kind: string
  readonly remoteId: string
  readonly imageId: string
  /** As the vendor wrote it: nothing says that it is an address. */
  readonly url: string
}

/** How it goes with one host; http/circuit.ts keeps it. */
export interface HostHealth {
  /** Calls in a row that failed for good and did not come from the API. */
  failures: number
  /** Writes in a row that came to nothing, whatever the reads between them did. */
  failedWrites: number
  /** Milliseconds waited because the vendor asked for it. */
  waitedMs: number
  pause?: HostPause
}

export interface HostPause {
  /** What may be sent again from then on is one call; how it ends decides. */
  until: number
  why: string
  /** Reads are answered meanwhile. */
  readonly writesOnly: boolean
  /** That one call is under way. */
  trial: boolean
}

export interface Clock {
  now(): Date
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface MeterEntry {
  readonly connection: string
  readonly method: string
  readonly path: string
  /** Undefined where no answer came. */
  readonly status: number | undefined
  readonly attempt: number
  /** What the answer says of the vendor's count of calls; absent where it says nothing. */
  readonly quota?: QuotaWords
}
