/** One scalar → how it is written: in the style that stood there where that style can hold it, in quotes where YAML needs them. */
import type { ScalarValue } from './value.ts'

export type Style = 'plain' | 'single' | 'double' | 'literal' | 'folded'

/** True where YAML 1.2 reads the text back as it is. YAML 1.1 is heeded too: `no` and `12:30` mean something to other programs. */
export function canBePlain(text: string, flow: boolean): boolean {
  if (text === '' || text !== text.trim() || unprintable.test(text) || /[\n\t]/.test(text)) return false
  if (/^[-?:,[\]{}#&*!|>'"%@`=~<]/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false
  if (/: |:$| #/.test(text) || means.test(text) || number.test(text)) return false
  return !flow || !/[,[\]{}]|:(?=[,[\]{}"'])/.test(text)
}

const means = /^(?:null|true|false|yes|no|on|off|y|n)$/i
const number =
  /^(?:[-+]?(?:[0-9][0-9_.,:]*|\.[0-9_]+)(?:e[-+]?[0-9]*)?|0[xob][0-9a-f_]+|[-+]?\.(?:inf|nan)|\d{4}-\d\d?-\d\d?.*)$/i
/** What YAML or an editor does not keep as it is: control characters, breaks of other systems, halves of characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u

export function canBeSingle(text: string): boolean {
  return !unprintable.test(text) && !/[\n\t]/.test(text)
}

/**
 * As `|` or `>` in lines: breaks as they are. Spaces at the end of a line would be cut by the first editor, and of several breaks
 * at the end each blank line below would become one.
 */
export function canBeBlock(text: string): boolean {
  return isBlockText(text) && !text.endsWith('\n\n')
}

/** In the place of a block that keeps its blank lines. */
export function isBlockText(text: string): boolean {
  return !unprintable.test(text) && !/[ \t]+(?:\n|$)/.test(text) && !/^[\n \t]/.test(text) && /[^\n]/.test(text)
}

/** Folding joins lines unless one of them starts with a space. */
export function canBeFolded(text: string): boolean {
  return isBlockText(text) && !/\n[ \t]/.test(text)
}

export function doubleQuoted(text: string): string {
  const simple = text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r')
  return `"${simple.replace(new RegExp(unprintable.source, 'gu'), escaped)}"`
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
}

export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** On one line. `style`: what stood there. */
export function scalarText({ text, is }: ScalarValue, flow: boolean, style?: Style): string {
  if (is === 'plain') return text === '' ? 'null' : text
  if (is !== 'text') return `${is} ${quoted(text, flow, style)}`
  return quoted(text, flow, style)
}

function quoted(text: string, flow: boolean, style: Style | undefined): string {
  if (style === 'single' && canBeSingle(text)) return singleQuoted(text)
  if (style === 'double') return doubleQuoted(text)
  if (canBePlain(text, flow)) return text
  if (/["\\]/.test(text) && canBeSingle(text)) return singleQuoted(text)
  return doubleQuoted(text)
}

/** The key of a pair. Keys are texts whatever they look like, so a number needs no quotes. */
export function keyText(key: string, flow: boolean): string {
  return /^[0-9]+$/.test(key) || canBePlain(key, flow)
    ? key
    : scalarText({ type: 'scalar', text: key, is: 'text' }, flow)
}

/** The sign of a block, and its lines without indentation. */
export function blockText(text: string, style: 'literal' | 'folded'): { head: string; lines: readonly string[] } {
  const trailing = /\n*$/.exec(text)?.[0].length ?? 0
  const inner = trailing === 0 ? text : text.slice(0, -trailing)
  const lines = (style === 'folded' ? inner.replace(/\n+/g, '$&\n') : inner).split('\n')
  const chomp = ['-', ''][trailing] ?? '+'
  return {
    head: `${style === 'folded' ? '>' : '|'}${chomp}`,
    lines: [...lines, ...Array(Math.max(0, trailing - 1)).fill('')],
  }
}
