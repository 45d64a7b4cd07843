/** Every renderer together: which of them an answer needs is known late, and each file more is a wait at the start. */

import { renderAccepted, renderDrifted } from './accepted.ts'
import { renderAnnotations, renderCodeQuality } from './annotations.ts'
import { renderExamined, renderOperations, renderProbed, renderReply, renderReplyLine, renderRequest } from './api.ts'
import { renderDiagnostics } from './diagnostic.ts'
import { renderDrift } from './drift.ts'
import { renderExplained } from './explained.ts'
import { renderFileDiff } from './file-diff.ts'
import { renderGraph } from './graph.ts'
import { renderDiagnosticsJson, renderJson } from './json.ts'
import { renderPlanMarkdown } from './markdown.ts'
import { renderDriftMarkdown } from './markdown-drift.ts'
import { renderAppliedMarkdown, renderDiagnosticsMarkdown } from './markdown-outcome.ts'
import { fenced } from './markdown-text.ts'
import { renderMigration } from './migration.ts'
import { renderEvent, renderLine } from './ndjson.ts'
import { appliedJson, renderApplied } from './outcome.ts'
import { counted, plain } from './plain.ts'
import { createProgress } from './progress.ts'
import { renderPulled } from './pulled.ts'
import { renderRebuilt } from './rebuilt.ts'
import { renderStateEntry, renderStateList, stateEntryJson } from './state.ts'
import { styleOf } from './style.ts'
import { renderPlan } from './text.ts'

export interface Renderers {
  readonly renderPlan: typeof renderPlan
  readonly renderApplied: typeof renderApplied
  readonly renderDrift: typeof renderDrift
  readonly renderDriftMarkdown: typeof renderDriftMarkdown
  readonly renderExplained: typeof renderExplained
  readonly renderGraph: typeof renderGraph
  readonly appliedJson: typeof appliedJson
  readonly renderJson: typeof renderJson
  readonly renderDiagnostics: typeof renderDiagnostics
  readonly renderDiagnosticsJson: typeof renderDiagnosticsJson
  readonly renderPlanMarkdown: typeof renderPlanMarkdown
  readonly renderAppliedMarkdown: typeof renderAppliedMarkdown
  readonly renderDiagnosticsMarkdown: typeof renderDiagnosticsMarkdown
  readonly fenced: typeof fenced
  readonly renderAnnotations: typeof renderAnnotations
  readonly renderCodeQuality: typeof renderCodeQuality
  readonly renderEvent: typeof renderEvent
  readonly renderLine: typeof renderLine
  readonly createProgress: typeof createProgress
  readonly renderStateList: typeof renderStateList
  readonly renderStateEntry: typeof renderStateEntry
  readonly stateEntryJson: typeof stateEntryJson
  readonly renderPulled: typeof renderPulled
  readonly renderAccepted: typeof renderAccepted
  readonly renderDrifted: typeof renderDrifted
  readonly renderFileDiff: typeof renderFileDiff
  readonly renderRebuilt: typeof renderRebuilt
  readonly renderMigration: typeof renderMigration
  readonly renderOperations: typeof renderOperations
  readonly renderRequest: typeof renderRequest
  readonly renderReply: typeof renderReply
  readonly renderReplyLine: typeof renderReplyLine
  readonly renderExamined: typeof renderExamined
  readonly renderProbed: typeof renderProbed
  readonly styleOf: typeof styleOf
  readonly counted: typeof counted
  readonly plain: typeof plain
}

export const renderers: Renderers = {
  renderPlan,
  renderApplied,
  renderDrift,
  renderDriftMarkdown,
  renderExplained,
  renderGraph,
  appliedJson,
  renderJson,
  renderDiagnostics,
  renderDiagnosticsJson,
  renderPlanMarkdown,
  renderAppliedMarkdown,
  renderDiagnosticsMarkdown,
  fenced,
  renderAnnotations,
  renderCodeQuality,
  renderEvent,
  renderLine,
  createProgress,
  renderStateList,
  renderStateEntry,
  stateEntryJson,
  renderPulled,
  renderAccepted,
  renderDrifted,
  renderFileDiff,
  renderRebuilt,
  renderMigration,
  renderOperations,
  renderRequest,
  renderReply,
  renderReplyLine,
  renderExamined,
  renderProbed,
  styleOf,
  counted,
  plain,
}
