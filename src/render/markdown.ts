/**
 * A plan as a comment on a pull request, for somebody who has never installed butik: the verdict, what stops it, then the
 * changes by what they mean. Pure: the same plan and settings give the same bytes.
 */
import { planLine } from '../model/comment.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Change, Plan } from '../model/plan.ts'
import { titleOf } from './markdown-change.ts'
import { commentLimit, fitted, folded, type Part } from './markdown-fit.ts'
import { diagnosticsPart, notEvaluatedPart, openedPart, stoppingPart } from './markdown-notes.ts'
import { newFields, otherParts, weightyParts } from './markdown-sections.ts'
import { bounded, code, prose } from './markdown-text.ts'
import { counted, grouped, listed } from './plain.ts'
import { type Style, styleOf } from './style.ts'
import { dueTitle } from './text-due.ts'
import { isEdit } from './text-edits.ts'
import { costLines, summaryLine } from './text-summary.ts'
import { viewLines } from './text-views.ts'

export interface MarkdownSettings {
  /** Characters that may be used; `commentLimit` unless said otherwise. */
  readonly limit?: number
  /** Names of the files that hold the whole, whatever is cut here. */
  readonly whole?: readonly string[]
  /** Page of the CI run, where the files can be found. */
  readonly link?: string
}

const style: Style = styleOf({ columns: 1000 })
const linesShown = 12

export function renderPlanMarkdown(plan: Plan, settings: MarkdownSettings = {}): string {
  const said = plan.diagnostics.filter((one) => !isEdit(one))
  const parts = [
    notEvaluatedPart(plan),
    stoppingPart(plan.guards),
    diagnosticsPart(said, 'error'),
    ...weightyParts(plan),
    openedPart(plan.guards),
    editsPart(plan),
    diagnosticsPart(said, 'warning'),
    ...otherParts(plan),
    duePart(plan),
    quietPart(plan, 'adopt', ['adoption', 'adoptions'], 'Adopted as they are, without a write'),
    quietPart(plan, 'forget', ['forgotten resource', 'forgotten resources'], 'Forgotten; the shop keeps them'),
    diagnosticsPart(said, 'note'),
    newFields(plan),
    operationsPart(plan),
    statePart(plan),
  ]
  return fitted((leftOut) => headOf(plan, leftOut, settings), parts, settings.limit ?? commentLimit)
}

function headOf(plan: Plan, leftOut: readonly string[], settings: MarkdownSettings): string {
  const views = viewLines(plan.views, style)
  const costs = costLines(plan, style)
  const facts = [...shortened(costs), ...shortened(views)]
  return [
    // First, where no text of the shop can stand: by it a merge is bound to what was shown.
    planLine(plan.hash),
    `## ${verdictOf(plan)}`,
    '',
    `**Summary:** ${prose(summaryLine(plan, style), 600)}`,
    ...(leftOut.length === 0 ? [] : ['', leftOutLine(leftOut, settings)]),
    '',
    ...facts.map((line) => `- ${prose(line, 200)}`),
    '',
    `Environment ${code(plan.basis.environment, 60)} · hash ${code(plan.hash, 64)}`,
  ].join('\n')
}

function shortened(lines: readonly string[]): string[] {
  const more = lines.length - linesShown
  return more <= 0 ? [...lines] : [...lines.slice(0, linesShown), `… ${grouped(more)} more`]
}

/** One line that says whether this may go on as it is. */
function verdictOf(plan: Plan): string {
  const name = plan.basis.undo === undefined ? (plan.basis.destroy ? 'butik destroy' : 'butik plan') : 'butik undo'
  const stopping = plan.guards.filter(({ acked }) => !acked)
  const errors = plan.diagnostics.filter(({ severity }) => severity === 'error').length
  if (!plan.complete) return `⛔ ${name}: incomplete, apply refuses it`
  if (errors > 0) return `⛔ ${name}: ${counted(errors, 'error')}, apply refuses it`
  if (stopping.length > 0) return `⛔ ${name}: stopped by ${counted(stopping.length, 'guard')}`
  const { create, update, replace, delete: remove, adopt, forget, manual } = plan.summary
  const counts: readonly (readonly [number, string])[] = [
    [remove, 'to delete'],
    [replace, 'to replace'],
    [create, 'to create'],
    [update, 'to update'],
    [adopt, 'to adopt'],
    [forget, 'to forget'],
    [manual, 'to do by hand'],
  ]
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${grouped(count)} ${what}`)
  return told.length === 0 ? `✅ ${name}: no changes` : `${name}: ${told.join(', ')}`
}

/** Where something is cut, what and where the rest is: nobody may take a part for the whole. */
export function leftOutLine(leftOut: readonly string[], { whole = [], link }: MarkdownSettings): string {
  const files = whole.slice(0, 5).map((file) => code(file, 100))
  const page = link === undefined ? undefined : linkTo(link)
  const run = page === undefined ? '' : ` of ${page}`
  const where =
    files.length === 0 ? `All of it is in the answer of the command${run}.` : `All of it is in ${listed(files)}${run}.`
  return `**⚠️ Too long for a comment. Not shown: ${listed(leftOut)}.** ${where}`
}

/** Ours alone: the address comes from the CI system, and nothing in it can end the link. */
function linkTo(address: string): string | undefined {
  if (address.length > 500 || !URL.canParse(address)) return undefined
  const { protocol, href } = new URL(address)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return `[this run](<${href.replace(/[^A-Za-z0-9:/?=&._~%-]/g, (sign) => encodeURIComponent(sign))}>)`
}

function quietPart(plan: Plan, action: Change['action'], row: Part['row'], title: string): Part {
  const quiet = plan.changes.filter((change) => change.action === action && change.diff.length === 0)
  return {
    row,
    ...folded(`${title} (${quiet.length})`),
    rows: quiet
      .toSorted((a, b) => byCodeUnit(a.address, b.address))
      .map((change) => () => `- ${titleOf(change)}${change.reason === '' ? '' : ` · ${prose(change.reason)}`}`),
  }
}

function operationsPart({ operations }: Plan): Part {
  const named = 4
  return {
    row: ['operation', 'operations'],
    ...folded(`Operations in their order: one call each (${operations.length})`),
    rows: operations.map(({ connection, operation, addresses }) => () => {
      const shown = addresses.slice(0, named).map((address) => code(address))
      const rest = addresses.length > named ? ` and ${addresses.length - named} more` : ''
      return `1. ${code(`${connection}: ${operation}`)} ${shown.join(' ')}${rest}`
    }),
  }
}

function statePart({ stateUpdates }: Plan): Part {
  return {
    row: ['entry of the state', 'entries of the state'],
    ...folded(`State only, no call to the shop (${stateUpdates.length})`),
    rows: stateUpdates
      .toSorted((a, b) => byCodeUnit(a.address, b.address))
      .map(
        ({ address, reason }) =>
          () =>
            `- ${code(address)} · ${prose(reason)}`,
      ),
  }
}

/** Merged today, these come later: whoever reviews them sees them here, and in no change. */
function duePart({ due = [] }: Plan): Part {
  const named = 10
  return {
    row: ['day on which sales turn', 'days on which sales turn'],
    open: '### Falls due\n',
    rows: due.map((one) => () => {
      const shown = one.resources
        .slice(0, named)
        .map(({ address, price }) => `${code(address)}${price === null ? '' : ` ${prose(price)}`}`)
      const more = one.resources.length - shown.length
      return `- ${code(one.day)} ${prose(dueTitle(one))}: ${shown.join(', ')}${more === 0 ? '' : ` and ${more} more`}`
    }),
  }
}

/** What has to be written into the files beside an undo. */
function editsPart(plan: Plan): Part {
  const edits = plan.diagnostics.filter(isEdit)
  return {
    row: ['edit of the files', 'edits of the files'],
    open: `### In the files: ${counted(edits.length, 'edit')}, or the next plan does it again\n`,
    rows: edits.map(({ source, address, hint, summary }) => () => {
      const place = source === undefined ? (address ?? '') : `${source.file}:${source.line}:${source.column}`
      return `- ${code(bounded(place, 200))} ${prose(hint ?? summary)}`
    }),
  }
}
