/** `butik accept`: what has drifted in the shop goes into the files, in place, and then into the state. Writes to no shop. */
import { editText } from '../../author/edit-text.ts'
import { sheetEdits } from '../../author/sheet-text.ts'
import type { AddressId } from '../../model/address.ts'
import { ReconcilerError } from '../../model/errors.ts'
import { allOf, type Choice, type DriftedField, wished, wishOf } from '../../pipeline/accept.ts'
import { type Accepted, keepAccepted, makeAccept } from '../../pipeline/accept-run.ts'
import type { RefreshMode } from '../../pipeline/kept-view.ts'
import type { World } from '../../pipeline/world.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes, exitOfPlan } from '../exit-codes.ts'
import { misused } from '../options.ts'
import type { Output } from '../output.ts'
import { replaceFiles } from '../replace-files.ts'
import { lockFor, planOptions, withSession } from '../session.ts'

export interface AcceptFlags {
  readonly all: boolean
  readonly interactive: boolean
  readonly dryRun: boolean
  readonly refresh: RefreshMode
}

export function accept(context: Context, wishes: readonly string[], flags: AcceptFlags): Promise<ExitCode> {
  if (flags.all && (flags.interactive || wishes.length > 0))
    throw misused('--all takes everything', 'Give it alone, or name what is taken.')
  if (!flags.all && !flags.interactive && wishes.length === 0)
    throw misused('it is not said what is taken', 'Name an ADDRESS or ADDRESS#field, or give --all or --interactive.')
  if (flags.interactive && !context.terminal.canAsk) {
    throw new ReconcilerError('E5002', '--interactive asks, and there is no terminal to ask on', {
      hint: 'nothing was written; name what is taken, or give --all',
    })
  }
  return withSession(context, async ({ world, output }) => {
    const choose = (drifted: readonly DriftedField[], declared: readonly AddressId[]) =>
      chosen(context, output, { drifted, declared, wishes, flags })
    const plan = planOptions(context, false, flags.refresh)
    const made = await makeAccept(world, { edit: editText, editSheet: sheetEdits }, { plan, choose })
    if (!flags.dryRun && made.taken.length + made.files.length > 0) await keep(world, context, made)
    await tell(made, flags, output)
    const exit = exitOfPlan({ ...made.plan, guards: [] }, false)
    return exit === exitCodes.done && made.kept.length > 0 ? exitCodes.error : exit
  })
}

/** The files first: whoever is stopped between the two finds nothing that has drifted, and the state learns it with the next apply. */
async function keep(world: World, context: Context, made: Accepted): Promise<void> {
  await keepAccepted(world, lockFor(world, 'accept', context), made, () => {
    replaceFiles(
      world.project.root,
      made.files.map(({ path, before, after }) => ({ file: path, before, after })),
    )
  })
}

interface Choosing {
  readonly drifted: readonly DriftedField[]
  readonly declared: readonly AddressId[]
  readonly wishes: readonly string[]
  readonly flags: AcceptFlags
}

async function chosen(
  context: Context,
  output: Output,
  { drifted, declared, wishes, flags }: Choosing,
): Promise<Choice> {
  const named = wishes.length === 0 ? allOf(drifted) : wished(drifted, wishes.map(wishOf), declared)
  if (!flags.interactive) return named
  // Whoever is asked about a field has named it. What is muted is nobody's business until its day.
  const muted = named.left.filter((one) => one.muted !== undefined)
  const both = named.left.filter((one) => one.muted === undefined)
  return { taken: await asked(context, output, [...named.taken, ...both]), left: muted }
}

/** Field by field. Whoever leaves takes nothing. */
async function asked(context: Context, output: Output, drifted: readonly DriftedField[]): Promise<DriftedField[]> {
  const taken: DriftedField[] = []
  for (const [index, one] of drifted.entries()) {
    const head = output.render.renderDrifted(one, output.errSettings)
    const question = `${head}(${index + 1}/${drifted.length}) into the files? [y,n,a,q] `
    const answer = await answered(context, question)
    if (answer === 'quit') break
    if (answer === 'all') return [...taken, ...drifted.slice(index)]
    if (answer === 'yes') taken.push(one)
  }
  return taken
}

const answers = { y: 'yes', n: 'no', a: 'all', q: 'quit' } as const
type Answered = (typeof answers)[keyof typeof answers]

/** Asked again until it is one of them: a slip of a finger is no no. */
async function answered(context: Context, question: string): Promise<Answered> {
  const said = await context.terminal.ask(question, context.signal)
  if (said === undefined) throw new ReconcilerError('E5003', 'left at a question; nothing was written')
  const found = Object.entries(answers).find(([key, word]) =>
    [key, word].some((one) => one === said.trim().toLowerCase()),
  )
  if (found !== undefined) return found[1]
  context.terminal.err(
    'y takes it into the files, n leaves it, a takes it and all that follow, q leaves it and all that follow.\n',
  )
  return answered(context, question)
}

async function tell(made: Accepted, { dryRun }: AcceptFlags, output: Output): Promise<void> {
  const { render } = output
  const { files, taken, kept, muted, plan } = made
  const problems = plan.diagnostics.filter(({ severity }) => severity === 'error')
  const report = { files: files.map(({ path }) => path), taken, kept, muted, written: !dryRun, problems }
  await output.answer({
    text: (settings) => `${render.renderFileDiff(files, settings)}${render.renderAccepted(report, settings)}`,
    json: () => render.renderJson({ formatVersion: 1, ...report }),
    lines: () => render.renderLine({ type: 'accepted', formatVersion: 1, ...report }),
  })
}
