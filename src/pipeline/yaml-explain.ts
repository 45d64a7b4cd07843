/** The parser's reasons in words that help the author of the file. */
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'

const hints: readonly (readonly [reason: RegExp, hint: string])[] = [
  [/^tab characters/, 'indent with spaces'],
  [/^bad indentation of a mapping entry/, 'check the indentation; a text that holds ": " needs quotes'],
  [/^bad indentation of a sequence entry/, 'items of one list start in the same column'],
  [/^deficient indentation/, 'a bracket or a quote that was opened above may not be closed'],
  [/^unexpected end of the stream within a flow collection/, 'close the bracket that was opened above'],
  [/^unexpected end of the (stream|document) within a (single|double) quoted/, 'close the quote that was opened above'],
  [/^missed comma/, 'put a comma between the entries, or quotes around a text that holds one of []{},'],
  [
    /^can not read a block mapping entry/,
    'a line without ":" stands among keys; a text of several lines needs | or quotes',
  ],
  [/^expected ':' after a mapping key/, 'write ": " after the key'],
  [/^end of the stream or a document separator/, 'check the indentation of this line'],
  [/^unknown escape sequence/, 'inside double quotes write \\\\ for a backslash, or use single quotes'],
  [/^a whitespace character is expected after the key-value/, 'write a space after the colon'],
  [
    /^(null byte|the stream contains non-printable|expected valid JSON)/,
    'remove the control character, or write it as an escape in double quotes',
  ],
]

export function explainParseError(reason: string, source: SourceRange, deepest: number): Diagnostic {
  if (reason.startsWith('nesting exceeded')) {
    return { severity: 'error', code: 'E1006', summary: `more than ${deepest} levels stand inside one another`, source }
  }
  const hint = hints.find(([pattern]) => pattern.test(reason))?.[1]
  const summary = `the YAML does not parse: ${reason}`
  return { severity: 'error', code: 'E1004', summary, ...(hint === undefined ? {} : { hint }), source }
}
