/** The commands that help while configuration is being written. */
import type { Command } from 'commander'
import { addExamples, examples, exits } from './help.ts'
import { text } from './options.ts'
import type { Does } from './program-parts.ts'

export function addHelpCommands(program: Command, does: Does): void {
  const explained = program
    .command('explain')
    .argument('<subject>', 'a kind, a field, an address or a code')
    .description('what it means: type, unit, name at the vendor, who may write it, how sure that is; offline')
    .option('--vendor <name>', 'whose kind is meant, where several have one of that name')
  addExamples(explained, examples.explain, exits.read)
  does(explained, async (context, own, [subject = '']) =>
    (await import('./commands/explain.ts')).explain(context, subject, text(own, 'vendor')),
  )

  const graph = program
    .command('graph')
    .description('what is declared and what refers to what; offline')
    .option('--as <form>', 'text, mermaid or dot (for Graphviz); text unless given')
  addExamples(graph, examples.graph, exits.read)
  does(graph, async (context, own) => (await import('./commands/graph.ts')).graph(context, text(own, 'as')))

  const completion = program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish')
    .description('print the script that completes commands, options and names of the project in a shell')
  addExamples(completion, examples.completion, exits.read)
  does(completion, async (context, _own, [shell = '']) =>
    (await import('./commands/completion.ts')).completion(context, shell),
  )
}
