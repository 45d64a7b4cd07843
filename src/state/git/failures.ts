/** What git says where it fails → what butik tells: where, why and what to do. */
import { ReconcilerError } from '../../model/errors.ts'
import { GitFailure } from './command.ts'
import { MissingObject } from './objects.ts'

export type Deed = 'read' | 'written'

interface Reason {
  readonly sign: RegExp
  readonly why: string
  readonly hint: string
}

const noRight: Reason = {
  sign: /remote rejected|hook declined|protected|write access|denied to|not allowed to push|\b403\b|permission to/i,
  why: 'the remote does not let these credentials write',
  hint: 'they need the right to write the branch of the state, which no protection may keep for reviews, and refs/butik/* and refs/butik-ledger/* (on GitHub: permissions: contents: write)',
}

const reasons: readonly Reason[] = [
  {
    sign: /dubious ownership/i,
    why: 'git does not trust the folder, as it belongs to another user',
    hint: 'git config --global --add safe.directory FOLDER says that it may; the message names the folder',
  },
  noRight,
  {
    sign: /authentication failed|could not read (username|password)|terminal prompts disabled|invalid (username|credentials)|permission denied \(|\b401\b|passphrase/i,
    why: 'the remote did not accept the credentials, or there were none',
    hint: 'git must reach it without a question: a credential helper, a key in an agent, or in CI a checkout that keeps its credentials (persist-credentials)',
  },
  {
    sign: /host key verification/i,
    why: 'the key of the host is not known',
    hint: 'connect once by hand with ssh, or add the key to known_hosts',
  },
  {
    sign: /could not resolve|couldn't connect|failed to connect|connection (refused|timed out|reset|closed)|network is unreachable|operation (timed out|too slow)|early eof|hung up|unexpected disconnect|http 5\d\d|error: 5\d\d/i,
    why: 'the remote could not be reached',
    hint: 'nothing is lost by that; look at the network and run again',
  },
  {
    sign: /not found|does not appear to be a git repository|does not exist|no such file|could not read from remote/i,
    why: 'there is no such repository, or these credentials may not see it',
    hint: 'look at remote under state in butik.yaml, and at git remote -v',
  },
  { sign: /no space left|quota exceeded/i, why: 'the disk is full', hint: 'free some space and run again' },
]

/** `place` names the repository for people. Anything but a failure of git stays what it is. */
export function gitError(deed: Deed, place: string, error: unknown, limitMs: number): unknown {
  if (error instanceof MissingObject)
    return new ReconcilerError('E4001', `the copy of ${place} below .butik/cache/git is damaged`, {
      hint: 'delete .butik/cache/git: it holds nothing that is not at the remote',
      cause: error,
    })
  if (!(error instanceof GitFailure)) return error
  const code = deed === 'read' ? 'E4001' : 'E4003'
  const cannot = `the state in ${place} cannot be ${deed}`
  if (error.reason === 'missing')
    return new ReconcilerError(code, `${cannot}: git is not on the PATH`, {
      hint: 'the backend git of the state needs the command git, version 2.31 or newer',
      cause: error,
    })
  if (error.reason === 'slow')
    return new ReconcilerError(code, `${cannot}: git ${error.verb} did not end within ${limitMs / 1000} s`, {
      hint: 'nothing is lost by that; look at the network and run again',
      cause: error,
    })
  const said = wordsOf(error)
  const reason = reasons.find(({ sign }) => sign.test(saidBy(error)))
  const why = reason === undefined ? `git ${error.verb} failed` : reason.why
  return new ReconcilerError(code, `${cannot}: ${why}${said === '' ? '' : ` (${said})`}`, {
    hint: reason?.hint ?? `git ${error.verb} says why; nothing is lost by that`,
    cause: error,
  })
}

/** Another attempt would end in the same way. */
export function isForGood(error: GitFailure): boolean {
  if (error.reason === 'missing') return true
  return /authentication failed|could not read username|permission denied|\b40[13]\b|write access|not found/i.test(
    saidBy(error),
  )
}

/** The reasons alone: ids and names of refs may look like anything. */
function saidBy({ stdout, stderr }: GitFailure): string {
  return [...refusals(stdout), stderr.replace(/\b[0-9a-f]{40}\b|\brefs\/\S+/g, '')].join('\n')
}

function refusals(stdout: string): string[] {
  return stdout.split('\n').flatMap((line) => /^!\t.*\t(\[.*)$/.exec(line)?.[1] ?? [])
}

/** The repository below `.butik/cache` is at fault, not the remote. */
export function isCacheDamage(error: unknown): boolean {
  if (error instanceof MissingObject) return true
  if (!(error instanceof GitFailure) || error.reason !== 'failed') return false
  const signs =
    /corrupt|bad object|bad tree|loose object|unable to (read|unpack)|inflate|garbage at end|invalid object|could not (read|parse) (tree|commit|object)|not a (valid object|tree|git repository: )|packfile .* (cannot|does not|is)|bad packed/i
  return signs.test(error.stderr) && !/remote: /.test(error.stderr)
}

/** The lines that say something, in one. */
function wordsOf({ stdout, stderr }: GitFailure): string {
  const refused = refusals(stdout)
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^(remote: )?(fatal|error|ERROR): /, '$1').trim())
    .filter((line) => line !== '' && !/^(hint:|To |From |warning:|error: failed to push)|^remote:\s*$/.test(line))
  const texts = [
    ...new Set([...refused, ...lines.filter((line) => !/^(failed to push|the remote end hung)/.test(line))]),
  ]
  return (texts.length === 0 ? lines : texts).slice(0, 4).join('; ').slice(0, 400)
}
