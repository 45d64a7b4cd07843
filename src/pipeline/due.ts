/** What falls due in the days after a plan: prices that turn by sales of the files. It is told, and is no part of the plan. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Due } from '../model/plan.ts'
import { isSecret, type Resource } from '../model/resource.ts'
import { daysAfter, turnsOf } from '../model/sale.ts'

/** Days that are looked ahead; what turns today is in the plan itself. */
const daysAhead = 14

export function dueIn(resources: Iterable<Resource>, isSelected: (address: AddressId) => boolean): Due[] {
  const found = new Map<string, Due & { readonly resources: Due['resources'][number][] }>()
  for (const { address, sales } of resources) {
    if (sales === undefined || !isSelected(address)) continue
    const last = daysAfter(sales.today, daysAhead)
    for (const { day, turn, price } of turnsOf(sales.sales)) {
      if (day <= sales.today || day > last) continue
      const { kind } = partsOf(address)
      const id = `${day} ${turn} ${kind}`
      const due = found.get(id) ?? { day, turn, kind, resources: [] }
      due.resources.push({ address, price: isSecret(price) || typeof price !== 'string' ? null : price })
      found.set(id, due)
    }
  }
  return [...found].sort(([a], [b]) => byCodeUnit(a, b)).map(([, due]) => due)
}
