/** A world in which rows of sheets stand where they are named, for verbs that edit documents; and the sheets to edit. */
import { DiagnosticsError } from '../model/errors.ts'
import type { Sheet } from './sheets.ts'
import type { Declared } from './world.ts'

/** Few projects have sheets: what reads them is loaded for those. */
export async function laidSheets<Of extends Declared>(
  given: Of,
): Promise<{ readonly world: Of; readonly sheets: readonly Sheet[] }> {
  if (given.project.sheets === undefined) return { world: given, sheets: [] }
  const { sheeted } = await import('./sheets.ts')
  const { project, sheets } = await sheeted(given)
  return { world: { ...given, project }, sheets }
}

/** What is thrown by work on such a world names the cells that it is about: the world itself has rows and no sheets. */
export async function namingCells<Result>(sheets: readonly Sheet[], work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (sheets.length === 0 || !(error instanceof DiagnosticsError)) throw error
    const { withCell } = await import('./sheets.ts')
    throw new DiagnosticsError(error.diagnostics.map((one) => withCell(one, sheets)))
  }
}

/** True for the path of a sheet. */
export function isSheetFile({ project: { sheets } }: Pick<Declared, 'project'>, file: string): boolean {
  return [...(sheets?.values() ?? [])].some((sheet) => sheet.file === file)
}
