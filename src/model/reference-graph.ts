/** What is declared and what it refers to: made by pipeline/reference-graph.ts, drawn by `butik graph`. */
import type { AddressId } from './address.ts'

export interface ReferenceGraph {
  /** Sorted by address. */
  readonly resources: readonly GraphNode[]
  /** Sorted by where they are written; both ends are among the resources. What is nested says nothing of its host here. */
  readonly references: readonly GraphEdge[]
}

export interface GraphNode {
  readonly address: AddressId
  /** For people: its name, as it is written. Any text. */
  readonly label?: string
  /** What it is written in. */
  readonly host?: AddressId
}

export interface GraphEdge {
  readonly from: AddressId
  readonly field: string
  readonly to: AddressId
}
