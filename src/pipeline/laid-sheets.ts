/** A world in which rows of sheets stand where they are named, for verbs that edit documents; and the sheets to edit. */
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

/** True for the path of a sheet. */
export function isSheetFile({ project: { sheets } }: Pick<Declared, 'project'>, file: string): boolean {
  return [...(sheets?.values() ?? [])].some((sheet) => sheet.file === file)
}
