/** Fingerprints: of content (plain SHA-256) and of secrets (keyed, so that a short secret cannot be guessed from it). */
import { createHash, createHmac } from 'node:crypto'
import { canonicalJson, type Json } from './json.ts'

export function digestOf(value: Json): string {
  return digestOfBytes(canonicalJson(value))
}

export function digestOfBytes(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** `key` is the lineage of the state: the same secret has another digest in another state. */
export function keyedDigest(key: string, secret: string): string {
  return createHmac('sha256', key).update(secret).digest('hex')
}
