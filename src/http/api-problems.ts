/** A value that does not fit its shape → what is wrong with it, in words for a person who types it. */
import * as z from 'zod'
import { didYouMean, orList } from '../model/suggest.ts'

export interface About {
  /** What the sentence begins with: the id of the operation. */
  readonly what: string
  /** Names that may have been meant, besides those of the shape. */
  readonly also: readonly string[]
}

type Issue = z.core.$ZodIssue

/** One line each; empty where the value fits. */
export function problemsIn(shape: z.ZodType, value: unknown, about: About): string[] {
  const { error } = shape.safeParse(value)
  return (error?.issues ?? []).flatMap(closest).flatMap((issue) => wordsOf(issue, shape, value, about))
}

/** Of a value that may be several things, what is wrong with it as the one that it is likeliest meant to be. */
function closest(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const branches = issue.errors
    .map((branch) => branch.flatMap(closest))
    .filter((branch) => !branch.some(({ code, path }) => path.length === 0 && isMismatch(code)))
    .sort((a, b) => a.length - b.length)
  const likeliest = branches[0]
  return likeliest?.map((one) => ({ ...one, path: [...issue.path, ...one.path] })) ?? [issue]
}

function isMismatch(code: Issue['code']): boolean {
  return code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union' || code === 'invalid_format'
}

function wordsOf(issue: Issue, shape: z.ZodType, value: unknown, about: About): string[] {
  const { what } = about
  const place = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, issue, shape, about))
  if (isAbsent(value, issue.path)) return [`${what} needs ${place === '' ? 'a value' : place}`]
  const subject = place === '' ? `${what}: the body` : `${what}: ${place}`
  const wanted = wantedBy(issue)
  if (wanted.length > 0) return [`${subject} must be ${orList(wanted)}`]
  const said = plain(issue)
  return [/^(?:must|is) /.test(said) ? `${subject} ${said}` : `${subject}: ${said}`]
}

function unknownKey(key: string, issue: Issue, shape: z.ZodType, { what, also }: About): string {
  const place = issue.path.join('.')
  const known = keysAt(shape, issue.path)
  const hint = didYouMean(key, place === '' ? [...known, ...also] : known)
  const takes = known.length > 0 && known.length <= 12 ? `it takes ${known.join(', ')}` : undefined
  const advice = hint ?? takes
  return `${what} has no field "${place === '' ? key : `${place}.${key}`}"${advice === undefined ? '' : `: ${advice}`}`
}

/** The fields that a shape has at a place inside it, in any form that it may have. */
function keysAt(type: unknown, path: readonly PropertyKey[]): string[] {
  const [step, ...rest] = path
  if (type instanceof z.ZodUnion) return [...new Set(type.options.flatMap((option) => keysAt(option, path)))]
  if (type instanceof z.ZodOptional || type instanceof z.ZodNullable || type instanceof z.ZodDefault)
    return keysAt(type.unwrap(), path)
  if (type instanceof z.ZodArray) return step === undefined ? [] : keysAt(type.element, rest)
  if (type instanceof z.ZodRecord) return step === undefined ? [] : keysAt(type.valueType, rest)
  if (!(type instanceof z.ZodObject)) return []
  return step === undefined ? Object.keys(type.shape) : keysAt(type.shape[String(step)], rest)
}

function isAbsent(value: unknown, path: readonly PropertyKey[]): boolean {
  const [step, ...rest] = path
  if (step === undefined) return value === undefined
  return typeof value === 'object' && value !== null && isAbsent(Reflect.get(value, step), rest)
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** What would fit; empty where only the message of the shape can say it. */
function wantedBy(issue: Issue): string[] {
  if (issue.code === 'invalid_type') return [nouns[issue.expected] ?? issue.expected]
  if (issue.code === 'invalid_value')
    return issue.values.map((one) => (typeof one === 'string' ? JSON.stringify(one) : String(one)))
  if (issue.code !== 'invalid_union') return []
  return [...new Set(issue.errors.flatMap((branch) => branch.flatMap(wantedBy)))]
}

/** A message of ours (`write digits`) is taken as it is; one of zod's is a sentence of its own. */
function plain(issue: Issue): string {
  const { message } = issue
  if (issue.code === 'invalid_format' && issue.pattern !== undefined && message.includes(issue.pattern))
    return `must look like ${issue.pattern}`
  return /^[a-z]/.test(message) ? message : `is not right: ${message.charAt(0).toLowerCase()}${message.slice(1)}`
}
