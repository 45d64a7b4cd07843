/**
 * `butik init --from-shop`: from nothing to an empty plan. The token is asked for and tried before a file is written, the shop is
 * pulled, and the plan shows that there is nothing to do. The token is kept nowhere.
 */
import { newProject, secretsOf } from '../../author/init/new-project.ts'
import { ReconcilerError } from '../../model/errors.ts'
import { tryConnection } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'
import { type InitFlags, wished, write } from './init.ts'
import { plan } from './plan.ts'
import { pull } from './pull.ts'

export async function initFromShop(context: Context, dir: string | undefined, flags: InitFlags): Promise<ExitCode> {
  if (context.options.format !== 'text' || context.options.report.length > 0)
    throw misused(
      '--from-shop answers in text',
      'Leave --format, --json and --report away; butik pull --json has the facts.',
    )
  const { folder, wish: asked } = await wished(context, dir, flags)
  const wish = { ...asked, fromShop: true }
  const secrets = secretsOf(wish.vendor)
  const given = await secretsFor(context, secrets)
  const inFolder = { ...context, dir: folder, env: (name: string) => given.get(name) ?? context.env(name) }
  const files = newProject(wish) ?? []
  await tryConnection(inFolder, files.find(({ path }) => path === 'butik.yaml')?.text ?? '')
  const { created, extended } = await write(folder, files)
  for (const path of [...created, ...extended]) context.terminal.err(`wrote ${path}\n`)
  const pulled = await pull(inFolder, { dryRun: false })
  if (pulled !== exitCodes.done) return pulled
  context.terminal.out('\n')
  const exit = await plan(inFolder, { detailedExitcode: false, due: false, refresh: 'cheapest' })
  context.terminal.out(
    next(
      dir,
      secrets.filter((name) => given.has(name)),
    ),
  )
  return exit
}

/** Those that the environment does not have, typed in. Throws E5002 where nobody can type. */
async function secretsFor(context: Context, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const given = new Map<string, string>()
  for (const name of names) {
    if (context.env(name) !== undefined) continue
    if (!context.terminal.canAsk) {
      throw new ReconcilerError('E5002', `${name} is not set, and there is no terminal to ask on`, {
        hint: `nothing was written; set ${name} and run again`,
      })
    }
    const answer = await context.terminal.askSecret(`${name} (it is not shown): `, context.signal)
    if (answer === undefined || answer.trim() === '')
      throw new ReconcilerError('E5003', 'left at a question; nothing was written')
    given.set(name, answer.trim())
  }
  return given
}

function next(dir: string | undefined, typed: readonly string[]): string {
  const lines = [
    '',
    'Next:',
    ...(dir === undefined ? [] : [`  cd ${dir}`]),
    ...typed.map(
      (name) => `  export ${name}=…    # it is kept nowhere: a password manager, and a secret of CI, are places for it`,
    ),
    '  edit a price, and: npx butik plan',
  ]
  return `${lines.join('\n')}\n`
}
