// Every test file runs with this first: a connection to anything but loopback is an error, so no test can pass by
// reaching a real vendor.
import { Socket } from 'node:net'

const loopback = new Set(['localhost', '127.0.0.1', '::1'])
const connect = Socket.prototype.connect

function hostOf(args: unknown[]): string | undefined {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && typeof first.path === 'string') return undefined
    return 'host' in first && typeof first.host === 'string' ? first.host : 'localhost'
  }
  return typeof args[1] === 'string' ? args[1] : 'localhost'
}

/** Files share a process: once is enough. */
const isWatched = Symbol.for('butik.test.no-network')

const watched = function (this: Socket, ...args: unknown[]) {
  const host = hostOf(args)
  // Names under .invalid never resolve (RFC 6761), which is what a test of an unknown host needs.
  if (host !== undefined && !loopback.has(host) && !host.endsWith('.invalid'))
    throw new Error(`a test tried to reach ${host}`)
  return Reflect.apply(connect, this, args)
} as typeof connect

if (!(isWatched in connect)) Socket.prototype.connect = Object.assign(watched, { [isWatched]: true })
