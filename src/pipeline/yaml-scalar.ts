/** What a scalar stands for: its YAML 1.2 core value, and its place in the text with quotes, header and tag. */
import {
  boolCoreTag,
  floatCoreTag,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  SCALAR_STYLE,
  type ScalarEvent,
  type ScalarTagDefinition,
} from 'js-yaml'

type CoreValue = string | number | boolean | null

const byFirstCharacter = new Map<string, ScalarTagDefinition<CoreValue>[]>()
for (const tag of [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag]) {
  for (const character of tag.implicitFirstChars ?? []) {
    byFirstCharacter.set(character, [...(byFirstCharacter.get(character) ?? []), tag])
  }
}

export function coreValue(source: string): CoreValue {
  for (const tag of byFirstCharacter.get(source.charAt(0)) ?? []) {
    const value = tag.resolve(source, false, tag.tagName)
    if (value !== NOT_RESOLVED) return value
  }
  return source
}

/** Offsets of the scalar as written: quotes and the header of a block belong to it. Undefined for an empty one. */
export function scalarSpan(
  text: string,
  event: ScalarEvent,
  after: number,
): { start: number; end: number } | undefined {
  const { valueStart, valueEnd, style } = event
  if (valueStart < 0) return undefined
  if (style === SCALAR_STYLE.PLAIN) return { start: valueStart, end: valueEnd }
  if (style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK) {
    const header = blockHeader(text, style === SCALAR_STYLE.LITERAL_BLOCK ? '|' : '>', valueStart, after)
    return { start: header, end: header + 1 }
  }
  return { start: valueStart - 1, end: valueEnd + 1 }
}

/** The parser gives the first line of a block; its `|` or `>` stands on the line before. */
function blockHeader(text: string, sign: string, valueStart: number, after: number): number {
  const lineEnd = Math.max(text.lastIndexOf('\n', valueStart - 2), text.lastIndexOf('\r', valueStart - 3))
  const found = text.indexOf(sign, Math.max(after, lineEnd + 1))
  return found >= 0 && found < valueStart ? found : valueStart
}
