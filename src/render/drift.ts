/** `butik drift` for people: what moved, field by field, and how to go on. */
import type { Drift } from '../model/drift.ts'
import { counted } from './plain.ts'
import { type RenderSettings, styleOf } from './style.ts'
import { changeLines } from './text-change.ts'
import { editLines, isEdit } from './text-edits.ts'
import { diagnosticLines, notEvaluatedLines } from './text-notes.ts'
import { costLines } from './text-summary.ts'
import { viewLines } from './text-views.ts'

export function renderDrift(drift: Drift, settings: Partial<RenderSettings> = {}): string {
  const style = styleOf(settings)
  const lines = [
    ...changeLines(drift.drifted, style),
    ...diagnosticLines(
      drift.diagnostics.filter((one) => !isEdit(one)),
      style,
    ),
    ...editLines(drift.diagnostics, style),
    ...notEvaluatedLines(drift, style),
    '',
    style.bold(verdictOf(drift)),
    ...(drift.drifted.length === 0
      ? []
      : [style.dim('The right side is what the files say: butik apply puts it back.')]),
    ...(drift.manual.length === 0
      ? []
      : [
          style.dim(`${counted(drift.manual.length, 'difference')} in what butik only watches; butik plan shows them.`),
        ]),
    ...costLines(drift, style),
    ...viewLines(drift.views, style),
  ]
  return `${lines.slice(lines[0] === '' ? 1 : 0).join('\n')}\n`
}

function verdictOf({ drifted, complete }: Drift): string {
  const seen = complete ? '' : ', as far as could be seen'
  if (drifted.length === 0) return `No drift${seen}.`
  return `Drift: ${counted(drifted.length, 'resource')} moved away from what was applied${seen}.`
}
