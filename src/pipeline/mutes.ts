/** `mute:` of butik.yaml × the day → which drift a plan leaves alone, what it says of that, and until when it holds. Pure. */
import { type AddressId, addressGlob, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { dayIn } from '../model/local-day.ts'
import type { Basis } from '../model/plan.ts'
import type { Mute, Muted } from '../model/told.ts'
import type { DiffInput, ResourceDiff } from './diff.ts'
import type { Connected } from './world.ts'

/** `2026-11-30`: the day by which the vendor counts; where it counts none, that of UTC. */
export function dayOf({ today }: Connected, now: Date): string {
  return dayIn(today?.().zone ?? 'UTC', now)
}

export interface Mutes {
  readonly muteOf: NonNullable<DiffInput['muteOf']>
  /** Of mutes that are over. */
  readonly notes: readonly Diagnostic[]
}

/** Undefined where there are none. */
export function mutesToday(mutes: readonly Mute[], connected: readonly Connected[], now: Date): Mutes | undefined {
  if (mutes.length === 0) return undefined
  const days = new Map(connected.map((one) => [one.config.name, dayOf(one, now)]))
  const isOver = (mute: Mute, connection: string) => mute.until < (days.get(connection) ?? '')
  const known = mutes.map((mute) => ({ mute, matches: addressGlob(mute.addresses) }))
  return {
    muteOf: (address, field) => {
      const { connection } = partsOf(address)
      return known
        .filter(({ mute, matches }) => mute.field === field && !isOver(mute, connection) && matches(address))
        .map(({ mute }) => mute)
        .reduce<Mute | undefined>(
          (last, mute) => (last === undefined || mute.until > last.until ? mute : last),
          undefined,
        )
    },
    notes: mutes.flatMap((mute) =>
      days.size > 0 && [...days.keys()].every((name) => isOver(mute, name)) ? over(mute) : [],
    ),
  }
}

function over({ addresses, field, until, reason, at }: Mute): Diagnostic {
  return {
    severity: 'note',
    code: 'N1061',
    summary: `the mute of ${field} of ${addresses} was over with ${until} (${reason}): drift of it is put back again`,
    hint: 'take it out of butik.yaml, or give it another day',
    source: at,
  }
}

/** Why drift of its field is not put into the files either: after that day it is put back. */
export function whyMuted({ until, reason }: Pick<Mute, 'until' | 'reason'>): string {
  return `it is muted until ${until}: ${reason}`
}

/** What a plan leaves alone, told once for each mute. */
export function mutedIn(diffs: Iterable<ResourceDiff>): {
  readonly muted: readonly Muted[]
  readonly notes: Diagnostic[]
} {
  const muted: Muted[] = []
  const told = new Map<Mute, AddressId[]>()
  for (const { resource, muted: fields = [] } of diffs) {
    for (const { mute, diff } of fields) {
      const { until, reason } = mute
      muted.push({ address: resource.address, until, reason, diff })
      told.set(mute, [...(told.get(mute) ?? []), resource.address])
    }
  }
  const notes = [...told].map(([{ addresses, field, until, reason, at }, { length }]): Diagnostic => {
    const whose = length === 1 ? `of 1 resource` : `of ${length} resources`
    return {
      severity: 'note',
      code: 'N1062',
      summary: `${field} ${whose} is left as the shop has it until ${until} (${addresses}): ${reason}`,
      source: at,
    }
  })
  return { muted, notes }
}

/** By connection: the day with which the first of these mutes ends. */
export function holdsUntil(muted: readonly Muted[]): Pick<Basis, 'holdsUntil'> {
  const days = new Map<string, string>()
  for (const { address, until } of muted) {
    const { connection } = partsOf(address)
    const known = days.get(connection)
    if (known === undefined || until < known) days.set(connection, until)
  }
  return days.size === 0 ? {} : { holdsUntil: Object.fromEntries([...days].sort()) }
}
