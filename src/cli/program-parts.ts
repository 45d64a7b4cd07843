/** What the groups of commands are put together with. */
import type { Command, OptionValues } from 'commander'
import type { Context } from './context.ts'
import type { ExitCode } from './exit-codes.ts'

export type Work = (context: Context, own: OptionValues, words: readonly string[]) => Promise<ExitCode>

/** Gives a command its work. */
export type Does = (command: Command, work: Work) => void

export const refreshHelp =
  'read the shops in full, or incremental: what changed since the last run; unless given, whichever costs fewer calls'

/** Of an option that may be given again. */
export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value]
}
