/**
 * Guards on values: what a change would do to prices, stock, the menu, links and pictures, and to how much of the shop at
 * once. They see the object before and after, so that only what this plan changes is judged. Pure.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { GuardSettings, PlainGuard } from '../model/guard-settings.ts'
import type { ObservedState } from '../model/resource.ts'
import { type Finding, type Tripped, trippedBy } from './guard-finding.ts'
import { manyTripped } from './guard-many.ts'
import { type Touched, type TouchedInput, touchedBy } from './guard-parts.ts'
import { bareFindings, menuFindings, renamedFindings } from './guard-plain.ts'
import { costFindings, priceFindings, saleFindings } from './guard-price.ts'
import { inUseFindings } from './in-use.ts'
import type { Connected } from './world.ts'

export interface ValuesInput extends TouchedInput {
  readonly connected: readonly Connected[]
  readonly observed: ObservedState
  readonly settings: GuardSettings
  isDeclared(address: AddressId): boolean
  /** Everything goes, and was asked for by name. What others still use was not. */
  readonly destroy: boolean
}

export interface GuardedValues {
  readonly tripped: readonly Tripped[]
  readonly notes: readonly Diagnostic[]
}

export function guardValues(input: ValuesInput): GuardedValues {
  const { settings, destroy } = input
  const touched = touchedBy(input)
  const each = (name: PlainGuard, what: string, find: (one: Touched) => readonly Finding[]): Tripped[] =>
    settings.on.has(name) ? trippedBy(name, what, touched.flatMap(find)) : []
  const inUse = settings.on.has('in-use') ? inUseFindings(input) : []
  const tripped = trippedBy('in-use', 'deleted, and used by what the files do not hold', inUse)
  if (destroy) return { tripped, notes: [] }
  const { price } = settings
  const costs = settings.on.has('below-cost') ? touched.map((one) => costFindings(one, settings)) : []
  const unjudged = touched.filter((_, index) => costs[index]?.unjudged === true).map(({ change }) => change.address)
  return {
    tripped: [
      ...manyTripped({ touched, bound: input.binding.bound, many: settings.many, kindAt: input.kindAt }),
      ...(price === undefined
        ? []
        : trippedBy(
            'price',
            `prices that change by more than ${price} %`,
            touched.flatMap((one) => priceFindings(one, price)),
          )),
      ...trippedBy(
        'below-cost',
        'sold at or under cost',
        costs.flatMap(({ findings }) => findings),
      ),
      ...each('sale-price', 'sale prices that are not under the price', saleFindings),
      ...each('category', 'categories that are deleted or leave the menu', menuFindings),
      ...each('url', 'pages that get another address, and links to the old one break', (one) =>
        renamedFindings(one, 'url'),
      ),
      ...each('own-id', 'links and integrations know these by what changes', (one) => renamedFindings(one, 'key')),
      ...each('images', 'objects that lose all their pictures', bareFindings),
      ...tripped,
    ],
    notes: unjudged.length === 0 ? [] : [cannotJudge(unjudged, settings)],
  }
}

/** A guard that is blind says so, once. */
function cannotJudge([first, ...others]: readonly AddressId[], { prices }: GuardSettings): Diagnostic {
  const where = first === undefined ? {} : { address: first }
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  const wanted =
    prices === undefined
      ? 'write guards: { prices: incl } or { prices: excl } in butik.yaml: whether your prices hold VAT'
      : 'write guards: { vat: 25 } in butik.yaml, the per cent of VAT where a product has none of its own'
  return {
    severity: 'warning',
    code: 'N1019',
    summary: `the guard below-cost cannot judge the price${more} against the purchase price`,
    hint: wanted,
    ...where,
  }
}
