/** A loaded configuration: settings, documents, and what loading had to say. Made by pipeline/load.ts. */
import type { Config } from './config.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Document } from './yaml.ts'

export interface Project {
  /** Absolute path of the folder of butik.yaml. Never printed, stored or hashed. */
  readonly root: string
  readonly config: Config
  /** butik.yaml itself, for excerpts. */
  readonly configDocument: Document
  /** Sorted by file. */
  readonly documents: readonly Document[]
  /** What `butik probe` wrote, by connection. */
  readonly probes: ReadonlyMap<string, Document>
  readonly diagnostics: readonly Diagnostic[]
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
