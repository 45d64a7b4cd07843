/** What surrounds the changes in a comment: what was not evaluated, guards with what opens them, and what butik has to say. */
import type { Diagnostic, Severity } from '../model/diagnostic.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Guard, Plan } from '../model/plan.ts'
import { folded, type Part } from './markdown-fit.ts'
import { code, fenced, indented, prose } from './markdown-text.ts'
import { counted } from './plain.ts'

const addressesShown = 10

/** How much of the shop was seen. */
interface Looked extends Pick<Plan, 'complete' | 'views'> {
  readonly summary: Pick<Plan['summary'], 'notEvaluated'>
}

/** Louder than all else: beside it everything reads as if it were complete. */
export function notEvaluatedPart(plan: Looked): Part {
  const views = plan.views.filter(({ reach }) => reach === 'partial' || reach === 'unreadable')
  const count = plan.summary.notEvaluated
  const what = count === 0 ? 'part of the shop' : counted(count, 'resource')
  const said = `### ⛔ Not evaluated: ${what}\n\n**This plan is incomplete, and apply refuses it.** Nothing is created or deleted where it could not look.\n`
  const named = views.map(
    ({ connection, kind, reach }) =>
      () =>
        `- ${code(`${connection}/${kind}`)} ${reach === 'partial' ? 'read only in part' : 'could not be read'}`,
  )
  const unnamed = [() => '- The problems below say what is missing.']
  return {
    row: ['kind that was not evaluated', 'kinds that were not evaluated'],
    open: said,
    rows: plan.complete ? [] : named.length === 0 ? unnamed : named,
  }
}

export function stoppingPart(guards: readonly Guard[]): Part {
  const stopping = guards.filter(({ acked }) => !acked)
  return {
    row: ['guard', 'guards'],
    open: `### ⛔ Stopped by ${counted(stopping.length, 'guard')}\n`,
    rows: stopping.map((guard) => () => guardPoint(guard)),
  }
}

export function openedPart(guards: readonly Guard[]): Part {
  const opened = guards.filter(({ acked }) => acked)
  return {
    row: ['acknowledged guard', 'acknowledged guards'],
    open: `### Acknowledged (${opened.length})\n`,
    rows: opened.map((guard) => () => guardPoint(guard)),
  }
}

function guardPoint({ name, message, addresses }: Guard): string {
  const shown = addresses.slice(0, addressesShown).map((address) => code(address))
  const more = addresses.length - shown.length
  const whom = more === 0 ? shown.join(', ') : `${shown.join(', ')} and ${more} more`
  return `- **${code(name, 40)}** ${prose(message)}${whom === '' ? '' : `\n  <br>${whom}`}`
}

const titles: { readonly [severity in Severity]: readonly [one: string, many: string] } = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  note: ['note', 'notes'],
}

/** The lines of a file that a diagnostic is about, where there are any to show. */
export type Excerpt = (diagnostic: Diagnostic) => readonly string[]

/** Errors are for everybody to see; what is less is folded away. */
export function diagnosticsPart(
  diagnostics: readonly Diagnostic[],
  severity: Severity,
  excerpt: Excerpt = () => [],
): Part {
  const said = diagnostics.filter((one) => one.severity === severity).toSorted(byPlace)
  const [one, many] = titles[severity]
  const title = `${severity === 'error' ? '⛔ ' : ''}${counted(said.length, one, many)}`
  return {
    row: [one, many],
    ...(severity === 'note' ? folded(title) : { open: `### ${title}\n` }),
    rows: said.map((diagnostic) => () => diagnosticPoint(diagnostic, excerpt(diagnostic))),
  }
}

function diagnosticPoint(
  { code: name, summary, detail, hint, source, address }: Diagnostic,
  excerpt: readonly string[],
): string {
  const place = source === undefined ? '' : ` · ${code(`${source.file}:${source.line}:${source.column}`)}`
  const whose = address === undefined ? '' : ` · ${code(address)}`
  const below = [...(detail === undefined ? [] : [prose(detail)]), ...(hint === undefined ? [] : [`→ ${prose(hint)}`])]
  const shown = excerpt.length === 0 ? [] : ['', indented(fenced(excerpt)), '']
  return [`- **${name}** ${prose(summary)}${place}${whose}`, ...below.map((line) => `  <br>${line}`), ...shown].join(
    '\n',
  )
}

/** In the order of the files, so that they can be gone through; what has no place comes first. */
function byPlace(a: Diagnostic, b: Diagnostic): number {
  const [x, y] = [a.source, b.source]
  if (x === undefined || y === undefined)
    return Number(x !== undefined) - Number(y !== undefined) || byCodeUnit(a.code, b.code) || byAddress(a, b)
  return byCodeUnit(x.file, y.file) || x.line - y.line || x.column - y.column || byCodeUnit(a.code, b.code)
}

function byAddress(a: Diagnostic, b: Diagnostic): number {
  return byCodeUnit(a.address ?? '', b.address ?? '')
}
