/** Nodes that work out their place when they are asked: few of a hundred thousand ever are. */
import type { SourceRange } from '../model/diagnostic.ts'
import type { YamlList, YamlMap, YamlNode, YamlPair, YamlScalar } from '../model/yaml.ts'
import type { Places } from './yaml-place.ts'

/** Where a node stands in its text, end-exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

class Placed {
  readonly #places: Places
  readonly #start: number
  readonly #end: number
  #at: SourceRange | undefined

  constructor(places: Places, { start, end }: Span) {
    this.#places = places
    this.#start = start
    this.#end = end
  }

  get span(): Span {
    return { start: this.#start, end: this.#end }
  }

  /** The same object each time. */
  get at(): SourceRange {
    this.#at ??= this.#places.range(this.#start, this.#end)
    return this.#at
  }
}

export class PlacedScalar extends Placed implements YamlScalar {
  readonly type = 'scalar'
  readonly value: YamlScalar['value']
  readonly text: string
  readonly plain: boolean
  declare readonly tag?: '!env' | '!file' | '!csv'

  constructor(places: Places, span: Span, { value, text, plain, tag }: Omit<YamlScalar, 'type' | 'at'>) {
    super(places, span)
    this.value = value
    this.text = text
    this.plain = plain
    if (tag !== undefined) this.tag = tag
  }
}

export class PlacedMap extends Placed implements YamlMap {
  readonly type = 'map'
  readonly pairs: ReadonlyMap<string, YamlPair>
  declare readonly tag?: '!csv'

  constructor(places: Places, span: Span, pairs: ReadonlyMap<string, YamlPair>, tag?: '!csv') {
    super(places, span)
    this.pairs = pairs
    if (tag !== undefined) this.tag = tag
  }
}

/** As PlacedMap: no field of its own in all those that are whole. */
export class HoledMap extends PlacedMap {
  readonly holed = true
}

export class PlacedList extends Placed implements YamlList {
  readonly type = 'list'
  readonly items: readonly YamlNode[]

  constructor(places: Places, span: Span, items: readonly YamlNode[]) {
    super(places, span)
    this.items = items
  }
}
