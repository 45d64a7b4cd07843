/** A plan that takes more calls than its token has left today: how many, how many days that makes, and what to do. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Plan } from '../model/plan.ts'
import type { QuotaSettings, Today } from '../model/quota.ts'
import { Budget } from './budget.ts'
import { orderIn } from './importance.ts'
import { accountName, byAccount, numberOf, orAsk, perDayOf, renewal, standing } from './today.ts'
import type { Connected } from './world.ts'

/** An error for each token whose rest of the day is too short for this plan; without a quota none is. */
export function tooFewFor(
  connected: readonly Connected[],
  plan: Plan,
  quota: ReadonlyMap<string, QuotaSettings>,
): Diagnostic[] {
  return shortfalls(connected, plan, quota).map(({ today, takes, inDays }) => ({
    severity: 'error',
    code: 'E3012',
    summary: `${takes}, and ${standing(today)}`,
    hint: `nothing was written; ${inDays}${orAsk(today)}`,
  }))
}

/** The same for who only plans. */
export function quotaNotes(
  connected: readonly Connected[],
  plan: Plan,
  quota: ReadonlyMap<string, QuotaSettings>,
): Diagnostic[] {
  return shortfalls(connected, plan, quota).map(({ today, takes, days, inDays }) => ({
    severity: 'warning',
    code: 'N1040',
    summary: `${takes}, and ${standing(today)}: apply stops before its first call, and ${days}`,
    hint: inDays,
  }))
}

/** Where butik.yaml says one thing of a token at one connection and another at the next: both are counted by the smaller. */
export function quotaConflicts(
  connected: readonly Connected[],
  quota: ReadonlyMap<string, QuotaSettings>,
): Diagnostic[] {
  return byAccount(connected).flatMap((sharing): Diagnostic[] => {
    const written = sharing.flatMap(({ config }) => quota.get(config.name)?.calls ?? [])
    const smallest = Math.min(...written)
    if (written.every((calls) => calls === smallest)) return []
    return [
      {
        severity: 'warning',
        code: 'N1043',
        summary: `quota: ${accountName(sharing)} have ${written.join(' and ')} calls a day: ${smallest} is what counts`,
        hint: 'write the same number for each',
      },
    ]
  })
}

interface Shortfall {
  readonly today: Today
  /** `shop: apply takes 1428 calls (28 reads + 1400 writes)`. */
  readonly takes: string
  /** `in parts it takes 2 days`. */
  readonly days: string
  /** What to do. */
  readonly inDays: string
}

function shortfalls(
  connected: readonly Connected[],
  plan: Plan,
  quota: ReadonlyMap<string, QuotaSettings>,
): Shortfall[] {
  return byAccount(connected).flatMap((sharing) => shortfallOf(sharing, plan, quota) ?? [])
}

/** Of connections that share a token: what counts is what they take together. */
function shortfallOf(
  sharing: readonly Connected[],
  plan: Plan,
  quota: ReadonlyMap<string, QuotaSettings>,
): Shortfall | undefined {
  const [first] = sharing
  const today = first?.today?.()
  if (first === undefined || today === undefined) return undefined
  const sum = (of: 'planReads' | 'applyReads' | 'writes') =>
    sharing.reduce((before, { config }) => before + (plan.cost[config.name]?.[of] ?? 0), 0)
  const [planReads, applyReads, writes] = [sum('planReads'), sum('applyReads'), sum('writes')]
  if (writes === 0 || applyReads + writes <= today.left) return undefined
  const perDay = perDayOf(first)
  const budget = new Budget({ plan, connected: sharing, orderAt: orderIn(quota) })
  const { account } = first
  const days = budget.days(account, today.left, perDay)
  const doesFor = (calls: number) => budget.portion({ left: new Map([[account, calls]]) }).operations.size > 0
  const isBegunToday = doesFor(today.left)
  const takes = `${accountName(sharing)}: apply takes ${numberOf(applyReads + writes, 'call')} (${numberOf(applyReads, 'read')} + ${numberOf(writes, 'write')})`
  if (days === undefined) {
    const { name } = first.config
    const inDays = `a day has ${perDay}: ask the vendor for more, and write them as quota: { ${name}: { calls: … } }`
    return { today, takes, days: 'it never ends: one operation takes more than a day has', inDays }
  }
  const begin = isBegunToday
    ? `butik apply --budget ${today.left} does the most important first today`
    : beginOn({
        today,
        perDay,
        planReads,
        calls: applyReads + writes,
        doesFor,
        isRest: plan.basis.resumes !== undefined,
      })
  const more = days < 2 || !isBegunToday ? '' : `, and butik apply --resume goes on from ${renewal(today)}`
  return { today, takes, days: dayCount(days, isBegunToday), inDays: `${begin}${more}` }
}

interface Begin {
  readonly today: Today
  readonly perDay: number
  /** Calls that this plan took, and one of the next day may take again. */
  readonly planReads: number
  /** Calls that apply takes. */
  readonly calls: number
  /** Whether so many calls are enough for the first operation. */
  readonly doesFor: (calls: number) => boolean
  readonly isRest: boolean
}

/** Where nothing can be begun today: an apply of the next day plans first, by the same calls. */
function beginOn({ today, perDay, planReads, calls, doesFor, isRest }: Begin): string {
  const from = renewal(today)
  if (isRest) return `butik apply --resume${calls > perDay ? ` --budget ${perDay}` : ''} can begin at ${from}`
  if (planReads + calls <= perDay) return `butik apply can begin at ${from}`
  const rest = perDay - planReads
  const inParts = `butik apply --budget ${rest}`
  if (calls > perDay && doesFor(rest)) return `${inParts} can begin at ${from}`
  const [planned, applied] = planReads <= today.left ? ['today', `from ${from}`] : [`from ${from}`, 'on the day after']
  const whole = calls > perDay ? ` --budget ${perDay}` : ''
  const apart = `butik plan -o FILE ${planned}, and butik apply FILE${whole} ${applied}`
  return `plan and apply take ${planReads + calls} calls, and a day has ${perDay}: ${apart}${doesFor(rest) ? `; or ${inParts} from ${from}` : ''}`
}

function dayCount(days: number, isBegunToday: boolean): string {
  // The first day of the count is today, with or without calls for it.
  return isBegunToday
    ? `in parts it takes ${numberOf(days, 'day')}`
    : `from the next day on it takes ${numberOf(days - 1, 'day')}`
}
