/** The settings of a state in PostgreSQL → how to connect, and a name of the server for people. The password is in no message. */
import type { ClientConfig } from 'pg'
import { ReconcilerError } from '../../model/errors.ts'

export const tlsModes = ['disable', 'require', 'verify-ca', 'verify-full'] as const
export type TlsMode = (typeof tlsModes)[number]

export interface TlsSettings {
  readonly mode: TlsMode
  /** Text of one certificate or several (PEM). Absent: those that Node trusts. */
  readonly ca?: string
}

export interface Server {
  readonly config: ClientConfig
  /** `db.example:5432/shops`. */
  readonly label: string
  /** Takes the password out of what others say. */
  readonly redact: (text: string) => string
}

const connectMs = 10_000
/** Far more than a query of ours takes: a connection that says nothing for so long is given up. */
const queryMs = 120_000

/** Throws E1301. `tls` beats the sslmode of the URL. */
export function serverOf(url: string, tls?: TlsSettings): Server {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !['postgres:', 'postgresql:'].includes(parsed.protocol)) throw noUrl()
  const [user, password] = [decoded(parsed.username), decoded(parsed.password)]
  const database = decoded(parsed.pathname.slice(1))
  // A folder with a socket is written percent-encoded in the place of the host, or as a parameter, as libpq takes it.
  const host = parsed.searchParams.get('host') ?? (decoded(bare(parsed.hostname)) || 'localhost')
  const port = parsed.port === '' ? 5432 : Number(parsed.port)
  if (database === '') throw wrong('it names no database', 'write it after the host: postgres://host/database')
  const label = host.startsWith('/') ? `${host}/${database}` : `${host}:${port}/${database}`
  const seconds = Number(parsed.searchParams.get('connect_timeout') ?? 0)
  const config: ClientConfig = {
    host,
    port,
    database,
    ...(user === '' ? {} : { user }),
    ...(password === '' ? {} : { password }),
    ssl: sslOf(tls ?? tlsOf(parsed.searchParams, host)),
    // What a pooler would refuse as a parameter of the start is set in each transaction instead.
    application_name: 'butik',
    connectionTimeoutMillis: seconds > 0 ? seconds * 1000 : connectMs,
    query_timeout: queryMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  }
  return { config, label, redact: redactor([parsed.password, password]) }
}

function noUrl(): ReconcilerError {
  return wrong(
    'it is not a URL of PostgreSQL',
    'write postgres://user:password@host:5432/database; what is not plain in a password is percent-encoded',
  )
}

/** The URL itself may hold a password: it is not repeated. */
function wrong(why: string, hint: string): ReconcilerError {
  return new ReconcilerError('E1301', `the url of the state cannot be used: ${why}`, { hint })
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw noUrl()
  }
}

/** An address of version 6 is in brackets in a URL, and nowhere else. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}

/** As libpq reads the URL, but for its default: over a network a server that cannot prove who it is gets nothing. */
function tlsOf(parameters: URLSearchParams, host: string): TlsSettings {
  for (const name of ['sslcert', 'sslkey', 'sslrootcert']) {
    const value = parameters.get(name)
    if (value === null || (name === 'sslrootcert' && value === 'system')) continue
    throw wrong(
      `${name} names a file, and butik reads none`,
      name === 'sslrootcert' ? 'give the certificate as tls.ca' : 'certificates of clients are not supported',
    )
  }
  const written = parameters.get('sslmode')
  if (written === null) return { mode: isHere(host) ? 'disable' : 'verify-full' }
  const mode = tlsModes.find((known) => known === written)
  // `prefer` falls back to plain text where somebody in between says that there is no TLS.
  if (mode === undefined) throw wrong(`sslmode=${written} is none of ${tlsModes.join(', ')}`, 'choose one of them')
  return { mode }
}

function isHere(host: string): boolean {
  return host.startsWith('/') || ['localhost', '127.0.0.1', '::1'].includes(host)
}

function sslOf({ mode, ca }: TlsSettings): ClientConfig['ssl'] {
  if (mode === 'disable') return false
  // As libpq has it: a certificate that is given is used.
  if (mode === 'require' && ca === undefined) return { rejectUnauthorized: false }
  const trusted = ca === undefined ? {} : { ca }
  if (mode === 'verify-full') return trusted
  return { ...trusted, checkServerIdentity: () => undefined }
}

function redactor(secrets: readonly string[]): (text: string) => string {
  const hidden = secrets.filter((secret) => secret !== '')
  return (text) => hidden.reduce((left, secret) => left.replaceAll(secret, '***'), text)
}
