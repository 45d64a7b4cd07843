/** What the state owns of connections that butik.yaml has no more: never silently passed over. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { StateUpdate } from '../model/plan.ts'
import { agree, identityOf } from './identity.ts'
import type { PlanInput } from './plan.ts'

type Input = Pick<PlanInput, 'connected' | 'entries' | 'observed' | 'binding' | 'scope' | 'identities'>

export interface Orphans {
  readonly updates: readonly StateUpdate[]
  readonly diagnostics: readonly Diagnostic[]
}

/** A connection under a new name, to the same shop, takes over what it found there again; of the rest a person is told. */
export function orphansOf(input: Input): Orphans {
  const connected = new Set(input.connected.map(({ config }) => config.name))
  const byConnection = new Map<string, AddressId[]>()
  for (const address of input.entries.keys()) {
    const connection = address.slice(0, address.indexOf('/'))
    if (connected.has(connection) || !input.scope.selected(address)) continue
    const known = byConnection.get(connection)
    if (known === undefined) byConnection.set(connection, [address])
    else known.push(address)
  }
  const updates: StateUpdate[] = []
  const diagnostics: Diagnostic[] = []
  for (const [connection, addresses] of byConnection) {
    const successor = successorOf(connection, input)
    const left = addresses.filter((address) => {
      const holder = successor === undefined ? undefined : holderIn(successor, address, input)
      if (holder !== undefined) updates.push({ address, reason: `moved to ${holder}`, entry: null })
      return holder === undefined
    })
    if (left.length > 0) diagnostics.push(orphaned(connection, left, successor))
  }
  return { updates, diagnostics }
}

function successorOf(connection: string, input: Input): string | undefined {
  const known = input.identities[connection]
  if (known === undefined) return undefined
  const same = input.connected.filter(
    (one) => input.identities[one.config.name] === undefined && agree(known, identityOf(one, input.observed)),
  )
  return same.length === 1 ? same[0]?.config.name : undefined
}

function holderIn(successor: string, address: AddressId, { entries, binding }: Input): AddressId | undefined {
  const remoteId = entries.get(address)?.remoteId ?? ''
  return remoteId === '' ? undefined : binding.addressOf(successor, partsOf(address).kind, remoteId)
}

function orphaned(connection: string, addresses: readonly AddressId[], successor: string | undefined): Diagnostic {
  const [first] = addresses
  return {
    severity: 'warning',
    code: 'N1012',
    summary: `the state owns ${addresses.length} of ${connection}, and butik.yaml has no such connection: ${addresses.slice(0, 3).join(', ')}${addresses.length > 3 ? ', …' : ''}`,
    hint:
      successor === undefined
        ? `nothing is done about them; put ${connection} back, and remove them from the files in a run of their own first`
        : `${successor} is the same shop; declare them under ${successor}, or name the connection ${connection} again`,
    ...(first === undefined ? {} : { address: first }),
  }
}
