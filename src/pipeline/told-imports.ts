/** `imports` × the state → the state with an entry for each that it does not know. Pure. */
import { type AddressId, placeOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Intent, StateEntry } from '../model/state.ts'
import type { DeclaredImport } from '../model/told.ts'
import { localiseSpec } from './spec.ts'
import type { TellInput, Told } from './told-state.ts'
import { errorAt, type Words } from './told-words.ts'

export function imported(
  { recovered, config, desired, kind }: TellInput,
  problems: Diagnostic[],
): Pick<Told, 'recovered' | 'imported'> {
  const pending = new Map<AddressId, DeclaredImport>()
  const entries = new Map(recovered.entries)
  const owners = new Map<string, AddressId>()
  for (const [address, { remoteId }] of entries) owners.set(`${placeOf(address)}/${remoteId}`, address)
  for (const one of config.imports) {
    const { address, remoteId, at } = one
    const resource = desired.resources.get(address)
    const known = entries.get(address)
    if (resource === undefined || known?.remoteId === remoteId) continue
    const owner = owners.get(`${placeOf(address)}/${remoteId}`)
    const isDeclared = owner !== undefined && desired.resources.has(owner)
    const problem = contradiction(one, { known, owner, isDeclared, open: recovered.open })
    if (problem !== undefined) {
      problems.push(errorAt(at, problem))
      continue
    }
    // What the vendor never shows is taken on trust, as `butik import` takes it.
    const trusted = kind(address)?.reading.by === 'nothing'
    const idOf = (need: AddressId) => entries.get(need)?.remoteId || undefined
    const applied = trusted ? localiseSpec(resource.spec, idOf) : {}
    entries.set(address, { remoteId, applied, stored: {}, policy: resource.policy, needs: resource.dependsOn })
    pending.set(address, one)
  }
  return { recovered: pending.size === 0 ? recovered : { ...recovered, entries }, imported: pending }
}

interface Known {
  readonly known: StateEntry | undefined
  /** The address that has the id in the state. */
  readonly owner: AddressId | undefined
  readonly isDeclared: boolean
  readonly open: readonly Intent[]
}

function contradiction(
  { address, remoteId }: DeclaredImport,
  { known, owner, isDeclared, open }: Known,
): Words | undefined {
  if (open.some((intent) => intent.address === address))
    return {
      code: 'E1525',
      summary: `${address} is in doubt, and cannot be imported`,
      hint: `say what happened: butik state resolve ${address} --id ${remoteId}`,
    }
  if (known !== undefined && known.remoteId !== '')
    return {
      code: 'E1525',
      summary: `${address} is in the state already, with the id ${known.remoteId}`,
      hint: `take the line out; if that is the wrong object, butik state forget ${address} first`,
    }
  if (owner === undefined) return undefined
  return {
    code: 'E1525',
    summary: `the id ${remoteId} is that of ${owner} in the state`,
    hint: isDeclared
      ? 'an object answers to one address: put the id right, or take one of the two out of the files'
      : `if it has another address now, say so: moved: { ${owner}: ${address} }`,
  }
}
