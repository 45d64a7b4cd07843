// What undici throws where a request never leaves the machine, as recorded. test/unit/http/network-errors.test.ts holds
// these against real ones.
const fetchFailed = (cause: Error): Error => new TypeError('fetch failed', { cause })

/** A host name that nobody knows. */
export function dnsError(host = 'vendor.invalid'): Error {
  const facts = { errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host }
  return fetchFailed(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), facts))
}

/** A certificate that nobody vouches for. */
export function tlsError(): Error {
  const facts = { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }
  return fetchFailed(Object.assign(new Error('self-signed certificate'), facts))
}
