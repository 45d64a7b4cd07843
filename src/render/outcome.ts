/** The closing report of an apply, counted from what happened and never from what was planned. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { OutcomeEntry } from '../model/event.ts'
import { byCodeUnit, type JsonObject } from '../model/json.ts'
import type { Action } from '../model/plan.ts'
import { counted, grouped, padded, plain, widest } from './plain.ts'
import { type Paint, type RenderSettings, type Style, styleOf } from './style.ts'
import { symbols } from './text-change.ts'
import { diagnosticLines, wrapped } from './text-notes.ts'

export interface AppliedSummary {
  readonly created: number
  readonly updated: number
  readonly replaced: number
  readonly deleted: number
  readonly adopted: number
  readonly forgotten: number
  readonly failed: number
  readonly skipped: number
  readonly inDoubt: number
}

export interface Applied {
  readonly run: string
  readonly outcomes: readonly OutcomeEntry[]
  readonly calls: { readonly [connection: string]: number }
  readonly diagnostics: readonly Diagnostic[]
}

type Done = 'created' | 'updated' | 'replaced' | 'deleted' | 'adopted' | 'forgotten'

const done: { readonly [action in Action]: Done | undefined } = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
  adopt: 'adopted',
  forget: 'forgotten',
  manual: undefined,
}

/** An adoption that also wrote counts only as adopted. */
export function summarize(outcomes: readonly OutcomeEntry[]): AppliedSummary {
  const summary = {
    created: 0,
    updated: 0,
    replaced: 0,
    deleted: 0,
    adopted: 0,
    forgotten: 0,
    failed: 0,
    skipped: 0,
    inDoubt: 0,
  }
  for (const { action, outcome } of outcomes) {
    const word = outcome === 'succeeded' ? done[action] : outcome === 'in-doubt' ? 'inDoubt' : outcome
    if (word !== undefined) summary[word] += 1
  }
  return summary
}

const writtenShown = 20

export function renderApplied(applied: Applied, settings: Partial<RenderSettings> = {}): string {
  const style = styleOf(settings)
  const sorted = applied.outcomes.toSorted((a, b) => byCodeUnit(a.address, b.address))
  const of = (outcome: OutcomeEntry['outcome']): OutcomeEntry[] => sorted.filter((entry) => entry.outcome === outcome)
  const lines = [
    ...writtenLines(of('succeeded'), style),
    ...troubleLines('Failed', '✗', of('failed'), style.red, style),
    ...skippedLines(of('skipped'), style),
    ...troubleLines('In doubt', '?', of('in-doubt'), style.magenta, style),
    ...doubtLines(of('in-doubt'), style),
    ...diagnosticLines(applied.diagnostics, style),
    '',
    summaryOf(applied, style),
    ...callLines(applied, style),
  ]
  return `${lines.slice(lines[0] === '' ? 1 : 0).join('\n')}\n`
}

function writtenLines(entries: readonly OutcomeEntry[], style: Style): string[] {
  const shown = style.verbose ? entries : entries.slice(0, writtenShown)
  const more = entries.length - shown.length
  const width = widest(shown.map(({ action }) => done[action] ?? action))
  return [
    ...shown.map(({ action, address, message }) => {
      const said = message === undefined ? '' : style.dim(`  ${plain(message)}`)
      return `${style.green('✓')} ${symbols[action]} ${padded(done[action] ?? action, width)}  ${plain(address)}${said}`
    }),
    ...(more === 0 ? [] : [style.dim(`  … ${grouped(more)} more (-v shows them)`)]),
  ]
}

function troubleLines(
  title: string,
  mark: string,
  entries: readonly OutcomeEntry[],
  paint: Paint,
  style: Style,
): string[] {
  if (entries.length === 0) return []
  return [
    '',
    style.bold(title),
    ...entries.flatMap(({ action, address, message }) => [
      `${paint(mark)} ${action}  ${plain(address)}`,
      ...wrapped(plain(message ?? ''), style.columns - 4).map((line) => `    ${line}`),
    ]),
  ]
}

/** Many wait for one thing as a rule: for calls, for the lock, for one that failed. */
function skippedLines(entries: readonly OutcomeEntry[], style: Style): string[] {
  const shown = style.verbose ? entries : entries.slice(0, writtenShown)
  const more = entries.length - shown.length
  return [
    ...troubleLines('Skipped', '↷', shown, style.yellow, style),
    ...(more === 0 ? [] : [style.dim(`  … ${grouped(more)} more (-v shows them)`)]),
  ]
}

function doubtLines(entries: readonly OutcomeEntry[], style: Style): string[] {
  if (entries.length === 0) return []
  return [
    style.dim(
      '    What came of it is not known. Nothing is made twice: the next plan looks in the shop and settles it, or asks you where nothing is shown.',
    ),
  ]
}

function summaryOf({ outcomes, run }: Applied, style: Style): string {
  const summary = summarize(outcomes)
  const always = ['created', 'updated', 'deleted', 'adopted', 'forgotten'] as const
  const words = always.map((word) => `${grouped(summary[word])} ${word}`)
  if (summary.replaced > 0) words.push(`${grouped(summary.replaced)} replaced`)
  const trouble = [
    ...(summary.failed === 0 ? [] : [`${grouped(summary.failed)} failed`]),
    ...(summary.skipped === 0 ? [] : [`${grouped(summary.skipped)} skipped`]),
    ...(summary.inDoubt === 0 ? [] : [`${grouped(summary.inDoubt)} in doubt`]),
  ]
  const line = `${trouble.length === 0 ? 'Applied' : 'Applied in part'}: ${words.join(', ')}`
  const said = trouble.length === 0 ? style.bold(line) : `${style.bold(line)} · ${style.red(trouble.join(', '))}`
  return `${said} ${style.dim(`(run ${plain(run)})`)}`
}

function callLines({ calls }: Applied, style: Style): string[] {
  const names = Object.keys(calls).toSorted(byCodeUnit)
  const width = widest(names.map(plain)) + 1
  return names.map((name) => style.dim(`${padded(`${plain(name)}:`, width)} ${counted(calls[name] ?? 0, 'call')}`))
}

/** The answer of `apply --json`: DESIGN.md section 4. */
export function appliedJson({ run, outcomes, calls }: Applied): JsonObject {
  return {
    formatVersion: 1,
    run,
    summary: { ...summarize(outcomes) },
    calls: Object.fromEntries(Object.entries(calls).toSorted(([a], [b]) => byCodeUnit(a, b))),
    outcomes: outcomes.map(({ address, action, outcome, message }) => ({
      address,
      action,
      outcome,
      ...(message === undefined ? {} : { message }),
    })),
  }
}
