/**
 * `butik init --from-shop`: from nothing to an empty plan. The token is asked for and tried before a file is written, the shop is
 * pulled, and the plan shows that there is nothing to do. The token is kept nowhere.
 */
import { newProject, ownSettingOf, secretsOf } from '../../author/init/new-project.ts'
import { ReconcilerError } from '../../model/errors.ts'
import { isShown, tryConnection } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'
import { addressIn, type InitFlags, wished, write, misused as wrongFlag } from './init.ts'
import { plan } from './plan.ts'
import { pull } from './pull.ts'

const tries = 3

export async function initFromShop(context: Context, dir: string | undefined, flags: InitFlags): Promise<ExitCode> {
  if (context.options.format !== 'text' || context.options.report.length > 0)
    throw misused(
      '--from-shop answers in text',
      'Leave --format, --json and --report away; butik pull --json has the facts.',
    )
  const { folder, wish: asked } = await wished(context, dir, { ...flags, fromShop: true })
  if (!(await isShown(asked.vendor))) {
    throw new ReconcilerError('E1510', `${asked.vendor} shows nothing of what it has: there is nothing to pull`, {
      hint: `nothing was written; leave --from-shop out: butik init --vendor ${asked.vendor}, and declare its resources by hand`,
    })
  }
  const wish = { ...asked, fromShop: true, ...(await ownOf(context, asked)) }
  const secrets = secretsOf(wish.vendor)
  const files = newProject(wish) ?? []
  const butikYaml = files.find(({ path }) => path === 'butik.yaml')?.text ?? ''
  const { given, inFolder } = await taken({ ...context, dir: folder }, secrets, butikYaml)
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

/** A secret that was typed wrong is asked for again; what the environment holds is not for us to change. */
async function taken(
  context: Context,
  secrets: readonly string[],
  butikYaml: string,
): Promise<{ given: ReadonlyMap<string, string>; inFolder: Context }> {
  for (let left = tries - 1; ; left -= 1) {
    const given = await secretsFor(context, secrets)
    const inFolder = { ...context, env: (name: string) => given.get(name) ?? context.env(name) }
    try {
      await tryConnection(inFolder, butikYaml)
      return { given, inFolder }
    } catch (error) {
      const isWrong = error instanceof ReconcilerError && error.code === 'E2002'
      if (!isWrong || given.size === 0 || left === 0) throw error
      context.terminal.err(`${error.message}; nothing was written. Once more, or Ctrl-C:\n`)
    }
  }
}

/** What an example stands for otherwise: with it, somebody else's shop would be asked. `--url` says where it is as well. */
async function ownOf(
  context: Context,
  { vendor, url }: { readonly vendor: string; readonly url?: string },
): Promise<{ readonly own?: string }> {
  const own = ownSettingOf(vendor)
  if (own === undefined || url !== undefined) return {}
  if (!context.terminal.canAsk) {
    throw new ReconcilerError('E5002', 'it is not said which shop it is, and there is no terminal to ask on', {
      hint: 'nothing was written; give the address of its API: --url',
    })
  }
  const answer = (await context.terminal.ask(`${own.question}: `, context.signal))?.trim()
  if (answer === undefined || answer === '')
    throw new ReconcilerError('E5003', 'left at a question; nothing was written')
  if (own.setting === 'url') return { own: addressIn(answer) }
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(answer)) throw wrongFlag(`${answer} is no ${own.setting}`)
  return { own: answer }
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
