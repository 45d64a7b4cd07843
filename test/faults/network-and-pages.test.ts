// What is between here and the vendor, and what moves while it is read: a name that does not resolve, a certificate that
// nobody vouches for, an answer that drips, a quota that runs out in mid-run, a list that changes under the reader.
import { dnsError, tlsError } from '../support/network-errors.ts'
import { everyCall } from './struck.ts'

everyCall({
  DNS: { kind: 'network', error: dnsError },
  TLS: { kind: 'network', error: tlsError },
  'slow drip': { kind: 'slow', ms: 3000 },
  'the quota runs out': { kind: 'quota' },
  'a page that shrinks': { kind: 'shrink', rows: 1 },
  'a page that grows': { kind: 'grow', rows: 1 },
  'a page that comes short': { kind: 'short', rows: 1 },
})
