/** What the fields of a write held just before it, as the intent keeps it for undo. Pure; a secret is never among them. */
import { type Field, fieldOf } from '../model/field.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Change } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { isSecret, type Observed, type Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'

export interface BeforeInput {
  readonly kind: Kind | undefined
  readonly change: Change
  /** As it was seen just before the writes. */
  readonly seen: Observed | undefined
  /** As the state had it. */
  readonly known: StateEntry | undefined
  /** What is sent; empty for a delete. */
  readonly recorded: Spec
}

/** The look is believed first, then what the plan saw, then what was last written (the vendor does not show everything). */
export function beforeOf({ kind, change, seen, known, recorded }: BeforeInput): Spec {
  const applied = known?.applied ?? {}
  // What lives inside another (a stock level) is not looked at again.
  const planned = new Map(kind?.within === undefined ? [] : change.diff.map(({ path, before }) => [path, before]))
  const whole = change.action === 'delete' || change.action === 'replace'
  const names = whole ? [...Object.keys(seen?.spec ?? {}), ...Object.keys(applied)] : Object.keys(recorded)
  const before: { [name: string]: Json } = {}
  for (const name of new Set(names)) {
    const field = kind === undefined ? undefined : fieldOf(kind, name)
    if (isWithheld(field, recorded[name], applied[name])) continue
    const value = [shownOf(name, field, seen), planned.get(name), applied[name]].find((one) => one !== undefined)
    if (value !== undefined) before[name] = value
  }
  return before
}

function shownOf(name: string, field: Field | undefined, seen: Observed | undefined): Json | undefined {
  return field?.writeOnly !== true && seen !== undefined && Object.hasOwn(seen.spec, name) ? seen.spec[name] : undefined
}

function isWithheld(field: Field | undefined, ...values: readonly (Json | undefined)[]): boolean {
  return field?.sensitive === true || values.some(holdsSecret)
}

export function holdsSecret(value: Json | undefined): boolean {
  if (isSecret(value)) return true
  if (Array.isArray(value)) return value.some(holdsSecret)
  return isJsonObject(value) && Object.values(value).some(holdsSecret)
}
