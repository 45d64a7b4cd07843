/** A new configuration repository, as files. Pure: nothing is looked at and nothing written here. */
import { modelineOf, schemasFolder } from '../modeline.ts'
import { githubWorkflows } from './github.ts'
import { gitlabPipeline } from './gitlab.ts'
import { type Starter, starters } from './vendors.ts'
import type { NewFile, Platform, Wish } from './wish.ts'

/** Undefined where there is no such vendor. */
export function newProject(wish: Wish): readonly NewFile[] | undefined {
  const starter = starters[wish.vendor]
  if (starter === undefined) return undefined
  const pipeline = { branch: wish.branch, secrets: starter.secrets, sales: starter.sales === true }
  return [
    { path: 'butik.yaml', text: settings(wish, starter) },
    ...(wish.fromShop === true ? [] : [{ path: starter.file, text: firstFile(wish, starter) }]),
    { path: '.gitignore', text: `${ignored.join('\n')}\n`, lines: ignored },
    { path: '.vscode/settings.json', text: editor(wish, starter) },
    { path: 'package.json', text: packageJson(wish) },
    ...(wish.platform === 'github' ? githubWorkflows(pipeline) : []),
    ...(wish.platform === 'gitlab' ? gitlabPipeline(pipeline) : []),
  ]
}

/** The secrets that CI has to be given. */
export function secretsOf(vendor: string): readonly string[] {
  return starters[vendor]?.secrets ?? []
}

/** The setting to ask for; undefined where everything is known. */
export function ownSettingOf(vendor: string): Starter['own'] {
  return starters[vendor]?.own
}

export const vendorNames: readonly string[] = Object.keys(starters)

/** What a run leaves on this machine. With a local state, what it knows is for git to keep. */
const ignored = [
  'node_modules/',
  '.butik/*/lock.json*',
  '.butik/*/state.previous.json',
  '.butik/*/damaged-*/',
  '.butik/*/runs/',
  '.butik/cache/',
  '.butik/errored/',
]

function settings({ vendor, connection, platform, url, own }: Wish, starter: Starter): string {
  const told = starter.settings.map((line) =>
    own !== undefined && starter.own !== undefined && line.startsWith(`${starter.own.setting}: `)
      ? `${starter.own.setting}: ${own}`
      : line,
  )
  const lines = url === undefined ? told : [...told.filter(isNoUrl), `url: ${url}`]
  return `${modelineOf('butik.yaml', 'config')}version: 1
connections:
  ${connection}:
    vendor: ${vendor}
${lines.map((line) => `    ${line}\n`).join('')}${state(platform)}`
}

/** A starter that cannot know the address has one to be changed. */
function isNoUrl(line: string): boolean {
  return !line.startsWith('url:')
}

/** A runner is gone after its job: what was written down has to be somewhere else. */
function state(platform: Platform): string {
  if (platform === 'none') return ''
  if (platform === 'github') return 'state: { backend: git } # a branch of this repository\n'
  return `state:
  backend: http # GitLab keeps it: Operate, Terraform states
  address: !env BUTIK_STATE_ADDRESS
  username: !env BUTIK_STATE_USERNAME
  password: !env BUTIK_STATE_PASSWORD
`
}

function firstFile({ vendor, connection }: Wish, { example, file }: Starter): string {
  return `${modelineOf(file, `vendors/${vendor}`)}connection: ${connection}

# Take the marks away, change what is there, and see what butik plan says.
${example.map((line) => `# ${line}\n`).join('')}`
}

/** Without them an editor takes our tags for a mistake. */
const customTags = ['!env scalar', '!file scalar', '!csv scalar', '!csv mapping']

function editor({ vendor }: Wish, { file }: Starter): string {
  const schemas = `./${schemasFolder}`
  const associations = { [`${schemas}/config.json`]: 'butik.yaml', [`${schemas}/vendors/${vendor}.json`]: file }
  return `${JSON.stringify({ 'yaml.schemas': associations, 'yaml.customTags': customTags }, null, 2)}\n`
}

/** So that every machine runs the same butik: npm ci goes by the lock file. */
function packageJson({ butik }: Wish): string {
  return `${JSON.stringify({ private: true, devDependencies: { butik } }, null, 2)}\n`
}
