// A comment as GitHub and GitLab read it: parsed by a Markdown parser that is not ours, and held against what we may say.
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

export interface Node {
  readonly type: string
  readonly value?: string | undefined
  readonly url?: string | undefined
  readonly lang?: string | null | undefined
  readonly children?: readonly Node[] | undefined
}

export function parsed(markdown: string): Node {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
}

export function* nodesOf(node: Node): Generator<Node> {
  yield node
  for (const child of node.children ?? []) yield* nodesOf(child)
}

/** Types of which a comment of ours may consist. */
const allowed: ReadonlySet<string> = new Set([
  'root',
  'heading',
  'paragraph',
  'text',
  'strong',
  'inlineCode',
  'code',
  'list',
  'listItem',
  'table',
  'tableRow',
  'tableCell',
  'html',
  'link',
])

const html =
  /^(?:<details>\n<summary>[A-Za-z,;: ]+(?: \(\d+\))?<\/summary>|<details>\n<summary>[\d,]+ notes?<\/summary>|<\/details>|<br>|<!-- butik plan: [0-9a-f]* -->)$/

/** What GitHub or GitLab look for in text after the Markdown is read: mentions, references, emoji, formulas, addresses. */
const meant: readonly RegExp[] = [
  /@/,
  /[#!~&^$*][A-Za-z0-9_"]/,
  /\$/,
  /:[\w+-]+:/,
  /%[A-Za-z"]/,
  /\bGH-\d/i,
  /\b[A-Z]+-\d/,
  /\b[0-9a-f]{7,}\b/,
  /:\/\//,
  /www\./i,
  /\w\.[a-z]{2,}\b/i,
  /[[\]{}<>\\|`_]/,
  /\p{Cf}|(?!\n)\p{Cc}/u,
  /[\u0590-\u08ff]/u,
]

/** What was not meant, in words; nothing where all is well. `link`: the one address that may be linked to. */
export function breaches(markdown: string, link?: string): string[] {
  const found: string[] = []
  for (const node of nodesOf(parsed(markdown))) {
    if (!allowed.has(node.type)) found.push(`a ${node.type}`)
    if (node.type === 'html' && !html.test(node.value ?? '')) found.push(`html: ${node.value}`)
    if (node.type === 'link' && node.url !== link) found.push(`a link to ${node.url}`)
    if (node.type === 'code' && node.lang !== 'diff' && node.lang !== 'text') found.push(`a block of ${node.lang}`)
    if (node.type === 'text') {
      for (const sign of meant) if (sign.test(node.value ?? '')) found.push(`${sign} in text: ${node.value}`)
    }
  }
  for (const line of markdown.split('\n')) {
    // GitLab carries out `/close` and `/merge` at the beginning of a line.
    if (/^\s*\//.test(line)) found.push(`a command: ${line}`)
    if (line.startsWith('|') && line.split('|').length !== 7) found.push(`a row with other columns: ${line}`)
  }
  if (/[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f]/.test(markdown))
    found.push('a character that turns or hides text')
  return found
}
