/**
 * One YAML text → the tree of nodes that know their place, straight from the parser's events.
 * What lies outside butik's subset of YAML is reported; the rest of the tree is kept, so that a run names every problem.
 */
import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { YamlNode } from '../model/yaml.ts'
import { explainParseError } from './yaml-explain.ts'
import { placesOf } from './yaml-place.ts'
import { TreeBuilder } from './yaml-tree.ts'

export interface ParsedYaml {
  /** Undefined for an empty text, and where the text cannot be used at all. */
  readonly root: YamlNode | undefined
  readonly diagnostics: readonly Diagnostic[]
}

const deepest = 100
// biome-ignore lint/suspicious/noTemplateCurlyInString: the very text that is meant
const variableHint = 'between brackets or braces a variable is written in quotes: "${name}"'

export function parseYaml(file: string, text: string): ParsedYaml {
  const places = placesOf(file, text)
  let events: (Event | undefined)[]
  try {
    events = parseEvents(text, { maxDepth: deepest })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const offset = Math.min(error.mark?.position ?? 0, text.length)
    const problem = explainParseError(error.reason, places.range(offset, offset + 1), deepest)
    // The parser stops at the brace of ${name}.
    const hint = text.startsWith('${', offset - 1) ? { hint: variableHint } : {}
    return { root: undefined, diagnostics: [{ ...problem, ...hint }] }
  }
  const builder = new TreeBuilder(text, places)
  for (let index = 0; index < events.length && !builder.done; index += 1) {
    const event = events[index]
    // Of a large file the events are as much as the tree: what is in the tree is let go.
    events[index] = undefined
    if (event !== undefined) build(builder, event)
  }
  return builder.result()
}

function build(builder: TreeBuilder, event: Event): void {
  if (event.type === EVENT_ID.DOCUMENT) builder.openDocument(event)
  else if (event.type === EVENT_ID.SCALAR) builder.scalar(event)
  else if (event.type === EVENT_ID.MAPPING) builder.openMap(event)
  else if (event.type === EVENT_ID.SEQUENCE) builder.openList(event)
  else if (event.type === EVENT_ID.ALIAS) builder.alias(event)
  else builder.close()
}
