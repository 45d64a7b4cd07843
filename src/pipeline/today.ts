/** How the calls of a connection stand today: its quota, the ledger of its token, and what is left with the reserve taken off. */
import type { ConnectionConfig } from '../model/config.ts'
import { dayIn, nextDayIn, timeIn } from '../model/local-day.ts'
import type { MeterEntry } from '../model/ports.ts'
import type { ConnectionSettings, Provider } from '../model/provider.ts'
import type { CallsLeft, LedgerLine, QuotaWords, Today } from '../model/quota.ts'
import type { Connected, World } from './world.ts'

/** The calls of one connection as the ledger has them. */
export interface Account {
  count(call: MeterEntry): void
  readonly today?: () => Today
}

export interface AccountParts {
  readonly world: Pick<World, 'ledger' | 'ports' | 'project'>
  readonly config: ConnectionConfig
  readonly provider: Provider
  readonly settings: ConnectionSettings
}

/** Throws E1301 where the settings make no session. */
export function accountOf({ world, config, provider, settings }: AccountParts): Account {
  const { clock } = world.ports
  const zone = provider.quota?.zone(settings) ?? 'UTC'
  const ledger = world.ledger.of(tokenOf(provider, settings))
  const wished = world.project.config.quota.get(config.name)
  const calls = wished?.calls ?? provider.quota?.calls
  const today = () => {
    const now = clock.now()
    const { calls: used, spent } = ledger.read(dayIn(zone, now))
    const reserve = wished?.reserve ?? 0
    const most = calls ?? 0
    const left = spent ? 0 : Math.max(0, most - reserve - used)
    return { calls: most, reserve, used: spent ? Math.max(most, used) : used, left, renews: nextDayIn(zone, now), zone }
  }
  return {
    count: (call) => {
      const now = clock.now()
      ledger.write(dayIn(zone, now), lineOf(call, { calls, now, renews: () => nextDayIn(zone, now) }))
    },
    ...(calls === undefined ? {} : { today }),
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

/** One call, with what the vendor says of its day. Of a shorter time (so many a second) the ledger knows nothing. */
function lineOf({ quota }: MeterEntry, at: AtCall): LedgerLine {
  const isRefused = quota?.spent !== undefined
  const used = usedBy(quota?.left, at.calls)
  return {
    calls: 1,
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
  return calls - reserve
}

/** `922 are left today (1000 a day, 28 made, 50 kept for others)`. */
export function standing({ calls, reserve, used, left }: Today): string {
  const kept = reserve === 0 ? '' : `, ${reserve} kept for others`
  return `${left === 1 ? '1 is' : `${left} are`} left today (${calls} a day, ${used} made${kept})`
}

/** `2026-12-01 00:00 in Europe/Copenhagen (2026-11-30T23:00Z)`. */
export function renewal({ zone, renews }: Today): string {
  return timeIn(zone, renews)
}
