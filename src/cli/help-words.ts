/** `butik help state list` → `butik state list --help`: commander itself looks one name deep, and says nothing of a wrong one. */
import type { Command } from 'commander'

export function withWholeHelp({ commands }: Command, argv: readonly string[]): string[] {
  const [first, group = '', name = ''] = argv
  if (first !== 'help' || group === '' || group.startsWith('-')) return [...argv]
  // A name that is not there is answered as it is without "help": with those that are.
  const command = commands.find((one) => one.name() === group)
  if (command === undefined) return [group]
  if (command.commands.length === 0 || name === '' || name.startsWith('-')) return [...argv]
  return command.commands.some((one) => one.name() === name) ? [group, name, '--help'] : [group, name]
}
