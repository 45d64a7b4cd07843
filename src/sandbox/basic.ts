/** HTTP Basic: the text that a header carries. Whether it is a pair, or one key as a whole, is for the vendor to say. */
import type { IncomingHttpHeaders } from 'node:http'

/** `undefined` where the header is missing, is of another scheme, or is not Base64. */
export function basicCredential(headers: IncomingHttpHeaders): string | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/]+={0,2})$/i.exec(headers.authorization?.trim() ?? '')?.[1]
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8')
}
