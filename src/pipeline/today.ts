/** How the calls of a connection stand today: its quota, the ledger of its token, and what is left with the reserve taken off. */
import type { ConnectionConfig } from '../model/config.ts'
import { ReconcilerError } from '../model/errors.ts'
import { dayIn, nextDayIn, timeIn } from '../model/local-day.ts'
import type { MeterEntry } from '../model/ports.ts'
import type { ConnectionSettings, Provider } from '../model/provider.ts'
import type { CallsLeft, LedgerLine, QuotaSettings, QuotaWords, Today } from '../model/quota.ts'
import type { Connected, World } from './world.ts'

/** The calls of one token as the ledger has them. */
export interface Account {
  /** The first of the connections that share the token: what they are counted under, and no secret. */
  readonly account: string
  /** Counts a call that is about to leave. Throws E2013 where none is left. */
  take(): void
  /** What the answer says of the vendor's count, with so many calls still under way. */
  answered(call: MeterEntry, underWay: number): void
  readonly today?: () => Today
}

export interface AccountParts {
  readonly config: ConnectionConfig
  readonly provider: Provider
  readonly settings: ConnectionSettings
}

/** `all`: the connections of the run, this one included, and others that have a quota. Throws E1301 where the settings make no session. */
export function accountOf(
  world: Pick<World, 'ledger' | 'ports' | 'project'>,
  { config, provider, settings }: AccountParts,
  all: readonly AccountParts[],
): Account {
  const { clock } = world.ports
  const zone = provider.quota?.zone(settings) ?? 'UTC'
  const token = tokenOf(provider, settings)
  const ledger = world.ledger.of(token)
  const names = all.flatMap((one) => (tokenOf(one.provider, one.settings) === token ? [one.config.name] : []))
  const { calls, reserve } = quotaOf(names, provider, world.project.config.quota)
  const today = () => {
    const now = clock.now()
    const { calls: used, spent } = ledger.read(dayIn(zone, now))
    const most = calls ?? 0
    const left = spent ? 0 : Math.max(0, most - reserve - used)
    return { calls: most, reserve, used, spent, left, renews: nextDayIn(zone, now), zone }
  }
  /** The vendor said that none are left, and no answer since said otherwise. */
  let isRefused = false
  /** What a run before met stands until one call of this run says otherwise, or the same: then nothing more is sent. */
  let meets: 'not asked' | 'refused before' | 'refused again' | 'answers' = 'not asked'
  return {
    account: names[0] ?? config.name,
    take: () => {
      const day = dayIn(zone, clock.now())
      const { calls: used, spent } = ledger.read(day)
      // What the vendor said may be out of date, or was of a burst: it is asked again, with one call.
      if ((calls !== undefined && used >= calls - reserve) || meets === 'refused again')
        throw noCallLeft(config.name, today())
      if (meets === 'not asked') meets = spent ? 'refused before' : 'answers'
      isRefused ||= spent
      ledger.write(day, spent ? { calls: 1, refused: true } : { calls: 1 })
    },
    answered: (call, underWay) => {
      if (call.status === undefined) return
      const now = clock.now()
      const day = dayIn(zone, now)
      const line = wordOf(call, { calls, now, renews: () => nextDayIn(zone, now) })
      const { refused, spent, used } = line
      if (meets === 'refused before') meets = refused === true ? 'refused again' : 'answers'
      // Most answers say nothing that is not counted already.
      if (spent === undefined && used === undefined && (refused === true || !isRefused)) return
      isRefused = spent === true || (refused === true && isRefused)
      // Of those under way some may not have reached the vendor when it counted.
      const most = used === undefined || underWay === 0 ? used : Math.max(used, ledger.read(day).calls)
      ledger.write(day, most === undefined ? line : { ...line, used: most })
    },
    ...(calls === undefined ? {} : { today }),
  }
}

/** Of connections with one token the smallest number that is written counts, and the largest reserve. */
function quotaOf(
  names: readonly string[],
  provider: Provider,
  quota: ReadonlyMap<string, QuotaSettings>,
): { readonly calls: number | undefined; readonly reserve: number } {
  const wished = names.flatMap((name) => quota.get(name) ?? [])
  const written = wished.flatMap(({ calls }) => calls ?? [])
  return {
    calls: written.length === 0 ? provider.quota?.calls : Math.min(...written),
    reserve: Math.max(0, ...wished.map(({ reserve }) => reserve)),
  }
}

/** What the vendor counts by. Where it documents no quota: the secrets of the account. */
function tokenOf(provider: Provider, { vendor, values }: ConnectionSettings): string {
  const secrets = Object.entries(provider.settings).flatMap(([name, { secret }]) => (secret ? [name] : []))
  const names = provider.quota === undefined ? secrets.sort() : [provider.quota.token]
  return JSON.stringify([vendor, ...names.map((name) => values[name] ?? null)])
}

interface AtCall {
  readonly calls: number | undefined
  readonly now: Date
  readonly renews: () => Date
}

/** What the vendor says of its day with one call. Of a shorter time (so many a second) the ledger knows nothing. */
function wordOf({ quota }: MeterEntry, at: AtCall): LedgerLine {
  const isRefused = quota?.spent !== undefined
  const used = usedBy(quota?.left, at.calls)
  return {
    calls: 0,
    ...(isRefused ? { refused: true } : {}),
    ...(isRefused && isOfTheDay(quota, at) ? { spent: true } : {}),
    ...(used === undefined ? {} : { used }),
  }
}

const daySeconds = 86_400
const hourMs = 3_600_000

/** A vendor that asks to wait for minutes has refused a burst, unless its day ends in minutes. */
function isOfTheDay({ spent }: QuotaWords, { calls, now, renews }: AtCall): boolean {
  if (calls === undefined || spent === undefined) return false
  const { waitMs } = spent
  return waitMs === undefined || waitMs >= hourMs || now.getTime() + waitMs >= renews().getTime()
}

/** Headers name no window as a rule: they are believed where the limit they name is that of the day. */
function usedBy(left: CallsLeft | undefined, calls: number | undefined): number | undefined {
  if (left === undefined || calls === undefined) return undefined
  const isDay = left.windowSeconds === undefined ? left.limit === calls : left.windowSeconds === daySeconds
  return isDay ? Math.max(0, calls - left.calls) : undefined
}

/** What is left by connection, for the price of a plan: null where there is no quota. */
export function leftToday(connected: readonly Connected[]): (connection: string) => number | null {
  const left = new Map(connected.map(({ config, today }) => [config.name, today?.().left ?? null]))
  return (connection) => left.get(connection) ?? null
}

/** Calls that may still be made today; without a quota there is no end to them. */
export function leftOf({ today }: Pick<Connected, 'today'>): number {
  return today?.().left ?? Number.POSITIVE_INFINITY
}

/** Calls of a day; without a quota there is no end to them. */
export function perDayOf({ today }: Pick<Connected, 'today'>): number {
  if (today === undefined) return Number.POSITIVE_INFINITY
  const { calls, reserve } = today()
  return Math.max(0, calls - reserve)
}

/** Connections by the token that they share. */
export function byAccount(connected: readonly Connected[]): Connected[][] {
  const names = [...new Set(connected.map(({ account }) => account))]
  return names.map((name) => connected.filter(({ account }) => account === name))
}

/** `shop`, or `shop and again with one token`. */
export function accountName(sharing: readonly Connected[]): string {
  const names = sharing.map(({ config }) => config.name)
  return names.length === 1 ? names.join('') : `${names.join(' and ')} with one token`
}

/** Of the one call that would go beyond: nothing was sent. */
function noCallLeft(connection: string, today: Today): ReconcilerError {
  return new ReconcilerError('E2013', `one more call would go beyond the quota: ${standing(today)}`, {
    hint: `there are new ones from ${renewal(today)}; where the account has more, write them as quota: { ${connection}: { calls: … } }`,
  })
}

/** `922 are left today (1000 a day, 28 made, 50 kept for others)`; or that the vendor says that none are. */
export function standing({ calls, reserve, used, spent, left }: Today): string {
  const kept = reserve === 0 ? '' : `, ${reserve} kept for others`
  const day = `(${calls} a day, ${used} made${kept})`
  if (spent && used < calls - reserve) return `the vendor says that none are left today ${day}`
  return `${left === 1 ? '1 is' : `${left} are`} left today ${day}`
}

/** What an apply does not do: it is refused before its first call. Empty unless only the vendor's word is in the way. */
export function orAsk({ spent }: Today): string {
  return spent ? '; where the vendor may allow more by now, butik plan asks it' : ''
}

/** `2026-12-01 00:00 in Europe/Copenhagen (2026-11-30T23:00Z)`. */
export function renewal({ zone, renews }: Today): string {
  return timeIn(zone, renews)
}

/** `1 call`, `12 calls`. */
export function numberOf(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
