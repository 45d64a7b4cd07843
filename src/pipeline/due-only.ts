/**
 * `--due`: of all that a plan could do, only the prices that the day turns by sales of the files. Nobody looks at such a run, so it
 * is narrow: the object is ours, the shop still has what the sales gave before, and nothing else of it is touched. Pure.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import { type Json, sameJson } from '../model/json.ts'
import type { DesiredState, Resource } from '../model/resource.ts'
import type { Sales } from '../model/sale.ts'
import type { StateEntry } from '../model/state.ts'
import type { ResourceDiff } from './diff.ts'
import { dayOf } from './mutes.ts'
import type { Connected } from './world.ts'

type Entries = ReadonlyMap<AddressId, StateEntry>

export interface DueOnly {
  /** All that is declared. What turns needs nothing: its references are for another run, and no kind is read for them. */
  readonly desired: DesiredState
  /** Nothing else is part of the run, and nothing else is read for. */
  readonly scope: { readonly within: ReadonlySet<AddressId> }
  /** The only fields that are compared. */
  readonly compared: { readonly only: ReadonlyMap<AddressId, ReadonlySet<string>> }
  /** For the basis. */
  readonly asked: { readonly due: true }
  /** What is carried out, and what is left to a person with the reason. */
  turned(diffs: ReadonlyMap<AddressId, ResourceDiff>, entries: Entries): Turned
}

export interface Turned {
  readonly diffs: ReadonlyMap<AddressId, ResourceDiff>
  readonly diagnostics: readonly Diagnostic[]
}

/** Told by files and state: on most days nothing turns, and then no call is made. */
export function dueOnly(desired: DesiredState, entries: Entries): DueOnly {
  const turning = [...desired.resources.values()].flatMap((resource) => {
    const { sales } = resource
    const entry = entries.get(resource.address)
    if (sales === undefined || entry === undefined || entry.remoteId === '') return []
    const isTurned = !sameJson(entry.applied[sales.field] ?? null, resource.spec[sales.field] ?? null)
    return isTurned ? [{ resource, sales }] : []
  })
  const resources = new Map(desired.resources)
  for (const { resource } of turning) resources.set(resource.address, { ...resource, dependsOn: [] })
  const only = new Map(turning.map(({ resource, sales }) => [resource.address, new Set([sales.field])]))
  return {
    desired: { ...desired, resources },
    scope: { within: new Set(only.keys()) },
    compared: { only },
    asked: { due: true },
    turned: (diffs, settled) => {
      const kept = new Map<AddressId, ResourceDiff>()
      const diagnostics: Diagnostic[] = []
      for (const [address, one] of diffs) {
        const { sales } = one.resource
        const before = settled.get(address)
        if (!only.has(address) || sales === undefined) continue
        const why = before === undefined ? 'it is not in the state any more' : whyNot(one, sales)
        if (why === undefined && before !== undefined) kept.set(address, asBefore(one, sales.field, before))
        else diagnostics.push(leftAlone(one.resource, sales.field, why ?? ''))
      }
      return { diffs: kept, diagnostics }
    },
  }
}

/** Undefined where this is a turn of the day and nothing else. */
function whyNot({ bound, verdict, diff }: ResourceDiff, { field, sales }: Sales): string | undefined {
  if (bound === undefined) return 'it is gone from the shop'
  if (bound.by !== 'state') return 'its object answers to another address'
  if (verdict === 'same') return undefined
  const [change, ...others] = diff
  if (verdict !== 'update' || change?.path !== field || others.length > 0) return 'more of it would be written'
  // A shop may say 0 where none is set.
  const known: readonly Json[] = [null, '0', ...sales.map(({ price }) => price)]
  const before = change.before ?? null
  if (change.cause === 'config' && known.some((price) => sameJson(price, before))) return undefined
  return change.sensitive || typeof before !== 'string'
    ? `${field} was changed`
    : `${field} is ${before}, which no sale says`
}

/** The state learns the price and nothing else: what else the files say by now is for another run to apply, or to release. */
function asBefore(one: ResourceDiff, field: string, before: StateEntry): ResourceDiff {
  const { [field]: _, ...stored } = before.stored
  const applied = { ...before.applied, [field]: one.entry.applied[field] ?? null }
  return { ...one, diagnostics: [], entry: { ...before, applied, stored } }
}

/** Whoever reads such a plan must not take it for that of today. */
/** Throws E5001 for a day that is over everywhere: what would have been is not what is asked. */
export function refuseOver(day: string | undefined, connected: readonly Connected[], now: Date): void {
  if (day === undefined || connected.length === 0 || connected.some((one) => day >= dayOf(one, now))) return
  throw new ReconcilerError('E5001', `--on ${day} is a day that is over`, { hint: 'Give today, or a day to come.' })
}

export function ofAnotherDay(day: string | undefined): Diagnostic[] {
  if (day === undefined) return []
  const summary = `this is the plan of ${day}, if nothing else moves until then`
  const hint = 'what it asks to be acknowledged, the run of that day asks for too'
  return [{ severity: 'note', code: 'N1073', summary, hint }]
}

function leftAlone({ address, source }: Resource, field: string, why: string): Diagnostic {
  const hint = 'butik plan shows what would become of it'
  return {
    severity: 'warning',
    code: 'N1072',
    summary: `${field} is due to turn and left as it is: ${why}`,
    hint,
    source,
    address,
  }
}
