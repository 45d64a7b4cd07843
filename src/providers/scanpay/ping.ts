/**
 * The signature of a ping: whether Scanpay sent it, or somebody who does not know the key. butik receives no pings yet, and
 * asks the feed itself; `butik watch` is to receive them. Until then the form stands here checked against fixed vectors,
 * because it is known from the clients of others, whom the sandbox's pings have to satisfy too.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** What `X-Signature` holds: base64 of HMAC-SHA256 over the body as it came, with the whole API key (seen). */
export function pingSignature(body: string | Uint8Array, key: string): string {
  return createHmac('sha256', key).update(body).digest('base64')
}

/** Takes the same time however much of the signature is right. */
export function isGenuinePing(body: string | Uint8Array, signature: string, key: string): boolean {
  const expected = Buffer.from(pingSignature(body, key))
  const given = Buffer.from(signature)
  // A signature has one length; that it is wrong tells nothing of the key.
  return given.length === expected.length && timingSafeEqual(given, expected)
}
