/**
 * The catalogue of one vendor × a map → resources of another as they are written, and a report of all that did not come along:
 * fields that nothing takes, values that a table does not have or a field cannot hold, rows without what is needed. Pure.
 */
import { fieldAt } from '../model/field.ts'
import { byCodeUnit, type Json, type JsonObject } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import type { Written, WrittenMap } from '../model/written.ts'
import { keysFor } from './keys.ts'
import type { MapRule, MapSection, MigrationMap, Source } from './migrate-map.ts'
import { droppedIn, type MigrationReport, type SourceRows, Unmapped } from './migrate-report.ts'
import { isNothing, type SourceRow, valueAt } from './migrate-source.ts'
import { migratedValue } from './migrate-value.ts'

export interface MigrationGiven {
  readonly map: MigrationMap
  readonly rows: SourceRows
  /** What the resources are of, by section, with the fields that no file may be without. */
  readonly targets: ReadonlyMap<string, { readonly kind: Kind; readonly required: readonly string[] }>
}

export interface Migrated {
  /** By section, resources by key, sorted. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, WrittenMap>>
  readonly report: MigrationReport
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

function textAt(values: JsonObject, { path }: Source): string | undefined {
  const value = valueAt(values, path)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
