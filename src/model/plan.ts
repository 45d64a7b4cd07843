/** The plan: a value that says what would change and carries all that apply needs to do exactly that. */
import type { AddressId } from './address.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Meaning } from './field.ts'
import type { Json } from './json.ts'
import type { Proof, Reach, Spec } from './resource.ts'
import type { Intent, StateEntry } from './state.ts'
import type { Muted } from './told.ts'

export type Action = 'create' | 'update' | 'replace' | 'delete' | 'adopt' | 'forget' | 'manual'

/** Why a value differs: the YAML moved, the shop moved, or both did. */
export type Cause = 'config' | 'drift' | 'both'

export interface FieldChange {
  /** `price`, `stock_settings[colour.oak].price`, `images[oak.jpg].description`. */
  readonly path: string
  /** Absent: it was not there, or it cannot be seen. References read as addresses, or `id:123` outside the files. */
  readonly before?: Json
  readonly after?: Json
  readonly cause: Cause
  readonly sensitive: boolean
  readonly meaning: Meaning
}

export interface Precondition {
  readonly remoteId?: string
  /** Digest of the natural key; for a create: the key that must still be absent. */
  readonly naturalKey: string
  /** Digest of the observed values of the fields about to be written. */
  readonly fields?: string
  /** For kinds listed per parent: the parent's remote id. Absent where this plan makes the parent. */
  readonly parent?: string
}

export type Risk = 'low' | 'medium' | 'high'

export interface Change {
  readonly address: AddressId
  readonly action: Action
  readonly class: 'managed' | 'write-only' | 'observed'
  readonly reason: string
  readonly remoteId?: string
  readonly risk: Risk
  /** Changes that must succeed first. */
  readonly needs: readonly AddressId[]
  readonly diff: readonly FieldChange[]
  /** What is sent, field by field, references by `{ id }` or, where this plan makes them, by `{ ref }`. */
  readonly write?: Spec
  /** Fields that are sent in a second call, once the resources they point at exist. */
  readonly links?: Spec
  readonly precondition?: Precondition
  /** The state entry after success, but for ids that only the vendor knows. */
  readonly entry?: StateEntry
}

export type OperationRole = 'create' | 'update' | 'link' | 'delete'

/** One API call, carrying one change or several. */
export interface Operation {
  /** `op-0001`: the order of execution. */
  readonly id: string
  readonly connection: string
  /** `POST /product`. */
  readonly operation: string
  readonly role: OperationRole
  readonly addresses: readonly AddressId[]
}

export interface Cost {
  /** Calls made to make this plan. */
  readonly planReads: number
  /** Calls that apply makes to look again before writing and to check after. */
  readonly applyReads: number
  readonly writes: number
  /** Calls left today, where that is known. */
  readonly remaining: number | null
}

export interface Guard {
  readonly name: string
  readonly addresses: readonly AddressId[]
  readonly acked: boolean
  /** What it protects from and how to acknowledge it. */
  readonly message: string
}

export interface PlanView {
  readonly connection: string
  readonly kind: string
  readonly age: number
  /** `unseen`: the vendor shows nothing of this kind; the plan rests on what was last written. */
  readonly reach: Reach | 'unseen'
  /** The highest id that was seen, where ids are numbers and the vendor lists the newest first: what is above it is new. */
  readonly newest?: string
  /** What it rests on where it was not read whole for this plan. */
  readonly proof?: Proof
  /**
   * Of a view that was taken as it was: its objects that the vendor gives, by their stamps, when it is asked for what
   * changed since. Apply asks that where it makes any.
   */
  readonly recent?: number
}

/** Something only the state learns: a released field, another policy, a settled doubt. Costs no call. */
export interface StateUpdate {
  readonly address: AddressId
  readonly reason: string
  /** Null: the entry goes. */
  readonly entry: StateEntry | null
}

/** Prices that turn on a later day by sales of the files. */
export interface Due {
  /** `2026-11-27`, in the zone of the shop. */
  readonly day: string
  readonly turn: 'begins' | 'ends'
  readonly kind: string
  /** `price` from that day on; null: none of a sale, or one that is secret. */
  readonly resources: readonly { readonly address: AddressId; readonly price: string | null }[]
}

export interface Summary {
  readonly create: number
  readonly update: number
  readonly replace: number
  readonly delete: number
  readonly adopt: number
  readonly forget: number
  readonly manual: number
  readonly none: number
  readonly notEvaluated: number
}

export interface Basis {
  /** Digest of the files. */
  readonly config: string
  readonly lineage: string
  readonly serial: number
  /** Digest of what an interrupted run left in the journal. */
  readonly journal: string
  readonly environment: string
  /** By connection: digest of vendor, URL and environment. */
  readonly identities: { readonly [connection: string]: string }
  readonly butik: string
  /** ISO 8601, UTC. Not part of the hash. */
  readonly madeAt: string
  /** `--target`, `--exclude`, `--connection` as given; `destroy` where it is the plan of nothing. */
  readonly selection: {
    readonly target: readonly string[]
    readonly exclude: readonly string[]
    readonly connection: readonly string[]
  }
  readonly destroy: boolean
  /** Of the rest of a plan: the run that stopped, and the hash of the plan as it was first made. */
  readonly resumes?: { readonly run: string; readonly hash: string }
  /** The run that this plan takes back. Absent where it takes back none. */
  readonly undo?: string
  /** By connection: the last day, in the zone of its vendor, on which it holds. Absent where no day ends anything in it. */
  readonly holdsUntil?: { readonly [connection: string]: string }
  /** Digest of which sales were on. Absent where the files have none. */
  readonly sales?: string
  /** Only what the day turns by sales: `--due`. */
  readonly due?: true
}

export interface Plan {
  readonly formatVersion: 1
  /** SHA-256 of all that apply reads of it: see pipeline/plan-hash.ts. */
  readonly hash: string
  readonly summary: Summary
  readonly cost: { readonly [connection: string]: Cost }
  readonly changes: readonly Change[]
  readonly operations: readonly Operation[]
  readonly stateUpdates: readonly StateUpdate[]
  /** Writes of earlier runs that stay in doubt, because nothing was or could be looked at. */
  readonly doubts: readonly Intent[]
  readonly guards: readonly Guard[]
  readonly views: readonly PlanView[]
  readonly diagnostics: readonly Diagnostic[]
  /** Drift that is left alone, by address; absent where there is none. */
  readonly muted?: readonly Muted[]
  /** In the days after this plan, in their order. Absent where nothing is. Not part of the hash. */
  readonly due?: readonly Due[]
  /** False where something was not evaluated. */
  readonly complete: boolean
  readonly basis: Basis
}
