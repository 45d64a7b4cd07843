/** What goes wrong between butik and the server of the state, in words: what, where, why, and what to do. */
import type { DiagnosticCode } from '../../model/codes.ts'
import { ReconcilerError } from '../../model/errors.ts'
import { DamagedError } from '../snapshot.ts'
import { type Answer, type Exchange, Unanswered } from './exchange.ts'

/** The server did not answer, or refused: nothing is said by it of what lies there, which may be as whole as ever. */
export class ServerTrouble extends ReconcilerError {}

/** It refused a write because of its lock: that is held under another id, or not held. */
export class LockRefused extends ServerTrouble {}

/** There is nothing at this address that takes what was sent. */
export class NoSuchAddress extends ServerTrouble {}

/** What lies there is damaged. What has another class of its own is something else: another version, another key, another's. */
export function isDamage(error: unknown): error is ReconcilerError {
  return (
    error instanceof ReconcilerError &&
    error.code === 'E4001' &&
    (error.constructor === ReconcilerError || error instanceof DamagedError)
  )
}

interface Words {
  readonly why: string
  readonly hint: string
}

const credentials =
  'check username, password and headers under state: in butik.yaml, and that the token has not expired'

const byStatus: Readonly<Record<number, Words>> = {
  401: { why: 'it asks for credentials', hint: credentials },
  403: {
    why: 'it refuses these credentials',
    hint: `${credentials}; to write and to lock, GitLab asks for the role Maintainer, and to read for Developer`,
  },
  404: {
    why: 'there is no such address, or these credentials may not see it',
    hint: 'check address under state: in butik.yaml (at GitLab, the number of the project), and who may see it',
  },
  405: {
    why: 'it does not take this method here',
    hint: 'check update_method, lock_method and unlock_method under state: in butik.yaml',
  },
  413: {
    why: 'it takes nothing of this size',
    hint: 'raise the limit of the server (at GitLab: the maximum size of a Terraform state) or of the proxy before it, and run again',
  },
  429: { why: 'it says that it is asked too often', hint: 'wait a while, and run again' },
  501: {
    why: 'it does not know this method',
    hint: 'check update_method, lock_method and unlock_method under state: in butik.yaml',
  },
}

/** E4001 for reading, E4003 for writing. */
export function troubleOf(
  code: DiagnosticCode,
  label: string,
  found: Answer | Unanswered,
  exchange: Pick<Exchange, 'saying'>,
): ServerTrouble {
  const deed = code === 'E4001' ? 'read' : 'written'
  if (found instanceof Unanswered) {
    return new ServerTrouble(code, `${label} cannot be ${deed}: ${found.message}`, {
      hint: 'run again when the server of the state can be reached; nothing is sent to a shop before it is written down there',
      cause: found.cause,
    })
  }
  const { status, text } = found
  const { why, hint } = wordsOf(status)
  const said = exchange.saying(text)
  const wait = found.waitMs === undefined ? '' : `; it asks to wait ${Math.ceil(found.waitMs / 1000)} s`
  const message = `${label} cannot be ${deed}: ${why} (HTTP ${status}${said === '' ? '' : `: ${said}`}${wait})`
  if (status === 409 || status === 412 || status === 423) return new LockRefused(code, message, { hint })
  if (status === 404 || status === 405 || status === 501) return new NoSuchAddress(code, message, { hint })
  return new ServerTrouble(code, message, { hint })
}

function wordsOf(status: number): Words {
  const known = byStatus[status]
  if (known !== undefined) return known
  if (status >= 300 && status < 400)
    return { why: 'it sends on to another address', hint: 'put the address that it names under state: in butik.yaml' }
  if (status === 409 || status === 412 || status === 423)
    return { why: 'another holds its lock', hint: 'see who does: butik plan says so' }
  if (status >= 500)
    return { why: 'the server has a fault', hint: 'run again later, or look into the log of the server' }
  return { why: 'it refuses what was sent', hint: 'check address and methods under state: in butik.yaml' }
}
