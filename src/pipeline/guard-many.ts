/** Guards on numbers: how many objects of a kind are deleted, updated, sold out or taken offline at once. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import { compareDecimals, timesDecimals } from '../model/decimal.ts'
import type { Role } from '../model/field.ts'
import type { Many, ManyGuard } from '../model/guard-settings.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import type { Spec } from '../model/resource.ts'
import type { Binding } from './bind.ts'
import type { Tripped } from './guard-finding.ts'
import { amountOf, type Touched } from './guard-parts.ts'

export interface ManyInput {
  readonly touched: readonly Touched[]
  readonly bound: Binding['bound']
  readonly many: { readonly [guard in ManyGuard]?: Many }
  kindAt(address: AddressId): Kind | undefined
}

interface Question {
  readonly name: ManyGuard
  /** `deletes`: what happens to them, after a number. */
  readonly what: string
  isHit(touched: Touched): boolean
  /** Whether an object that is ours is one of those that the share is taken of. */
  counts(kind: Kind, observed: Spec | undefined): boolean
}

const questions: readonly Question[] = [
  { name: 'deletes', what: 'would be deleted', isHit: ({ change }) => isDelete(change.action), counts: () => true },
  { name: 'updates', what: 'would be updated', isHit: isUpdate, counts: () => true },
  {
    name: 'stock-zero',
    what: 'in stock would be set to zero',
    isHit: ({ kind, before, after }) => isStocked(kind, before) && isSoldOut(kind, after),
    counts: isStocked,
  },
  {
    name: 'offline',
    what: 'online would go offline',
    isHit: ({ kind, change, before, after }) =>
      !isDelete(change.action) && isOnline(kind, before) && valueIn(kind, 'online', after) === false,
    counts: isOnline,
  },
]

export function manyTripped(input: ManyInput): Tripped[] {
  return questions.flatMap((question) => {
    const limit = input.many[question.name]
    return limit === undefined ? [] : tooMany(question, limit, input)
  })
}

function tooMany(question: Question, limit: Many, { touched, bound, kindAt }: ManyInput): Tripped[] {
  const hits = new Map<string, AddressId[]>()
  for (const one of touched.filter((each) => question.isHit(each))) {
    const group = groupOf(one.change.address)
    hits.set(group, [...(hits.get(group) ?? []), one.change.address])
  }
  const found = [...hits]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .flatMap(([group, addresses]) => {
      const all = [...bound].filter(([address, { observed }]) => {
        const kind = groupOf(address) === group ? kindAt(address) : undefined
        return kind !== undefined && question.counts(kind, observed?.spec)
      })
      const why = reasonOf(addresses.length, all.length, limit)
      if (why === undefined) return []
      return [{ addresses, text: `${addresses.length} of ${all.length} ${group} ${question.what}, ${why}` }]
    })
  if (found.length === 0) return []
  const addresses = found.flatMap((one) => one.addresses)
  return [{ name: question.name, addresses, message: found.map(({ text }) => text).join('; ') }]
}

function reasonOf(hits: number, all: number, { share, from, count }: Many): string | undefined {
  if (count !== undefined && hits > count) return `more than ${count}`
  const isOver = all >= from && compareDecimals(String(hits * 100), timesDecimals(share, String(all))) > 0
  return isOver ? `more than ${share} %` : undefined
}

function groupOf(address: AddressId): string {
  const { connection, kind } = partsOf(address)
  return `${connection}/${kind}`
}

function isDelete(action: Touched['change']['action']): boolean {
  return action === 'delete' || action === 'replace'
}

/** Levels move all day, and are counted where they become zero. */
function isUpdate({ change }: Touched): boolean {
  if (change.action !== 'update' && change.action !== 'adopt') return false
  return change.diff.some(({ meaning }) => meaning !== 'stock')
}

function isOnline(kind: Kind, spec: Spec | undefined): boolean {
  return valueIn(kind, 'online', spec) === true
}

function isStocked(kind: Kind, spec: Spec | undefined): boolean {
  const level = stockIn(kind, spec)
  return level !== undefined && compareDecimals(level, '0') > 0
}

function isSoldOut(kind: Kind, spec: Spec): boolean {
  const level = stockIn(kind, spec)
  return level !== undefined && compareDecimals(level, '0') <= 0
}

function stockIn(kind: Kind, spec: Spec | undefined): string | undefined {
  const value = valueIn(kind, 'stock', spec)
  return value === undefined ? undefined : amountOf({ path: '', value })
}

function valueIn(kind: Kind, role: Role, spec: Spec | undefined) {
  const name = Object.entries(kind.fields).find(([, field]) => field.role === role)?.[0]
  return name === undefined ? undefined : spec?.[name]
}
