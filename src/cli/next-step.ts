/**
 * What comes next in this folder, for whoever types `butik` alone: the first thing that is missing on the way from nothing to an
 * applied plan. Offline: the files, the variables, and a state that lies beside them.
 */
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { hasErrors } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Project } from '../model/project.ts'
import type { YamlNode } from '../model/yaml.ts'
import { desiredOf } from '../pipeline/desired.ts'
import { configFile } from '../pipeline/load.ts'
import { stoppedRun } from '../pipeline/unfinished.ts'
import type { Declared } from '../pipeline/world.ts'
import { openBackend, openDeclared } from './compose.ts'
import type { Context } from './context.ts'

export interface NextStep {
  /** What is the case: a sentence. */
  readonly found: string
  /** In this order, or one of them. */
  readonly commands: readonly (readonly [command: string, why: string])[]
}

export async function nextStep(context: Context): Promise<NextStep> {
  if (!(await isThere(join(context.dir, configFile)))) return withoutProject(context)
  let declared: Declared
  try {
    declared = await openDeclared(context)
  } catch (error) {
    const step = error instanceof ReconcilerError ? stepAfter(error) : undefined
    if (step === undefined) throw error
    return step
  }
  return withProject(context, declared)
}

async function withoutProject({ dir }: Context): Promise<NextStep> {
  const above = await folderAbove(dir)
  if (above !== undefined) {
    const place = relative(dir, above)
    return {
      found: `There is no ${configFile} in this folder, and one ${place === '..' ? 'in the folder above' : `at ${join(place, configFile)}`}.`,
      commands: [[`butik -C ${place}`, 'what comes next there']],
    }
  }
  return {
    found: `There is no ${configFile} in this folder.`,
    commands: [
      ['butik init --from-shop', 'a shop that there is into files: asks for its token, tries it, pulls and plans'],
      ['butik init', 'or a new configuration with nothing in it; asks what it needs to know'],
      ['butik sandbox --port 4100 --seed', 'a shop on this machine to try everything against'],
    ],
  }
}

async function folderAbove(dir: string): Promise<string | undefined> {
  const above = dirname(dir)
  if (above === dir) return undefined
  return (await isThere(join(above, configFile))) ? above : folderAbove(above)
}

function stepAfter(error: ReconcilerError): NextStep | undefined {
  if (error.code === 'E1401')
    return {
      found: capital(`${error.message}: ${error.hint ?? ''}.`),
      commands: [['butik -e NAME', 'what comes next there']],
    }
  if (error instanceof DiagnosticsError) return problems(error.diagnostics.length)
  return undefined
}

function problems(count: number): NextStep {
  const found = count === 1 ? 'One thing is wrong with the files.' : `${count} things are wrong with the files.`
  return { found, commands: [['butik validate', 'what it is, where, and what to do']] }
}

async function withProject(context: Context, declared: Declared): Promise<NextStep> {
  const { project } = declared
  const { desired, diagnostics } = await desiredOf(declared, '', true)
  if (hasErrors(diagnostics)) return problems(diagnostics.filter(({ severity }) => severity === 'error').length)
  const unset = unsetSecrets(project, context.env)
  if (unset.length > 0) {
    const [one = ''] = unset
    return {
      found: unset.length === 1 ? `The variable ${one} is not set.` : `The variables ${unset.join(', ')} are not set.`,
      commands: [
        ...unset.map((name) => [`export ${name}=…`, `${configFile} asks for it, and no file holds it`] as const),
        ['butik doctor', 'then: does the shop take them?'],
      ],
    }
  }
  if (desired.resources.size === 0) {
    const kinds = writtenKinds(declared)
    const first = kinds.find((kind) => kind === 'product') ?? kinds[0] ?? 'connections'
    return {
      found: 'The files declare nothing yet.',
      commands: [
        ...(canBePulled(declared)
          ? [['butik pull', 'writes the shop as it is into files, and nothing to the shop'] as const]
          : []),
        [
          `butik explain ${first}`,
          `what can be written by hand, into a YAML file beside ${configFile}: ${kinds.join(', ')}`,
        ],
      ],
    }
  }
  return afterTheState(context, project, desired.resources.size)
}

/** There are vendors that show nothing of what they have. */
function canBePulled({ project, providers }: Declared): boolean {
  const vendors = [...project.config.connections.values()].map(({ vendor }) => providers.get(vendor))
  return vendors.some((provider) => provider?.kinds.some(({ reading }) => reading.by !== 'nothing'))
}

/** Of the vendors that there is a connection to. */
function writtenKinds({ project, providers }: Declared): string[] {
  const vendors = new Set([...project.config.connections.values()].map(({ vendor }) => vendor))
  const kinds = [...vendors].flatMap((vendor) => providers.get(vendor)?.kinds ?? [])
  return kinds.flatMap(({ name, section }) => (section === undefined ? [] : [name]))
}

async function afterTheState(context: Context, { config }: Project, declared: number): Promise<NextStep> {
  const resources = declared === 1 ? '1 resource is' : `${declared} resources are`
  const plan = ['butik plan', 'what would change, and what it costs; writes nothing'] as const
  // Elsewhere it would have to be asked for over a network.
  if (config.state.backend !== 'local') return { found: `${resources} declared.`, commands: [plan] }
  const { environment } = context.options
  const { backend, close } = await openBackend(context, { environment, notice: () => undefined })
  try {
    const { snapshot, journal } = await backend.read()
    if (stoppedRun(snapshot, journal) !== undefined) {
      return {
        found: 'The last run stopped part way.',
        commands: [
          ['butik apply --resume', 'goes on with its plan'],
          ['butik plan', 'or plans anew, from what it left'],
        ],
      }
    }
    const owned = Object.keys(snapshot.entries).length
    if (owned > 0) return { found: `${resources} declared, and ${owned} in the state.`, commands: [plan, drift] }
    const found = `${resources} declared, and nothing was applied from here yet.`
    return { found, commands: [plan, ['butik apply', 'then: carries it out, after a yes']] }
  } finally {
    await close()
  }
}

const drift = ['butik drift', 'where the shop has moved since'] as const

/** Names of variables that a connection says with `!env` and that are missing or empty. */
function unsetSecrets({ config }: Project, env: Context['env']): string[] {
  const names = [...config.connections.values()].flatMap(({ settings }) => envNames(settings))
  return [...new Set(names)].filter((name) => (env(name) ?? '') === '')
}

function envNames(node: YamlNode): string[] {
  switch (node.type) {
    case 'scalar':
      return node.tag === '!env' ? [node.text] : []
    case 'list':
      return node.items.flatMap(envNames)
    case 'map':
      return [...node.pairs.values()].flatMap(({ value }) => envNames(value))
  }
}

async function isThere(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    () => false,
  )
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
