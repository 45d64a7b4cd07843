/** What a vendor's room offers the pipeline. A power is a method that exists, never a flag beside it. */
import type { BulkLimits } from './config.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Field, Fields } from './field.ts'
import type { Json, JsonObject } from './json.ts'
import type { Ports } from './ports.ts'
import type { DailyQuota } from './quota.ts'
import type { NeededField, Observed, Spec } from './resource.ts'
import type { WrittenMap, Written as WrittenValue } from './written.ts'
import type { YamlMap, YamlNode } from './yaml.ts'

export interface Provider<Session = unknown> {
  readonly vendor: string
  /** Names and roles of the connection's settings; shapes are in schemas/vendors/<vendor>.json. */
  readonly settings: { readonly [name: string]: Setting }
  /** Parents first. */
  readonly kinds: readonly Kind<Session>[]
  /** No I/O here. Throws ReconcilerError E1301 where the settings make no session. */
  connect(connection: ConnectionSettings, ports: Ports): Session
  /** Calls before the first write of a run, such as a login; none unless said. */
  readonly opening?: number
  /** What the vendor allows in a day. Absent where it documents no limit. */
  readonly quota?: DailyQuota
  /** Where the API is by these settings, without secrets: part of the identity of the shop. */
  url(connection: ConnectionSettings): string
  /** Every operation of the vendor's page, for `butik api`. */
  readonly api: Api<Session>
  readonly doctor: Doctor<Session>
  /** Assumed facts that a live account can tell, for `butik probe`; the names are those of `assume`. */
  readonly probes: readonly Probe<Session>[]
}

/** One documented operation as `butik api` lists it. */
export interface ApiOperation {
  /** `product.list`: the resource and what is done with it. */
  readonly id: string
  readonly method: string
  /** Below the API's base; `{name}` is filled by the parameter of that name. */
  readonly path: string
  readonly summary: string
  /** For people: `Basic, the token as user`, `none`. */
  readonly auth: string
  readonly parameters: readonly ApiParameter[]
  readonly takesBody: boolean
  /** True where a call changes something at the vendor. */
  readonly writes: boolean
  /** True where `--paginate` can go on. */
  readonly pages: boolean
}

export interface ApiParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
}

export interface ApiInput {
  /** By name, wherever the operation takes them. */
  readonly parameters: { readonly [name: string]: string }
  readonly body?: Json
}

export interface ApiReply {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly text: string
}

/** A request as it would be sent, secrets masked. */
export interface ApiRequest {
  readonly method: string
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: Json
}

export interface Api<Session> {
  readonly operations: readonly ApiOperation[]
  /** What is wrong with the input, one line each; empty where it may be sent. No I/O. */
  check(id: string, input: ApiInput): readonly string[]
  show(session: Session, id: string, input: ApiInput): ApiRequest
  /** Resolves for a success only; throws VendorError otherwise. Secrets are masked in the reply. */
  send(session: Session, id: string, input: ApiInput, signal: AbortSignal): Promise<ApiReply>
  /** Why the pages of what this input asks for cannot be walked; undefined where they can. No I/O. */
  unpaged(id: string, input: ApiInput): string | undefined
  /** The input of the page after this one; undefined where this was the last. */
  next(id: string, input: ApiInput, reply: ApiReply): ApiInput | undefined
}

export interface Doctor<Session> {
  /** The cheapest call that proves that the credentials are accepted; throws VendorError where they are not. */
  ask(session: Session, signal: AbortSignal): Promise<Asked>
  /** Whether these credentials may write, told without changing anything. Absent where that cannot be told. */
  rights?(session: Session, signal: AbortSignal): Promise<Rights>
}

export interface Asked {
  /** The vendor's own clock, where its answer says it. */
  readonly date?: string
  /** What a person should know of these credentials. */
  readonly note?: string
}

export type Rights = 'read-only' | 'read-write' | 'unknown'

export interface Probe<Session = unknown> {
  /** The name under `assume`. */
  readonly fact: string
  /** What is tested, for people. */
  readonly question: string
  /** True where telling it takes objects that the probe makes and removes itself: only with `--write`. */
  readonly writes: boolean
  run(session: Session, signal: AbortSignal): Promise<Finding>
}

export type Finding =
  | { readonly known: true; readonly value: string | number; readonly evidence: string }
  | { readonly known: false; readonly why: string }

export interface Setting {
  readonly required: boolean
  readonly secret: boolean
}

export interface ConnectionSettings {
  readonly name: string
  readonly vendor: string
  /** Secrets resolved; this object is never printed, stored or hashed. */
  readonly values: JsonObject
  /** What one call of a bulk operation may carry. */
  readonly bulk: BulkLimits
  /** What `butik probe` found out about this account, by the name under `assume`; what is written there wins. */
  readonly probed: JsonObject
}

export interface Kind<Session = unknown> {
  /** Singular, as in addresses. */
  readonly name: string
  /** The plural section name in YAML; absent where the kind is only written nested in another. */
  readonly section?: string
  readonly class: 'managed' | 'write-only' | 'observed'
  readonly fields: Fields
  /** Traits of fields that `fields` does not name, where the vendor documents none and the author names them. */
  readonly otherFields?: Field
  /** The fields that name an object for adoption and for settling doubt. A reference among them is a parent. */
  readonly naturalKey: readonly string[]
  /** What its ids look like, where they are not any text: `butik import` takes no other. */
  readonly remoteIds?: 'integer'
  /** Other keys that will do, in this order, for a resource that does not write all fields of the first one. */
  readonly otherKeys?: readonly (readonly string[])[]
  /** Groups of fields of which a resource has one: where one is written, no default of another stands beside it. */
  readonly either?: readonly (readonly string[])[]
  /** Prices that hold for some days each. */
  readonly sale?: {
    /** Where days and prices are written; it is no field of the vendor. */
    readonly field: string
    /** The vendor's field that has the price of the sale that is on, and null while none is. */
    readonly sets: string
    /** IANA name of the zone whose midnight turns the day. */
    readonly zone: string
  }
  /** Texts that no other resource of the connection may claim (SKUs, over products and variants). */
  claims?(spec: Spec): readonly string[]
  /** The natural key for people: `own_id CH-001`. */
  label(spec: Spec): string
  /** One YAML mapping → the inside form and the nested children. Problems go to `context.report`. */
  declare(node: YamlMap, context: DeclareContext): Spec
  /** The reverse of `declare`: the fields of a spec as they are written. Absent where nothing is ever pulled. */
  author?(spec: Spec, context: AuthorContext): WrittenMap
  /** What the vendor has where nobody said anything else: left out of what is pulled. */
  readonly usual?: Spec
  /** The reference by which resources of the kind are put together in files: `main_category`. */
  readonly group?: string
  /** Fields of the vendor's answers that no field of YAML holds, in the vendor's own names. */
  readonly unread?: readonly string[]
  /** Rules over one resource that no schema can say. */
  check?(spec: Spec, context: CheckContext): void
  /** Fields without which the vendor makes no object; one that is there already may leave them unmanaged. */
  neededToCreate?(settings: JsonObject): readonly NeededField[]
  /** False where equal natural keys do not prove that it is the same object. */
  adoptable?(desired: Spec, observed: Observed): boolean
  /** True where the object lives inside another (a stock level inside its product): found by looking at that one. */
  readonly within?: {
    readonly field: string
    holds(host: Spec, spec: Spec): boolean
    /** True where the part of the host that carries it stands, under this key or an earlier one; false where it is made anew. */
    keeps(observedHost: Spec, desiredHost: Spec, spec: Spec): boolean
  }
  readonly reading: Reading<Session>
  readonly writing: Writing<Session>
  /** What `on_remove: offline` writes; absent where the vendor has no such thing. */
  readonly offline?: Spec
  /** Of an observed kind: where a person puts a difference right. */
  byHand?(session: Session): string
}

/** How nested children and references are declared; implemented by pipeline/resolve.ts. */
export interface DeclareContext {
  readonly key: string
  /** Declares a child of another kind. `key` is its whole key: `furniture.colour`; a stock level has its product's. */
  child(kind: string, key: string, node: YamlNode, spec: Spec): void
  /** The inside form of a node by the field's traits: references resolved, money canonical, files hashed. */
  value(field: string, node: YamlNode): Json | undefined
  /** As `value`, with the traits given: for parts that have no field of their own. */
  valueOf(field: Field, node: YamlNode): Json | undefined
  /** A reference to the resource of that kind and key, or a problem with a "did you mean". */
  reference(kind: string, key: string, node: YamlNode): Json | undefined
  /** The declared mapping of another resource, for shapes that depend on it (the attributes of a profile). */
  lookUp(kind: string, key: string): YamlMap | undefined
  /** What is written under the kind's `sale.field`: the price that holds today, null where none does. */
  sales(node: YamlNode): Json
  report(problem: Omit<Diagnostic, 'source' | 'severity'> & { severity?: Diagnostic['severity'] }, node: YamlNode): void
}

/** How parts of a spec are put into their written form; implemented by pipeline/written-form.ts. */
export interface AuthorContext {
  /** The reverse of DeclareContext.value; undefined where the value cannot stand in YAML (a secret). */
  value(field: string, value: Json): WrittenValue | undefined
  /** As `value`, with the traits given. */
  valueOf(field: Field, value: Json): WrittenValue | undefined
  /** The whole key of what `{ id }` or `{ ref }` points at: `furniture.colour`. Undefined: outside the configuration. */
  keyOf(kind: string, reference: Json): string | undefined
  /** What is known of what it points at; undefined where it is outside the configuration. */
  specOf(kind: string, reference: Json): Spec | undefined
  /** Nested resources of that kind. `name` is what its key has after that of the host: `colour.oak`; empty where it is the same. */
  children(kind: string): readonly AuthoredChild[]
  /** Something of the spec that YAML has no form for: it is left out, and told. `path` as in a diff. */
  leave(path: string, why: string): void
}

export interface AuthoredChild {
  readonly name: string
  readonly key: string
  readonly spec: Spec
}

export interface CheckContext {
  /** The settings of the connection as written and probed, without secrets: what may be written can depend on them. */
  readonly settings: JsonObject
  /** `path` is where in the resource it stands, with dots: `address.zipCode`; the whole resource unless given. */
  report(problem: Omit<Diagnostic, 'source' | 'severity'> & { severity?: Diagnostic['severity'] }, path?: string): void
}

/** One page of a list, as the vendor gave it. */
export interface Page {
  readonly objects: readonly Observed[]
  /** Rows that matched by the vendor's word, over all pages; undefined where the list is not paged. */
  readonly total?: number
  /** What the total counts: one text a row, so that moved pages are noticed. */
  readonly counted?: readonly string[]
  /** The vendor's own clock as it answered, ISO 8601; absent where its answer does not say. */
  readonly clock?: string
}

/**
 * A list that tells what changed: a view of before is brought up to date by it. Rows are known by the id of their object
 * here, so `counted` of its pages holds ids. Each method is one call, or one a page.
 */
export interface Changes<Session> {
  /** What was edited since this instant (ISO 8601) of the vendor's clock, and somewhat before: as far as its clocks may differ. */
  since(session: Session, instant: string, signal: AbortSignal): AsyncIterable<Page>
  /** True where `since` gives an object with this stamp: told before the call. */
  covers(stamp: string, instant: string): boolean
  /** How many rows the plain list has, and its first one. */
  count(session: Session, signal: AbortSignal): Promise<ListCount>
  /** Ids of the plain list from this row on, at most `limit`, the highest id first, and how many rows there are. */
  ids(session: Session, offset: number, limit: number, signal: AbortSignal): Promise<{ ids: string[]; total: number }>
  /** One page of the plain list from this row on, whole objects, the highest id first. */
  rows(session: Session, offset: number, signal: AbortSignal): Promise<Page>
  /** True where the vendor itself changes such an object and does not stamp it. */
  silent(spec: Spec): boolean
}

export interface ListCount {
  readonly total: number
  readonly first?: Observed
}

/** How a kind is read: exhaustive, so that a new way cannot be forgotten anywhere. */
export type Reading<Session> =
  | {
      readonly by: 'list'
      list(session: Session, signal: AbortSignal): AsyncIterable<Page>
      /**
       * A text that changes when anything in the list does, for the price of one call: a list read under the same mark
       * is not read again. Undefined where the vendor's answer proves nothing (it moved a moment ago).
       */
      mark?(session: Session, signal: AbortSignal): Promise<string | undefined>
    }
  | {
      readonly by: 'paged-list'
      /** Rows that one call brings at most; the settings of a connection may lower it. */
      pageSize(session: Session): number
      list(session: Session, signal: AbortSignal): AsyncIterable<Page>
      /** Known ids, at most `pageSize` a call. For a kind with `within` these are the ids of the hosts. */
      lookUp(session: Session, remoteIds: readonly string[], signal: AbortSignal): AsyncIterable<Page>
      /** Objects that the plain list may leave out (offline products). Absent where there are none. */
      hidden?: {
        list(session: Session, signal: AbortSignal): AsyncIterable<Page>
        /** True where the plain list proves that nothing is left out. */
        ruledOut(objects: readonly Observed[], session: Session): boolean
      }
      /** Newest first, so that what has appeared is on the first page. Absent where the vendor has no such order. */
      newest?(session: Session, signal: AbortSignal): AsyncIterable<Page>
      /** Absent where nothing tells what changed: such a list is read whole each time. */
      readonly changes?: Changes<Session>
    }
  | {
      readonly by: 'list-per-parent'
      /** The field that holds the reference to the parent, and the parent's kind. */
      readonly parent: { readonly field: string; readonly kind: string }
      /** False for parents that have no children of this kind. */
      wants(parent: Spec): boolean
      list(session: Session, parentId: string, signal: AbortSignal): AsyncIterable<Page>
    }
  /** The vendor shows nothing: what was last written is all that is known. */
  | { readonly by: 'nothing' }

/** One object to write. Providers see ids only: no `{ ref }` is left in `fields`. */
export interface WriteItem {
  readonly address: string
  readonly fields: Spec
  /** The same fields as observed just before the write, for vendors that take a difference (stock postings). */
  readonly observed?: Spec
}

export interface Written {
  readonly remoteId: string
  /** What the vendor says it stored, where its answer says it. */
  readonly observed?: Observed
}

/**
 * The class of a call: what may follow where nobody knows whether it was carried out. What surely was not (nothing left,
 * or the vendor says so) is sent again in every class.
 *
 * - `safe`: the same call again.
 * - `with-key`: again with the same idempotency key. A request without one is as `never`.
 * - `look-first`: not again. A plan wrote it: the run looks for it, and what cannot be seen is in doubt.
 * - `never`: not again, and butik looks for nothing: only a person sends it, with `butik api`.
 */
export type Repeat = 'safe' | 'with-key' | 'look-first' | 'never'

export interface CallOptions {
  readonly signal: AbortSignal
}

export interface Writing<Session> {
  readonly create?: {
    readonly operation: string
    run(session: Session, item: WriteItem, call: CallOptions): Promise<Written>
  }
  /** Several objects in one call. `run` gives one result an item; undefined: the answer does not tell, look. */
  readonly createMany?: {
    readonly operation: string
    /** As the contract has it: where a second one adds, what is on its way is read before it is written again. */
    repeat(session: Session): Repeat
    /** Items that one call carries at most. */
    size(session: Session): number
    /** Bytes that the body of one call may have; a single larger item goes alone. */
    bytes(session: Session): number
    run(session: Session, items: readonly WriteItem[], call: CallOptions): Promise<readonly (Written | undefined)[]>
  }
  readonly update?: {
    readonly operation: string
    run(session: Session, remoteId: string, fields: Spec, call: CallOptions): Promise<Observed | undefined>
  }
  /** Several updates in one call (stock levels). */
  readonly updateMany?: {
    readonly operation: string
    /** Items that one call carries at most. */
    size(session: Session): number
    /** Bytes that the body of one call may have; a single larger item goes alone. */
    bytes(session: Session): number
    run(session: Session, items: readonly (WriteItem & { remoteId: string })[], call: CallOptions): Promise<void>
  }
  readonly delete?: {
    readonly operation: string
    run(session: Session, remoteId: string, call: CallOptions): Promise<void>
  }
}
