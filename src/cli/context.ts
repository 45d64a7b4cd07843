/** What a command is given: its options, the streams, the environment and the signal to stop. */
import { resolve } from 'node:path'
import type { Clock } from '../model/ports.ts'
import type { Env } from './env.ts'
import type { Options } from './options.ts'
import type { Reports } from './reports.ts'
import type { Terminal } from './terminal.ts'

export interface Context {
  /** As they were given, the name of the program left out. */
  readonly argv: readonly string[]
  readonly options: Options
  readonly terminal: Terminal
  /** To standard error as it is: lines that the platform of a log is to carry out. Never with text of others that is not escaped. */
  readonly command: (text: string) => void
  readonly env: Env
  /** That of this machine where it is absent. */
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Says nothing when the signal comes: the command just ends. */
  readonly endQuietly: () => void
  readonly butik: string
  /** The folder of `-C`, absolute. */
  readonly dir: string
  /** Texts of the loaded files, for excerpts in messages; filled when the project is loaded. */
  readonly documents: Map<string, string>
  /** The files of `--report`; absent where there are none. */
  readonly reports?: Reports
  /** `version`: what is said once in a run, however often its output is opened. `run`: whatever is said from then on is said of it. */
  readonly begun: { version: boolean; run?: string }
}

/** A path of the command line, as seen from `-C`. */
export function pathFrom(context: Context, path: string): string {
  return resolve(context.dir, path)
}
