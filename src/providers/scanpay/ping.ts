/** The signature of a ping: whether Scanpay sent it, or somebody who does not know the key. */
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
