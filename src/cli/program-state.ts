/** The commands of the state. */
import type { Command } from 'commander'
import { addExamples, examples, exits } from './help.ts'
import { text } from './options.ts'
import type { Does } from './program-parts.ts'

export function addStateCommands(program: Command, does: Does): void {
  const state = program.command('state').description('look at what butik owns, and tell it what it cannot see')
  const list = state.command('list').description('addresses with the ids that the vendor gave')
  addExamples(list, examples.stateList, exits.read)
  does(list, async (context) => (await import('./commands/state.ts')).stateList(context))

  const show = state
    .command('show')
    .argument('<address>', 'connection/kind/key')
    .description('what was last written of one resource')
  addExamples(show, examples.stateShow, exits.read)
  does(show, async (context, _own, [address = '']) => (await import('./commands/state.ts')).stateShow(context, address))

  const unlock = state
    .command('unlock')
    .argument('<id>', 'the id that the locked out run named')
    .description('release a lock that was left behind')
  addExamples(unlock, examples.stateUnlock, exits.read)
  does(unlock, async (context, _own, [id = '']) => (await import('./commands/state.ts')).stateUnlock(context, id))

  const settled = state
    .command('resolve')
    .argument('<address>', 'what is in doubt')
    .description('say what became of a write whose answer was lost, where the vendor shows nothing to settle it by')
    .option('--id <id>', 'it was made, and has this id')
    .option('--absent', 'it was not made')
  addExamples(settled, examples.stateResolve, exits.state)
  does(settled, async (context, own, [address = '']) => {
    const id = text(own, 'id')
    const flags = { absent: own['absent'] === true, ...(id === undefined ? {} : { id }) }
    return (await import('./commands/state.ts')).stateResolve(context, address, flags)
  })
  addStateRepair(state, does)
}

function addStateRepair(state: Command, does: Does): void {
  const forgotten = state
    .command('forget')
    .argument('<address>', 'what is in the state')
    .description('the state owns it no more; the shop keeps it, and nothing is sent')
  addExamples(forgotten, examples.stateForget, exits.state)
  does(forgotten, async (context, _own, [address = '']) =>
    (await import('./commands/state.ts')).stateForget(context, address),
  )

  const moved = state
    .command('move')
    .argument('<from>', 'its address in the state')
    .argument('<to>', 'the address that it is declared under now')
    .description('the same object under another address, with what is nested in it; nothing is sent')
  addExamples(moved, examples.stateMove, exits.state)
  does(moved, async (context, _own, [from = '', to = '']) =>
    (await import('./commands/state.ts')).stateMove(context, from, to),
  )

  const rebuilt = state
    .command('rebuild')
    .description('make a damaged state anew: from what can still be read of it, and from the shops; asks')
  addExamples(rebuilt, examples.stateRebuild, exits.rebuild)
  does(rebuilt, async (context) => (await import('./commands/state-rebuild.ts')).stateRebuild(context))

  const migrated = state
    .command('migrate')
    .description('move the state to where butik.yaml says, put back what a run saved, or encrypt all of it anew; asks')
    .option('--from <place>', 'where it is: local, git, "{ backend: … }" as in butik.yaml, or a file')
    .option('--reencrypt', 'it stays where it is, and all of it takes the key of now')
  addExamples(migrated, examples.stateMigrate, exits.migrate)
  does(migrated, async (context, own) => {
    const from = text(own, 'from')
    const flags = { reencrypt: own['reencrypt'] === true, ...(from === undefined ? {} : { from }) }
    return (await import('./commands/state-migrate.ts')).stateMigrate(context, flags)
  })
}
