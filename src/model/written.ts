/**
 * Values as they stand in YAML, and edits that put them into a document: made by the pipeline, carried out on text by author/.
 * They say what is written, never how the text around it looks.
 */

export type Written = WrittenScalar | WrittenMap | WrittenList

export interface WrittenScalar {
  readonly type: 'scalar'
  /** `plain`: a number, true, false or null, as it is written. `text`: quoted where YAML needs it. `file`: `!file` and this path. */
  readonly as: 'plain' | 'text' | 'file'
  readonly text: string
}

export interface WrittenMap {
  readonly type: 'map'
  readonly pairs: ReadonlyMap<string, Written>
}

export interface WrittenList {
  readonly type: 'list'
  readonly items: readonly Written[]
}

/** Keys of mappings and indexes of lists, from the root of the document. */
export type WrittenPath = readonly (string | number)[]

/** One edit of one document. Paths are those of the document before any edit. */
export type Edit =
  /** In the place of what is there. Where the last key is missing, it is added to its mapping: after `after`, or as the last one. */
  | { readonly type: 'set'; readonly path: WrittenPath; readonly value: Written; readonly after?: string }
  /** Another key and another value in the place of a pair that is there. */
  | { readonly type: 'rename'; readonly path: WrittenPath; readonly key: string; readonly value: Written }
  /** Into a list, before the element with this index; the length of the list appends. */
  | { readonly type: 'insert'; readonly path: WrittenPath; readonly value: Written }
  /** With its key, its own comment lines above, and its line. */
  | { readonly type: 'remove'; readonly path: WrittenPath }
  /** The pair is commented out, below a comment line that says why: nothing of the text is lost. */
  | { readonly type: 'retire'; readonly path: WrittenPath; readonly why: string }

/** What becomes of a sheet: worked out by pipeline/sheet-edits.ts, carried out by author/sheet-text.ts. */
export interface SheetChange {
  readonly delimiter: string
  /** Each cell at most once. */
  readonly cells: readonly CellText[]
  /** New rows, with a text for each column of the heading. */
  readonly rows: readonly (readonly string[])[]
}

export interface CellText {
  /** As a spreadsheet counts: the heading is row 1. */
  readonly row: number
  /** From 0. */
  readonly column: number
  /** What the cell says, without quotes; empty for none. */
  readonly text: string
}
