/** Every connection examined, cheapest question first: settings, secrets, name, TLS, clock, key, rights, and each kind. */
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Kind, Rights } from '../model/provider.ts'
import { connect } from './connect.ts'
import { renewal, standing } from './today.ts'
import type { Connected, World } from './world.ts'

export type Health = 'ok' | 'warning' | 'failed' | 'skipped'

export interface Check {
  /** `settings`, `name`, `tls`, `key`, `clock`, `rights`, `reach <kind>`, `calls`. */
  readonly check: string
  readonly health: Health
  readonly says: string
  /** What to do now. */
  readonly hint?: string
}

export interface Examined {
  readonly connection: string
  readonly vendor: string
  readonly checks: readonly Check[]
}

/** How a host is reached, without any credentials. */
export interface ReachPort {
  /** Addresses that the name resolves to; throws where it does not. */
  resolve(host: string): Promise<readonly string[]>
  /** The certificate's last day; throws where it is not trusted. */
  certificate(host: string, port: number): Promise<{ readonly validTo: Date }>
}

export interface ExamineOptions {
  readonly connections: readonly string[]
  readonly reach: ReachPort
  /** The ledger could not be read: what is left of the day is not known. */
  readonly uncounted?: boolean
}

const skewWarning = 60
const certificateWarning = 14

export async function* examine(world: World, options: ExamineOptions): AsyncGenerator<Examined> {
  const { connections } = world.project.config
  const unknown = options.connections.find((name) => !connections.has(name))
  if (unknown !== undefined) {
    throw new ReconcilerError('E3006', `--connection ${unknown}: there is no such connection`, {
      hint: `there are: ${[...connections.keys()].join(', ')}`,
    })
  }
  for (const { name, vendor } of connections.values()) {
    if (options.connections.length > 0 && !options.connections.includes(name)) continue
    yield { connection: name, vendor, checks: await checksOf(world, name, options) }
  }
}

async function checksOf(world: World, name: string, { reach, uncounted }: ExamineOptions): Promise<Check[]> {
  let connected: Connected | undefined
  try {
    ;[connected] = await connect(world, { connection: [name] })
  } catch (error) {
    if (!(error instanceof ReconcilerError)) throw error
    const problems =
      error instanceof DiagnosticsError ? error.diagnostics : [{ summary: error.message, hint: error.hint }]
    return problems.map(({ summary, hint }) => failed('settings', summary, hint))
  }
  if (connected === undefined) return [failed('settings', `${name} has no vendor that butik knows`, undefined)]
  const checks: Check[] = [ok('settings', 'complete, and every secret is there')]
  const url = new URL(connected.url)
  checks.push(await nameCheck(url, reach))
  if (checks.at(-1)?.health === 'failed') return checks
  checks.push(await tlsCheck(url, reach, world.ports.clock.now()))
  const { date, check } = await keyCheck(connected, world)
  if (date !== undefined) checks.push(clockCheck(date, world.ports.clock.now()))
  checks.push(check)
  if (check.health !== 'ok') return [...checks, callsCheck(connected, uncounted)]
  checks.push(await rightsCheck(connected, world))
  for (const kind of connected.provider.kinds) checks.push(await kindCheck(connected, kind, world))
  return [...checks, callsCheck(connected, uncounted)]
}

async function nameCheck({ hostname }: URL, reach: ReachPort): Promise<Check> {
  const host = hostname.replace(/^\[|\]$/g, '')
  try {
    return ok('name', `${host} is ${(await reach.resolve(host)).join(', ')}`)
  } catch (error) {
    return failed(
      'name',
      `${host} does not resolve (${reasonOf(error)})`,
      'check the network, and the url of the connection',
    )
  }
}

async function tlsCheck({ protocol, hostname, port }: URL, reach: ReachPort, now: Date): Promise<Check> {
  if (protocol === 'http:') {
    const here = /^(localhost|127\.|\[::1\])/.test(hostname)
    return here
      ? { check: 'tls', health: 'skipped', says: 'not encrypted, and on this machine' }
      : {
          check: 'tls',
          health: 'warning',
          says: 'not encrypted: the credentials travel in the open',
          hint: 'write an https address',
        }
  }
  try {
    const { validTo } = await reach.certificate(hostname.replace(/^\[|\]$/g, ''), port === '' ? 443 : Number(port))
    const day = validTo.toISOString().slice(0, 10)
    const days = Math.floor((validTo.getTime() - now.getTime()) / 86_400_000)
    return days < certificateWarning
      ? {
          check: 'tls',
          health: 'warning',
          says: `trusted, until ${day} only`,
          hint: 'the vendor should renew its certificate',
        }
      : ok('tls', `trusted, until ${day}`)
  } catch (error) {
    return failed(
      'tls',
      `the certificate is not trusted (${reasonOf(error)})`,
      'a company proxy? name its certificate in NODE_EXTRA_CA_CERTS',
    )
  }
}

async function keyCheck({ provider, session }: Connected, world: World): Promise<{ date?: string; check: Check }> {
  try {
    const { date, note } = await provider.doctor.ask(session, world.signal)
    const check = ok('key', note === undefined ? 'accepted' : `accepted: ${note}`)
    return date === undefined ? { check } : { date, check }
  } catch (error) {
    return { check: failureOf('key', error) }
  }
}

function clockCheck(date: string, now: Date): Check {
  const theirs = Date.parse(date)
  if (Number.isNaN(theirs))
    return { check: 'clock', health: 'skipped', says: 'the vendor does not say what time it is' }
  const seconds = Math.round((now.getTime() - theirs) / 1000)
  const size = Math.abs(seconds)
  if (size <= skewWarning)
    return ok('clock', `${size === 0 ? 'the same' : `${size} s ${seconds > 0 ? 'ahead of' : 'behind'}`} the vendor's`)
  return {
    check: 'clock',
    health: 'warning',
    says: `this machine is ${size} s ${seconds > 0 ? 'ahead of' : 'behind'} the vendor`,
    hint: 'set the clock: what changed since the last look is told by time',
  }
}

const rightsWords: { readonly [rights in Rights]: Omit<Check, 'check'> } = {
  'read-write': { health: 'ok', says: 'may read and write' },
  'read-only': {
    health: 'warning',
    says: 'may only read: enough for butik plan, not for butik apply',
    hint: 'for apply, use credentials that may write',
  },
  unknown: { health: 'skipped', says: 'cannot be told without writing' },
}

async function rightsCheck({ provider, session }: Connected, world: World): Promise<Check> {
  const { rights } = provider.doctor
  const writes = provider.kinds.some(({ class: power }) => power !== 'observed')
  if (!writes) return { check: 'rights', health: 'skipped', says: 'butik only reads here' }
  if (rights === undefined) return { check: 'rights', ...rightsWords.unknown }
  try {
    return { check: 'rights', ...rightsWords[await rights(session, world.signal)] }
  } catch (error) {
    return failureOf('rights', error)
  }
}

/** One page is enough to know that a kind can be read. */
async function kindCheck({ session }: Connected, kind: Kind, world: World): Promise<Check> {
  const check = `reach ${kind.name}`
  const { reading } = kind
  switch (reading.by) {
    case 'nothing':
      return { check, health: 'skipped', says: 'the vendor shows nothing of it: drift cannot be seen' }
    case 'list-per-parent':
      return { check, health: 'skipped', says: `read with each ${reading.parent.kind}` }
    case 'list':
    case 'paged-list':
      try {
        for await (const page of reading.list(session, world.signal)) {
          const count = page.total ?? page.objects.length
          return ok(check, `readable, ${count} there`)
        }
        return ok(check, 'readable, none there')
      } catch (error) {
        return failureOf(check, error)
      }
  }
}

function callsCheck(connected: Connected, uncounted = false): Check {
  const made = connected.calls()
  if (uncounted)
    return {
      check: 'calls',
      health: 'skipped',
      says: `${made} made for this; those of other runs are counted with the state, which cannot be read`,
    }
  const today = connected.today?.()
  if (today === undefined) return ok('calls', `${made} made for this; the vendor does not say how many are left`)
  const says = `${made} made for this; ${standing(today)}, by what butik has counted`
  if (today.left > 0) return ok('calls', says)
  return { check: 'calls', health: 'warning', says, hint: `there are new ones from ${renewal(today)}` }
}

function ok(check: string, says: string): Check {
  return { check, health: 'ok', says }
}

function failed(check: string, says: string, hint: string | undefined): Check {
  return { check, health: 'failed', says, ...(hint === undefined ? {} : { hint }) }
}

function failureOf(check: string, error: unknown): Check {
  if (!(error instanceof ReconcilerError)) throw error
  if (error.code === 'E2013') return { check, health: 'skipped', says: 'not asked: no call is left today' }
  return failed(check, error.message, error.hint)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
