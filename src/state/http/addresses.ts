/**
 * Settings of the http backend → what has an address on the server: the state, the journal, what is kept of runs, and the
 * ledger, each with the address and the method of its lock.
 */
import { ReconcilerError } from '../../model/errors.ts'

export interface AddressSettings {
  /** `{environment}` in it is the name of the environment; without it, another one than `default` is appended: `…-staging`. */
  readonly address: string
  /** As Terraform's `lock_address`. Absent: `…/lock` at GitLab, elsewhere the address itself. */
  readonly lockAddress?: string | undefined
  /** Absent: the address of the lock. */
  readonly unlockAddress?: string | undefined
  /** `POST` unless set. */
  readonly updateMethod?: string | undefined
  /** `LOCK` unless set, at GitLab `POST`. */
  readonly lockMethod?: string | undefined
  /** `UNLOCK` unless set, at GitLab `DELETE`. */
  readonly unlockMethod?: string | undefined
  /** Absent: the address of the state and `-journal`. `none`: the journal lies with the state. */
  readonly journalAddress?: string | undefined
}

export interface Deed {
  readonly method: string
  readonly url: string
}

export interface Spot {
  readonly url: string
  /** For people: without what may be a secret. */
  readonly label: string
  readonly updateMethod: string
  /** Absent where the settings do not say how this address is locked. */
  readonly lock?: { readonly take: Deed; readonly give: Deed }
}

export interface Spots {
  readonly state: Spot
  /** Undefined: with the state. */
  readonly journal: Spot | undefined
  readonly runs: Spot
  /** One for all environments: a vendor counts by token. */
  readonly ledger: Spot
  /** Beside the state, under a name of its own. */
  beside(suffix: string): Spot
}

const placeholder = '{environment}'
const gitlab = /\/api\/v4\/projects\/[^/]+\/terraform\/state\/[^/]+(?:\/lock)?$/

export function spotsOf(settings: AddressSettings, environment: string): Spots {
  const address = trimmed(checked('address', settings.address))
  const own = inEnvironment(address, environment)
  const spot = (url: string): Spot => ({
    url,
    label: labelOf(url),
    updateMethod: settings.updateMethod ?? 'POST',
    ...lockOf(url, own, { ...settings, address }, environment),
  })
  const beside = (suffix: string) => spot(withSuffix(own, suffix))
  const { journalAddress } = settings
  const journal =
    journalAddress === undefined
      ? beside('-journal')
      : journalAddress === 'none'
        ? undefined
        : spot(inEnvironment(trimmed(checked('journal_address', journalAddress)), environment))
  const shared = address.includes(placeholder)
    ? address.replaceAll(placeholder, 'ledger')
    : withSuffix(address, '-ledger')
  return { state: spot(own), journal, runs: beside('-runs'), ledger: spot(shared), beside }
}

/** Undefined where only the address of the state has a lock, and this is another one. */
function lockOf(
  url: string,
  own: string,
  settings: AddressSettings,
  environment: string,
): Pick<Spot, 'lock'> | undefined {
  const take = lockUrl(url, own, settings, settings.lockAddress, environment)
  const give = lockUrl(url, own, settings, settings.unlockAddress ?? settings.lockAddress, environment)
  if (take === undefined || give === undefined) return undefined
  const { lockMethod, unlockMethod } = settings
  const atGitLab = gitlab.test(new URL(take).pathname)
  return {
    lock: {
      take: { method: lockMethod ?? (atGitLab ? 'POST' : 'LOCK'), url: take },
      give: { method: unlockMethod ?? (atGitLab ? 'DELETE' : 'UNLOCK'), url: give },
    },
  }
}

function lockUrl(
  url: string,
  own: string,
  { address }: AddressSettings,
  setting: string | undefined,
  environment: string,
): string | undefined {
  if (setting === undefined) return gitlab.test(new URL(url).pathname) ? withPath(url, '/lock') : url
  const given = checked('lock_address', setting)
  // What is said of the lock by its difference from the address holds for the other addresses too.
  const rest = given.startsWith(address) ? given.slice(address.length) : undefined
  if (rest !== undefined && /^$|^[/?]/.test(rest)) return `${url}${rest}`
  return url === own ? inEnvironment(given, environment) : undefined
}

function inEnvironment(address: string, environment: string): string {
  if (address.includes(placeholder)) return address.replaceAll(placeholder, encodeURIComponent(environment))
  return environment === 'default' ? address : withSuffix(address, `-${encodeURIComponent(environment)}`)
}

function withSuffix(address: string, suffix: string): string {
  const [, path = address, query = ''] = /^([^?]*)(\?.*)?$/s.exec(address) ?? []
  return `${path}${suffix}${query}`
}

function withPath(address: string, more: string): string {
  return withSuffix(address, more)
}

function trimmed(address: string): string {
  return address.replace(/\/+(?=\?|$)/, '')
}

function labelOf(address: string): string {
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname}`
}

function checked(setting: string, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const bad = (why: string, hint: string) =>
    new ReconcilerError('E1301', `the setting ${setting} of the state ${why}`, { hint })
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw bad(
      'is no address',
      'it begins with https://, such as https://gitlab.com/api/v4/projects/7/terraform/state/shop',
    )
  if (url.username !== '' || url.password !== '')
    throw bad('has a name or a password in it', 'say username, and password: !env NAME, beside it')
  if (url.hash !== '') throw bad('has a # in it', 'leave out what begins with #')
  return address
}
