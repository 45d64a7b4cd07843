/**
 * What the page of a report is given: texts that are safe to look at, and nothing that would have to be worked out again.
 * Written by html-rows.ts, read in the browser. Imports nothing, for it is compiled for both. What is usual is left out:
 * of ten thousand changes every word counts.
 */

export type ActionName = 'create' | 'update' | 'replace' | 'delete' | 'adopt' | 'forget' | 'manual'
export type CauseName = 'drift' | 'both'
export type RiskName = 'low' | 'medium' | 'high'
export type OutcomeName = 'succeeded' | 'failed' | 'skipped' | 'in-doubt'
export type MeaningName = 'price' | 'stock' | 'text' | 'structure' | 'image' | 'visibility' | 'identity' | 'other'

/** What a change is listed under. Of an apply, `undone` holds what did not succeed. */
export type GroupName = MeaningName | 'undone' | 'gone' | 'new' | 'adopted' | 'forgotten' | 'by-hand'

export interface ReportData {
  /** In the order of the page, each with at least one row. */
  readonly groups: readonly { readonly name: GroupName; readonly title: string }[]
  /** Group by group, in the order in which they are shown. */
  readonly rows: readonly Row[]
  /** In the order of execution. */
  readonly operations: readonly OperationRow[]
  /** `data:` addresses by the SHA-256 of the file. */
  readonly pictures: { readonly [sha256: string]: string }
}

export interface Row {
  readonly group: GroupName
  readonly connection: string
  readonly kind: string
  readonly key: string
  /** What people call it. */
  readonly name?: string
  readonly action: ActionName
  /** Absent: it is managed. */
  readonly class?: 'write-only' | 'observed'
  readonly risk: RiskName
  readonly reason: string
  readonly remoteId?: string
  /** Names of guards that speak of it and are not acknowledged. */
  readonly guards?: readonly string[]
  /** Addresses that must succeed first. */
  readonly needs?: readonly string[]
  readonly fields: readonly FieldRow[]
  readonly outcome?: OutcomeName
  readonly message?: string
}

export interface OperationRow {
  readonly id: string
  readonly connection: string
  readonly operation: string
  readonly role: string
  readonly addresses: readonly string[]
}

export interface FieldRow {
  readonly path: string
  readonly meaning: MeaningName
  /** Absent: the files moved. */
  readonly cause?: CauseName
  /** `−7.7 %`, `+3`. */
  readonly mark?: string
  readonly view: FieldView
}

export type FieldView =
  /** Short enough for one line. */
  | { readonly is: 'pair'; readonly before: string; readonly after: string }
  /** Of what is made: there was nothing before. */
  | { readonly is: 'fresh'; readonly text: string }
  | { readonly is: 'text'; readonly said: string; readonly lines: readonly Line[] }
  | {
      readonly is: 'list'
      readonly said: string
      readonly added: readonly string[]
      readonly removed: readonly string[]
    }
  | { readonly is: 'parts'; readonly parts: readonly Part[] }
  | { readonly is: 'picture'; readonly before?: Picture; readonly after?: Picture }

/** Of a compound value, one that differs. */
export interface Part {
  readonly name: string
  readonly before: string
  readonly after: string
}

export interface Picture {
  /** The file, or the id that the vendor gave. */
  readonly name: string
  readonly description: string
  /** SHA-256 of a file that may be among `pictures`; empty where only the vendor has it. */
  readonly content: string
}

export interface Line {
  readonly mark: '+' | '-' | ' ' | '…'
  readonly runs: readonly Run[]
}

/** A part of a line that is as it was; in an array of its own, one that makes the line differ. */
export type Run = string | readonly [differs: string]
