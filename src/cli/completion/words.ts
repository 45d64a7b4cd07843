/**
 * A command line that is being typed → what is being asked for. Knows commander's tree of commands, and how shells cut words;
 * looks at no file.
 */
import type { Command, Option } from 'commander'

export type Shell = 'bash' | 'zsh' | 'fish'

export type Wanted =
  | { readonly type: 'commands'; readonly of: Command }
  | { readonly type: 'options'; readonly of: Command }
  /** The value of an option, or an argument: `what` is its name. */
  | { readonly type: 'value'; readonly what: string; readonly of: Command; readonly before: readonly string[] }
  | { readonly type: 'nothing' }

export interface Typed {
  readonly wanted: Wanted
  /** What is there of it already. */
  readonly prefix: string
  /** Put before each answer: a shell that does not cut at `=` takes the place of the whole word. */
  readonly keep: string
  /** The values of options that were given, by long name without dashes. */
  readonly given: ReadonlyMap<string, string>
}

/** The last word is the one that is being typed; it may be empty. */
export function typed(program: Command, shell: Shell, words: readonly string[]): Typed {
  const joined = shell === 'bash' ? rejoined(words) : [...words]
  // Where a word is begun with a quote, the shell puts what it is told behind it.
  const begun = (joined.pop() ?? '').replace(/^['"]/, '')
  const line = new Line(program)
  for (const word of joined) line.take(word)
  return { given: line.given, ...wantedIn(line, begun, shell) }
}

/** What was typed so far, word by word. */
class Line {
  readonly program: Command
  readonly given = new Map<string, string>()
  readonly before: string[] = []
  command: Command
  /** An option whose value comes next. */
  awaiting: Option | undefined
  /** Behind `--` there are no options. */
  isOver = false

  constructor(program: Command) {
    this.program = program
    this.command = program
  }

  take(word: string): void {
    // What may go without a value is followed by the next option.
    if (this.awaiting?.optional === true && word.startsWith('-')) this.awaiting = undefined
    if (this.awaiting !== undefined) {
      this.given.set(this.awaiting.name(), word)
      this.awaiting = undefined
    } else if (word === '--') this.isOver = true
    else if (!this.isOver && word.startsWith('-')) this.#option(word)
    else this.#argument(word)
  }

  option(flag: string): Option | undefined {
    return optionsOf(this.command, this.program).find(({ short, long }) => short === flag || long === flag)
  }

  #option(word: string): void {
    const [flag, value] = split(word)
    const option = this.option(flag)
    if (option !== undefined && value !== undefined) this.given.set(option.name(), value)
    else if (option?.required === true || option?.optional === true) this.awaiting = option
  }

  #argument(word: string): void {
    const next = this.before.length === 0 ? this.command.commands.find((one) => one.name() === word) : undefined
    if (next === undefined) this.before.push(word)
    else this.command = next
  }
}

function wantedIn(line: Line, begun: string, shell: Shell): Omit<Typed, 'given'> {
  const { command, before, awaiting } = line
  const value = (what: string): Wanted => ({ type: 'value', what, of: command, before })
  if (awaiting !== undefined && !(awaiting.optional && begun.startsWith('-')))
    return { wanted: value(awaiting.name()), prefix: begun, keep: '' }
  if (!line.isOver && begun.startsWith('-')) {
    const [flag, started] = split(begun)
    const option = started === undefined ? undefined : line.option(flag)
    if (option === undefined || started === undefined)
      return { wanted: { type: 'options', of: command }, prefix: begun, keep: '' }
    return { wanted: value(option.name()), prefix: started, keep: shell === 'bash' ? '' : `${flag}=` }
  }
  if (command.commands.length > 0 && before.length === 0)
    return { wanted: { type: 'commands', of: command }, prefix: begun, keep: '' }
  const last = command.registeredArguments.at(-1)
  const argument = command.registeredArguments[before.length] ?? (last?.variadic === true ? last : undefined)
  if (argument === undefined) return { wanted: { type: 'nothing' }, prefix: begun, keep: '' }
  return { wanted: value(argument.name()), prefix: begun, keep: '' }
}

/** Bash cuts words at `=`, which is part of its COMP_WORDBREAKS. */
function rejoined(words: readonly string[]): string[] {
  const joined: string[] = []
  for (const word of words) {
    const last = joined.at(-1)
    const goesOn = last !== undefined && (word === '=' ? last.startsWith('--') : /^--[^=]+=$/.test(last))
    if (goesOn) joined[joined.length - 1] = `${last}${word}`
    else joined.push(word)
  }
  return joined
}

function split(word: string): [flag: string, value?: string] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}

/** Those of the program can stand anywhere. */
export function optionsOf(command: Command, program: Command): Option[] {
  const own = command === program ? [] : command.options
  return [...own, ...program.options]
}
