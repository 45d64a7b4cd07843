/**
 * AES-256-GCM over all that holds shop data. Each text has a nonce of its own, what it is (`place`) and the id of its key as
 * additional data. New texts take the first key; each of the others opens what was encrypted with it.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, scryptSync } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Cipher } from './cipher.ts'
import { brokenSeal, type Sealed, sealedIn, sealedText, wrongKey } from './sealed.ts'

export interface CipherKeys {
  /** 32 bytes as 64 hexadecimal digits or as base64, or else a passphrase. */
  readonly key: string
  readonly oldKeys: readonly string[]
  /** A line for people. */
  readonly notice?: (line: string) => void
}

const algorithm = 'aes-256-gcm'
const tagBytes = 16
/** A state is some megabytes of text that says the same many times; below this there is nothing to gain. */
const worthZipping = 1_000

interface Key {
  readonly id: string
  readonly bytes: Buffer
  /** Base64; of a passphrase only. */
  readonly salt?: string
}

export function createAesCipher({ key, oldKeys, notice = () => undefined }: CipherKeys): Cipher {
  const [first, ...others] = [key, ...oldKeys].map((text) => new Secret(text))
  if (first === undefined) throw new TypeError('there is a first key')
  const said = new Set<string>()
  const say = (line: string): void => {
    if (!said.has(line)) notice(line)
    said.add(line)
  }
  return {
    seal: (plain, place) => sealedText(encrypted(plain, place, first.writing())),
    open(text, place) {
      const sealed = sealedIn(text)
      if (sealed === undefined) {
        if (place === 'state') say(plainStill)
        return text
      }
      if (sealed === 'damaged') throw brokenSeal(place)
      const tried = [first, ...others].flatMap((secret) => secret.reading(sealed.salt) ?? [])
      const found = tried.find(({ id }) => id === sealed.key)
      if (found === undefined)
        throw wrongKey(
          sealed,
          tried.map(({ id }) => id),
        )
      if (place === 'state' && !first.has(found)) say(oldStill)
      return decrypted(sealed, place, found)
    },
  }
}

const plainStill =
  'The state is not encrypted yet: the next write encrypts it, and butik state migrate --reencrypt all that is kept.'
const oldStill =
  'The state is encrypted with an old key: the next write takes the new one, and butik state migrate --reencrypt changes all that is kept.'

/** A key as it is given. A passphrase makes another key with each salt, slowly: those that were made are kept. */
class Secret {
  readonly #raw: Key | undefined
  readonly #phrase: string
  readonly #made = new Map<string, Key>()

  constructor(text: string) {
    const bytes = rawBytes(text)
    this.#raw = bytes === undefined ? undefined : { id: idOf(bytes), bytes }
    this.#phrase = text
  }

  /** With the salt of what was read before, where there is one: a slow key less for each run. */
  writing(): Key {
    return this.#raw ?? this.#made.values().next().value ?? this.#withSalt(randomBytes(16).toString('base64'))
  }

  /** Undefined where no such key makes a text with (or without) a salt. */
  reading(salt: string | undefined): Key | undefined {
    if (salt === undefined) return this.#raw
    return this.#raw === undefined ? this.#withSalt(salt) : undefined
  }

  has(key: Key): boolean {
    return this.#raw === key || this.#made.get(key.salt ?? '') === key
  }

  #withSalt(salt: string): Key {
    const known = this.#made.get(salt)
    if (known !== undefined) return known
    // 32 MB and about a tenth of a second: what guessing costs for each try.
    const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }
    const bytes = scryptSync(this.#phrase.normalize('NFC'), Buffer.from(salt, 'base64'), 32, cost)
    const made = { id: idOf(bytes), bytes, salt }
    this.#made.set(salt, made)
    return made
  }
}

function rawBytes(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  // 43 digits of base64, in either alphabet, are 32 bytes.
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

function idOf(bytes: Buffer): string {
  return createHmac('sha256', bytes).update('butik key id').digest('hex').slice(0, 12)
}

function encrypted(plain: string, place: string, { id, bytes, salt }: Key): Sealed {
  const isZipped = plain.length >= worthZipping
  const nonce = randomBytes(12)
  const cipher = createCipheriv(algorithm, bytes, nonce).setAAD(aboutOf(place, id, isZipped))
  const text = isZipped ? gzipSync(plain) : Buffer.from(plain)
  const data = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
  return {
    of: place,
    key: id,
    ...(salt === undefined ? {} : { salt }),
    nonce: nonce.toString('base64'),
    ...(isZipped ? { zip: true } : {}),
    data: data.toString('base64'),
  }
}

function decrypted({ nonce, zip, data }: Sealed, place: string, { id, bytes }: Key): string {
  const whole = Buffer.from(data, 'base64')
  const end = whole.length - tagBytes
  try {
    const decipher = createDecipheriv(algorithm, bytes, Buffer.from(nonce, 'base64'), { authTagLength: tagBytes })
    decipher.setAAD(aboutOf(place, id, zip === true)).setAuthTag(whole.subarray(end))
    const text = Buffer.concat([decipher.update(whole.subarray(0, end)), decipher.final()])
    return (zip === true ? gunzipSync(text) : text).toString('utf8')
  } catch {
    throw brokenSeal(place)
  }
}

function aboutOf(place: string, key: string, isZipped: boolean): Buffer {
  return Buffer.from(JSON.stringify([place, key, isZipped]))
}
