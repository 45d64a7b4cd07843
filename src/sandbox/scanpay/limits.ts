/** How large a request may be: headers 4 kB, body 32 kB. */
import type { VendorRequest } from '../vendor.ts'
import { refusal } from './errors.ts'

const headerBytes = 4 * 1024
const bodyBytes = 32 * 1024

/** As they stood on the wire, near enough: names, values and the four bytes around them. */
export function requireHeaders({ headers }: VendorRequest): void {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((text) => name.length + Buffer.byteLength(text) + 4),
  )
  const size = lines.reduce((sum, bytes) => sum + bytes, 0)
  if (size > headerBytes) throw refusal('400 Request Header Or Cookie Too Large')
}

export function requireSize({ body }: VendorRequest): void {
  if (body.length > bodyBytes) throw refusal('413 Request Entity Too Large')
}
