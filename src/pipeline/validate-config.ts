/** butik.yaml against its schema, with the settings of each connection. Never repeats a value that may be a secret. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { StateConfig } from '../model/state-settings.ts'
import { notifyProblems } from './config-notify.ts'
import { plainStateSecrets } from './config-state.ts'
import { fieldProblems } from './validate-fields.ts'
import type { Problem } from './validate-problems.ts'
import { quotaProblems } from './validate-quota.ts'
import { diagnosticOf } from './validate-words.ts'

type Providers = ReadonlyMap<string, Provider>

/** `misfits` is what its schema says of it. */
export function configProblems(project: Project, providers: Providers, misfits: readonly Problem[]): Diagnostic[] {
  const { root, file } = project.configDocument
  if (root?.type !== 'map') {
    const source = root?.at ?? { file, line: 1, column: 1, endLine: 1, endColumn: 1 }
    const hint = 'start with "version: 1" and "connections:"'
    return [{ severity: 'error', code: 'E1102', summary: `${file} must be a mapping of settings`, hint, source }]
  }
  const plainSecrets = [...secretsInPlainText(project, providers), ...stateSecretsInPlainText(project.config.state)]
  const secretPlaces = new Set(plainSecrets.map(({ source }) => source))
  // What `defaults` hold is judged by the schemas of the vendors (validate-defaults.ts).
  const ours = misfits.filter(({ path }) => path[0] !== 'defaults')
  const found = ours.map((problem): Diagnostic => {
    const diagnostic = diagnosticOf(problem, root)
    const isSetting = problem.path[0] === 'connections' && problem.path.length > 1
    return isSetting ? settingProblem(problem, diagnostic, project, providers) : diagnostic
  })
  const told = found.filter((diagnostic) => !secretPlaces.has(diagnostic.source))
  return [
    ...told,
    ...plainSecrets,
    ...fieldProblems(project, providers),
    ...quotaProblems(project, providers),
    ...notifyProblems(project),
  ]
}

/** What is wrong with a setting, without its value where that may be a secret. */
function settingProblem(problem: Problem, diagnostic: Diagnostic, project: Project, providers: Providers): Diagnostic {
  const [, name = '', setting] = problem.path
  if (diagnostic.code === 'E1101' || setting === 'vendor') return diagnostic
  if (problem.keyword === 'required') {
    const missing = String(problem.params['missingProperty'])
    if (missing === 'vendor') return diagnostic
    return {
      ...diagnostic,
      code: 'E1301',
      summary: `connection "${name}" needs the setting "${missing}"`,
      ...secretHint(missing, name, project, providers),
    }
  }
  const secret = setting === undefined ? false : isSecretSetting(setting, name, project, providers)
  return {
    ...diagnostic,
    code: 'E1301',
    ...(secret ? { summary: `the setting "${setting}" of connection "${name}" does not fit` } : {}),
  }
}

function secretHint(setting: string, connection: string, project: Project, providers: Providers): { hint?: string } {
  if (!isSecretSetting(setting, connection, project, providers)) return {}
  return { hint: `write "${setting}: !env ${variableName(connection, setting)}"` }
}

function isSecretSetting(setting: string, connection: string, project: Project, providers: Providers): boolean {
  const vendor = project.config.connections.get(connection)?.vendor ?? ''
  return providers.get(vendor)?.settings[setting]?.secret === true
}

function variableName(connection: string, setting: string): string {
  return `${connection}_${setting}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
}

function secretsInPlainText(project: Project, providers: Providers): Diagnostic[] {
  return [...project.config.connections.values()].flatMap(({ name, vendor, settings }) =>
    [...settings.pairs].flatMap(([setting, { value }]): Diagnostic[] => {
      const secret = providers.get(vendor)?.settings[setting]?.secret === true
      if (!secret || value.type !== 'scalar' || value.tag !== undefined || value.value === null) return []
      const summary = `the secret "${setting}" of connection "${name}" is written in plain text`
      const detail = 'whoever reads the repository reads it; what was committed once should be replaced at the vendor'
      const hint = `write "${setting}: !env ${variableName(name, setting)}" and set the variable where butik runs`
      return [{ severity: 'error', code: 'E1012', summary, detail, hint, source: value.at }]
    }),
  )
}

export function stateSecretsInPlainText(state: StateConfig): Diagnostic[] {
  return plainStateSecrets(state).map(({ setting, node, variable }) => ({
    severity: 'error',
    code: 'E1012',
    summary: `the secret "${setting}" of state is written in plain text`,
    detail: 'whoever reads the repository reads it; what was committed once should be replaced',
    hint: `write "!env ${variable}" in its place and set the variable where butik runs`,
    source: node.at,
  }))
}
