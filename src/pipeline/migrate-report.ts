/** What did not come along in a migration: fields, values and objects, each with its name. Pure. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { byCodeUnit } from '../model/json.ts'
import { didYouMean } from '../model/suggest.ts'
import type { MapRule, MigrationMap } from './migrate-map.ts'
import { isNothing, leavesOf, type SourceRow, valueAt } from './migrate-source.ts'
import { shown } from './migrate-value.ts'

/** By kind. */
export type SourceRows = ReadonlyMap<string, readonly SourceRow[]>

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

/** What the map asks for and the source does not have. */
export function unknownSources(map: MigrationMap, rows: SourceRows): Diagnostic[] {
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

export class Unmapped {
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

export function droppedIn(map: MigrationMap, rows: SourceRows): readonly DroppedField[] {
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
