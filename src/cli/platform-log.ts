/**
 * A log of GitHub Actions is read by its runner: a line is a command where it begins with `::`, blanks before it or not, or has
 * `##[` anywhere (ActionCommand.cs of actions/runner). What comes from a shop or a vendor must be none. It is written with an
 * escape instead of being put between `::stop-commands::` and its token: those two would stand in what a pipe reads, and the
 * runner reads our two streams at once, so that what ends the one pause could open the other stream in the middle.
 */
import type { Format } from './formats.ts'
import type { Terminal } from './terminal.ts'

/**
 * Two colons with nothing of weight before them on their line: what .NET trims, what it passes over in a comparison, colours. The
 * look back comes last, so that a long run of blanks is looked at once.
 */
const commands = /:(?=\p{Cf}*:)(?<=(?:^|[\r\n])(?:[^\S\r\n]|(?!\s)\p{Cf}|(?!\s)\p{Cc}(?:\[[\d;]*m)?)*:)|#(?=#\[)/gu

/** The same text where no line of it is a command. The escape is that of JSON, so that JSON keeps its value. */
export function disarmed(text: string): string {
  return text.replace(commands, (sign) => (sign === ':' ? '\\u003a' : '\\u0023'))
}

/**
 * Whose two streams hold no commands. Each text begins a line. What is not in the log is left as it is: a file; so is a page,
 * which has no such line (html-markup.ts).
 */
export function withoutCommands(terminal: Terminal, format: Format): Terminal {
  const isLog = terminal.outIsFile !== true && format !== 'html'
  return {
    ...terminal,
    ...(isLog ? { out: (text: string) => terminal.out(disarmed(text)) } : {}),
    err: (text) => terminal.err(disarmed(text)),
  }
}
