/** A loaded project × the published schemas → the keys that it declares, by connection and kind. Checks nothing. Pure. */
import type { JsonObject } from '../model/json.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { YamlNode } from '../model/yaml.ts'
import { kindsIn, partsOf, saidOf, valuesOf } from './explain-schema.ts'
import { sectionsOf } from './validate-sections.ts'

export interface DeclaredKey {
  readonly connection: string
  readonly kind: string
  /** Whole: `furniture.colour.oak`. */
  readonly key: string
}

/** `schemas`: of resource files, by vendor. What stands in a list (stock levels) has no key of its own there, and is left out. */
export function declaredKeys(
  project: Project,
  providers: ReadonlyMap<string, Provider>,
  schemas: ReadonlyMap<string, JsonObject>,
): DeclaredKey[] {
  const nestings = new Map([...schemas].map(([vendor, schema]) => [vendor, nestingsIn(schema)]))
  const { connections } = project.config
  return sectionsOf(project, providers).sections.flatMap(({ connection, kindSection, map }) => {
    const { vendor = '' } = connections.get(connection) ?? {}
    const kind = providers.get(vendor)?.kinds.find(({ section }) => section === kindSection)
    if (kind === undefined) return []
    const keys = (name: string, key: string, node: YamlNode): DeclaredKey[] => [
      { connection, kind: name, key },
      ...(nestings.get(vendor)?.get(name) ?? []).flatMap(({ field, kind: nested }) => {
        const inside = node.type === 'map' ? node.pairs.get(field)?.value : undefined
        if (inside?.type !== 'map') return []
        return [...inside.pairs].flatMap(([own, { value }]) => keys(nested, `${key}.${own}`, value))
      }),
    ]
    return [...map.pairs].flatMap(([key, { value }]) => keys(kind.name, key, value))
  })
}

interface Nesting {
  readonly field: string
  readonly kind: string
}

/** By kind: its fields that hold a map of another kind. */
function nestingsIn(schema: JsonObject): ReadonlyMap<string, readonly Nesting[]> {
  return new Map(
    kindsIn(schema).map(({ kind, node }) => [
      kind,
      node === undefined
        ? []
        : partsOf(node).flatMap(({ name, node: part }) => {
            const nested = saidOf(valuesOf(part) ?? {})['kind']
            return typeof nested === 'string' ? [{ field: name, kind: nested }] : []
          }),
    ]),
  )
}
