/** The state: what butik owns and last wrote. Precious; the view of the shop is disposable and not in here. */
import type { AddressId } from './address.ts'
import type { OutcomeEntry } from './event.ts'
import type { OperationRole } from './plan.ts'
import type { Observed, Policy, Spec } from './resource.ts'

export interface StateEntry {
  /** Empty while the resource is on its way: its host was made (or may have been), it itself was not confirmed. */
  readonly remoteId: string
  /** What was last written, in the inside form with `{ id }` references; secrets as digests. */
  readonly applied: Spec
  /** Fields (top level) that the vendor stored otherwise than written, as it returned them. */
  readonly stored: Spec
  readonly policy: Policy
  /** Addresses it refers to: what a delete must not pull away. */
  readonly needs: readonly AddressId[]
}

export interface StateSnapshot {
  readonly formatVersion: 1
  /** Made once; another lineage is another state. */
  readonly lineage: string
  /** Higher with each write: by one, or more where a state was moved here. */
  readonly serial: number
  /** By connection: the identity of the shop (vendor, url, host seen in product urls). */
  readonly identities: { readonly [connection: string]: string }
  /** Sorted by address. */
  readonly entries: { readonly [address: string]: StateEntry }
  /** Writes whose answer was lost and that looking could not tell: the next run looks again. Absent where there are none. */
  readonly doubts?: readonly Intent[]
  /** What the run that wrote this left undone. Absent where it did everything, and after a change by hand. */
  readonly unfinished?: Unfinished
  /** It goes on elsewhere: nobody may write it any more. Absent where it does not. */
  readonly moved?: MovedAway
}

/** Where a state went that was moved to another backend. */
export interface MovedAway {
  /** The backend and its place, in words, without anything secret. */
  readonly to: string
  /** ISO 8601. */
  readonly at: string
}

/** A plan that was carried out in part: what `apply --resume` goes on with. */
export interface Unfinished {
  readonly run: string
  /** The hash of its plan, which is kept with the run. */
  readonly plan: string
  /** Operations in their order, with the addresses that they still have to carry. */
  readonly left: readonly LeftOperation[]
}

export interface LeftOperation {
  readonly operation: string
  readonly addresses: readonly AddressId[]
}

/** What a write set out to do, kept until its outcome is known. */
export interface Intent {
  readonly address: AddressId
  readonly role: OperationRole
  readonly remoteId?: string
  readonly fields: Spec
  readonly entry?: StateEntry
  /** Images seen before an upload: what is there besides them afterwards is ours. */
  readonly imagesBefore?: readonly string[]
  /** What the fields held just before, of a delete all that was seen; for undo. Never of a secret, and nothing of a create. */
  readonly before?: Spec
  /** The run that it belongs to. */
  readonly run?: string
}

export type JournalEntry =
  | {
      readonly phase: 'begun'
      readonly run: string
      readonly at: string
      readonly plan: string
      readonly serial: number
      /** What only the state learns by the plan, such as a key that changed hands: true from here on, whatever comes. */
      readonly learns?: readonly LearntEntry[]
    }
  | {
      readonly phase: 'intent'
      readonly run: string
      readonly at: string
      readonly operation: string
      readonly intents: readonly Intent[]
    }
  | {
      readonly phase: 'entry'
      readonly run: string
      readonly at: string
      readonly address: AddressId
      readonly entry: StateEntry
    }
  | {
      readonly phase: 'outcome'
      readonly run: string
      readonly at: string
      readonly operation: string
      readonly outcome: OutcomeEntry
      readonly entry?: StateEntry | null
    }

export interface LearntEntry {
  readonly address: AddressId
  /** Null: the entry goes. */
  readonly entry: StateEntry | null
}

/** What a run knew as it ended, where the backend could not be told. */
export interface ErroredRun {
  readonly environment: string
  readonly run: string
  /** ISO 8601. */
  readonly at: string
  /** Of the state that the run began with. */
  readonly lineage: string
  readonly serial: number
  /** What the journal held then, and all that the run wrote into it or wanted to. */
  readonly lines: readonly JournalEntry[]
}

/** Append is durable when it resolves. */
export interface Journal {
  append(entries: readonly JournalEntry[]): Promise<void>
  close(): Promise<void>
}

export interface LockInfo {
  readonly id: string
  /** The command: `apply`. */
  readonly operation: string
  /** user@host, process id. */
  readonly holder: string
  /** Link to the CI run, where there is one. */
  readonly run?: string
  /** ISO 8601. */
  readonly since: string
}

/** A lock as it is found. */
export interface HeldLock extends LockInfo {
  /** ISO 8601: when its holder last said that it goes on. Absent in a lock of an older butik, which does not expire. */
  readonly heartbeat?: string
  /** ISO 8601: from then on it is taken over, unless its process is seen running. */
  readonly expires?: string
}

/** Renewed until it is released. Left at the end of a block it is released, or a notice says that it was not; that alone throws nothing. */
export interface Lock extends AsyncDisposable {
  readonly info: LockInfo
  /** Throws LostLockError where it is certain that the lock is ours no more. Asked before each write. */
  confirm(): Promise<void>
  /** Throws E4003 where it cannot be. */
  release(): Promise<void>
}

/** Names of what runs keep: `StateBackend.keep`. */
export const keptNames: readonly string[] = ['plan.json', 'outcome.json', 'undo.json', 'call.json']

export interface StateBackend {
  readonly name: string
  /**
   * Operations that one append to the journal may announce, and whose outcomes come with the next: for a journal that is far
   * away. Absent: 1, and each outcome by itself.
   */
  readonly window?: number
  /** The snapshot and the journal of runs that did not end. A first use gives a fresh lineage, serial 0. Throws E4001 on damage. */
  read(): Promise<{ readonly snapshot: StateSnapshot; readonly journal: readonly JournalEntry[] }>
  /** Atomic and durable; refuses (E4003) if the stored serial is not `expectedSerial`. The next serial is any that is higher. Clears the journal. */
  write(next: StateSnapshot, expectedSerial: number): Promise<void>
  /** Throws LockedError where another run holds it. What is left of a process that is gone, or has expired, is taken over. */
  lock(want: LockInfo): Promise<Lock>
  /** Who holds the lock now; undefined where nobody does, or a lock that would be taken over. Takes nothing. */
  held(): Promise<HeldLock | undefined>
  /** Releases a lock by its id; gives the info of what was held, or undefined. */
  unlock(id: string): Promise<HeldLock | undefined>
  openJournal(): Promise<Journal>
  /** Keeps a file with the run (`plan.json`, `outcome.json`). */
  keep(run: string, name: string, content: string): Promise<void>
  /** What was kept under that name; undefined where nothing was. Throws E4001 where it cannot be read. */
  kept(run: string, name: string): Promise<string | undefined>
  /** Runs that kept something: the one that kept last comes first. */
  runs(): Promise<readonly string[]>
  /** Absent where a state cannot be damaged. */
  readonly repair?: StateRepair
  /** Seals anew, with the key of now, what lies beside the state and can be reached by no other way. Only for the holder of the lock. Absent where there is no such thing. */
  reseal?(): Promise<void>
}

/** What is left of a state that is damaged, or of which a part is gone. */
export interface Salvage {
  /** What is wrong, in words; empty where nothing is. */
  readonly problems: readonly string[]
  /** The newest snapshot that is whole. */
  readonly snapshot?: StateSnapshot
  /** The file that it is in. */
  readonly from?: string
  /** What came after it, as far as it can be read; after nothing, all that any run wrote down. */
  readonly journal: readonly JournalEntry[]
  /** Ids that a damaged snapshot names. Not to be relied on: a damaged digit makes another object of one. */
  readonly named: ReadonlyMap<AddressId, string>
}

/** For a state that is damaged. Only for the holder of the lock. */
export interface StateRepair {
  /** Reads what can be read. Throws E4001 where a file cannot be opened, or is of another version of butik. */
  salvage(): Promise<Salvage>
  /** Writes a state that stands on nothing before it. What is in its way is put aside first: gives the names of that. */
  replace(next: StateSnapshot): Promise<readonly string[]>
}

/** A kind as it was last seen. */
export interface SavedView {
  /** Of the API: another shop's view is none. */
  readonly url: string
  /** Digest of what decides how it is read: the version of butik, settings of the connection. */
  readonly reads: string
  /** Of the state that it was seen beside: after a write it shows what was. */
  readonly state: string
  /** ISO 8601: when it was last read whole. */
  readonly at: string
  /** The mark that the vendor gave the list. */
  readonly mark?: string
  /** ISO 8601: when it was last proved, where that was not by reading it whole. */
  readonly provedAt?: string
  /** Digest of what was asked about, where only that is kept. */
  readonly wanted?: string
  /** ISO 8601, by the vendor's clock: what changed is asked for from here on. */
  readonly clock?: string
  /** The parents whose lists it holds. */
  readonly parents?: readonly string[]
  /** What the list holds. */
  readonly objects: readonly Observed[]
  /** What the plain list leaves out and was looked up besides. */
  readonly besides?: readonly Observed[]
  /** Rows that the list counts and that are no objects any more. */
  readonly rows?: readonly string[]
  /** Ids of objects that hold a secret: they are there, and what they hold is not kept. Absent where there are none. */
  readonly withheld?: readonly string[]
  /** The plain list is all that is in it: what that leaves out was not looked for. */
  readonly listOnly?: true
  /** Of a sweep that was begun and is not at its end. Absent where there is none. */
  readonly sweep?: Sweep
}

/** How far a sweep in parts has come. It goes from the highest id down, so what is made meanwhile lies behind it. */
export interface Sweep {
  /** ISO 8601: when it was begun. */
  readonly at: string
  /** Every row that was there from the highest id down to this one has been read since. */
  readonly lowest: string
  /** Rows that lay below it as it was read. */
  readonly below: number
  /** Rows that there were in all. */
  readonly total: number
}

/** What a list gave that was never read to its end: no view, as nobody knows what is missing. `clock` is that of its begin. */
export interface Checkpoint extends SavedView {
  readonly sweep: Sweep
  /** Runs in which all was read, and what changed meanwhile did not come out. */
  readonly failed?: number
}

/** How a view came out of the one that was read before: of a large one only that is written. */
export interface ViewUpdate {
  readonly from: SavedView
  readonly changed: readonly Observed[]
  /** Remote ids. */
  readonly gone: readonly string[]
}

/** What was last seen, to spare calls. Disposable: neither call fails, and a damaged view counts as none. */
export interface ViewStore {
  read(connection: string, kind: string): Promise<SavedView | undefined>
  /** How many objects a view has, without reading them. */
  count(connection: string, kind: string): Promise<number | undefined>
  /** With a view of the whole its checkpoint goes. */
  write(connection: string, kind: string, view: SavedView, update?: ViewUpdate): Promise<void>
  readonly checkpoints: CheckpointStore
}

/** As views are kept, and as disposable. */
export interface CheckpointStore {
  read(connection: string, kind: string): Promise<Checkpoint | undefined>
  /** False where it could not be kept. */
  write(connection: string, kind: string, checkpoint: Checkpoint): Promise<boolean>
  drop(connection: string, kind: string): Promise<void>
}
