/**
 * The texts that excerpts of messages are taken from. In butik.yaml whatever may be a secret is covered, character by
 * character so that columns stay: a message about the line must not carry a secret into a log.
 */
import type { SourceRange } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { YamlNode, YamlScalar } from '../model/yaml.ts'
import { child } from './config.ts'
import { plainStateSecrets } from './config-state.ts'
import { namesIn } from './variables.ts'

const cover = '•'

/** By file, as diagnostics name it. */
export function excerptTexts(project: Project, providers: ReadonlyMap<string, Provider>): ReadonlyMap<string, string> {
  const { configDocument, config } = project
  const ofState = plainStateSecrets(config.state).map(({ node }) => node.at)
  const files = [...project.documents, ...project.probes.values(), ...(project.sheets?.values() ?? [])]
  const texts = new Map(files.map(({ file, text }) => [file, text]))
  const { text } = configDocument
  // What another environment says is shown by the messages of this one too.
  const root = project.laid?.written ?? configDocument.root
  return texts.set(
    configDocument.file,
    root === undefined ? coverByName(text) : coverByPlace(text, [...secretPlaces(root, providers), ...ofState]),
  )
}

/** Every plain value of a connection that its vendor does not know as harmless, of the variables that stand there, and where notices go. */
function secretPlaces(root: YamlNode, providers: ReadonlyMap<string, Provider>): SourceRange[] {
  const environments = [root, ...valuesOf(child(root, 'environments'))]
  const connected = environments.flatMap((one) => secretsOf(child(one, 'connections'), root, providers))
  const url = child(child(root, 'notify'), 'url')
  const secrets = [...connected, ...(url === undefined ? [] : plainScalars(url))]
  const names = new Set(secrets.flatMap(({ text }) => namesIn(text)))
  const variables = environments.flatMap((one) =>
    [...names].flatMap((name) => child(child(one, 'variables'), name) ?? []),
  )
  return [...secrets, ...variables.flatMap(plainScalars)].map(({ at }) => at)
}

/** `root` says which vendor it is where an environment does not. */
function secretsOf(
  connections: YamlNode | undefined,
  root: YamlNode,
  providers: ReadonlyMap<string, Provider>,
): YamlScalar[] {
  if (connections?.type !== 'map') return []
  return [...connections.pairs].flatMap(([connection, { value }]) => {
    if (value.type !== 'map') return plainScalars(value)
    const vendor = child(value, 'vendor') ?? child(child(child(root, 'connections'), connection), 'vendor')
    const settings = vendor?.type === 'scalar' ? providers.get(vendor.text)?.settings : undefined
    return [...value.pairs].flatMap(([name, pair]) =>
      name === 'vendor' || name === 'url' || settings?.[name]?.secret === false ? [] : plainScalars(pair.value),
    )
  })
}

function plainScalars(node: YamlNode): YamlScalar[] {
  if (node.type === 'scalar') return node.tag === undefined ? [node] : []
  return valuesOf(node).flatMap(plainScalars)
}

function valuesOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (node === undefined || node.type === 'scalar') return []
  return node.type === 'list' ? node.items : [...node.pairs.values()].map(({ value }) => value)
}

function coverByPlace(text: string, places: readonly SourceRange[]): string {
  const lines = text.split('\n')
  for (const { line, column, endLine, endColumn } of places) {
    for (let number = line; number <= endLine; number += 1) {
      const content = lines[number - 1] ?? ''
      const start = number === line ? column - 1 : 0
      const end = number === endLine ? endColumn - 1 : content.length
      lines[number - 1] = content.slice(0, start) + content.slice(start, end).replace(/\S/g, cover) + content.slice(end)
    }
  }
  return lines.join('\n')
}

/** Where the text does not parse there are only names to go by. */
function coverByName(text: string): string {
  return text.replace(
    /((?:token|pass|secret|key|auth|user|credential)[\w-]*["']?\s*:[ \t]*)(?=\S)(?!!env\b|!file\b)([^\r\n]+)/gi,
    (_, name: string, value: string) => name + value.replace(/\S/g, cover),
  )
}
