/**
 * What has drifted × what of it is taken → the edits that make the files say what the shop has. What drifted is what `butik drift`
 * tells; who takes it names it. Pure.
 */
import { type AddressId, addressGlob } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'
import { byCodeUnit } from '../model/json.ts'
import type { FieldChange } from '../model/plan.ts'
import { didYouMean } from '../model/suggest.ts'
import type { Mute } from '../model/told.ts'
import type { ResourceDiff } from './diff.ts'
import { topLevel } from './plan-change.ts'
import type { Sight } from './sight.ts'

/** One field that the shop has otherwise than butik wrote it, or a resource that is gone from the shop. */
export interface DriftedField {
  readonly address: AddressId
  /** Absent: all of it is gone. */
  readonly field?: string
  readonly changes: readonly FieldChange[]
  /** The files have moved too: only who names the field takes it. */
  readonly both: boolean
  /** Left alone until a day: only who names the field takes it. */
  readonly muted?: Pick<Mute, 'until' | 'reason'>
}

/** `shop/product/oak-*#price` */
export interface Wish {
  readonly written: string
  readonly field?: string
  fits(address: AddressId): boolean
}

export function wishOf(written: string): Wish {
  const mark = written.indexOf('#')
  const fits = addressGlob(mark < 0 ? written : written.slice(0, mark))
  return { written, fits, ...(mark < 0 ? {} : { field: written.slice(mark + 1) }) }
}

/** Sorted by address. What is only watched has no state: all of its differences are the shop's. */
export function driftedIn({ diffs, entries, binding }: Sight): DriftedField[] {
  return [...diffs]
    .sort(([one], [other]) => byCodeUnit(one, other))
    .flatMap(([address, one]): DriftedField[] => {
      const { kind, diff, bound } = one
      if (kind.class === 'managed' && !entries.has(address)) return []
      if (binding.gone.has(address)) return [{ address, changes: [], both: false }]
      if (bound === undefined || kind.class === 'write-only') return []
      const moved = diff.filter(({ cause }) => cause !== 'config' || kind.class === 'observed')
      const muted = (one.muted ?? []).map(({ mute: { field, until, reason }, diff: changes }): DriftedField => {
        return { address, field, changes, both: false, muted: { until, reason } }
      })
      return topLevel(moved)
        .map((field): DriftedField => {
          const changes = moved.filter((change) => topLevel([change])[0] === field)
          return { address, field, changes, both: changes.some(({ cause }) => cause === 'both') }
        })
        .concat(muted)
    })
}

export interface Choice {
  readonly taken: readonly DriftedField[]
  /**
   * Would have been taken, but nobody named the field, and the files have moved too (what its author wrote last is not written
   * over), or it is muted (it is meant to be what it was, after that day).
   */
  readonly left: readonly DriftedField[]
}

export function allOf(drifted: readonly DriftedField[]): Choice {
  return { taken: drifted.filter(isPlain), left: drifted.filter((one) => !isPlain(one)) }
}

function isPlain({ both, muted }: DriftedField): boolean {
  return !both && muted === undefined
}

/** Throws E1505 where a wish fits nothing that has drifted; `declared`: what could have been meant. */
export function wished(
  drifted: readonly DriftedField[],
  wishes: readonly Wish[],
  declared: readonly AddressId[],
): Choice {
  const fits = ({ address, field }: DriftedField, wish: Wish): boolean =>
    wish.fits(address) && (wish.field === undefined || field === undefined || wish.field === field)
  const idle = wishes.find((wish) => !drifted.some((one) => fits(one, wish)))
  if (idle !== undefined) {
    throw new ReconcilerError('E1505', `nothing has drifted at ${idle.written}`, {
      hint: `nothing was written; ${meantBy(idle, drifted, declared)}`,
    })
  }
  const found = drifted.filter((one) => wishes.some((wish) => fits(one, wish)))
  const isNamed = (one: DriftedField): boolean => wishes.some((wish) => wish.field !== undefined && fits(one, wish))
  return {
    taken: found.filter((one) => isPlain(one) || isNamed(one)),
    left: found.filter((one) => !isPlain(one) && !isNamed(one)),
  }
}

function meantBy({ written, fits }: Wish, drifted: readonly DriftedField[], declared: readonly AddressId[]): string {
  const fields = new Set(drifted.flatMap(({ address, field }) => (field !== undefined && fits(address) ? [field] : [])))
  if (fields.size > 0) return `what has drifted there: ${[...fields].join(', ')}`
  if (declared.some((address) => fits(address))) return 'files and shop agree there; butik drift lists what has drifted'
  const [place = ''] = written.split('#')
  return (
    didYouMean(place, declared) ??
    'nothing of that address is declared: it is connection/kind/key, shop/product/oak-chair'
  )
}

/** What was compared, with the differences alone that are taken, each as the shop's doing. */
export function takenOnly(seen: Sight, taken: readonly DriftedField[]): Sight {
  const fields = new Map<AddressId, Set<string>>()
  for (const { address, field } of taken) {
    if (field !== undefined) fields.set(address, (fields.get(address) ?? new Set<string>()).add(field))
  }
  const gone = new Set(taken.filter(({ field }) => field === undefined).map(({ address }) => address))
  const diffs = new Map(
    [...seen.diffs].map(([address, { muted = [], ...one }]): [AddressId, ResourceDiff] => {
      const wanted = fields.get(address)
      const all = [...one.diff, ...muted.flatMap((some) => some.diff)]
      const diff = all.filter((change) => topLevel([change]).some((field) => wanted?.has(field) === true))
      return [address, { ...one, diff: diff.map((change) => ({ ...change, cause: 'drift' })) }]
    }),
  )
  return { ...seen, diffs, binding: { ...seen.binding, gone } }
}
