/**
 * YAML nodes as butik sees them: values with their source text and place. Made by pipeline/load.ts only. The place is worked
 * out when it is asked for: whoever spreads a node into another says `at` beside it.
 */
import type { SourceRange } from './diagnostic.ts'

export type YamlNode = YamlScalar | YamlMap | YamlList

export interface YamlScalar {
  readonly type: 'scalar'
  /** The YAML 1.2 core value. */
  readonly value: string | number | boolean | null
  /** The source text: `00123` stays `00123`. For quoted and block scalars the text they stand for. */
  readonly text: string
  readonly plain: boolean
  /** `!csv` only as the value of a section. */
  readonly tag?: '!env' | '!file' | '!csv'
  readonly at: SourceRange
}

export interface YamlPair {
  readonly key: YamlScalar
  readonly value: YamlNode
}

export interface YamlMap {
  readonly type: 'map'
  /** The mapping says how a sheet is read; only as the value of a section. */
  readonly tag?: '!csv'
  readonly pairs: ReadonlyMap<string, YamlPair>
  readonly at: SourceRange
  /** A pair of it was refused, with an error: what seems to be missing may have been in that. */
  readonly holed?: true
}

export interface YamlList {
  readonly type: 'list'
  readonly items: readonly YamlNode[]
  readonly at: SourceRange
}

export interface Document {
  /** Relative to the folder of butik.yaml, with forward slashes. */
  readonly file: string
  /** The whole text, for excerpts. */
  readonly text: string
  /** Undefined for an empty file. */
  readonly root: YamlNode | undefined
  /** Forgets the tree, which is much larger than the text; whoever asks for it again has it made again. */
  letGo?(): void
}
