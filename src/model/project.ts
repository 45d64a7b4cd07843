/** A loaded configuration: settings, documents, and what loading had to say. Made by pipeline/load.ts. */
import type { Config } from './config.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Document, YamlMap, YamlNode } from './yaml.ts'

export interface Project {
  /** Absolute path of the folder of butik.yaml. Never printed, stored or hashed. */
  readonly root: string
  readonly config: Config
  /** butik.yaml itself, as it is for the environment of this project. */
  readonly configDocument: Document
  /** Sorted by file. Overrides are laid over them when they are resolved. */
  readonly documents: readonly Document[]
  /** What `butik probe` wrote, by connection. */
  readonly probes: ReadonlyMap<string, Document>
  /** Sheets that the documents name, by what pipeline/sheet-read.ts calls them; absent where they name none. */
  readonly sheets?: ReadonlyMap<string, SheetText>
  readonly diagnostics: readonly Diagnostic[]
  /** Where butik.yaml says something of environments or variables. */
  readonly laid?: LaidOver
}

export interface SheetText {
  /** Relative to the folder of butik.yaml, with forward slashes. */
  readonly file: string
  readonly text: string
}

/** What settings and documents of a project have laid over them. */
export interface LaidOver {
  /** Which environment the project is of; absent where butik.yaml has none. */
  readonly environment?: string
  /** All of them, in the order of the file. */
  readonly environments: readonly string[]
  /** butik.yaml as it is written. */
  readonly written: YamlNode
  /** Connections that this environment does without: their vendors. */
  readonly leftOut: ReadonlyMap<string, string>
  /** Fields by address or glob. */
  readonly overrides?: YamlMap
  /** By place (`file:line:column`) of a value that holds variables: where those are set, in words. */
  readonly origins: ReadonlyMap<string, string>
  /** Such places where a variable could not be put in: what else is wrong there follows from that. */
  readonly unclear: ReadonlySet<string>
}

/** Reading files comes in through here, so that tests and stages stay pure. Paths are absolute. */
export interface FilePort {
  read(path: string): Promise<Uint8Array>
  /** Size in bytes, or undefined where there is no such file. Follows links. */
  size(path: string): Promise<number | undefined>
  /** The path with every link resolved, or undefined where there is no such file. */
  real(path: string): Promise<string | undefined>
  /** Every file below the folder, relative, with forward slashes, without dot-names and node_modules, sorted. */
  list(folder: string): Promise<readonly string[]>
}
