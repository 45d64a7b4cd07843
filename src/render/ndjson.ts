/** Events as they happen, one line each, for programs that follow a run. */
import type { EngineEvent } from '../model/event.ts'
import { diagnosticJson } from './json.ts'
import { safeJson } from './plain.ts'

/** `run`: the run that it belongs to, where one has begun. */
export function renderEvent(event: EngineEvent, run?: string): string {
  const { type, ...rest } =
    event.type === 'diagnostic' ? { ...event, diagnostic: diagnosticJson(event.diagnostic) } : event
  return renderLine({ type, ...(run === undefined ? {} : { run }), ...rest })
}

/** A line that is no engine event: `{ type: 'applied', … }`, the last one of an apply. */
export function renderLine(value: object): string {
  return `${safeJson(JSON.stringify(value))}\n`
}
