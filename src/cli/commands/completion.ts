/** `butik completion`: the script that makes a shell complete commands, options, and the names of a project. */
import { didYouMean, orList } from '../../model/suggest.ts'
import { scripts } from '../completion/scripts.ts'
import type { Shell } from '../completion/words.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'

const shells = ['bash', 'zsh', 'fish'] as const satisfies readonly Shell[]

export function completion(context: Context, name: string): ExitCode {
  const shell = shells.find((known) => known === name)
  if (shell === undefined)
    throw misused(
      `there is no completion for ${name}`,
      didYouMean(name, shells) ?? `It is there for ${orList(shells)}.`,
    )
  // A script, whatever format was asked for: nothing else can be done with it.
  context.terminal.out(scripts[shell])
  return exitCodes.done
}
