/** The network itself: the `fetch` of `Ports` as it is outside of tests. */
import type { Agent } from 'undici'

let agent: Agent | undefined

/**
 * undici's fetch over connections that are kept alive, for what this room sends: an address and a text body. It is
 * loaded with the first call: offline commands start without.
 */
export const undiciFetch: typeof fetch = async (input, init) => {
  // Bundled, a CommonJS module has no names but this one.
  const { default: undici } = await import('undici')
  const { method = 'GET', headers = {}, redirect = 'follow', body = null, signal = null } = init ?? {}
  if (typeof input === 'object' && 'url' in input)
    throw new TypeError('give the address and the options, not a Request')
  if (body !== null && typeof body !== 'string') throw new TypeError('only a text can be the body')
  agent ??= new undici.Agent({ keepAliveTimeout: 10_000, connect: { timeout: 10_000 } })
  return await undici.fetch(input, {
    method,
    headers: [...new Headers(headers)],
    redirect,
    body,
    signal,
    dispatcher: agent,
  })
}

/** Ends the connections that are kept alive; a process that has none left can end. */
export async function closeConnections(): Promise<void> {
  const closing = agent
  agent = undefined
  await closing?.close()
}
