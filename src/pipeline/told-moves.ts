/** `moved` × the state → the state with every move carried out, what is nested in them and what is in doubt included. Pure. */
import { type AddressId, addressId, partsOf } from '../model/address.ts'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import type { Intent, StateEntry } from '../model/state.ts'
import { agree } from './identity.ts'
import { renamedWith } from './renamed.ts'
import type { Recovered } from './settle.ts'
import type { TellInput, Told } from './told-state.ts'
import { errorAt, type Words } from './told-words.ts'

export function moved(input: TellInput, problems: Diagnostic[]): Pick<Told, 'recovered' | 'moved' | 'renamed'> {
  const { recovered, config, desired, kind } = input
  const byFrom = new Map(config.moved.map((move) => [move.from, move]))
  const lost = new Set(recovered.open.map(({ address }) => address))
  const roots = new Map<AddressId, AddressId>()
  for (const { from, at } of config.moved) {
    if ((!recovered.entries.has(from) && !lost.has(from)) || desired.resources.has(from)) continue
    const to = endOf(from, byFrom)
    const problem = otherShop(from, to, input)
    if (problem === undefined) roots.set(from, to)
    else problems.push(errorAt(at, problem))
  }
  if (roots.size === 0) return { recovered, moved: roots, renamed: roots }
  const needing = [
    ...recovered.entries,
    ...recovered.open.map(({ address, entry }) => [address, { needs: entry?.needs ?? [] }] as const),
  ]
  const renamed = renamedWith(roots, needing, (near, name) => kind(sameNamed(near, name)))
  const placeAt = (from: AddressId): SourceRange | undefined =>
    (byFrom.get(from) ?? config.moved.find(({ from: root }) => isUnder(from, root)))?.at
  const taken = takenProblems(renamed, recovered.entries, placeAt)
  // One line of `moved` is one problem, however much is nested in what it moves.
  problems.push(...taken.filter(({ source }, index) => taken.findIndex((one) => one.source === source) === index))
  return { recovered: withRenamed(recovered, renamed), moved: roots, renamed }
}

function sameNamed(near: AddressId, name: string): AddressId {
  const { connection, key } = partsOf(near)
  return addressId(connection, name, key)
}

function isUnder(address: AddressId, root: AddressId): boolean {
  const { key } = partsOf(root)
  const own = partsOf(address).key
  return own === key || own.startsWith(`${key}.`)
}

/** Where a chain of moves ends: validate-moves.ts has seen to it that it does. */
function endOf(from: AddressId, byFrom: ReadonlyMap<AddressId, { readonly to: AddressId }>): AddressId {
  let at = from
  for (let next = byFrom.get(at)?.to, steps = 0; next !== undefined && steps <= byFrom.size; steps += 1) {
    at = next
    next = byFrom.get(at)?.to
  }
  return at
}

/** Ids of one shop mean nothing in another. */
function otherShop(from: AddressId, to: AddressId, { connected, identities }: TellInput): Words | undefined {
  const [old, now] = [partsOf(from).connection, partsOf(to).connection]
  const known = identities[old]
  const found = connected.find(({ config }) => config.name === now)
  if (old === now || known === undefined || found === undefined) return undefined
  if (agree(known, [found.config.vendor, found.url, ''].join(' '))) return undefined
  return {
    code: 'E1520',
    summary: `${from} cannot become ${to}: ${now} is another shop than ${old} was`,
    hint: 'take the line out; its object stays in the shop where it is',
  }
}

function takenProblems(
  renamed: ReadonlyMap<AddressId, AddressId>,
  entries: ReadonlyMap<AddressId, StateEntry>,
  placeAt: (from: AddressId) => SourceRange | undefined,
): Diagnostic[] {
  const holders = new Map<AddressId, AddressId>()
  return [...renamed].flatMap(([from, to]): Diagnostic[] => {
    const own = entries.get(from)
    if (own === undefined) return []
    const other = renamed.has(to) ? undefined : entries.get(to)
    const rival = holders.get(to)
    holders.set(to, from)
    const isSame = other === undefined || other.remoteId === '' || other.remoteId === own.remoteId
    const source = isSame && rival === undefined ? undefined : placeAt(from)
    if (source === undefined) return []
    const held = rival === undefined ? `${to} has id ${other?.remoteId} already` : `${rival} becomes that too`
    return [
      errorAt(source, {
        code: 'E1523',
        summary: `${from} (id ${own.remoteId}) cannot become ${to}: ${held}`,
        hint: `say which of the two it is: butik state forget ${rival ?? to}, or take this line out`,
      }),
    ]
  })
}

/** Under its new address everything is as it was, what is in doubt included. */
function withRenamed({ entries, open }: Recovered, renamed: ReadonlyMap<AddressId, AddressId>): Recovered {
  const at = (address: AddressId): AddressId => renamed.get(address) ?? address
  const entryAt = (entry: StateEntry): StateEntry =>
    entry.needs.some((need) => renamed.has(need)) ? { ...entry, needs: entry.needs.map(at) } : entry
  const known = new Map<AddressId, StateEntry>()
  for (const [address, entry] of entries) if (!renamed.has(address)) known.set(address, entryAt(entry))
  for (const [from, to] of renamed) {
    const entry = entries.get(from)
    if (entry !== undefined) known.set(to, entryAt(entry))
  }
  const openAt = (intent: Intent): Intent => ({
    ...intent,
    address: at(intent.address),
    ...(intent.entry === undefined ? {} : { entry: entryAt(intent.entry) }),
  })
  return { entries: known, open: open.map(openAt) }
}
