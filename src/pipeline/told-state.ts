/**
 * What butik.yaml tells (`moved`, `imports`) × the state → the state as if it were so already, for the stages of a plan. Pure:
 * the state itself learns it when the plan is applied (told-plan.ts). What it knows already is passed over in silence.
 */
import { type AddressId, partsOf, placeOf } from '../model/address.ts'
import type { Config } from '../model/config.ts'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import { DiagnosticsError } from '../model/errors.ts'
import type { Kind } from '../model/provider.ts'
import type { DesiredState } from '../model/resource.ts'
import type { Intent, StateEntry, StateSnapshot } from '../model/state.ts'
import type { DeclaredImport } from '../model/told.ts'
import { agree } from './identity.ts'
import { renamedWith } from './renamed.ts'
import type { Recovered } from './settle.ts'
import { localiseSpec } from './spec.ts'
import { errorAt } from './told-words.ts'
import { type Connected, kindAt, type World } from './world.ts'

export interface Told {
  /** With every move carried out, and an entry for each import. */
  readonly recovered: Recovered
  /** As the state has them. */
  readonly before: ReadonlyMap<AddressId, StateEntry>
  /** Moves that the state does not know yet: old address to new. */
  readonly moved: ReadonlyMap<AddressId, AddressId>
  /** With what is nested in them. */
  readonly renamed: ReadonlyMap<AddressId, AddressId>
  /** Imports that the state does not know yet. */
  readonly imported: ReadonlyMap<AddressId, DeclaredImport>
}

export interface TellInput {
  readonly config: Pick<Config, 'moved' | 'imports'>
  readonly desired: DesiredState
  readonly recovered: Recovered
  readonly connected: readonly Connected[]
  readonly identities: StateSnapshot['identities']
  kind(address: AddressId): Kind | undefined
}

export function toldIn(world: World, input: Omit<TellInput, 'config' | 'kind'>): Told {
  return told({ ...input, config: world.project.config, kind: (address) => kindAt(world, address) })
}

/** Throws DiagnosticsError where the state contradicts what is told. */
export function told(input: TellInput): Told {
  const { recovered, config } = input
  const before = recovered.entries
  const none: Told = { recovered, before, moved: new Map(), renamed: new Map(), imported: new Map() }
  if (config.moved.length === 0 && config.imports.length === 0) return none
  const problems: Diagnostic[] = []
  const moves = moved(input, problems)
  const imports = imported({ ...input, recovered: moves.recovered }, problems)
  if (problems.length > 0) throw new DiagnosticsError(problems)
  return { ...moves, ...imports, before }
}

/** Nothing is told: of a plan that goes by other things than the files. */
export function untold(recovered: Recovered): Told {
  return { recovered, before: recovered.entries, moved: new Map(), renamed: new Map(), imported: new Map() }
}

function moved(input: TellInput, problems: Diagnostic[]): Pick<Told, 'recovered' | 'moved' | 'renamed'> {
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
  return `${connection}/${name}/${key}` as AddressId
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
function otherShop(
  from: AddressId,
  to: AddressId,
  { connected, identities }: TellInput,
): Parameters<typeof errorAt>[1] | undefined {
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
    const source = placeAt(from)
    if (own === undefined || source === undefined) return []
    const other = renamed.has(to) ? undefined : entries.get(to)
    const rival = holders.get(to)
    holders.set(to, from)
    const isSame = other === undefined || other.remoteId === '' || other.remoteId === own.remoteId
    if (isSame && rival === undefined) return []
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

function imported(
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
    const problem = contradiction(one, known, owner, recovered.open)
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

function contradiction(
  { address, remoteId }: DeclaredImport,
  known: StateEntry | undefined,
  owner: AddressId | undefined,
  open: readonly Intent[],
): Parameters<typeof errorAt>[1] | undefined {
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
    hint: `if it has another address now, say so: moved: { ${owner}: ${address} }`,
  }
}
