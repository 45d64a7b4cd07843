/** JSON Web Tokens as the vendor makes them: HS256, with the claims iss, iat and jti, and no expiry. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isRecord, type JsonRecord, parseJson } from '../json.ts'
import { signingKey } from './accounts.ts'

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function decode(part: string): unknown {
  return parseJson(Buffer.from(part, 'base64url').toString('utf8'))
}

function signatureOf(signed: string): Buffer {
  return createHmac('sha256', signingKey).update(signed).digest()
}

export function signJwt(claims: JsonRecord): string {
  const signed = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`
  return `${signed}.${signatureOf(signed).toString('base64url')}`
}

/** The claims of a token that this shop has signed. */
export function readJwt(token: string): JsonRecord | undefined {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.')
  const algorithm = decode(header)
  if (rest.length > 0 || !isRecord(algorithm) || algorithm['alg'] !== 'HS256') return undefined
  const expected = signatureOf(`${header}.${payload}`)
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const claims = decode(payload)
  return isRecord(claims) ? claims : undefined
}
