/**
 * What is about to be written, read as the next plan will read it: validated, resolved, bound and compared with the shop
 * that was just seen. What would be an error or a difference is found before a file is written. Sends nothing.
 */
import { type AddressId, addressId, partsOf } from '../model/address.ts'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import { type DesiredState, defaultPolicy } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { YamlNode } from '../model/yaml.ts'
import { bind } from './bind.ts'
import { desiredOf } from './desired.ts'
import { diff, type ResourceDiff } from './diff.ts'
import { loadProject } from './load.ts'
import { type Changes, overlaid } from './overlay.ts'
import { topLevel } from './plan-change.ts'
import { withPictures } from './pull-known.ts'
import type { NewObject } from './pull-objects.ts'
import type { PullPictures } from './pull-pictures.ts'
import type { ShopSeen } from './pull-read.ts'
import { sectionsOf } from './validate-sections.ts'
import { kindOf, type World } from './world.ts'

/** Not to be written, and why: a field of an address, or all of it. */
export interface Unwritable {
  readonly address: AddressId
  readonly field?: string
  readonly why: string
}

export interface Checked {
  readonly unwritable: readonly Unwritable[]
  /** Errors that are about none of the new objects. */
  readonly errors: readonly Diagnostic[]
  readonly desired: DesiredState
  readonly diffs: ReadonlyMap<AddressId, ResourceDiff>
}

export interface CheckInput {
  readonly world: World
  readonly seen: ShopSeen
  readonly objects: readonly NewObject[]
  readonly changes: Changes
  readonly pictures?: PullPictures | undefined
}

export async function checkPulled({ world, seen, objects, changes, pictures }: CheckInput): Promise<Checked> {
  const { project, butik } = world
  const files = overlaid(world.files, project.root, changes)
  const environment = project.laid?.environment
  const loaded = await loadProject({ dir: project.root, files, butikVersion: butik, environment })
  const declared = { ...world, files, project: loaded }
  const { desired, diagnostics } = await desiredOf(declared, seen.snapshot.lineage, false)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    const places = new Places(declared, objects)
    const unwritable = errors.flatMap((error) => places.blame(error) ?? [])
    const others = errors.filter((error) => places.blame(error) === undefined)
    return { unwritable, errors: others, desired, diffs: new Map() }
  }
  const entries = new Map(seen.entries)
  for (const { address, remoteId, kind: name } of objects) {
    const kind = kindOf(world.providers.get(vendorOf(project, address)), name)
    // What is only watched is in no state, and what lives inside another is found there.
    const isOwnable = kind?.class === 'managed' && kind.within === undefined
    if (isOwnable && seen.entries.get(address)?.remoteId !== remoteId) entries.set(address, known(remoteId))
  }
  const { connected, observed, snapshot, doubts } = seen
  const remoteIds = new Map(objects.map(({ address, remoteId }) => [address, remoteId]))
  for (const [address, fields] of pictures?.held() ?? []) {
    const remoteId = remoteIds.get(address) ?? seen.binding.bound.get(address)?.remoteId ?? ''
    entries.set(address, withPictures(entries.get(address) ?? known(remoteId), fields))
  }
  const binding = bind({ connected, desired, entries, observed })
  const diffs = diff({ connected, desired, entries, observed, binding, doubts, secretKey: snapshot.lineage })
  const isNew = (address: AddressId): boolean => !seen.desired.resources.has(address)
  const unwritable: Unwritable[] = []
  for (const { address, summary } of binding.diagnostics)
    if (address !== undefined && isNew(address)) unwritable.push({ address, why: summary })
  for (const [address, one] of diffs) {
    if (!isNew(address) || one.verdict === 'same') continue
    unwritable.push(...differing(one))
  }
  return { unwritable, errors: [], desired, diffs }
}

function vendorOf({ config }: Project, address: AddressId): string {
  return config.connections.get(partsOf(address).connection)?.vendor ?? ''
}

/** As an import leaves it. */
function known(remoteId: string): StateEntry {
  return { remoteId, applied: {}, stored: {}, policy: defaultPolicy, needs: [] }
}

function differing({ resource, kind, bound, verdict, diff: changes }: ResourceDiff): Unwritable[] {
  const why = 'written down it does not read back as the shop has it'
  if (kind.within !== undefined) {
    // As pull-objects.ts calls it, before the files give it a key.
    const { connection, key } = resource
    return [{ address: addressId(connection, kind.name, `${key.split('.')[0]}.${bound?.remoteId ?? ''}`), why }]
  }
  const { address } = resource
  const fields = topLevel(changes)
  const isWhole = verdict !== 'update' || fields.some((name) => kind.naturalKey.includes(name))
  if (isWhole || fields.length === 0) return [{ address, why }]
  return fields.map((field) => ({ address, field, why }))
}

/** Which of the new objects a problem of the files is about. */
class Places {
  readonly #input: Parameters<typeof sectionsOf>
  readonly #world: Pick<World, 'project' | 'providers'>
  readonly #byAddress: ReadonlyMap<AddressId, NewObject>

  constructor({ project, providers }: Pick<World, 'project' | 'providers'>, objects: readonly NewObject[]) {
    this.#world = { project, providers }
    this.#input = [project, providers]
    this.#byAddress = new Map(objects.map((object) => [object.address, object]))
  }

  /** Undefined where it is about none of them. */
  blame({ summary, source, address: said }: Diagnostic): Unwritable | undefined {
    const place = source === undefined ? undefined : this.#at(source)
    const host = place?.address ?? said
    if (host === undefined || !this.#byAddress.has(host)) return undefined
    const { connection, key } = partsOf(host)
    let at = { address: host, key }
    for (const step of place?.path ?? []) {
      const below = `${at.key}.${step}`
      const nested = [...this.#nestedKinds(connection)]
        .map((kind) => addressId(connection, kind, below))
        .find((address) => this.#byAddress.has(address))
      if (nested !== undefined) at = { address: nested, key: below }
    }
    const why = `the files cannot say it: ${summary}`
    const [field] = place?.path ?? []
    if (at.address !== host || field === undefined) return { address: at.address, why }
    const kind = this.#kindOf(host)
    const isField = kind?.fields[field] !== undefined || kind?.otherFields !== undefined
    return isField && kind?.naturalKey.includes(field) === false
      ? { address: host, field, why }
      : { address: host, why }
  }

  #kindOf(address: AddressId) {
    const { kind } = partsOf(address)
    return this.#world.providers.get(vendorOf(this.#world.project, address))?.kinds.find(({ name }) => name === kind)
  }

  #nestedKinds(connection: string): string[] {
    const vendor = this.#world.project.config.connections.get(connection)?.vendor ?? ''
    const kinds = this.#world.providers.get(vendor)?.kinds ?? []
    return kinds.filter(({ section }) => section === undefined).map(({ name }) => name)
  }

  /** The resource that stands around a place, and the keys down to it. */
  #at(source: SourceRange): { address: AddressId; path: string[] } | undefined {
    for (const { connection, kindSection, map, document } of sectionsOf(...this.#input).sections) {
      if (document.file !== source.file) continue
      const found = pairAround(map, source)
      if (found === undefined) continue
      const vendor = this.#world.project.config.connections.get(connection)?.vendor ?? ''
      const kind = this.#world.providers.get(vendor)?.kinds.find((one) => one.section === kindSection)
      if (kind === undefined) continue
      const path: string[] = []
      for (let next = pairAround(found.value, source); next !== undefined; next = pairAround(next.value, source))
        path.push(next.key)
      return { address: addressId(connection, kind.name, found.key), path }
    }
    return undefined
  }
}

function pairAround(node: YamlNode, source: SourceRange): { key: string; value: YamlNode } | undefined {
  if (node.type === 'list') {
    const item = node.items.find((one) => !isBefore(source, one.at) && !isAfter(source, one.at))
    return item === undefined ? undefined : pairAround(item, source)
  }
  if (node.type !== 'map') return undefined
  for (const [key, pair] of node.pairs)
    if (!isBefore(source, pair.key.at) && !isAfter(source, pair.value.at)) return { key, value: pair.value }
  return undefined
}

function isBefore(a: SourceRange, b: SourceRange): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column)
}

/** Begins behind the end of it. */
function isAfter(a: SourceRange, b: SourceRange): boolean {
  return a.line > b.endLine || (a.line === b.endLine && a.column > b.endColumn)
}
