/** Reads what fetch threw: did the request leave, and what went wrong, in words. */
import type { Fault } from './retry.ts'

interface Trace {
  readonly code: string
  readonly syscall: string
  readonly message: string
}

/** Errors that arise before a byte of the request is on its way. */
const unsentCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'UND_ERR_CONNECT_TIMEOUT'])

const certificate =
  /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED)|^(?:HOSTNAME_MISMATCH|INVALID_PURPOSE|INVALID_CA)$/

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'is not a known host',
  EAI_AGAIN: 'could not be looked up (DNS)',
  UND_ERR_CONNECT_TIMEOUT: 'did not accept a connection in time',
  ECONNRESET: 'broke the connection',
  EPIPE: 'broke the connection',
  UND_ERR_SOCKET: 'broke the connection',
}

/** What an error thrown by fetch, or while reading a body, says of the attempt. */
export function networkFault(error: unknown, host: string): Fault {
  const chain = [...traces(error)]
  const code = chain.map((trace) => trace.code).find((text) => text !== '') ?? ''
  const suffix = code === '' ? '' : ` (${code})`
  if (chain.some((trace) => certificate.test(trace.code))) {
    return { kind: 'unsent', why: `the certificate of ${host} is not trusted${suffix}`, permanent: true, cause: error }
  }
  const why = `${host} ${words[code] ?? 'could not be talked to'}${suffix}`
  if (chain.some(leftNothing)) return { kind: 'unsent', why, permanent: false, cause: error }
  // No code at all: fetch refused to make the request (a header that cannot be sent), so nothing left.
  const only = chain[0]
  if (
    error instanceof TypeError &&
    error.cause === undefined &&
    only !== undefined &&
    !/terminated|failed/.test(only.message)
  ) {
    return { kind: 'unsent', why: 'the request cannot be made', permanent: true, cause: error }
  }
  return { kind: 'lost', why, cause: error }
}

function leftNothing({ code, syscall, message }: Trace): boolean {
  return (
    unsentCodes.has(code) ||
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    code.startsWith('ERR_SSL_') ||
    // A reset while shaking hands carries the same code as one in mid-answer; only its text tells.
    message.includes('before secure TLS connection was established')
  )
}

/** The error, its causes, and the members of an AggregateError (one for each address that was tried). */
function* traces(error: unknown, depth = 0): Generator<Trace> {
  if (!(error instanceof Error) || depth > 5) return
  yield { code: text(error, 'code'), syscall: text(error, 'syscall'), message: error.message }
  if (error instanceof AggregateError) for (const member of error.errors) yield* traces(member, depth + 1)
  yield* traces(error.cause, depth + 1)
}

function text(error: Error, name: string): string {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : ''
}
