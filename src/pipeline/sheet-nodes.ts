/** The nodes that the rows of a sheet are put together from, and the columns that fill lists of them. */
import type { YamlMap, YamlNode, YamlPair } from '../model/yaml.ts'
import type { SheetColumn } from './sheet-columns.ts'
import { PlacedList, PlacedMap, PlacedScalar, type Span } from './yaml-node.ts'
import type { Places } from './yaml-place.ts'

/** Columns that fill one list of mappings. */
export interface ElementColumns {
  readonly path: readonly string[]
  readonly columns: readonly SheetColumn[]
}

/** A mapping that takes more pairs while its row is read. */
export class GrowingMap extends PlacedMap {
  readonly own: Map<string, YamlPair>

  constructor(places: Places, span: Span) {
    const own = new Map<string, YamlPair>()
    super(places, span, own)
    this.own = own
  }
}

/** Columns by the list that they fill, in the order of the sheet. */
export function listsOf(columns: readonly SheetColumn[]): ElementColumns[] {
  const lists = new Map<string, { path: readonly string[]; columns: SheetColumn[] }>()
  for (const column of columns) {
    if (column.elements === undefined) continue
    const path = column.path.slice(0, column.elements)
    const list = lists.get(path.join('.')) ?? { path, columns: [] }
    list.columns.push(column)
    lists.set(path.join('.'), list)
  }
  return [...lists.values()]
}

export function nodeIn(map: YamlMap, path: readonly string[]): YamlNode | undefined {
  let node: YamlNode | undefined = map
  for (const name of path) node = node?.type === 'map' ? node.pairs.get(name)?.value : undefined
  return node
}

/** At least one character, so that an excerpt can point at it. */
export function spanOf({ start, end }: Span): Span {
  return { start, end: Math.max(end, start + 1) }
}

export function spanOfPlaced(node: YamlNode): Span {
  return node instanceof PlacedScalar || node instanceof PlacedList || node instanceof PlacedMap
    ? node.span
    : { start: 0, end: 1 }
}
