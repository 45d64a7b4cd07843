/** A new configuration repository, as files. Pure: nothing is looked at and nothing written here. */
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
    { path: starter.file, text: firstFile(wish, starter) },
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

const schemas = './node_modules/butik/schemas'

function settings({ vendor, connection, platform }: Wish, { settings }: Starter): string {
  return `# yaml-language-server: $schema=${schemas}/config.json
version: 1
connections:
  ${connection}:
    vendor: ${vendor}
${settings.map((line) => `    ${line}\n`).join('')}${state(platform)}`
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

function firstFile({ vendor, connection }: Wish, { example }: Starter): string {
  return `# yaml-language-server: $schema=${schemas}/vendors/${vendor}.json
connection: ${connection}

# Take the marks away, change what is there, and see what butik plan says.
${example.map((line) => `# ${line}\n`).join('')}`
}

function editor({ vendor }: Wish, { file }: Starter): string {
  const associations = { [`${schemas}/config.json`]: 'butik.yaml', [`${schemas}/vendors/${vendor}.json`]: file }
  return `${JSON.stringify({ 'yaml.schemas': associations, 'yaml.customTags': ['!env scalar', '!file scalar'] }, null, 2)}\n`
}

/** So that every machine runs the same butik: npm ci goes by the lock file. */
function packageJson({ butik }: Wish): string {
  return `${JSON.stringify({ private: true, devDependencies: { butik } }, null, 2)}\n`
}
