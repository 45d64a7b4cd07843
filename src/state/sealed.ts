/** What an encrypted text looks like where it is kept: one line of JSON, so that it is a line of a journal too. */
import { ReconcilerError } from '../model/errors.ts'
import { isJsonObject } from '../model/json.ts'
import { DamagedError } from './snapshot.ts'

export interface Sealed {
  /** What it is: `state`, `journal`. */
  readonly of: string
  /** Which key opens it: no part of the key. */
  readonly key: string
  /** Base64; of a passphrase only. */
  readonly salt?: string
  /** Base64, 12 bytes. */
  readonly nonce: string
  /** The text was made shorter before. */
  readonly zip?: true
  /** Base64: the encrypted text, and 16 bytes that tell whether it was changed. */
  readonly data: string
}

const head = '{"butik":"sealed-1",'

export function sealedText(sealed: Sealed): string {
  return head + JSON.stringify(sealed).slice(1)
}

/** Undefined where the text was never encrypted; `damaged` where it was, and not all of it is there. */
export function sealedIn(text: string): Sealed | 'damaged' | undefined {
  if (!text.startsWith(head)) return undefined
  const { of, key, salt, nonce, zip, data } = parsed(text)
  if (![of, key, nonce, data].every((part) => typeof part === 'string')) return 'damaged'
  return {
    of: String(of),
    key: String(key),
    nonce: String(nonce),
    data: String(data),
    ...(typeof salt === 'string' ? { salt } : {}),
    ...(zip === true ? { zip } : {}),
  }
}

function parsed(text: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}

/** Whole, and not to be opened with what there is: nothing to repair, a key is missing. */
export class WrongKeyError extends ReconcilerError {}

/** `known`: the ids of the keys that there are; of a passphrase that cannot have made it there is none. */
export function wrongKey({ of, key }: Sealed, known?: readonly string[]): WrongKeyError {
  if (known === undefined) {
    return new WrongKeyError('E4001', `the ${of} is encrypted, and there is no key: it wants the key ${key}`, {
      hint: 'write "encryption: { key: !env NAME }" under state: in butik.yaml, with the key that it was encrypted with',
    })
  }
  const others = known.length === 0 ? '' : `, not ${known.join(', ')}`
  return new WrongKeyError('E4001', `the ${of} is encrypted with another key: it wants ${key}${others}`, {
    hint: 'give the key that it was encrypted with, as state.encryption.key, or among old_keys where the key was changed since',
  })
}

/** Encrypted with a key that is known, and changed since, or kept as something else. */
export function brokenSeal(place: string): DamagedError {
  return new DamagedError('E4001', `the ${place} is damaged: it is not what was encrypted`, {
    hint: 'somebody or something changed it. butik state rebuild makes a new state of what can still be read; or put a good copy in its place',
  })
}
