/** A problem found by schema → the one diagnostic that says it to the author. */
import { keyPattern } from '../model/address.ts'
import type { DiagnosticCode } from '../model/codes.ts'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import { isJsonObject } from '../model/json.ts'
import { dayPattern } from '../model/sale.ts'
import { didYouMean, orList } from '../model/suggest.ts'
import type { YamlNode } from '../model/yaml.ts'
import { allowedBy, nodeAt, type Problem } from './validate-problems.ts'

interface Words {
  readonly code: DiagnosticCode
  readonly summary: string
  readonly detail?: string
  readonly hint?: string | undefined
}

const mostListed = 15

export function diagnosticOf(problem: Problem, root: YamlNode): Diagnostic {
  const { hint, ...words } = wordsOf(problem, nodeAt(root, problem.path), nameOf(problem.path))
  return { severity: 'error', ...words, ...(hint === undefined ? {} : { hint }), source: placeOf(problem, root) }
}

function wordsOf(problem: Problem, node: YamlNode | undefined, name: string): Words {
  const { params, keyword } = problem
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return unknownKey(problem)
  if (keyword === 'propertyNames') return badKey(String(params['propertyName']), problem.schema)
  if (keyword === 'required') return missingKey(params, name)
  if (keyword === 'type') return wrongType(params['type'], node, name)
  if (keyword === 'enum' || keyword === 'const') return notAllowed(allowedBy(problem), node, name)
  if (keyword === 'pattern') return badPattern(problem, node, name)
  return { code: 'E1107', summary: `${name} ${limitText(keyword, problem.schema)}` }
}

function unknownKey({ params, parent }: Problem): Words {
  const key = String(params['additionalProperty'] ?? params['unevaluatedProperty'])
  const known = Object.keys(isJsonObject(parent['properties']) ? parent['properties'] : {})
  const listed = known.length > mostListed ? [...known.slice(0, mostListed), '…'] : known
  const hint = didYouMean(key, known) ?? (known.length === 0 ? undefined : `the keys here are ${listed.join(', ')}`)
  return { code: 'E1101', summary: `unknown key "${key}"`, hint }
}

function badKey(key: string, schema: unknown): Words {
  const pattern = isJsonObject(schema) ? schema['pattern'] : undefined
  if (pattern !== keyPattern.source) return { code: 'E1107', summary: `"${key}" cannot stand here as a key` }
  const better = key
    .replace(/[æÆ]/g, 'ae')
    .replace(/[øØ]/g, 'oe')
    .replace(/[åÅ]/g, 'aa')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
  const instead = better === '' ? '' : `write "${better}"`
  return {
    code: 'E1106',
    summary: `"${key}" cannot be a key`,
    detail: 'a key holds letters from a to z, digits, "-" and "_", and starts with a letter or a digit',
    hint: key.includes('.') ? `dots join the keys of children in addresses; ${instead}` : instead || undefined,
  }
}

function missingKey({ oneOf, missingProperty }: Problem['params'], name: string): Words {
  const keys = new Set((Array.isArray(oneOf) ? oneOf : [missingProperty]).map((key) => `"${String(key)}"`))
  return {
    code: 'E1104',
    summary: `${name} needs ${keys.size > 1 ? 'one of the keys' : 'the key'} ${orList([...keys])}`,
  }
}

const typeWords: { readonly [type: string]: string } = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
}

function wrongType(wanted: unknown, node: YamlNode | undefined, name: string): Words {
  const types = new Set([wanted].flat().filter((type) => typeof type === 'string'))
  // A text field takes any scalar by its source text, so its schema names three types.
  if (types.has('string') && types.has('boolean'))
    for (const type of ['number', 'integer', 'boolean']) types.delete(type)
  if (types.has('number')) types.delete('integer')
  const words = [...types].flatMap((type) => typeWords[type] ?? [])
  const hint = node?.type === 'scalar' ? typeHint(types, node.text) : undefined
  return {
    code: 'E1102',
    summary: `${name} must be ${words.length === 0 ? 'null' : orList(words)}, not ${found(node)}`,
    hint,
  }
}

function typeHint(types: ReadonlySet<string>, text: string): string | undefined {
  if (types.has('boolean') && /^(yes|on|ja|y|1)$/i.test(text)) return 'write true'
  if (types.has('boolean') && /^(no|off|nej|n|0)$/i.test(text)) return 'write false'
  if (types.has('array') && text !== '') return `write [${text}]`
  return types.has('number') || types.has('integer') ? commaHint(text) : undefined
}

function found(node: YamlNode | undefined): string {
  if (node === undefined) return 'this'
  if (node.type !== 'scalar') return node.type === 'list' ? 'a list' : 'a mapping'
  if (node.value === null) return node.text === '' ? 'empty' : 'null'
  return typeof node.value === 'string' ? quoted(node.text) : node.text
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}

function notAllowed(allowed: readonly unknown[], node: YamlNode | undefined, name: string): Words {
  const values = [
    ...new Set(allowed.filter((value) => value !== null).map((value) => (value === '' ? '""' : String(value)))),
  ]
  const near = node?.type === 'scalar' && values.length > 1 ? didYouMean(node.text, values) : undefined
  return { code: 'E1103', summary: `${name} must be ${orList(values)}, not ${found(node)}`, hint: near }
}

function badPattern(problem: Problem, node: YamlNode | undefined, name: string): Words {
  const text = node?.type === 'scalar' ? node.text : ''
  if (problem.schema === keyPattern.source) return badKey(text, problem.parent)
  if (problem.schema === dayPattern.source)
    return { code: 'E1107', summary: `${name} must be a day such as 2026-11-27, not ${quoted(text)}` }
  const number = numberOf(problem.schema)
  if (number !== undefined) {
    const hint = number === wholeNumber ? undefined : commaHint(text)
    return { code: 'E1105', summary: `${name} must be ${number}, not ${quoted(text)}`, hint }
  }
  return {
    code: 'E1107',
    summary: `${quoted(text)} does not fit ${name}`,
    detail: `it must match ${String(problem.schema)}`,
  }
}

const wholeNumber = 'a whole number'

/** A pattern of digits alone is one of a number. */
function numberOf(pattern: unknown): string | undefined {
  if (typeof pattern !== 'string' || !/\\d|0-9/.test(pattern) || /[a-zA-Z]/.test(pattern.replace(/\\[a-z]/g, '')))
    return undefined
  return pattern.includes('\\.') ? 'a plain decimal such as 1299.00' : wholeNumber
}

function commaHint(text: string): string | undefined {
  const match = /^(-?)([\d. ]*\d),(\d+)$/.exec(text) ?? undefined
  if (match !== undefined) return `write ${match[1]}${match[2]?.replace(/[. ]/g, '')}.${match[3]}`
  return /^-?\d{1,3}(,\d{3})+\.\d+$/.test(text) ? `write ${text.replaceAll(',', '')}` : undefined
}

function limitText(keyword: string, limit: unknown): string {
  const bound = String(limit)
  switch (keyword) {
    case 'minimum':
      return `must be ${bound} or more`
    case 'maximum':
      return `must be ${bound} or less`
    case 'exclusiveMinimum':
      return `must be more than ${bound}`
    case 'exclusiveMaximum':
      return `must be less than ${bound}`
    case 'multipleOf':
      return `must be a multiple of ${bound}`
    case 'minLength':
      return limit === 1 ? 'must not be empty' : `must have ${bound} characters or more`
    case 'maxLength':
      return `must have ${bound} characters or fewer`
    case 'minItems':
    case 'minProperties':
      return limit === 1 ? 'must not be empty' : `must have ${bound} entries or more`
    case 'maxItems':
    case 'maxProperties':
      return `must have ${bound} entries or fewer`
    case 'uniqueItems':
      return 'must not hold the same entry twice'
    default:
      return 'does not fit its field'
  }
}

/** `"price"`; an entry of a list goes by the list: `an entry of "images"`. */
function nameOf(path: readonly string[]): string {
  const last = path.at(-1)
  if (last === undefined) return 'the file'
  return /^\d+$/.test(last) && path.length > 1 ? `an entry of "${path.at(-2)}"` : `"${last}"`
}

/** Problems of a key stand at the key; what is missing is missed where the mapping is named. */
function placeOf(problem: Problem, root: YamlNode): SourceRange {
  const node = nodeAt(root, problem.path)
  const key =
    problem.params['additionalProperty'] ?? problem.params['unevaluatedProperty'] ?? problem.params['propertyName']
  if (typeof key === 'string' && node?.type === 'map') return node.pairs.get(key)?.key.at ?? node.at
  if (problem.keyword !== 'required') return node?.at ?? root.at
  const above = nodeAt(root, problem.path.slice(0, -1))
  const last = problem.path.at(-1)
  const named = above?.type === 'map' && last !== undefined ? above.pairs.get(last)?.key.at : undefined
  return named ?? node?.at ?? root.at
}
