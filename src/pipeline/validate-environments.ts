/**
 * `environments` and `variables` of butik.yaml as they are written: of every environment, not only of the one at hand. What an
 * environment makes of connections and resources is judged where it is laid over them.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import { didYouMean } from '../model/suggest.ts'
import type { YamlNode, YamlPair } from '../model/yaml.ts'
import { child } from './config.ts'
import { variableProblems } from './environment.ts'
import { laidMap } from './laid.ts'
import { misfitsOf, type SchemaSource } from './validate-fit.ts'
import { nodeAt } from './validate-problems.ts'
import { diagnosticOf } from './validate-words.ts'
import { holdsVariable } from './variables.ts'

const sections = ['environments', 'variables']

export async function environmentProblems({ laid }: Project, schemas: SchemaSource): Promise<Diagnostic[]> {
  const written = laid?.written
  if (written?.type !== 'map') return []
  const ours = laidMap(written, new Map(pairsToJudge(written.pairs)))
  const misfits = (await misfitsOf(ours, 'config', schemas)).filter(({ path }) => {
    const node = nodeAt(ours, path)
    // Whether it fits shows when the variables are put in.
    const open = node?.type === 'scalar' && holdsVariable(node.text)
    return sections.includes(path[0] ?? '') && !(open && path[0] === 'environments')
  })
  return [
    ...misfits.map((problem) => diagnosticOf(problem, ours)),
    ...variableProblems(written),
    ...names(laid),
    ...leftOut(written),
  ]
}

/** The rest of the file is judged as it is for each environment: here it is as good as empty. */
function pairsToJudge(pairs: ReadonlyMap<string, YamlPair>): [string, YamlPair][] {
  return [...pairs].flatMap(([name, pair]): [string, YamlPair][] => {
    if (name === 'connections' && pair.value.type === 'map')
      return [[name, { key: pair.key, value: laidMap(pair.value, new Map()) }]]
    return sections.includes(name) || name === 'version' ? [[name, pair]] : []
  })
}

/** What is left out has to be there: misspelt, the connection that is meant would stay, and lead where it leads. */
function leftOut(written: YamlNode): Diagnostic[] {
  const environments = child(written, 'environments')
  const declared = keysOf(child(written, 'connections'))
  return keysOf(environments).flatMap((name) => {
    const connections = child(child(environments, name), 'connections')
    if (connections?.type !== 'map') return []
    return [...connections.pairs].flatMap(([connection, { key, value }]): Diagnostic[] => {
      if (value.type !== 'scalar' || value.value !== false || declared.includes(connection)) return []
      const summary = `there is no connection "${connection}" to leave out`
      const hint = didYouMean(connection, declared) ?? `the connections are ${declared.join(', ')}`
      return [{ severity: 'error', code: 'E1201', summary, hint, source: key.at }]
    })
  })
}

function keysOf(node: YamlNode | undefined): string[] {
  return node?.type === 'map' ? [...node.pairs.keys()] : []
}

/** What lies in `.butik` beside the folders of environments. */
const otherFolders: ReadonlyMap<string, string> = new Map([
  ['cache', 'what may be deleted'],
  ['errored', 'what a run could not write to the state'],
])

/** The state of each lies in a folder of its name. */
function names(laid: Project['laid']): Diagnostic[] {
  const node = child(laid?.written, 'environments')
  if (node?.type !== 'map') return []
  const seen = new Map<string, string>()
  return [...node.pairs].flatMap(([name, { key }]): Diagnostic[] => {
    const problem = { severity: 'error', code: 'E1107', source: key.at } as const
    const folder = name.toLowerCase()
    const earlier = seen.get(folder)
    seen.set(folder, name)
    if (earlier !== undefined) {
      const summary = `the environments "${earlier}" and "${name}" differ in capitals only`
      return [{ ...problem, summary, hint: 'their states could lie in one folder: give one another name' }]
    }
    const held = otherFolders.get(folder)
    if (held === undefined) return []
    const hint = `give it another name: .butik/${folder}/ holds ${held}`
    return [{ ...problem, summary: `an environment cannot be named "${name}"`, hint }]
  })
}
