/** What is being asked for → the words that can stand there. Looks at the files of the project where names of it are asked for. */
import type { Command } from 'commander'
import { manyGuards, plainGuards } from '../../model/guard-settings.ts'
import { formats } from '../formats.ts'
import type { CompletionFacts } from './facts.ts'
import { optionsOf, type Typed } from './words.ts'

export interface Answer {
  readonly words: readonly Word[]
  /** What the shell does besides: completes files or folders, or goes on without a space. */
  readonly besides?: 'files' | 'folders' | 'more'
}

export interface Word {
  readonly word: string
  readonly about?: string
}

/** Every guard that can be acknowledged; see README, Guards. */
const guards = [...manyGuards, ...plainGuards, 'price', 'identity', 'unseen-create', 'empty']

const fixed: { readonly [what: string]: readonly string[] } = {
  format: formats,
  refresh: ['full', 'incremental'],
  as: ['text', 'mermaid', 'dot'],
  shell: ['bash', 'zsh', 'fish'],
  ci: ['github', 'gitlab', 'none'],
  split: ['kind', 'category', 'resource'],
  seed: ['empty', 'furniture-shop', 'nordic-group'],
  from: ['local', 'git'],
}

const fileWords: ReadonlySet<string> = new Set([
  'file',
  'files',
  'out',
  'report',
  'plan',
  'input',
  'data',
  'map',
  'from',
  'from-csv',
])
const folderWords: ReadonlySet<string> = new Set(['C', 'dir', 'into'])
const addressWords: ReadonlySet<string> = new Set(['address', 'addresses', 'target', 'exclude', 'to'])

export async function answerTo(typed: Typed, program: Command, facts: () => Promise<CompletionFacts>): Promise<Answer> {
  const { wanted } = typed
  switch (wanted.type) {
    case 'commands':
      return { words: wanted.of.commands.map((command) => ({ word: command.name(), about: command.description() })) }
    case 'options':
      return { words: optionsOf(wanted.of, program).map(wordOf) }
    case 'value':
      return valuesOf(wanted.what, typed, wanted.of, facts)
    case 'nothing':
      return { words: [] }
  }
}

function wordOf({ long, short, description }: Command['options'][number]): Word {
  return { word: long ?? short ?? '', about: description }
}

async function valuesOf(
  what: string,
  typed: Typed,
  of: Command,
  facts: () => Promise<CompletionFacts>,
): Promise<Answer> {
  // The address in the state, where `from` of other commands is a place or a file.
  if (addressWords.has(what) || (what === 'from' && of.name() === 'move')) return addresses(typed.prefix, await facts())
  if (what === 'ack') return guardWords(typed.prefix)
  if (what === 'name' && of.name() === 'schema') return { words: (await (await facts()).schemas()).map(wordAlone) }
  // A form to draw in; of other commands the name of a connection.
  const isForm = what === 'as' && of.name() === 'graph'
  switch (what === 'as' && !isForm ? 'connection' : what) {
    case 'connection':
      return { words: [...(await facts()).connections].map(([word, about]) => ({ word, about })) }
    case 'env':
      return { words: (await facts()).environments.map(wordAlone) }
    case 'vendor':
      return { words: (await (await facts()).vendors()).map(wordAlone) }
    case 'operation':
      return { words: (await operationsFor(typed, await facts())).map(wordAlone) }
    case 'subject':
      return subjects(typed.prefix, await facts())
    default:
      break
  }
  const words = (fixed[what] ?? []).map(wordAlone)
  if (fileWords.has(what)) return { words, besides: 'files' }
  if (folderWords.has(what)) return { words, besides: 'folders' }
  return { words }
}

/** Of the connection that stands before it. */
function operationsFor({ wanted }: Typed, facts: CompletionFacts): Promise<readonly string[]> {
  const [connection = ''] = wanted.type === 'value' ? wanted.before : []
  return facts.operations(facts.connections.get(connection) ?? '')
}

function wordAlone(word: string): Word {
  return { word }
}

/** Several, separated by commas. */
function guardWords(prefix: string): Answer {
  const before = prefix.slice(0, prefix.lastIndexOf(',') + 1)
  const taken = new Set(before.split(','))
  return { words: guards.filter((guard) => !taken.has(guard)).map((guard) => ({ word: `${before}${guard}` })) }
}

/** One part after the other: a shop has thousands. */
async function addresses(prefix: string, facts: CompletionFacts): Promise<Answer> {
  const [connection = '', kind] = prefix.split('/')
  if (kind === undefined)
    return { words: [...facts.connections.keys()].map((name) => ({ word: `${name}/` })), besides: 'more' }
  const place = `${connection}/${kind}/`
  if (!prefix.startsWith(place)) {
    const names = await facts.kinds(facts.connections.get(connection) ?? '')
    return { words: names.map((name) => ({ word: `${connection}/${name}/` })), besides: 'more' }
  }
  return { words: (await facts.keys(connection, kind)).map((key) => ({ word: `${place}${key}` })) }
}

/** Of `explain`: a kind, a field, a code or an address. */
async function subjects(prefix: string, facts: CompletionFacts): Promise<Answer> {
  if (prefix.includes('/')) return addresses(prefix, facts)
  if (/^[EN]\d*$/.test(prefix)) return { words: facts.codes() }
  const names = await facts.subjects(prefix)
  return { words: names.map(wordAlone) }
}
