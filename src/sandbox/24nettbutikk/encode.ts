/** Values as JSON in the form of the page's examples, or as JSONP: the same text handed to the caller's function. */
import { invalidArgument } from './errors.ts'

export interface Encoded {
  readonly body: string
  readonly contentType: string
}

/** Names joined by dots, such as console.log: nothing else can be run in the page that embeds the answer. */
const callbackName = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/
const longestCallback = 128

export function callbackOf(query: URLSearchParams): string | undefined {
  const name = query.get('callback') ?? ''
  if (name === '') return undefined
  if (name.length > longestCallback || !callbackName.test(name))
    throw invalidArgument('callback is not a function name')
  return name
}

/** Line ends to JavaScript of 2015, but not to JSON. */
const lineEnds: Readonly<Record<string, string>> = { '\u2028': '\\u2028', '\u2029': '\\u2029' }

export function encode(value: unknown, callback: string | undefined): Encoded {
  const text = JSON.stringify(value, null, 4)
  if (callback === undefined) return { body: text, contentType: 'application/json; charset=utf-8' }
  const script = text.replace(/[\u2028\u2029]/g, (end) => lineEnds[end] ?? end)
  return { body: `${callback}(${script});`, contentType: 'application/javascript; charset=utf-8' }
}

/** The function that a body was handed to; `undefined` for plain JSON, which begins with a bracket. */
export function callbackIn(body: string): string | undefined {
  return /^([\w$.]+)\(/.exec(body)?.[1]
}
