/**
 * Fields that were written and are managed no more → what is said of them. The shop keeps what it has; money is named
 * first. A field that butik.yaml hands over to the shop is said once for all its objects. Pure.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { type Field, fieldAt, fieldOf } from '../model/field.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { isSecret, type Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { ResourceDiff } from './diff.ts'
import { theirsIn } from './ownership.ts'

export interface ReleaseInput {
  readonly kind: Kind
  readonly spec: Spec
  readonly applied: Spec
  readonly observed: Spec | undefined
}

/** One line a field that left the files. */
export function releasedFields({ kind, spec, applied, observed }: ReleaseInput): string[] {
  const rank = (name: string) => (fieldOf(kind, name)?.meaning === 'price' ? 0 : 1)
  return Object.keys(applied)
    .filter((name) => !Object.hasOwn(spec, name) && isReleased(fieldOf(kind, name)))
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => {
      const kept = observed?.[name] ?? applied[name] ?? null
      const value = typeof kept === 'string' || typeof kept === 'boolean' ? ` ${String(kept)}` : ' what it has'
      return `${name} is released; the shop keeps${isSecret(applied[name]) ? ' it' : value}`
    })
}

/** What the vendor takes on create only is no release, and what is handed over is said by `handedOver`. */
function isReleased(field: Field | undefined): boolean {
  return field?.createOnly !== true && field?.owner !== 'theirs'
}

const mostNamed = 5

/** Fields that the state still has as ours: from the next apply on they are the shop's alone. */
export function handedOver(
  diffs: Iterable<ResourceDiff>,
  entryOf: (one: ResourceDiff) => StateEntry | undefined,
): Diagnostic[] {
  const found = new Map<string, { kind: Kind; path: string; addresses: AddressId[] }>()
  for (const one of diffs) {
    const { kind, resource } = one
    for (const path of theirsIn(kind, entryOf(one)?.applied ?? {})) {
      const place = `${resource.connection}/${kind.name}.${path}`
      const known = found.get(place) ?? { kind, path, addresses: [] }
      known.addresses.push(resource.address)
      found.set(place, known)
    }
  }
  return [...found]
    .sort(([a, one], [b, other]) => rankOf(one) - rankOf(other) || byCodeUnit(a, b))
    .map(([, { kind, path, addresses }]) => noteOf(kind, path, addresses.sort(byCodeUnit)))
}

function noteOf(kind: Kind, path: string, addresses: readonly AddressId[]): Diagnostic {
  const [first = ''] = addresses
  const isOne = addresses.length === 1
  const keys = addresses.slice(0, mostNamed).map((address) => partsOf(address).key)
  const more = addresses.length > mostNamed ? ` and ${addresses.length - mostNamed} more` : ''
  const where = isOne ? first : `${addresses.length} of the kind (${keys.join(', ')}${more})`
  return {
    severity: 'note',
    code: 'N1001',
    summary: `${kind.name}.${path} is the shop's from now on (ownership: theirs): released on ${where}; ${isOne ? 'it keeps' : 'each keeps'} what it has`,
  }
}

function rankOf({ kind, path }: { kind: Kind; path: string }): number {
  return fieldAt(kind, path.split('.'))?.meaning === 'price' ? 0 : 1
}
