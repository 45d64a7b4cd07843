/**
 * The texts that excerpts of messages are taken from. In butik.yaml whatever may be a secret is covered, character by
 * character so that columns stay: a message about the line must not carry a secret into a log.
 */
import type { SourceRange } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { YamlNode } from '../model/yaml.ts'
import { child } from './config.ts'

const cover = '•'

/** By file, as diagnostics name it. */
export function excerptTexts(project: Project, providers: ReadonlyMap<string, Provider>): ReadonlyMap<string, string> {
  const { configDocument } = project
  const texts = new Map([...project.documents, ...project.probes.values()].map(({ file, text }) => [file, text]))
  const { root, text } = configDocument
  return texts.set(
    configDocument.file,
    root === undefined ? coverByName(text) : coverByPlace(text, secretPlaces(root, providers)),
  )
}

/** Every plain value of a connection that its vendor does not know as harmless, and where notices go. */
function secretPlaces(root: YamlNode, providers: ReadonlyMap<string, Provider>): SourceRange[] {
  const connections = child(root, 'connections')
  const url = child(child(root, 'notify'), 'url')
  const told = url === undefined ? [] : plainPlaces(url)
  if (connections?.type !== 'map') return told
  const places = [...connections.pairs.values()].flatMap(({ value }) => {
    if (value.type !== 'map') return plainPlaces(value)
    const vendor = child(value, 'vendor')
    const settings = vendor?.type === 'scalar' ? providers.get(vendor.text)?.settings : undefined
    return [...value.pairs].flatMap(([name, pair]) =>
      name === 'vendor' || name === 'url' || settings?.[name]?.secret === false ? [] : plainPlaces(pair.value),
    )
  })
  return [...told, ...places]
}

function plainPlaces(node: YamlNode): SourceRange[] {
  if (node.type === 'scalar') return node.tag === undefined ? [node.at] : []
  const nodes = node.type === 'list' ? node.items : [...node.pairs.values()].map(({ value }) => value)
  return nodes.flatMap(plainPlaces)
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
