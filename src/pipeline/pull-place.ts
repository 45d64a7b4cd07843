/** Where a resource that is about to be declared goes: beside its like where there are any, else a file by kind. Pure. */
import { posix } from 'node:path'
import { byCodeUnit } from '../model/json.ts'
import type { Project } from '../model/project.ts'
import type { Kind, Provider } from '../model/provider.ts'
import type { Spec } from '../model/resource.ts'
import type { Catalogue } from './author.ts'
import { sectionsOf } from './validate-sections.ts'

export const splits = ['kind', 'category', 'resource'] as const
export type Split = (typeof splits)[number]

export interface Place {
  /** Relative to the folder of butik.yaml. */
  readonly file: string
  /** The resource of the section to stand behind; absent in a section that has none yet. */
  readonly after?: string
}

/** One that is declared already. */
interface Neighbour {
  readonly key: string
  readonly file: string
  readonly group: string
}

export interface PlacerInput {
  readonly project: Project
  readonly providers: ReadonlyMap<string, Provider>
  readonly connection: string
  readonly catalogue: Catalogue
  /** A folder below that of butik.yaml; empty for that folder itself. */
  readonly into: string
  readonly split: Split
}

export class Placer {
  readonly #input: PlacerInput
  /** By section, sorted by key. */
  readonly #neighbours = new Map<string, Neighbour[]>()
  readonly #perFile = new Map<string, number>()

  constructor(input: PlacerInput) {
    this.#input = input
    for (const { connection, kindSection, map, document } of sectionsOf(input.project, input.providers).sections) {
      if (connection !== input.connection) continue
      const kind = this.#kindOf(kindSection)
      if (kind === undefined) continue
      const known = this.#neighbours.get(kindSection) ?? []
      for (const key of map.pairs.keys())
        known.push({ key, file: document.file, group: this.#groupOf(kind, input.catalogue.specAt(kind.name, key)) })
      this.#neighbours.set(kindSection, known)
      this.#perFile.set(`${document.file}\u0000${kindSection}`, map.pairs.size)
    }
    for (const all of this.#neighbours.values()) all.sort((a, b) => byCodeUnit(a.key, b.key))
  }

  placeOf(kind: Kind, key: string, spec: Spec): Place {
    const section = kind.section ?? ''
    const all = this.#neighbours.get(section) ?? []
    const group = this.#groupOf(kind, spec)
    if (all.length === 0) return { file: this.#fresh(kind, key, group) }
    const like = all.filter((one) => one.group === group)
    const nearest = before(like.length === 0 ? all : like, key)
    if (nearest === undefined) return { file: this.#fresh(kind, key, group) }
    const folder = posix.dirname(nearest.file)
    const name = posix.basename(nearest.file).replace(/\.ya?ml$/, '')
    // One file a resource, one file a category: as the folder has it.
    if (name === nearest.key && this.#perFile.get(`${nearest.file}\u0000${section}`) === 1)
      return { file: posix.join(folder, `${key}.yaml`) }
    if (like.length === 0 && kind.group !== undefined && name === nearest.group && group !== '')
      return { file: posix.join(folder, `${group}.yaml`) }
    return { file: nearest.file, after: nearest.key }
  }

  #fresh({ section = '', group: by }: Kind, key: string, group: string): string {
    const { split } = this.#input
    const folder = posix.join(this.#input.into, this.#isShared(section) ? this.#input.connection : '')
    if (split === 'resource') return posix.join(folder, section, `${key}.yaml`)
    // A tree is one file: its own root would stand in another than what hangs below it.
    const isGrouped =
      split === 'category' && by !== undefined && this.#kindOf(section)?.naturalKey.includes(by) === false
    return posix.join(folder, isGrouped ? posix.join(section, `${group || 'other'}.yaml`) : `${section}.yaml`)
  }

  #kindOf(section: string): Kind | undefined {
    const vendor = this.#input.project.config.connections.get(this.#input.connection)?.vendor ?? ''
    return this.#input.providers.get(vendor)?.kinds.find((kind) => kind.section === section)
  }

  /** Several connections have such a section: each has a folder of its own. */
  #isShared(section: string): boolean {
    const vendors = [...this.#input.project.config.connections.values()].map(({ vendor }) => vendor)
    const having = vendors.filter((vendor) =>
      this.#input.providers.get(vendor)?.kinds.some((kind) => kind.section === section),
    )
    return having.length > 1
  }

  /** The key of what it is put together by; empty where it has none in these files. */
  #groupOf({ group, fields }: Kind, spec: Spec | undefined): string {
    const field = group === undefined ? undefined : fields[group]
    if (group === undefined || field?.shape !== 'reference' || field.kind === undefined) return ''
    return this.#input.catalogue.keyOf(field.kind, spec?.[group] ?? null) ?? ''
  }
}

/** The last one before this key, or the first of all. */
function before(sorted: readonly Neighbour[], key: string): Neighbour | undefined {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (byCodeUnit(sorted[middle]?.key ?? '', key) < 0) low = middle + 1
    else high = middle
  }
  return sorted[Math.max(0, low - 1)]
}
