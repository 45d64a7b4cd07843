/** A plan with the calls that are left today, and what follows where they are too few. Neither is part of its hash. */
import type { Cost, Plan } from '../model/plan.ts'
import { quotaConflicts, quotaNotes } from './shortfall.ts'
import { leftToday } from './today.ts'
import type { Connected, World } from './world.ts'

export function withCallsLeft(made: Plan, connected: readonly Connected[], world: Pick<World, 'project'>): Plan {
  const left = leftToday(connected)
  const cost = Object.entries(made.cost).map(([name, one]): [string, Cost] => [name, { ...one, remaining: left(name) }])
  const { quota } = world.project.config
  const notes = [...quotaConflicts(connected, quota), ...quotaNotes(connected, made, quota)]
  return { ...made, cost: Object.fromEntries(cost), diagnostics: [...made.diagnostics, ...notes] }
}
