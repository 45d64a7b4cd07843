/**
 * Edits by document → the files afterwards: of the document itself, and of the sheets that stand in the place of its sections.
 * What cannot be edited is told, and the rest of the edits is made. Writes nothing.
 */
import type { Edit, SheetChange } from '../model/written.ts'
import { sheetEditsOf } from './sheet-edits.ts'
import type { Sheet } from './sheets.ts'

/** What author/ does for it: text in, text out. */
export interface TextParts {
  edit(text: string, edits: readonly Edit[]): { readonly text: string; readonly refused: readonly RefusedEdit[] }
  editSheet(text: string, change: SheetChange): string
}

export interface RefusedEdit {
  readonly edit: Edit
  readonly why: string
}

export interface EditedFile {
  /** Relative to the folder of butik.yaml. */
  readonly path: string
  readonly before: string
  readonly after: string
}

export interface Edited {
  /** Those that changed. */
  readonly files: readonly EditedFile[]
  /** `file` is the sheet for what stands in one. */
  readonly refused: readonly (RefusedEdit & { readonly file: string })[]
}

export interface EditsGiven {
  /** By the path of the document, or of the sheet: resources of a sheet say that they stand there. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>
  readonly sheets: readonly Sheet[]
  readonly parts: TextParts
  /** The text of a file, without a byte order mark: replace-files.ts keeps the one that is there. */
  read(path: string): Promise<string>
}

export async function editedFiles({ edits, sheets, parts, read }: EditsGiven): Promise<Edited> {
  const texts = new Map<string, { readonly before: string; after: string }>()
  const refused: Edited['refused'][number][] = []
  const change = async (path: string, make: (text: string) => string): Promise<void> => {
    const before = texts.get(path)?.before ?? (await read(path))
    texts.set(path, { before, after: make(texts.get(path)?.after ?? before) })
  }
  for (const [file, all] of edits) {
    const here = sheets.filter((sheet) => sheet.document === file || sheet.file === file)
    const own = all.filter(({ path }) => !here.some(({ section }) => section === path[0]))
    if (own.length > 0)
      await change(file, (text) => {
        const edited = parts.edit(text, own)
        refused.push(...edited.refused.map((one) => ({ ...one, file })))
        return edited.text
      })
    for (const sheet of here) {
      const { told, ...made } = sheetEditsOf(sheet, all)
      refused.push(...told.map((one) => ({ ...one, file: sheet.file })))
      if (made.cells.length > 0 || made.rows.length > 0) await change(sheet.file, (text) => parts.editSheet(text, made))
    }
  }
  const files = [...texts].flatMap(([path, one]) => (one.before === one.after ? [] : [{ path, ...one }]))
  return { files, refused }
}
