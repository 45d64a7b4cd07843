/** What is told after an apply, to people in a chat or to a program: what was written, what was not and why. */
import type { OutcomeEntry } from '../model/event.ts'
import { byCodeUnit } from '../model/json.ts'
import type { NotifyFormat } from '../model/notify.ts'
import { type Applied, appliedJson, summarize } from './outcome.ts'
import { cut, plain, safeJson } from './plain.ts'

export interface Told {
  readonly applied: Applied
  readonly environment: string
  /** To the CI run. */
  readonly link?: string
  /** What ended the run before its end, in a line. */
  readonly error?: string
}

/** Named each; a chat is no report. */
const shown = 10
const lineWidth = 200

export function renderNotice(told: Told, format: NotifyFormat): string {
  const { environment, link, error } = told
  if (format === 'slack') return JSON.stringify({ text: textOf(told) })
  const more = { environment, ...(link === undefined ? {} : { link }), ...(error === undefined ? {} : { error }) }
  return safeJson(JSON.stringify({ ...appliedJson(told.applied), ...more }))
}

function textOf({ applied, environment, link, error }: Told): string {
  const summary = Object.entries(summarize(applied.outcomes))
  const counts = summary.flatMap(([word, count]) =>
    count === 0 ? [] : [`${count} ${word === 'inDoubt' ? 'in doubt' : word}`],
  )
  const trouble = applied.outcomes
    .filter(({ outcome }) => outcome !== 'succeeded')
    .toSorted((a, b) => byCodeUnit(a.address, b.address))
  const isWhole = trouble.length === 0 && error === undefined
  const head = `butik apply (${environment}): ${isWhole ? 'done' : applied.outcomes.length === 0 ? 'failed' : 'done in part'}`
  const more = trouble.length - shown
  const lines = [
    counts.length === 0 ? `${head}, nothing was written` : `${head}: ${counts.join(', ')}`,
    ...trouble.slice(0, shown).map((entry) => `• ${lineOf(entry)}`),
    ...(more > 0 ? [`• … and ${more} more`] : []),
    ...(error === undefined ? [] : [error]),
    `run ${applied.run}`,
  ]
  return [
    ...lines.map((line) => escaped(cut(plain(line), lineWidth))),
    ...(link === undefined ? [] : [escaped(plain(link))]),
  ].join('\n')
}

function lineOf({ address, action, outcome, message }: OutcomeEntry): string {
  const words = outcome === 'in-doubt' ? 'in doubt' : outcome
  return `${action} ${address} ${words}${message === undefined ? '' : `: ${message}`}`
}

/** As Slack asks: so that no text of a shop becomes a mention or a link. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
