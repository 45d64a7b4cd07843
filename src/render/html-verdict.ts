/** The top of a report: whether the plan may run, what it does in numbers, and which plan it is. */
import type { Plan, Summary } from '../model/plan.ts'
import { type Markup, markup } from './html-markup.ts'
import { type Applied, summarize } from './outcome.ts'
import { counted, grouped, listed, plain } from './plain.ts'
import { styleOf } from './style.ts'
import { summaryLine } from './text-summary.ts'

/** `stop`: it cannot run, or did not come to its end; `idle`: there is nothing to do. */
export type Tone = 'stop' | 'go' | 'idle'

export interface Verdict {
  readonly tone: Tone
  /** The heading, and the title of the window. */
  readonly title: string
  readonly said: string
}

export function verdictOf(plan: Plan): Verdict {
  const { basis, changes, complete, diagnostics } = plan
  const name = basis.undo === undefined ? (basis.destroy ? 'Destroy' : 'Plan') : `Undo of ${plain(basis.undo)}`
  if (!complete)
    return { tone: 'stop', title: `${name}: incomplete`, said: 'Part of it was not evaluated. butik apply refuses it.' }
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  if (errors > 0)
    return { tone: 'stop', title: `${name}: ${counted(errors, 'error')}`, said: 'butik apply refuses it.' }
  const guards = plan.guards.filter(({ acked }) => !acked).map((guard) => plain(guard.name))
  if (guards.length > 0) {
    const title = `${name}: stopped by the ${guards.length === 1 ? 'guard' : 'guards'} ${listed(guards)}`
    return { tone: 'stop', title, said: 'butik apply refuses it until each is acknowledged.' }
  }
  if (changes.length === 0) return { tone: 'idle', title: `${name}: no changes`, said: summaryLine(plan, styleOf()) }
  const said = 'Nothing is written yet. butik apply carries out exactly this.'
  return { tone: 'go', title: `${name}: ${counted(changes.length, 'change')}`, said }
}

export function appliedVerdict({ run, outcomes }: Applied): Verdict {
  const { failed, skipped, inDoubt } = summarize(outcomes)
  const trouble = [
    ...(failed === 0 ? [] : [`${grouped(failed)} failed`]),
    ...(skipped === 0 ? [] : [`${grouped(skipped)} skipped`]),
    ...(inDoubt === 0 ? [] : [`${grouped(inDoubt)} in doubt`]),
  ]
  const said = `Run ${plain(run)}. Counted from what happened, not from what was planned.`
  if (trouble.length > 0) return { tone: 'stop', title: `Applied in part: ${listed(trouble)}`, said }
  const done = outcomes.length
  return done === 0
    ? { tone: 'idle', title: 'Applied: nothing to do', said }
    : { tone: 'go', title: `Applied: ${counted(done, 'change')}`, said }
}

export interface Count {
  readonly count: number
  readonly words: string
  readonly kind: string
}

export function countsOf({ summary, complete }: Plan): readonly Count[] {
  const always = [
    'create',
    'update',
    'replace',
    'delete',
    'adopt',
    'forget',
  ] as const satisfies readonly (keyof Summary)[]
  return [
    ...always.map((action) => ({ count: summary[action], words: `to ${action}`, kind: action })),
    { count: summary.manual, words: 'to do by hand', kind: 'manual' },
    ...(complete ? [] : [{ count: summary.notEvaluated, words: 'not evaluated', kind: 'failed' }]),
    { count: summary.none, words: 'in sync', kind: 'none' },
  ].filter(({ count, kind }) => count > 0 || kind === 'none' || kind === 'failed')
}

export function appliedCounts({ outcomes }: Applied): readonly Count[] {
  const { inDoubt, ...summary } = summarize(outcomes)
  const kinds: { readonly [word: string]: string } = {
    created: 'create',
    updated: 'update',
    replaced: 'replace',
    deleted: 'delete',
    adopted: 'adopt',
    forgotten: 'forget',
  }
  return [
    ...Object.entries(summary).map(([words, count]) => ({ count, words, kind: kinds[words] ?? 'failed' })),
    { count: inDoubt, words: 'in doubt', kind: 'failed' },
  ].filter(({ count }) => count > 0)
}

export function banner({ tone, title, said }: Verdict, counts: readonly Count[], facts: readonly Markup[]): Markup {
  const tiles = counts.map(
    ({ count, words, kind }) => markup`<li data-action="${kind}"><b>${grouped(count)}</b> ${words}</li>`,
  )
  return markup`<header class="banner" data-tone="${tone}">
<p class="brand">butik</p>
<h1>${title}</h1>
<p class="said">${said}</p>
${tiles.length === 0 ? markup`` : markup`<ul class="counts" aria-label="In numbers">${tiles}</ul>`}
<dl class="facts">${facts}</dl>
</header>`
}

export function fact(name: string, value: Markup): Markup {
  return markup`<div><dt>${name}</dt><dd>${value}</dd></div>`
}

export function factsOf({ hash, basis }: Plan, run?: string): Markup[] {
  const { target, exclude, connection } = basis.selection
  const narrowed = [
    ...connection.map((name) => `--connection ${plain(name)}`),
    ...target.map((glob) => `--target ${plain(glob)}`),
    ...exclude.map((glob) => `--exclude ${plain(glob)}`),
  ]
  const made = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(basis.madeAt)
    ? `${basis.madeAt.slice(0, 16).replace('T', ' ')} UTC`
    : basis.madeAt
  return [
    ...(run === undefined ? [] : [fact('Run', markup`<code>${plain(run)}</code>`)]),
    ...(basis.resumes === undefined
      ? []
      : [fact('Goes on with run', markup`<code>${plain(basis.resumes.run)}</code>`)]),
    ...(basis.undo === undefined ? [] : [fact('Takes back run', markup`<code>${plain(basis.undo)}</code>`)]),
    fact('Environment', markup`${plain(basis.environment)}`),
    fact('Planned', markup`<time datetime="${basis.madeAt}">${plain(made)}</time>`),
    ...(narrowed.length === 0 ? [] : [fact('Only', markup`<code>${narrowed.join(' ')}</code>`)]),
    fact('State', markup`serial ${basis.serial}`),
    fact('Version of butik', markup`${plain(basis.butik)}`),
    fact('Hash of the plan', markup`<code class="hash">${plain(hash)}</code>`),
  ]
}
