/** Events as they happen, one line each, for programs that follow a run. */
import type { EngineEvent } from '../model/event.ts'
import { diagnosticJson } from './json.ts'
import { safeJson } from './plain.ts'

export function renderEvent(event: EngineEvent): string {
  return event.type === 'diagnostic'
    ? renderLine({ type: event.type, diagnostic: diagnosticJson(event.diagnostic) })
    : renderLine(event)
}

/** A line that is no engine event: `{ type: 'applied', … }`, the last one of an apply. */
export function renderLine(value: object): string {
  return `${safeJson(JSON.stringify(value))}\n`
}
