/** The options that every command takes, checked once. Commander gives loose values; past this file they have types. */
import { keyPattern } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { RefreshMode } from '../pipeline/kept-view.ts'
import { type Format, formats, isFormat } from './formats.ts'

export interface Options {
  /** `-C`: the folder to run in; the other paths of the command line are relative to it. */
  readonly dir: string
  /** `-e`; absent: `default`, or what a saved plan says. */
  readonly environment?: string
  readonly connection: readonly string[]
  readonly target: readonly string[]
  readonly exclude: readonly string[]
  readonly format: Format
  /** `--report`, each. */
  readonly report: readonly string[]
  /** False: `--no-color`. */
  readonly color: boolean
  readonly yes: boolean
  readonly allowDelete: boolean
  readonly ack: readonly string[]
  readonly verbose: boolean
}

export const defaultOptions: Options = {
  dir: '.',
  connection: [],
  target: [],
  exclude: [],
  format: 'text',
  report: [],
  color: true,
  yes: false,
  allowDelete: false,
  ack: [],
  verbose: false,
}

export type Raw = Readonly<Record<string, unknown>>

export function parseOptions(raw: Raw): Options {
  const environment = text(raw, 'env')
  if (environment !== undefined && !keyPattern.test(environment)) {
    throw misused(`--env ${environment} is not a name`, 'An environment is named with letters, digits, - and _.')
  }
  // .butik/cache/ holds what may be deleted, .butik/errored/ what could not be written to a state.
  if (environment !== undefined && ['cache', 'errored'].includes(environment))
    throw misused(`--env ${environment} cannot be used`, 'Give the environment another name.')
  return {
    dir: text(raw, 'C') ?? '.',
    connection: texts(raw, 'connection'),
    target: texts(raw, 'target'),
    exclude: texts(raw, 'exclude'),
    format: formatOf(raw),
    report: texts(raw, 'report'),
    color: raw['color'] !== false,
    yes: raw['yes'] === true,
    allowDelete: raw['allowDelete'] === true,
    ack: texts(raw, 'ack')
      .flatMap((names) => names.split(','))
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    verbose: raw['verbose'] === true,
    ...(environment === undefined ? {} : { environment }),
  }
}

const formatNames = `${formats.slice(0, -1).join(', ')} and ${formats.at(-1) ?? ''}`

function formatOf(raw: Raw): Format {
  const named = text(raw, 'format')
  const json = raw['json'] === true
  if (named === undefined) return json ? 'json' : 'text'
  if (!isFormat(named)) throw misused(`--format ${named} is not a format`, `Formats are ${formatNames}.`)
  if (json && named !== 'json') throw misused(`--json and --format ${named} ask for two formats`, 'Give one of them.')
  return named
}

/** The format that is asked for anywhere on a command line, though the rest of it may not be understood. */
export function formatIn(argv: readonly string[]): Format {
  const end = argv.indexOf('--')
  const words = end === -1 ? argv : argv.slice(0, end)
  const named = words.flatMap((word, index) => (word === '--format' ? (words[index + 1] ?? []) : formatValue(word)))
  const format = named.findLast(isFormat)
  return format ?? (words.includes('--json') ? 'json' : 'text')
}

/** The folder of `-C`, likewise; the one of this process unless it is given. */
export function dirIn(argv: readonly string[]): string {
  const found = argv.flatMap((word, index) => {
    if (word === '-C') return argv[index + 1] ?? []
    return word.startsWith('-C') ? word.slice(2) : []
  })
  return found.at(-1) ?? '.'
}

/** The options of `butik` without a command; undefined where there is one, or anything that only a command takes. */
export function aloneIn(argv: readonly string[]): Pick<Options, 'dir' | 'environment' | 'color'> | undefined {
  let [dir, color, environment]: [string, boolean, string | undefined] = ['.', true, undefined]
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? ''
    if (word === '--no-color') color = false
    else if (word === '-C' || word === '-e' || word === '--env') {
      index += 1
      const value = argv[index]
      if (value === undefined) return undefined
      if (word === '-C') dir = value
      else environment = value
    } else if (word !== '--json') return undefined
  }
  return { dir, color, ...(environment === undefined ? {} : { environment }) }
}

function formatValue(word: string): string[] {
  return word.startsWith('--format=') ? [word.slice('--format='.length)] : []
}

export function text(raw: Raw, name: string): string | undefined {
  const value = raw[name]
  return typeof value === 'string' ? value : undefined
}

export function texts(raw: Raw, name: string): string[] {
  const value = raw[name]
  return Array.isArray(value) ? value.filter((element) => typeof element === 'string') : []
}

/** A number of calls, from one on. Throws E5001. */
export function callsIn(raw: Raw, name: string): number | undefined {
  const given = text(raw, name)
  if (given === undefined) return undefined
  const calls = /^[1-9]\d*$/.test(given) ? Number(given) : Number.NaN
  if (Number.isSafeInteger(calls)) return calls
  throw misused(`--${name} ${given} is not a number of calls`, 'Give a whole number, from 1 on.')
}

/** `--refresh` and `--offline`; without them whichever way of reading costs the fewest calls. */
export function refreshOf(raw: Raw): RefreshMode {
  const named = text(raw, 'refresh')
  const offline = raw['offline'] === true
  if (named === undefined) return offline ? 'offline' : 'cheapest'
  if (offline) throw misused('--refresh reads the shops, and --offline asks them nothing', 'Give one of them.')
  if (named === 'full' || named === 'incremental') return named
  throw misused(`--refresh ${named} is not a way to read`, 'It is full or incremental.')
}

/** A mistake on the command line: E5001. */
export function misused(summary: string, hint: string): ReconcilerError {
  return new ReconcilerError('E5001', summary, { hint })
}
