/** What a plan says in numbers: how many changes of each action, and how many calls. Pure. */
import { byCodeUnit } from '../model/json.ts'
import type { Change, Cost, Operation, Plan, Summary } from '../model/plan.ts'
import { priceOf } from './price.ts'
import type { Connected } from './world.ts'

export function summaryOf(
  changes: readonly Change[],
  { none, notEvaluated }: Pick<Summary, 'none' | 'notEvaluated'>,
): Summary {
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length
  return {
    create: count('create'),
    update: count('update'),
    replace: count('replace'),
    delete: count('delete'),
    adopt: count('adopt'),
    forget: count('forget'),
    manual: count('manual'),
    none,
    notEvaluated,
  }
}

export interface Priced {
  readonly connected: readonly Connected[]
  readonly changes: Plan['changes']
  readonly views: Plan['views']
  readonly operations: readonly Operation[]
  /** Calls made to make the plan, by connection. */
  readonly planReads: (connection: string) => number
}

export function costOf({ connected, changes, views, operations, planReads }: Priced): {
  readonly [connection: string]: Cost
} {
  const parts = connected.map((one): [string, Cost] => {
    const { name } = one.config
    const writes = operations.filter(({ connection }) => connection === name).length
    const opening = writes === 0 ? 0 : (one.provider.opening ?? 0)
    const applyReads = priceOf(one, { changes, views }) + opening
    return [name, { planReads: planReads(name), applyReads, writes, remaining: null }]
  })
  return Object.fromEntries(parts.sort(([a], [b]) => byCodeUnit(a, b)))
}
