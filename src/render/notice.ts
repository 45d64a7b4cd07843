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
  /** What ended the run before its end, or before its beginning: a line each. */
  readonly errors?: readonly string[]
  /** What a run that never began was to do; absent of one that began. Empty where its plan was not made. */
  readonly notBegun?: readonly Waiting[]
}

export type Waiting = Pick<OutcomeEntry, 'address' | 'action'>

/** Named each; a chat is no report. */
const shown = 10
const lineWidth = 200

export function renderNotice(told: Told, format: NotifyFormat): string {
  const { environment, link, errors, notBegun } = told
  if (format === 'slack') return JSON.stringify({ text: textOf(told) })
  const more = {
    environment,
    ...(link === undefined ? {} : { link }),
    ...(errors === undefined ? {} : { error: errors.join('\n') }),
    ...(notBegun === undefined ? {} : { notWritten: notBegun.map(({ address, action }) => ({ address, action })) }),
  }
  return safeJson(JSON.stringify({ ...appliedJson(told.applied), ...more }))
}

function textOf({ applied, environment, link, errors = [], notBegun }: Told): string {
  const head = `butik apply (${escaped(plain(environment))})`
  const trouble = applied.outcomes
    .filter(({ outcome }) => outcome !== 'succeeded')
    .toSorted((a, b) => byCodeUnit(a.address, b.address))
  return [
    `${head}: ${notBegun === undefined ? becameOf(applied, trouble.length === 0 && errors.length === 0) : 'not begun, nothing was written'}`,
    ...some(trouble, lineOf),
    ...errors.slice(0, shown).map(words),
    ...(notBegun === undefined || notBegun.length === 0 ? [] : ['not written:']),
    ...some(notBegun ?? [], ({ action, address }) => `${action} ${words(address)}`),
    `run ${escaped(plain(applied.run))}`,
    ...(link === undefined ? [] : [escaped(plain(link))]),
  ].join('\n')
}

function becameOf({ outcomes }: Applied, isWhole: boolean): string {
  const counts = Object.entries(summarize(outcomes)).flatMap(([word, count]) =>
    count === 0 ? [] : [`${count} ${word === 'inDoubt' ? 'in doubt' : word}`],
  )
  const end = isWhole ? 'done' : outcomes.length === 0 ? 'failed' : 'done in part'
  return counts.length === 0 ? `${end}, nothing was written` : `${end}: ${counts.join(', ')}`
}

function some<One>(all: readonly One[], line: (one: One) => string): string[] {
  const more = all.length - shown
  return [...all.slice(0, shown).map((one) => `• ${line(one)}`), ...(more > 0 ? [`• … and ${more} more`] : [])]
}

function lineOf({ address, action, outcome, message }: OutcomeEntry): string {
  const became = outcome === 'in-doubt' ? 'in doubt' : outcome
  return `${action} ${words(address)} ${became}${message === undefined ? '' : `: ${words(message)}`}`
}

/** Of others, as code: there nobody is mentioned, nothing is linked and no picture is fetched, at Mattermost either. */
function words(text: string): string {
  return `\`${escaped(cut(plain(text), lineWidth).replaceAll('`', "'"))}\``
}

/** As Slack asks: so that no text of a shop becomes a mention or a link. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
