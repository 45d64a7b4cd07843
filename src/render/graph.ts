/** What is declared and what refers to what: as a tree of text, for Mermaid, or for Graphviz (DOT). The same bytes each time. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { GraphEdge, GraphNode, ReferenceGraph } from '../model/reference-graph.ts'
import { counted, plain } from './plain.ts'
import { type RenderSettings, type Style, styleOf } from './style.ts'

export const graphForms = ['text', 'mermaid', 'dot'] as const
export type GraphForm = (typeof graphForms)[number]

export function renderGraph(graph: ReferenceGraph, form: GraphForm, settings: Partial<RenderSettings> = {}): string {
  switch (form) {
    case 'text':
      return textOf(graph, styleOf(settings))
    case 'mermaid':
      return mermaidOf(graph)
    case 'dot':
      return dotOf(graph)
  }
}

/** By what they are written in; under undefined what stands by itself. */
function nestedIn({ resources }: ReferenceGraph): ReadonlyMap<AddressId | undefined, readonly GraphNode[]> {
  const nested = new Map<AddressId | undefined, GraphNode[]>()
  for (const node of resources) {
    const among = nested.get(node.host) ?? []
    among.push(node)
    nested.set(node.host, among)
  }
  return nested
}

function textOf(graph: ReferenceGraph, style: Style): string {
  const nested = nestedIn(graph)
  const edges = new Map<AddressId, GraphEdge[]>()
  for (const edge of graph.references) edges.set(edge.from, [...(edges.get(edge.from) ?? []), edge])
  const lines: string[] = []
  const add = (node: GraphNode, depth: number): void => {
    const { connection, kind, key } = partsOf(node.address)
    const indent = '  '.repeat(depth)
    const name = node.label === undefined ? '' : `  ${style.dim(plain(node.label))}`
    lines.push(`${indent}${kind} ${style.bold(key)}${name}`)
    for (const { field, to } of edges.get(node.address) ?? []) {
      const target = partsOf(to)
      const place = target.connection === connection ? '' : `${target.connection}/`
      lines.push(`${indent}  ${style.dim(`${field} →`)} ${place}${target.kind} ${target.key}`)
    }
    for (const child of nested.get(node.address) ?? []) add(child, depth + 1)
  }
  let last: string | undefined
  for (const node of nested.get(undefined) ?? []) {
    const { connection } = partsOf(node.address)
    if (connection !== last) lines.push(style.cyan(connection))
    last = connection
    add(node, 1)
  }
  const { resources, references } = graph
  lines.push(style.dim(`${counted(resources.length, 'resource')}, ${counted(references.length, 'reference')}`))
  return `${lines.join('\n')}\n`
}

/** Nodes have short names of their own: no text of a shop is part of the syntax. */
function idsOf({ resources }: ReferenceGraph): (address: AddressId) => string {
  const ids = new Map(resources.map(({ address }, index) => [address, `n${index}`]))
  return (address) => ids.get(address) ?? ''
}

function mermaidOf(graph: ReferenceGraph): string {
  const id = idsOf(graph)
  const lines = ['flowchart LR']
  for (const { address, label } of graph.resources) {
    const { kind, key } = partsOf(address)
    const name = label === undefined ? '' : `<br/>${mermaidText(label)}`
    lines.push(`  ${id(address)}["${mermaidText(`${kind} ${key}`)}${name}"]`)
  }
  for (const { address, host } of graph.resources)
    if (host !== undefined) lines.push(`  ${id(host)} --- ${id(address)}`)
  for (const { from, field, to } of graph.references) lines.push(`  ${id(from)} -->|"${mermaidText(field)}"| ${id(to)}`)
  return `${lines.join('\n')}\n`
}

/** Mermaid reads Markdown, HTML and its own syntax in a text: whatever is no letter, digit or plain mark is named by number. */
function mermaidText(text: string): string {
  return plain(text).replace(/[^\p{L}\p{N} .,_/-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`)
}

function dotOf(graph: ReferenceGraph): string {
  const id = idsOf(graph)
  const lines = ['digraph butik {', '  rankdir=LR;', '  node [shape=box];']
  for (const { address, label } of graph.resources) {
    const { kind, key } = partsOf(address)
    const name = label === undefined ? '' : `\\n${dotText(label)}`
    lines.push(`  ${id(address)} [label="${dotText(`${kind} ${key}`)}${name}", tooltip="${dotText(address)}"];`)
  }
  for (const { address, host } of graph.resources)
    if (host !== undefined) lines.push(`  ${id(host)} -> ${id(address)} [style=dotted, arrowhead=none];`)
  for (const { from, field, to } of graph.references)
    lines.push(`  ${id(from)} -> ${id(to)} [label="${dotText(field)}"];`)
  return `${[...lines, '}'].join('\n')}\n`
}

/** Inside quotes. HTML entities are read there too. */
function dotText(text: string): string {
  return plain(text).replace(/[\\"]/g, '\\$&').replace(/&/g, '&amp;')
}
