/**
 * The catalogue of one vendor × a map → resources of another as they are written, and a report of all that did not come along:
 * fields that nothing takes, values that a table does not have or a field cannot hold, rows without what is needed. Pure.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import { fieldAt } from '../model/field.ts'
import { byCodeUnit, isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { isId, isRef } from '../model/resource.ts'
import { didYouMean } from '../model/suggest.ts'
import type { Written, WrittenMap } from '../model/written.ts'
import { keysFor } from './keys.ts'
import type { MapRule, MapSection, MigrationMap, Source } from './migrate-map.ts'
import { migratedValue, shown } from './migrate-value.ts'

/** One object of the source: a product as the vendor has it, or a row of a CSV file. */
export interface SourceRow {
  /** The vendor's id, or `row 7`. */
  readonly id: string
  readonly values: JsonObject
}

export interface MigrationGiven {
  readonly map: MigrationMap
  /** By kind. */
  readonly rows: ReadonlyMap<string, readonly SourceRow[]>
  /** What the resources are of, by section, with the fields that no file may be without. */
  readonly targets: ReadonlyMap<string, { readonly kind: Kind; readonly required: readonly string[] }>
}

export interface Migrated {
  /** By section, resources by key, sorted. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, WrittenMap>>
  readonly report: MigrationReport
}

export interface MigrationReport {
  readonly made: readonly MadeSection[]
  /** Fields of the source that no rule takes, all of them; those that hold nothing anywhere have no example. */
  readonly dropped: readonly DroppedField[]
  /** Values that became nothing: each once for a field, with the objects that have it. */
  readonly unmapped: readonly UnmappedValue[]
  readonly skipped: readonly { readonly section: string; readonly id: string; readonly why: string }[]
}

export interface MadeSection {
  readonly section: string
  readonly resources: number
  /** Objects of the source. */
  readonly of: number
  /** Those among them that `only` leaves out. */
  readonly passed: number
}

export interface DroppedField {
  readonly kind: string
  readonly field: string
  /** Objects that have a value in it. */
  readonly objects: number
  readonly example?: string
  /** The map says that it is meant. */
  readonly meant: boolean
}

export interface UnmappedValue {
  readonly section: string
  readonly field: string
  readonly from: string
  readonly value: string
  readonly why: string
  readonly ids: readonly string[]
}

export function migrate({ map, rows, targets }: MigrationGiven): Migrated {
  const sections = new Map<string, ReadonlyMap<string, WrittenMap>>()
  const unmapped = new Unmapped()
  const skipped: MigrationReport['skipped'][number][] = []
  const made: MigrationReport['made'][number][] = []
  for (const section of map.sections) {
    const target = targets.get(section.section)
    if (target === undefined) continue
    const all = rows.get(section.from) ?? []
    const found = all.filter((row) => isWanted(section, row))
    const built = found.flatMap((row) => {
      const written = build({ section, row, map, kind: target.kind }, unmapped)
      const missing = target.required.find((name) => !written.pairs.has(name))
      if (missing === undefined) return [{ row, written }]
      skipped.push({ section: section.section, id: row.id, why: `it has no ${missing}` })
      return []
    })
    const resources = keyed(section, target.kind, withoutTwins(built))
    sections.set(section.section, resources)
    made.push({
      section: section.section,
      resources: resources.size,
      of: all.length,
      passed: all.length - found.length,
    })
  }
  return { sections, report: { made, dropped: droppedIn(map, rows), unmapped: unmapped.all(), skipped } }
}

function isWanted({ only }: MapSection, { values }: SourceRow): boolean {
  return only.every(({ source, values: wanted }) => {
    const value = valueAt(values, source.path)
    return value !== undefined && typeof value !== 'object' && wanted.has(String(value))
  })
}

interface Built {
  readonly row: SourceRow
  readonly written: WrittenMap
}

interface Building {
  readonly section: MapSection
  readonly row: SourceRow
  readonly map: MigrationMap
  readonly kind: Kind
}

function build({ section, row, map, kind }: Building, unmapped: Unmapped): WrittenMap {
  const pairs = new Map<string, Written>()
  for (const rule of section.rules) {
    const { source, constant } = rule
    const given = source === undefined ? undefined : valueAt(row.values, source.path)
    if (constant === undefined && isNothing(given)) continue
    const found = migratedValue(rule, given, { decimal: map.decimal, refers: refers(kind, rule) })
    if ('why' in found) unmapped.add(section.section, rule, found, row.id)
    else put(pairs, rule, found.value)
  }
  return { type: 'map', pairs }
}

/** A key is what stands there: the one that is made of the value. */
function refers(kind: Kind, { field: { path } }: MapRule): boolean {
  const field = fieldAt(kind, path)
  const of = field?.shape === 'list' ? field.of : field
  return of?.shape === 'reference' && of.kind !== undefined
}

/** A list of mappings gets one element of what leads into it. */
function put(pairs: Map<string, Written>, { field: { path, elements } }: MapRule, value: Written): void {
  let here = pairs
  for (const [index, step] of path.slice(0, -1).entries()) {
    const before = here.get(step)
    const inner = before?.type === 'list' ? before.items[0] : before
    const inside = new Map(inner?.type === 'map' ? inner.pairs : [])
    const map: WrittenMap = { type: 'map', pairs: inside }
    here.set(step, elements === index + 1 ? { type: 'list', items: [map] } : map)
    here = inside
  }
  here.set(path.at(-1) ?? '', value)
}

/** Many products name one supplier: what comes out the same is one resource. */
function withoutTwins(built: readonly Built[]): readonly Built[] {
  const seen = new Map<string, Built>()
  for (const one of built) {
    const words = JSON.stringify(plain(one.written))
    if (!seen.has(words)) seen.set(words, one)
  }
  return [...seen.values()]
}

function plain(value: Written): Json {
  if (value.type === 'scalar') return `${value.as} ${value.text}`
  if (value.type === 'list') return value.items.map(plain)
  return [...value.pairs].map(([name, inside]) => [name, plain(inside)])
}

/** Keys as `butik pull` makes them: of what the map says, else of the name, else of the natural key. */
function keyed({ key }: MapSection, kind: Kind, built: readonly Built[]): ReadonlyMap<string, WrittenMap> {
  const objects = built.map(({ row, written }) => ({
    kind: kind.name,
    remoteId: row.id,
    spec: key === undefined ? textsOf(written) : { name: textAt(row.values, key) ?? null },
  }))
  const keys = keysFor(kind, objects)
  const pairs = built.map(({ row, written }): [string, WrittenMap] => [keys.get(row.id) ?? row.id, written])
  return new Map(pairs.sort(([a], [b]) => byCodeUnit(a, b)))
}

function textsOf({ pairs }: WrittenMap): JsonObject {
  return Object.fromEntries(
    [...pairs].flatMap(([name, value]) => (value.type === 'scalar' ? [[name, value.text] as const] : [])),
  )
}

/** An id stands for the object that it names. */
export function valueAt(values: JsonObject, path: readonly string[]): Json | undefined {
  // A field may have dots in its name.
  const name = path.join('.')
  const whole = Object.hasOwn(values, name) ? values[name] : undefined
  if (whole !== undefined) return idOf(whole)
  const found = path.reduce<Json | undefined>(
    (value, step) => (isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    values,
  )
  return found === undefined ? undefined : idOf(found)
}

function idOf(value: Json): Json {
  if (isId(value) && Object.keys(value).length === 1) return value.id
  return isRef(value) ? value.ref.slice(value.ref.lastIndexOf('/') + 1) : value
}

function textAt(values: JsonObject, { path }: Source): string | undefined {
  const value = valueAt(values, path)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** What the map asks for and the source does not have. */
export function unknownSources(map: MigrationMap, rows: MigrationGiven['rows']): Diagnostic[] {
  return map.sections.flatMap(({ from, fromAt, rules, only, key }) => {
    const found = rows.get(from)
    if (found === undefined) {
      const hint = didYouMean(from, rows.keys()) ?? `there is ${[...rows.keys()].join(', ')}`
      return [
        { severity: 'error', code: 'E1551', summary: `the source has no kind "${from}"`, hint, source: fromAt.at },
      ]
    }
    const sources = [...rules.map(({ source }) => source), ...only.map(({ source }) => source), key].filter(
      (source) => source !== undefined,
    )
    // Of a source without objects nothing is known.
    if (found.length === 0) return []
    const fields = new Set(found.flatMap(({ values }) => [...leavesOf(values, '')].map(([name]) => name)))
    return sources.flatMap((source): Diagnostic[] => {
      if (found.some(({ values }) => valueAt(values, source.path) !== undefined)) return []
      const name = source.path.join('.')
      const hint = didYouMean(name, fields) ?? `the fields are ${[...fields].sort(byCodeUnit).join(', ')}`
      return [
        { severity: 'error', code: 'E1551', summary: `no ${from} has a field "${name}"`, hint, source: source.at.at },
      ]
    })
  })
}

class Unmapped {
  readonly #found = new Map<string, UnmappedValue & { readonly ids: string[] }>()

  add(section: string, { name, source }: MapRule, { value, why }: { value: string; why: string }, id: string): void {
    const place = JSON.stringify([section, name, value, why])
    const known = this.#found.get(place)
    const from = source?.path.join('.') ?? ''
    if (known === undefined) this.#found.set(place, { section, field: name, from, value, why, ids: [id] })
    else known.ids.push(id)
  }

  all(): readonly UnmappedValue[] {
    return [...this.#found.values()]
  }
}

function droppedIn(map: MigrationMap, rows: MigrationGiven['rows']): readonly DroppedField[] {
  const meant = new Set(map.ignore.map(({ text }) => text))
  return [...new Set(map.sections.map(({ from }) => from))].flatMap((kind) => {
    const used = map.sections
      .filter(({ from }) => from === kind)
      .flatMap(({ rules, key }) => [...rules.map(({ source }) => source), key])
    const taken = new Set(used.flatMap((source) => source?.path.join('.') ?? []))
    const found = new Map<string, { objects: number; example?: string }>()
    for (const { values } of rows.get(kind) ?? []) {
      for (const [field, value] of leavesOf(values, '')) {
        const known = found.get(field) ?? { objects: 0 }
        found.set(field, known)
        if (isNothing(value)) continue
        known.objects += 1
        known.example ??= shown(value)
      }
    }
    const isTaken = (field: string) => [...taken].some((path) => field === path || field.startsWith(`${path}.`))
    return [...found]
      .filter(([field]) => !isTaken(field))
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([field, one]): DroppedField => ({ kind, field, ...one, meant: meant.has(field) }))
  })
}

/** Fields of fields by their dotted names; lists and ids are values. */
function* leavesOf(values: JsonObject, prefix: string): Generator<[string, Json]> {
  for (const [name, value] of Object.entries(values)) {
    const field = prefix + name
    if (isJsonObject(value) && idOf(value) === value) yield* leavesOf(value, `${field}.`)
    else yield [field, idOf(value)]
  }
}
