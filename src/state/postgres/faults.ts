/** What a server or a connection says went wrong → what it means for us, in words, with what to do. */
import { DatabaseError } from 'pg'
import type { DiagnosticCode } from '../../model/codes.ts'
import { ReconcilerError } from '../../model/errors.ts'
import { codeOf } from '../files.ts'
import type { Server } from './server.ts'

/**
 * `cut`: the connection is gone, and what was under way may have been carried out. `busy`: it was not, and may be tried
 * again. `refused`: it was not, and trying again helps nothing.
 */
export type Kind = 'cut' | 'busy' | 'refused'

const networkCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]
/** pg has no codes for these. */
const cutWords = /^(Connection terminated|timeout expired$|Query read timeout$|Client (has encountered|was closed))/
/** Too many connections; deadlock; could not serialize; no lock in time; the server is starting. */
const busyStates = ['53300', '40P01', '40001', '55P03', '57P03']
/** Ended by an administrator, by a crash, for a database that is dropped, for being idle. */
const cutStates = ['57P01', '57P02', '57P04', '57P05', '25P03']

export function kindOf(error: unknown): Kind {
  if (error instanceof DatabaseError) {
    const state = error.code ?? ''
    if (busyStates.includes(state)) return 'busy'
    return cutStates.includes(state) || state.startsWith('08') ? 'cut' : 'refused'
  }
  if (networkCodes.includes(codeOf(error))) return 'cut'
  return error instanceof Error && cutWords.test(error.message) ? 'cut' : 'refused'
}

export function isDuplicate(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '23505'
}

/** E4001 for reading, E4003 for writing. What is an error of ours stays what it is. */
export function stateError(code: DiagnosticCode, server: Server, error: unknown): ReconcilerError {
  if (error instanceof ReconcilerError) return error
  const deed = code === 'E4001' ? 'read' : 'written'
  const { why, hint } = wordsOf(error, server)
  // The error itself is not handed on: its details may quote rows.
  return new ReconcilerError(
    code,
    server.redact(`the state in PostgreSQL (${server.label}) cannot be ${deed}: ${why}`),
    {
      hint,
    },
  )
}

interface Words {
  readonly why: string
  readonly hint: string
}

const runAgain = 'nothing is lost: what was done is written down. When the server answers again, run again'

function wordsOf(error: unknown, server: Server): Words {
  if (error instanceof DatabaseError) return saidByServer(error)
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  const said = code === '' || message.includes(code) ? message : `${message} (${code})`
  if (code === 'ENOTFOUND')
    return { why: `there is no host of that name (${code})`, hint: 'check the url of the state' }
  if (code === 'ENOENT') return { why: `there is no socket of a server (${code})`, hint: 'check the url of the state' }
  if (message === 'timeout expired' || message === 'Query read timeout')
    return { why: 'the server did not answer in time', hint: runAgain }
  if (message.startsWith('Connection terminated') || message.startsWith('Client '))
    return { why: 'the connection was cut', hint: runAgain }
  if (/does not support SSL/.test(message))
    return {
      why: 'the server offers no TLS',
      hint: 'turn it on there; or set tls.mode to disable, where nobody else can listen on the way',
    }
  if (isOfCertificate(code)) {
    const isName = code === 'ERR_TLS_CERT_ALTNAME_INVALID'
    return {
      why: isName ? 'its certificate is for another host' : `its certificate is not trusted (${code})`,
      hint: isName
        ? 'use the name that the certificate has; or set tls.mode to verify-ca'
        : 'give the certificate of its authority as tls.ca; tls.mode require encrypts and trusts whoever answers',
    }
  }
  const hint = networkCodes.includes(code) ? `check that it runs at ${server.label}; ${runAgain}` : runAgain
  return { why: said, hint }
}

function isOfCertificate(code: string): boolean {
  return /CERT|SIGNATURE|ISSUER|CHAIN/.test(code)
}

/** By SQLSTATE; what it says itself is in the language of the server, and names no row. */
function saidByServer(error: DatabaseError): Words {
  const state = error.code ?? ''
  const why = `${error.message} (${state})`
  const hints: Readonly<Record<string, string>> = {
    '28P01': 'check user and password in the url of the state',
    '28000': 'check user and password in the url of the state, and pg_hba.conf on the server',
    '3D000': 'make the database first, or correct the name in the url of the state',
    '42501':
      'give the role of the url USAGE on the schema and rights on its tables; the first use also makes the schema',
    '25006': 'the url leads to a replica that is read only: name the server that takes writes',
    '53300': 'wait until others have ended, or allow more connections',
    '53100': 'make room on the disk of the server, and run again',
    '57014': 'somebody cancelled the query. Run again',
    '55P03': 'another run, or a person, holds a row for long. Run again',
  }
  return { why, hint: hints[state] ?? (kindOf(error) === 'cut' ? runAgain : 'look at the log of the server') }
}
