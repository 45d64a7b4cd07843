/** The command line: what there is, what `--help` says of it, and which file carries it out, imported when it is asked for. */
import { Command, type OptionValues } from 'commander'
import type { Context } from './context.ts'
import type { ExitCode } from './exit-codes.ts'
import { addExamples, examples, exits } from './help.ts'
import { callsIn, refreshOf, text, texts } from './options.ts'
import { addEditCommands } from './program-edit.ts'
import { addHelpCommands } from './program-help.ts'
import { collect, type Does, refreshHelp, type Work } from './program-parts.ts'
import { addPull } from './program-pull.ts'
import { addStateCommands } from './program-state.ts'
import type { Terminal } from './terminal.ts'

export interface ProgramParts {
  readonly butik: string
  readonly terminal: Pick<Terminal, 'out' | 'err'>
  /** Called once the options are known. Throws where they cannot be met. `command`: without the group that it is in. */
  context(raw: OptionValues, command: string): Promise<Context>
  finish(exit: ExitCode): void
}

export function createProgram(parts: ProgramParts): Command {
  const program = new Command('butik')
    .description('Web shops as code: plan and apply the configuration of a shop, kept as YAML.')
    .version(parts.butik, '-V, --version', 'print the version of butik')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: parts.terminal.out, writeErr: parts.terminal.err, outputError: () => undefined })
    .exitOverride()
    .helpCommand(true)
  addGlobalOptions(program)
  addExamples(program, examples.butik, exits.all)
  const does = (command: Command, work: Work): void => {
    command.action(async (...given: unknown[]) => {
      const context = await parts.context(program.opts(), command.name())
      const words = given.flat().filter((word) => typeof word === 'string')
      parts.finish(await work(context, command.opts(), words))
    })
  }
  addInit(program, does)
  addFileCommands(program, does)
  addEditCommands(program, does)
  addPull(program, does)
  addStateCommands(program, does)
  addVendorCommands(program, does)
  addLocalCommands(program, does)
  addHelpCommands(program, does)
  return program
}

const dueHelp = 'only the prices that today turns by sales of the files; all else is left'

function addInit(program: Command, does: Does): void {
  const init = program
    .command('init')
    .argument('[dir]', 'where; the folder of -C unless given')
    .description('a new configuration repository, with workflows for CI; writes over nothing')
    .option('--vendor <name>', 'whose shop it is: shoporama, distribution-innovation, …')
    .option('--name <name>', 'what its connection is called')
    .option('--ci <platform>', 'github, gitlab or none; the remote of the repository tells, unless given')
    .option('--branch <name>', 'what is merged into it is applied')
    .option('--url <address>', "where the API of the shop is, unless it is the vendor's own: a sandbox")
    .option('--from-shop', 'ask for the token, try it, pull the shop and plan')
  addExamples(init, examples.init, exits.read)
  does(init, async (context, own, [dir]) => {
    const [vendor, name, ci, branch, url] = ['vendor', 'name', 'ci', 'branch', 'url'].map((flag) => text(own, flag))
    const flags = {
      ...(vendor === undefined ? {} : { vendor }),
      ...(name === undefined ? {} : { name }),
      ...(ci === undefined ? {} : { ci }),
      ...(branch === undefined ? {} : { branch }),
      ...(url === undefined ? {} : { url }),
    }
    if (own['fromShop'] === true)
      return (await import('./commands/init-from-shop.ts')).initFromShop(context, dir, flags)
    return (await import('./commands/init.ts')).init(context, dir, flags)
  })
}

function addFileCommands(program: Command, does: Does): void {
  const validate = program
    .command('validate')
    .description('check the files, offline; every problem at once (secrets may be missing)')
  addExamples(validate, examples.validate, exits.validate)
  does(validate, async (context) => (await import('./commands/validate.ts')).validate(context))

  const plan = program
    .command('plan')
    .description('read the shops and show what would change, and what it costs in calls; writes nothing')
    .option('-o, --out <file>', 'save the plan, for butik apply FILE')
    .option('--detailed-exitcode', 'exit 2 where there are changes')
    .option('--due', dueHelp)
    .option('--on <day>', 'what the plan would be on a day to come, such as 2026-11-27: which sales are on')
    .option('--undo <run>', 'the plan that takes a run back: its id, the beginning of it, or last')
    .option('--refresh <how>', refreshHelp)
    .option('--offline', 'no call at all: from what earlier runs saw, and how old that is')
  addExamples(plan, examples.plan, exits.plan)
  does(plan, async (context, own) => {
    const out = text(own, 'out')
    const undo = text(own, 'undo')
    const on = text(own, 'on')
    const flags = {
      detailedExitcode: own['detailedExitcode'] === true,
      due: own['due'] === true,
      refresh: refreshOf(own),
      ...(out === undefined ? {} : { out }),
      ...(undo === undefined ? {} : { undo }),
      ...(on === undefined ? {} : { on }),
    }
    return (await import('./commands/plan.ts')).plan(context, flags)
  })

  const apply = program
    .command('apply')
    .argument('[file]', 'a plan saved with butik plan -o; it is carried out as it is, without a question')
    .description('plan, show, ask, and carry out')
    .option('--resume', 'go on with the plan of the run that stopped part way; asks nothing')
    .option('--expect <hash>', 'carry out this plan and no other; asks nothing')
    .option(
      '--budget <calls>',
      'make so many calls at most after the plan, for what matters most; --resume goes on another day',
    )
    .option('--due', dueHelp)
    .option('--all-or-nothing', 'write nothing where anything has moved since the plan was made')
    .option('--refresh <how>', refreshHelp)
  addExamples(apply, examples.apply, exits.apply)
  does(apply, async (context, own, [file]) => {
    const expect = text(own, 'expect')
    const budget = callsIn(own, 'budget')
    const flags = {
      resume: own['resume'] === true,
      allOrNothing: own['allOrNothing'] === true,
      due: own['due'] === true,
      refresh: refreshOf(own),
      ...(expect === undefined ? {} : { expect }),
      ...(budget === undefined ? {} : { budget }),
    }
    return (await import('./commands/apply.ts')).apply(context, file, flags)
  })

  const destroy = program
    .command('destroy')
    .description('delete what is managed and can be deleted; what is protected stays')
    .option('--refresh <how>', refreshHelp)
  addExamples(destroy, examples.destroy, exits.apply)
  does(destroy, async (context, own) => (await import('./commands/destroy.ts')).destroy(context, refreshOf(own)))

  const drift = program
    .command('drift')
    .description('where the shop has moved away from what was applied, and where the files have; writes nothing')
    .option('--unmanaged', 'also what the shop has and nothing declares, of the kinds that are read anyway')
    .option('--refresh <how>', refreshHelp)
  addExamples(drift, examples.drift, exits.drift)
  does(drift, async (context, own) => {
    const flags = { refresh: refreshOf(own), unmanaged: own['unmanaged'] === true }
    return (await import('./commands/drift.ts')).drift(context, flags)
  })
}

function addVendorCommands(program: Command, does: Does): void {
  const api = program
    .command('api')
    .argument('<connection>', 'whose API')
    .argument('[operation]', 'which operation of its page; without one they are listed')
    .description('call one documented operation of a vendor, with auth and retries; asks before a write')
    .option('-f, --field <key=value>', 'a parameter, or a field of the body (repeatable)', collect)
    .option('--input <file>', 'the body as JSON; - reads standard input')
    .option('--paginate', 'go on to the last page; one body a page')
    .option('--include', 'print status and headers before the body')
    .option('--show-request', 'print the request with secrets masked, and send nothing')
  addExamples(api, examples.api, exits.call)
  does(api, async (context, own, [connection = '', operation]) => {
    const input = text(own, 'input')
    const flags = {
      fields: texts(own, 'field'),
      paginate: own['paginate'] === true,
      include: own['include'] === true,
      showRequest: own['showRequest'] === true,
      ...(input === undefined ? {} : { input }),
    }
    return (await import('./commands/api.ts')).api(context, connection, operation, flags)
  })

  const doctor = program
    .command('doctor')
    .description('examine every connection: settings, secrets, reach, key, clock, rights, kinds')
  addExamples(doctor, examples.doctor, exits.doctor)
  does(doctor, async (context) => (await import('./commands/doctor.ts')).doctor(context))

  const probe = program
    .command('probe')
    .argument('<connection>', 'the account to ask')
    .description('find out which assumed facts hold on a live account; writes butik.probe.<connection>.yaml')
    .option('--write', 'also what only writing can tell, with objects that it makes and removes itself; asks')
  addExamples(probe, examples.probe, exits.call)
  does(probe, async (context, own, [connection = '']) =>
    (await import('./commands/probe.ts')).probe(context, connection, { write: own['write'] === true }),
  )

  const imported = program
    .command('import')
    .argument('<address>', 'a declared resource')
    .argument('<id>', 'its id at the vendor')
    .description('the state learns that a declared resource is an object that is there already; sends nothing')
    .option('--resend', 'where the vendor shows nothing: the next plan sends what is declared again')
  addExamples(imported, examples.import, exits.state)
  does(imported, async (context, own, [address = '', id = '']) =>
    (await import('./commands/import.ts')).importCommand(context, address, id, { resend: own['resend'] === true }),
  )
}

function addLocalCommands(program: Command, does: Does): void {
  const sandbox = program
    .command('sandbox')
    .description("the vendors' APIs on this machine, to try everything against; prints one line of JSON when ready")
    .option('--port <n>', 'listen here; without it a free port is taken')
    .option('--data <file>', 'keep the shop in this file')
    .option('--seed [name]', 'what new shops hold: empty, furniture-shop or nordic-group')
    .option('--vendor <name>', 'serve only this vendor (repeatable)', collect)
  addExamples(sandbox, examples.sandbox, exits.sandbox)
  does(sandbox, async (context, own) => {
    const [port, data] = [text(own, 'port'), text(own, 'data')]
    const seed: string | true | undefined = own['seed'] === true ? true : text(own, 'seed')
    const flags = {
      ...(port === undefined ? {} : { port }),
      ...(data === undefined ? {} : { data }),
      ...(seed === undefined ? {} : { seed }),
      vendors: texts(own, 'vendor'),
    }
    return (await import('./commands/sandbox.ts')).sandbox(context, flags)
  })

  const ci = program.command('ci').description('what a job of GitHub Actions or GitLab CI does around a plan')
  const comment = ci
    .command('comment')
    .description('post a plan as a comment on the pull request of this job, or update the one of an earlier run')
    .option('--file <file>', 'what --report FILE.md has written')
    .option('--plan <file>', 'what --report FILE.json or -o has written, shown as a comment')
    .option('--number <n>', 'the pull request; without it what the job says')
    .option('--name <name>', 'tells this comment from others of butik there; unless given, folder and environment')
    .option('--dry-run', 'print what would be posted, and make no call')
  addExamples(comment, examples.ciComment, exits.comment)
  does(comment, async (context, own) => {
    const [file, plan, number, name] = ['file', 'plan', 'number', 'name'].map((flag) => text(own, flag))
    const flags = { file, plan, number, name, dryRun: own['dryRun'] === true }
    return (await import('./commands/ci-comment.ts')).ciComment(context, flags)
  })
  const approved = ci
    .command('approved')
    .description('print the hash of the plan that the merged pull request showed, for apply --expect')
    .option('--name <name>', 'that of ci comment')
  addExamples(approved, examples.ciApproved, exits.approved)
  does(approved, async (context, own) =>
    (await import('./commands/ci-approved.ts')).ciApproved(context, text(own, 'name')),
  )
  const acks = ci
    .command('acks')
    .description('print the guards that labels butik-ack:GUARD of the pull request acknowledge, for --ack')
    .option('--number <n>', 'the pull request; without it what the job says')
  addExamples(acks, examples.ciAcks, exits.read)
  does(acks, async (context, own) => (await import('./commands/ci-acks.ts')).ciAcks(context, text(own, 'number')))
  const issue = ci
    .command('issue')
    .description('open, update or close the one issue that tells of drift')
    .option('--file <file>', 'what drift --report FILE.md has written')
    .option('--title <title>', 'unless given, that the shop has moved, and the environment')
    .option('--closed', 'there is no drift: close it if it is open')
  addExamples(issue, examples.ciIssue, exits.read)
  does(issue, async (context, own) => {
    const flags = { file: text(own, 'file'), title: text(own, 'title'), closed: own['closed'] === true }
    return (await import('./commands/ci-issue.ts')).ciIssue(context, flags)
  })

  const schema = program
    .command('schema')
    .argument('[name]', 'config, plan, shoporama, …; without a name they are listed')
    .description('print a published JSON Schema, for editors and programs')
    .option('--project', 'write schemas into .butik/cache/schemas in which the keys of this project complete')
    .option('--modelines', 'with --project: let the first line of each file name them')
  addExamples(schema, examples.schema, exits.read)
  does(schema, async (context, own, [name]) => {
    const modelines = own['modelines'] === true
    if (own['project'] !== true && !modelines) return (await import('./commands/schema.ts')).schema(context, name)
    return (await import('./commands/project-schema.ts')).projectSchema(context, { modelines })
  })
}

function addGlobalOptions(program: Command): void {
  program
    .option('-C <dir>', 'run as if started in this folder; other paths are relative to it')
    .option('-e, --env <name>', 'environment of butik.yaml: its settings, and a state of its own')
    .option('--connection <name>', 'only this connection (repeatable)', collect)
    .option('--target <glob>', 'only these addresses and what they need: shop/product/oak-* (repeatable)', collect)
    .option('--exclude <glob>', 'all but these addresses (repeatable)', collect)
    .option('--format <format>', 'text, json, ndjson, markdown or html (of plan, apply and destroy)')
    .option('--json', 'short for --format json')
    .option(
      '--report <file>',
      'also write the answer to a file, as its name ends: .json, .ndjson, .md, .html, text otherwise (repeatable)',
      collect,
    )
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .option('--yes', 'do not ask')
    .option('--allow-delete', 'opens the guard on deletes and replaces')
    .option('--ack <guards>', 'acknowledge these guards, separated by commas', collect)
    .option('-v, --verbose', 'show everything: all fields, all notes, every call')
}
