/** JSON Web Tokens signed with HS256: claims into text, and text back into claims where the signature holds. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isRecord, type JsonRecord, parseJson } from './json.ts'

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(part: string): unknown {
  return parseJson(Buffer.from(part, 'base64url').toString('utf8'))
}

function signatureOf(content: string, key: string): string {
  return createHmac('sha256', key).update(content).digest('base64url')
}

export function signJwt(claims: JsonRecord, key: string): string {
  const content = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`
  return `${content}.${signatureOf(content, key)}`
}

/** `undefined` for whatever this key did not sign in this way. Whether the claims still hold is for the caller to ask. */
export function readJwt(token: string, key: string): JsonRecord | undefined {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.')
  const algorithm = decode(header)
  if (rest.length > 0 || !isRecord(algorithm) || algorithm['alg'] !== 'HS256') return undefined
  // As texts: decoded, several spellings are one signature.
  const wanted = Buffer.from(signatureOf(`${header}.${payload}`, key))
  const given = Buffer.from(signature)
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) return undefined
  const claims = decode(payload)
  return isRecord(claims) ? claims : undefined
}
