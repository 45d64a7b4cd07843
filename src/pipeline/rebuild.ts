/**
 * A damaged state → a new one: what can still be read of the old one, and what is declared found again by natural key, on
 * the stages of a plan. Writes the state only; nothing is sent to a vendor.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import { hasErrors } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import { fieldOf } from '../model/field.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { type ObservedState, type Spec, viewKey } from '../model/resource.ts'
import type { Intent, LockInfo, Salvage, StateEntry, StateRepair, StateSnapshot } from '../model/state.ts'
import { rekeyed } from './apply-body.ts'
import { type Binding, bind } from './bind.ts'
import { connect } from './connect.ts'
import { desiredOf } from './desired.ts'
import { diff, type ResourceDiff } from './diff.ts'
import { agree, identityOf, mergedIdentity } from './identity.ts'
import { topLevel } from './plan-change.ts'
import { refresh } from './refresh.ts'
import { howToRead } from './refresh-how.ts'
import { scopeIn } from './scope.ts'
import { type Recovered, recover, type Settled, settle } from './settle.ts'
import { type IdOf, localiseSpec } from './spec.ts'
import { type Connected, kindOf, type World } from './world.ts'

export interface Rebuilt {
  /** Where what the old state knew comes from; absent where nothing of it could be read. */
  readonly from?: string
  /** What was damaged or in the way, where it lies now. */
  readonly aside: readonly string[]
  readonly lineage: string
  /** Known from what is left of the old state. */
  readonly kept: readonly AddressId[]
  /** Of those, declared no more: the next plan says what becomes of them. */
  readonly undeclared: readonly AddressId[]
  /** Found in the shops by natural key. */
  readonly found: readonly AddressId[]
  /** Fields that the vendor does not show, taken to be as declared. */
  readonly trusted: readonly { readonly address: AddressId; readonly fields: readonly string[] }[]
  /** Declared, and not in the shops: the next plan makes them. */
  readonly missing: readonly AddressId[]
  /** What nobody can look up: in doubt until a person says. `id`: what the damaged state has, not to be relied on. */
  readonly inDoubt: readonly { readonly address: AddressId; readonly id?: string }[]
  /** Owned by the damaged state as far as that can be read, declared no more, and owned no more. */
  readonly lost: readonly { readonly address: AddressId; readonly id: string }[]
  /** Not decided, and why: the next plan says more. */
  readonly undecided: readonly { readonly address: AddressId; readonly why: string }[]
  readonly calls: { readonly [connection: string]: number }
}

/**
 * Undefined where the state is whole, or `agreed` says no to what is wrong with it. Throws E3004 where a shop could not be
 * read whole, and E3001 where it is another one than the state knew: then nothing is changed.
 */
export async function rebuildState(
  world: World,
  info: LockInfo,
  agreed: (problems: readonly string[]) => Promise<boolean>,
): Promise<Rebuilt | 'whole' | undefined> {
  await using lock = await world.backend.lock(info)
  const { repair } = world.backend
  const left = await repair?.salvage()
  if (repair === undefined || left === undefined || left.problems.length === 0) return 'whole'
  if (!(await agreed(left.problems))) return undefined
  const next = await new Rebuilding(world, left).next()
  await lock.confirm()
  return await written(repair, next)
}

interface Next {
  readonly snapshot: StateSnapshot
  readonly report: Omit<Rebuilt, 'aside'>
}

async function written(repair: StateRepair, { snapshot, report }: Next): Promise<Rebuilt> {
  return { ...report, aside: await repair.replace(snapshot) }
}

class Rebuilding {
  readonly #world: World
  readonly #left: Salvage
  /** Another state than the one before: plans that were made from that one are refused. */
  readonly #lineage: string
  readonly #recovered: Recovered

  constructor(world: World, left: Salvage) {
    this.#world = world
    this.#left = left
    this.#lineage = world.newId()
    const empty: StateSnapshot = { formatVersion: 1, lineage: '', serial: 0, identities: {}, entries: {} }
    this.#recovered = this.#rekeyed(recover(left.snapshot ?? empty, left.journal))
  }

  async next(): Promise<Next> {
    const world = this.#world
    const { desired, diagnostics } = await desiredOf(world, this.#lineage, false)
    if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics)
    const selection = { target: [], exclude: [], connection: [] }
    const connected = await connect(world, selection)
    const scope = scopeIn(world, { selection, destroy: false, desired, recovered: this.#recovered, connected })
    const { entries } = this.#recovered
    const { emit, signal } = world
    // What is only watched is in no state.
    const views = new Set([...scope.views].filter((view) => isOwnable(view, connected)))
    const observed = await refresh({
      connected,
      desired,
      entries,
      views,
      whole: scope.whole,
      how: howToRead(world, 'full'),
      emit,
      signal,
    })
    refuseUnread(observed)
    const identities = this.#identities(connected, observed)
    const kind = kindAt(connected)
    const secretKey = this.#lineage
    const settled = settle(this.#recovered, observed, kind, { secretKey })
    const seen = { connected, desired, entries: settled.entries, observed }
    const binding = bind(seen)
    const diffs = [...diff({ ...seen, binding, doubts: settled.open, secretKey }).values()]
    const declared = new Set(desired.resources.keys())
    return this.#made({
      declared,
      settled,
      binding,
      diffs,
      kind,
      identities,
      calls: Object.fromEntries(observed.calls),
    })
  }

  #made(seen: Seen): Next {
    const { declared, settled, binding, diffs, kind, identities, calls } = seen
    const found = diffs.filter((one) => isFound(one) && !settled.entries.has(one.resource.address))
    const added = new Map(found.map((one) => [one.resource.address, entryOf(one)]))
    const isGone = (address: AddressId) => this.#left.snapshot === undefined && binding.gone.has(address)
    const kept = [...settled.entries].filter(([address]) => !isGone(address))
    const entries = new Map([...kept, ...added])
    const unseen = diffs.filter((one) => isUnseen(one) && !settled.entries.has(one.resource.address))
    const known = new Set(settled.open.map(({ address }) => address))
    const ids = (address: AddressId) => entries.get(address)?.remoteId || undefined
    const asked = unseen.filter(({ resource }) => !known.has(resource.address)).map((one) => doubtOf(one, ids))
    const doubts = [...settled.open, ...asked]
    const sorted = [...entries].sort(([a], [b]) => byCodeUnit(a, b))
    const { from, snapshot } = this.#left
    return {
      snapshot: {
        formatVersion: 1,
        lineage: this.#lineage,
        serial: (snapshot?.serial ?? 0) + 1,
        identities,
        entries: Object.fromEntries(sorted),
        ...(doubts.length === 0 ? {} : { doubts }),
      },
      report: {
        ...(from === undefined ? {} : { from }),
        lineage: this.#lineage,
        kept: kept.map(([address]) => address).sort(byCodeUnit),
        undeclared: kept
          .map(([address]) => address)
          .filter((address) => !declared.has(address))
          .sort(byCodeUnit),
        found: [...added.keys()].sort(byCodeUnit),
        trusted: found.flatMap((one) => trustedOf(one)),
        missing: diffs
          .filter((one) => one.bound === undefined && one.kind.class === 'managed')
          .map(({ resource }) => resource.address)
          .sort(byCodeUnit),
        inDoubt: doubts
          .map(({ address }) => this.#named(address, kind))
          .sort((a, b) => byCodeUnit(a.address, b.address)),
        lost: [...this.#left.named]
          .filter(([address]) => !entries.has(address) && !declared.has(address))
          .map(([address, id]) => ({ address, id })),
        undecided: [...binding.unevaluated].map(([address, why]) => ({ address, why })),
        calls,
      },
    }
  }

  #named(address: AddressId, kind: Seen['kind']): Rebuilt['inDoubt'][number] {
    const { connection, kind: name } = partsOf(address)
    const id = kind(connection, name)?.reading.by === 'nothing' ? this.#left.named.get(address) : undefined
    return id === undefined ? { address } : { address, id }
  }

  /** Digests of secrets are keyed with the lineage. One whose value has changed since stays, and differs in the next plan. */
  #rekeyed({ entries, open }: Recovered): Recovered {
    const before = this.#left.snapshot?.lineage ?? ''
    const again = (entry: StateEntry): StateEntry => ({
      ...entry,
      applied: rekeyed(entry.applied, this.#world, before, this.#lineage),
    })
    return {
      entries: new Map([...entries].map(([address, entry]) => [address, again(entry)])),
      open: open.map((intent) => (intent.entry === undefined ? intent : { ...intent, entry: again(intent.entry) })),
    }
  }

  #identities(connected: readonly Connected[], observed: ObservedState): StateSnapshot['identities'] {
    const known = this.#left.snapshot?.identities ?? {}
    const now = connected.map((one): [string, string] => {
      const { name } = one.config
      const [before, found] = [known[name], identityOf(one, observed)]
      if (before !== undefined && !agree(before, found)) {
        throw new ReconcilerError(
          'E3001',
          `${name} is another shop than the state knew (${before.trim()} there, ${found.trim()} now)`,
          { hint: 'nothing was changed; check the credentials and the environment' },
        )
      }
      return [name, mergedIdentity(before, found)]
    })
    return { ...known, ...Object.fromEntries(now) }
  }
}

function isOwnable(view: string, connected: readonly Connected[]): boolean {
  return connected.some(({ config, provider }) =>
    provider.kinds.some((kind) => kind.class !== 'observed' && viewKey(config.name, kind.name) === view),
  )
}

interface Seen {
  readonly declared: ReadonlySet<AddressId>
  readonly settled: Settled
  readonly binding: Binding
  readonly diffs: readonly ResourceDiff[]
  readonly kind: (connection: string, name: string) => Kind | undefined
  readonly identities: StateSnapshot['identities']
  readonly calls: Rebuilt['calls']
}

function kindAt(connected: readonly Connected[]): Seen['kind'] {
  return (connection, name) => kindOf(connected.find(({ config }) => config.name === connection)?.provider, name)
}

/** What a short list leaves out would be made a second time by the next plan. */
function refuseUnread({ views }: ObservedState): void {
  const short = [...views.values()].filter(({ reach }) => reach !== 'complete')
  if (short.length === 0) return
  throw new DiagnosticsError([
    {
      severity: 'error',
      code: 'E3004',
      summary: 'not everything could be read, and no state is made of a part',
      hint: 'nothing was changed; run again',
    },
    ...short.flatMap(({ problem }) => problem ?? []),
  ])
}

function isFound({ bound, kind }: ResourceDiff): boolean {
  // What moved is known under its old address: the next plan moves it.
  return bound?.by === 'natural-key' && bound.movedFrom === undefined && kind.class !== 'observed'
}

function isUnseen({ kind, bound }: ResourceDiff): boolean {
  return kind.reading.by === 'nothing' && bound === undefined
}

/**
 * As adopting it would leave it, but for what differs: of that nothing is known to be applied. What the vendor does not show
 * is taken to be as declared. Where pictures differ nothing is, so that the guard asks before any is taken away.
 */
function entryOf({ entry, diff: changes, bound, kind }: ResourceDiff): StateEntry {
  const differing = new Set(topLevel(changes).filter((name) => fieldOf(kind, name)?.writeOnly !== true))
  const applied: Spec = changes.some(({ meaning }) => meaning === 'image')
    ? {}
    : Object.fromEntries(Object.entries(entry.applied).filter(([name]) => !differing.has(name)))
  return { ...entry, applied, remoteId: bound?.remoteId ?? entry.remoteId }
}

function trustedOf(one: ResourceDiff): Rebuilt['trusted'] {
  const fields = Object.keys(entryOf(one).applied).filter((name) => fieldOf(one.kind, name)?.writeOnly === true)
  return fields.length === 0 ? [] : [{ address: one.resource.address, fields }]
}

/** It may be there, and the vendor cannot be asked: a create in doubt, until a person says what happened. */
function doubtOf({ resource, entry }: ResourceDiff, idOf: IdOf): Intent {
  const applied = localiseSpec(entry.applied, idOf)
  return { address: resource.address, role: 'create', fields: applied, entry: { ...entry, applied, remoteId: '' } }
}
