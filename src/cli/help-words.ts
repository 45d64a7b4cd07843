/** `butik help state list` → `butik state list --help`: commander itself looks one name deep. */
import type { Command } from 'commander'

export function withWholeHelp({ commands }: Command, argv: readonly string[]): string[] {
  const [first, group = '', name = ''] = argv
  const found = commands.find((one) => one.name() === group)?.commands ?? []
  if (first !== 'help' || found.length === 0 || name === '' || name.startsWith('-')) return [...argv]
  // A name that is not there is answered as it is without "help": with those that are.
  return found.some((one) => one.name() === name) ? [group, name, '--help'] : [group, name]
}
