/** Every renderer together: which of them an answer needs is known late, and each file more is a wait at the start. */
import { renderAnnotations, renderCodeQuality } from './annotations.ts'
import { renderExamined, renderOperations, renderProbed, renderReply, renderRequest } from './api.ts'
import { renderDiagnostics } from './diagnostic.ts'
import { renderDiagnosticsJson, renderJson } from './json.ts'
import { renderEvent, renderLine } from './ndjson.ts'
import { appliedJson, renderApplied } from './outcome.ts'
import { plain } from './plain.ts'
import { createProgress } from './progress.ts'
import { renderRebuilt } from './rebuilt.ts'
import { renderStateEntry, renderStateList, stateEntryJson } from './state.ts'
import { styleOf } from './style.ts'
import { renderPlan } from './text.ts'

export interface Renderers {
  readonly renderPlan: typeof renderPlan
  readonly renderApplied: typeof renderApplied
  readonly appliedJson: typeof appliedJson
  readonly renderJson: typeof renderJson
  readonly renderDiagnostics: typeof renderDiagnostics
  readonly renderDiagnosticsJson: typeof renderDiagnosticsJson
  readonly renderAnnotations: typeof renderAnnotations
  readonly renderCodeQuality: typeof renderCodeQuality
  readonly renderEvent: typeof renderEvent
  readonly renderLine: typeof renderLine
  readonly createProgress: typeof createProgress
  readonly renderStateList: typeof renderStateList
  readonly renderStateEntry: typeof renderStateEntry
  readonly stateEntryJson: typeof stateEntryJson
  readonly renderRebuilt: typeof renderRebuilt
  readonly renderOperations: typeof renderOperations
  readonly renderRequest: typeof renderRequest
  readonly renderReply: typeof renderReply
  readonly renderExamined: typeof renderExamined
  readonly renderProbed: typeof renderProbed
  readonly styleOf: typeof styleOf
  readonly plain: typeof plain
}

export const renderers: Renderers = {
  renderPlan,
  renderApplied,
  appliedJson,
  renderJson,
  renderDiagnostics,
  renderDiagnosticsJson,
  renderAnnotations,
  renderCodeQuality,
  renderEvent,
  renderLine,
  createProgress,
  renderStateList,
  renderStateEntry,
  stateEntryJson,
  renderRebuilt,
  renderOperations,
  renderRequest,
  renderReply,
  renderExamined,
  renderProbed,
  styleOf,
  plain,
}
