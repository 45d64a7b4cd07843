/** `butik init`: a new configuration repository. Writes files beside those that are there, and never over one. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { newProject, secretsOf, vendorNames } from '../../author/init/new-project.ts'
import { type NewFile, type Platform, platforms, type Wish } from '../../author/init/wish.ts'
import { keyPattern } from '../../model/address.ts'
import { ReconcilerError } from '../../model/errors.ts'
import { type Context, pathFrom } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { branchIn, folderInRepository, platformIn } from '../git-folder.ts'
import { reasonOf, systemCode } from '../reports.ts'

export interface InitFlags {
  readonly vendor?: string
  readonly name?: string
  readonly ci?: string
  readonly branch?: string
  readonly url?: string
  readonly fromShop?: boolean
}

export interface Written {
  readonly created: string[]
  /** They were there, and were given lines. */
  readonly extended: string[]
  /** They were there, and are as they were. */
  readonly kept: string[]
}

export async function init(context: Context, dir: string | undefined, flags: InitFlags): Promise<ExitCode> {
  const { target, exclude } = context.options
  if (target.length + exclude.length > 0) throw misused('--target and --exclude say what is pulled, with --from-shop')
  const { folder, wish } = await wished(context, dir, flags)
  const written = await write(folder, newProject(wish) ?? [])
  tell(context, written, { ...wish, dir, inside: await folderInRepository(folder) })
  return exitCodes.done
}

/** What no flag says is found out, or asked. Throws E5004 where there is a configuration already. */
export async function wished(
  context: Context,
  dir: string | undefined,
  flags: InitFlags,
): Promise<{ readonly folder: string; readonly wish: Wish }> {
  const folder = pathFrom(context, dir ?? '.')
  if ((await textOf(join(folder, 'butik.yaml'))) !== undefined) {
    const there = flags.fromShop === true ? 'butik pull writes the shop into files there' : 'edit it'
    const hint = `nothing was written; ${there}, or give another folder: butik init DIR`
    throw new ReconcilerError('E5004', `there is a butik.yaml in ${dir ?? 'this folder'} already`, { hint })
  }
  if (context.options.environment !== undefined)
    throw misused('a new configuration has no environments: -e names one of butik.yaml')
  if (context.options.connection.length > 0) throw misused('--connection names one of butik.yaml: here it is --name')
  const vendor = await chosen(context, 'vendor', flags.vendor, { from: vendorNames, usual: 'shoporama' })
  const connection = flags.name ?? 'shop'
  if (!keyPattern.test(connection)) throw misused(`--name ${connection} is not a name: letters, digits, - and _`)
  const found = await platformIn(folder)
  const platform = await chosen(context, 'ci', flags.ci, { from: platforms, usual: found ?? 'none', sure: found })
  const branch = flags.branch ?? (await branchIn(folder)) ?? 'main'
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(branch)) throw misused(`--branch ${branch} is not the name of a branch`)
  const { butik } = context
  const url = flags.url === undefined ? {} : { url: addressIn(flags.url) }
  return { folder, wish: { vendor, connection, platform, branch, butik, ...url } }
}

/** In the form that needs no quotes in YAML. */
export function addressIn(url: string): string {
  if (!/^https?:\/\/[^\s#'"{}]+$/.test(url) || !URL.canParse(url))
    throw misused(`--url ${url} is not an http or https address`)
  return url
}

interface Choice<Name extends string> {
  readonly from: readonly Name[]
  readonly usual: Name
  /** It was found out, and nobody need be asked. */
  readonly sure?: Name | undefined
}

async function chosen<Name extends string>(
  context: Context,
  flag: string,
  given: string | undefined,
  { from, usual, sure }: Choice<Name>,
): Promise<Name> {
  const answer = given ?? sure ?? (await asked(context, `${flag} (${from.join(', ')})`, usual, flag))
  const found = from.find((name) => name === answer)
  if (found === undefined) throw misused(`--${flag} ${answer} is none of: ${from.join(', ')}`)
  return found
}

async function asked(context: Context, what: string, usual: string, flag: string): Promise<string> {
  if (context.options.yes) return usual
  if (!context.terminal.canAsk) {
    throw new ReconcilerError('E5002', `--${flag} is not given, and there is no terminal to ask on`, {
      hint: `nothing was written; give --${flag}, or --yes for what is usual (${usual})`,
    })
  }
  const answer = await context.terminal.ask(`${what} [${usual}]: `, context.signal)
  if (answer === undefined) throw new ReconcilerError('E5003', 'left at a question; nothing was written')
  return answer.trim() === '' ? usual : answer.trim()
}

export function misused(summary: string): ReconcilerError {
  return new ReconcilerError('E5001', summary, { hint: 'nothing was written; butik help init says what there is' })
}

export async function write(folder: string, files: readonly NewFile[]): Promise<Written> {
  const written: Written = { created: [], extended: [], kept: [] }
  for (const { path, text, lines } of files) {
    const at = join(folder, path)
    try {
      const before = await textOf(at)
      if (before === undefined) {
        await mkdir(dirname(at), { recursive: true })
        // Where somebody else was quicker it stays theirs.
        await writeFile(at, text, { flag: 'wx' })
        written.created.push(path)
        continue
      }
      const missing = (lines ?? []).filter((line) => !before.split(/\r?\n/).includes(line))
      if (missing.length > 0) await writeFile(at, `${before}${ending(before)}${missing.join('\n')}\n`)
      written[missing.length > 0 ? 'extended' : 'kept'].push(path)
    } catch (error) {
      const done =
        written.created.length === 0 ? 'nothing was written' : `written so far: ${written.created.join(', ')}`
      throw new ReconcilerError('E1002', `${path} cannot be written: ${reasonOf(error)}`, { hint: done, cause: error })
    }
  }
  return written
}

function ending(text: string): string {
  return text === '' || text.endsWith('\n') ? '' : '\n'
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return undefined
    throw new ReconcilerError('E1002', `${path} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

interface Told {
  readonly vendor: string
  readonly platform: Platform
  readonly dir: string | undefined
  /** The folder within its repository; undefined at the root of it. */
  readonly inside: string | undefined
}

function tell({ terminal, options, butik }: Context, written: Written, { vendor, platform, dir, inside }: Told): void {
  if (options.format !== 'text') {
    terminal.out(`${JSON.stringify({ formatVersion: 1, ...written }, null, 2)}\n`)
    return
  }
  const secrets = secretsOf(vendor)
  const next = [
    ...(dir === undefined ? [] : [`cd ${dir}`]),
    // By its name anybody's could come: it is in no registry yet.
    `npm install --save-dev --save-exact ./butik-${butik}.tgz   # npm pack in a clone of butik makes it; commit it`,
    ...secrets.map((name) => `export ${name}=…`),
    ...(platform === 'gitlab' ? stateAtGitLab : []),
    'npx butik doctor',
    'npx butik plan',
  ]
  const lines = [
    ...written.created.map((path) => `wrote     ${path}`),
    ...written.extended.map((path) => `added to  ${path}`),
    ...written.kept.map((path) => `kept      ${path} (it was there already)`),
    '',
    'Next:',
    ...next.map((line) => `  ${line}`),
    ...ciLines(platform, secrets),
    ...(inside === undefined ? [] : insideLines(platform, inside)),
  ]
  terminal.out(`${lines.join('\n')}\n`)
}

/** A job has them from the pipeline; a machine of one's own needs them too. */
const stateAtGitLab = [
  'export BUTIK_STATE_ADDRESS=https://gitlab.com/api/v4/projects/NUMBER/terraform/state/butik',
  'export BUTIK_STATE_USERNAME=…',
  'export BUTIK_STATE_PASSWORD=…   # a personal access token with the scope api',
]

function ciLines(platform: Platform, secrets: readonly string[]): string[] {
  const names = secrets.length === 0 ? 'none' : secrets.join(', ')
  if (platform === 'github') {
    return [
      '',
      'On GitHub:',
      `  secrets of the repository: ${names}`,
      '  the state goes to the remote origin; without one, git remote add origin ADDRESS comes before the first plan',
      '  protect the branch: changes by pull request only, and the check "plan" required',
    ]
  }
  if (platform === 'gitlab') {
    return [
      '',
      'On GitLab:',
      `  masked CI/CD variables: ${names}, and GITLAB_TOKEN (a project access token, scope api)`,
      '  protect the branch, require merge requests and pipelines that succeed; two schedules: .gitlab-ci.yml says which',
    ]
  }
  return []
}

/** Where nobody looks, a workflow does nothing, and says nothing either. */
function insideLines(platform: Platform, inside: string): string[] {
  if (platform === 'none') return []
  const [read, run, place] =
    platform === 'github'
      ? [
          '.github/workflows',
          `give each job "defaults: { run: { working-directory: ${inside} } }"`,
          'branch: under state',
        ]
      : ['.gitlab-ci.yml', `begin each script with "cd ${inside}"`, 'the last word of BUTIK_STATE_ADDRESS']
  return [
    `  ${inside} is not the root of its repository, and ${read} is read there only: move it there, ${run},`,
    `  and put ${inside}/ before the files that are kept or asked for`,
    `  of two configurations in one repository each needs a state of its own: ${place}`,
  ]
}
