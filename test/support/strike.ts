// One thing that goes wrong at one kind of call, wherever it comes from: a fault of the sandbox, a request that never
// leaves this machine, a quota that runs out just then.
import { undiciFetch } from '../../src/http/undici-fetch.ts'
import { type Fault, Faults } from '../../src/sandbox/faults.ts'
import type { Sandbox } from '../../src/sandbox/server.ts'

export type Strike = Fault | { readonly kind: 'network'; readonly error: () => Error } | { readonly kind: 'quota' }

/** Which calls are struck: those below the API's base that match, from the nth on. */
export interface Where {
  readonly method?: string
  readonly path?: string
  readonly nth?: number
  readonly times?: number
}

/** Strikes from now on, until `calm`. The run that is to feel it takes this fetch. */
export function strike(sandbox: Sandbox, what: Strike, where: Where, vendor = 'shoporama'): typeof fetch {
  if (what.kind === 'network') return unreachable(sandbox.vendor(vendor).url, what.error, where)
  if (what.kind !== 'quota') {
    sandbox.faults.script([{ match: { ...where, vendor }, fault: what }])
    return undiciFetch
  }
  const isIt = matcher(where)
  sandbox.onCall = ({ method, path, query }) => {
    if (!isIt(method, path, new URLSearchParams(query).toString())) return
    const room = sandbox.vendor(vendor)
    room.setCalls({ limit: room.calls().used['token'] ?? 0 })
  }
  return undiciFetch
}

export function calm(sandbox: Sandbox): void {
  delete sandbox.onCall
  sandbox.faults.clear()
}

function unreachable(base: string, error: () => Error, where: Where): typeof fetch {
  const isIt = matcher(where)
  const below = new URL(base).pathname
  return async (input, init) => {
    const { pathname, search } = new URL(String(input))
    const path = pathname.startsWith(below) ? pathname.slice(below.length) : pathname
    if (isIt(init?.method ?? 'GET', path, search.slice(1))) throw error()
    return await undiciFetch(input, init)
  }
}

/** Counts as the sandbox does. */
function matcher(where: Where): (method: string, path: string, query: string) => boolean {
  const faults = new Faults()
  faults.script([{ match: where, fault: { kind: 'reset' } }])
  return (method, path, query) => {
    const pathAndQuery = query === '' ? path : `${path}?${query}`
    return faults.strike({ vendor: '', method, path, pathAndQuery }) !== undefined
  }
}
