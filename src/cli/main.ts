/** The way in: arguments to exit code. The one place that turns an error into text; nothing above it may throw. */
import { resolve } from 'node:path'
import type { Clock } from '../model/ports.ts'
import { machineClock } from './clock.ts'
import { type Context, pathFrom } from './context.ts'
import { type Env, isDebugging, processEnv } from './env.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { failureOf, stackOf } from './failure.ts'
import { type Interrupt, listenForInterrupt } from './interrupt.ts'
import { aloneIn, defaultOptions, dirIn, formatIn, type Options, parseOptions } from './options.ts'
import { checkPages } from './pages.ts'
import { isGitHub } from './platform.ts'
import { processTerminal, type Terminal } from './terminal.ts'
import { butikVersion } from './version.ts'

export interface Outside {
  readonly terminal: Terminal
  readonly env: Env
  /** In the place of that of this machine. */
  readonly clock?: Clock
}

export async function run(argv: readonly string[], given?: Outside): Promise<number> {
  const { terminal: streams, env } = given ?? { terminal: processTerminal(), env: processEnv }
  const butik = butikVersion()
  // Asked by scripts, and of nothing else: the program that reads arguments is not loaded for it.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    streams.out(`${butik}\n`)
    return exitCodes.done
  }
  if (argv[0] === '__complete') {
    const { complete } = await import('./completion/complete.ts')
    // A shell that is asking has no use for a message.
    streams.out(await complete({ words: argv.slice(1), butik }).catch(() => ''))
    return exitCodes.done
  }
  const terminal = await harmless(streams, { env, argv })
  if (argv.includes('validate')) {
    const { validBefore } = await import('./valid-before.ts')
    const answer = await validBefore({ argv, env, dir: resolve(dirIn(argv)) })
    if (answer !== undefined) {
      terminal.out(answer)
      return exitCodes.done
    }
  }
  const interrupt = listenForInterrupt((line) => terminal.err(`\n${line}\n`))
  // Kept outside the attempt: a failure is told in the format that was asked for.
  const options = { ...defaultOptions, format: formatIn(argv) }
  const around = {
    argv,
    terminal,
    command: streams.err,
    env,
    interrupt,
    butik,
    clock: given?.clock ?? machineClock,
  }
  let context = contextOf(options, around)
  let exit: ExitCode = exitCodes.done
  try {
    const alone = aloneIn(argv)
    if (alone !== undefined) {
      context = contextOf({ ...options, ...alone }, around)
      return await (await import('./commands/next.ts')).next(context)
    }
    const [{ createProgram }, { withWholeHelp }] = await Promise.all([
      import('./program.ts'),
      import('./help-words.ts'),
    ])
    const program = createProgram({
      butik,
      terminal,
      async context(raw, command) {
        const wanted = contextOf(parseOptions(raw), around)
        checkPages(command, wanted.options)
        // Before anything is done. A failure of this is told without a report.
        context = { ...wanted, ...(await reportsOf(wanted)) }
        return context
      },
      finish(code) {
        exit = code
      },
    })
    await program.parseAsync(withWholeHelp(program, argv), { from: 'user' })
    return exit
  } catch (error) {
    return await told(error, context)
  } finally {
    interrupt.release()
  }
}

/** Where a log is read by what runs the job, no text of a shop may become a command of it. */
async function harmless(
  terminal: Terminal,
  { env, argv }: Pick<Outside, 'env'> & { readonly argv: readonly string[] },
): Promise<Terminal> {
  if (!isGitHub({ env })) return terminal
  const { withoutCommands } = await import('./platform-log.ts')
  return withoutCommands(terminal, formatIn(argv))
}

interface Surroundings extends Pick<Context, 'terminal' | 'env' | 'command' | 'clock'> {
  readonly argv: readonly string[]
  readonly interrupt: Interrupt
  readonly butik: string
}

function contextOf(options: Options, { argv, terminal, command, env, interrupt, butik, clock }: Surroundings): Context {
  return {
    argv,
    options,
    terminal,
    command,
    env,
    clock,
    butik,
    signal: interrupt.signal,
    endQuietly: interrupt.quietly,
    dir: resolve(options.dir),
    documents: new Map(),
    begun: { version: false },
  }
}

async function reportsOf(context: Context): Promise<Pick<Context, 'reports'>> {
  const { report } = context.options
  if (report.length === 0) return {}
  const { openReports } = await import('./reports.ts')
  const paths = context.argv.flatMap((given) =>
    given.includes('=') ? [given, given.slice(given.indexOf('=') + 1)] : [given],
  )
  const named = report.map((shown) => {
    const path = pathFrom(context, shown)
    return { shown, path, isNamedTwice: paths.filter((given) => pathFrom(context, given) === path).length > 1 }
  })
  return { reports: await openReports(named, (line) => context.terminal.err(`${line}\n`)) }
}

async function told(error: unknown, context: Context): Promise<ExitCode> {
  const failure = failureOf(error, { butik: context.butik, node: process.version, interrupted: context.signal.aborted })
  if (failure.silent) return failure.exit
  try {
    const { tellFailure } = await import('./tell-failure.ts')
    await tellFailure(failure, context)
  } catch (worse) {
    // The report of the error failed (a full disk, a broken installation): at least the words come out.
    for (const { code, summary } of failure.diagnostics) context.terminal.err(`error ${code}: ${summary}\n`)
    if (isDebugging(context.env)) context.terminal.err(`${stackOf(worse)}\n`)
  }
  if (isDebugging(context.env)) context.terminal.err(`${stackOf(error)}\n`)
  return failure.exit
}
