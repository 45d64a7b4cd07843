/** What is declared (desired), what the vendor says (observed), and the spec in which both are written. */
import type { AddressId } from './address.ts'
import type { Diagnostic, SourceRange } from './diagnostic.ts'
import type { Json, JsonObject } from './json.ts'
import { isJsonObject } from './json.ts'
import type { Sales } from './sale.ts'

/** Fields in the inside form of model/field.ts. A field that is absent is left alone; null clears. */
export type Spec = JsonObject

export type Removal = 'forget' | 'offline' | 'delete'

export interface Policy {
  readonly protect: boolean
  readonly onRemove: Removal
}

export const defaultPolicy: Policy = { protect: false, onRemove: 'forget' }

/** One declared thing. `spec` holds only what the user wrote. */
export interface Resource {
  readonly address: AddressId
  readonly connection: string
  readonly kind: string
  readonly key: string
  readonly spec: Spec
  /** Addresses that this one points at, deferrable or not, sorted. */
  readonly dependsOn: readonly AddressId[]
  readonly policy: Policy
  readonly source: SourceRange
  /** Fields without which it cannot be made. */
  readonly needed?: readonly NeededField[]
  /** Absent where none are declared, or the field that they set is not the files'. */
  readonly sales?: Sales
}

export interface NeededField {
  readonly name: string
  /** What to do where it is not written. */
  readonly hint: string
}

export interface DesiredState {
  /** Sorted by address. */
  readonly resources: ReadonlyMap<AddressId, Resource>
  /** Of every file's bytes that the plan rests on (YAML, texts, assets), without secrets. */
  readonly digest: string
  /** Of which sales are on. Absent where none are declared. */
  readonly sales?: string
  readonly diagnostics: readonly Diagnostic[]
}

/** The remote object in our spec's terms; references are `{ id }`. Fields that the vendor did not return are absent. */
export interface Observed {
  readonly kind: string
  readonly remoteId: string
  readonly spec: Spec
  /** Host seen in an address of the object: the identity of the shop (DESIGN.md section 3). */
  readonly host?: string
  /** When the vendor says that it was last edited, in the vendor's own form. */
  readonly stamp?: string
}

export type Reach = 'complete' | 'partial' | 'unreadable'

/** Why objects that an earlier run read are believed. */
export interface Proof {
  /** The list has the mark of then; what changed was asked for and the total agrees; nothing was asked. */
  readonly by: 'mark' | 'changes' | 'saved'
  /** ISO 8601: when the kind was last read whole. */
  readonly readAt: string
  /** ISO 8601: when it was last proved before this run, where that was not by reading it whole. `changed` counts from then. */
  readonly provedAt?: string
  /** By the vendor's clock, of a view that was taken as it was: what has changed since is not in it. */
  readonly clock?: string
  readonly objects: number
  /** Objects that the vendor gave as changed: edited since, or within what its clocks may differ by. */
  readonly changed?: number
  /** Objects that are there no more. */
  readonly vanished?: number
  /** Of a sweep in parts that is under way: when it was begun (ISO 8601), and how many of the rows have been read anew. */
  readonly sweep?: { readonly begunAt: string; readonly rows: number; readonly of: number }
}

/** What was read of one kind of one connection. */
export interface View {
  readonly connection: string
  readonly kind: string
  readonly reach: Reach
  /** Seconds since the oldest of it was read; 0 for a view read in this run. */
  readonly age: number
  readonly objects: readonly Observed[]
  /** What it rests on where it was not read whole in this run. */
  readonly proof?: Proof
  /** Why the reach is not complete. */
  readonly problem?: Diagnostic
}

export interface ObservedState {
  /** By `connection/kind`; a kind that was not needed is absent. */
  readonly views: ReadonlyMap<string, View>
  /** Calls made for it, by connection. */
  readonly calls: ReadonlyMap<string, number>
}

export function viewKey(connection: string, kind: string): string {
  return `${connection}/${kind}`
}

/** A reference by address, until the remote id is known. */
export type Ref = { readonly ref: AddressId }
/** A reference by the vendor's id, as decimal text. */
export type Id = { readonly id: string }
/** Content of a file, by its hash. `path` is relative to the folder of butik.yaml. */
export type Asset = { readonly asset: { readonly path: string; readonly sha256: string; readonly bytes: number } }
/** A secret inside a resource: the name of its variable and a keyed digest, never the value. */
export type Secret = { readonly env: string; readonly digest: string }

export function isRef(value: Json | undefined): value is Ref {
  return isJsonObject(value) && typeof value['ref'] === 'string'
}

export function isId(value: Json | undefined): value is Id {
  return isJsonObject(value) && typeof value['id'] === 'string'
}

export function isSecret(value: Json | undefined): value is Secret {
  return isJsonObject(value) && typeof value['env'] === 'string' && typeof value['digest'] === 'string'
}

export function isAsset(value: Json | undefined): value is Asset {
  return isJsonObject(value) && isJsonObject(value['asset']) && typeof value['asset']['sha256'] === 'string'
}
