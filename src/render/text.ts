/** The plan for people. Pure: the same plan and settings give the same bytes, on every machine. */
import { byCodeUnit } from '../model/json.ts'
import type { Plan, StateUpdate } from '../model/plan.ts'
import { counted, cut, plain } from './plain.ts'
import { type RenderSettings, type Style, styleOf } from './style.ts'
import { changeLines } from './text-change.ts'
import { dueLines } from './text-due.ts'
import { editLines, isEdit } from './text-edits.ts'
import { diagnosticLines, guardLines, notEvaluatedLines } from './text-notes.ts'
import { costLines, summaryLine } from './text-summary.ts'
import { viewLines } from './text-views.ts'

export function renderPlan(plan: Plan, settings: Partial<RenderSettings> = {}): string {
  const style = styleOf(settings)
  const lines = [
    ...changeLines(plan.changes, style),
    ...stateLines(plan.stateUpdates, style),
    ...diagnosticLines(
      plan.diagnostics.filter((one) => !isEdit(one)),
      style,
    ),
    ...editLines(plan.diagnostics, style),
    ...guardLines(plan.guards, style),
    ...notEvaluatedLines(plan, style),
    ...dueLines(plan.due, style),
    '',
    summaryLine(plan, style),
    ...costLines(plan, style),
    ...viewLines(plan.views, style),
    // What an approval names: butik apply --expect HASH.
    ...(style.verbose ? [style.dim(`hash ${plan.hash}`)] : []),
  ]
  return `${lines.slice(lines[0] === '' ? 1 : 0).join('\n')}\n`
}

/** What only the state learns; no call, and nothing in the shop moves. */
function stateLines(updates: readonly StateUpdate[], style: Style): string[] {
  if (updates.length === 0) return []
  const heading = style.dim(`state only: ${counted(updates.length, 'entry', 'entries')}, no call to the shop`)
  const sorted = updates.toSorted((a, b) => byCodeUnit(a.address, b.address))
  const shown = style.verbose ? sorted : sorted.slice(0, 5)
  const more = sorted.length - shown.length
  return [
    '',
    heading,
    ...shown.map((update) => style.dim(cut(`  · ${plain(update.address)}  ${plain(update.reason)}`, style.columns))),
    ...(more === 0 ? [] : [style.dim(`  … ${more} more (-v shows them)`)]),
  ]
}
