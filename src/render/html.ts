/** A report as one page that can be kept, sent and opened anywhere. Pure: the same values give the same bytes. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { OutcomeEntry } from '../model/event.ts'
import type { Plan } from '../model/plan.ts'
import { type Markup, markup } from './html-markup.ts'
import { page } from './html-page.ts'
import { operationsOf, rowsOf } from './html-rows.ts'
import {
  costSection,
  diagnosticSection,
  dueSection,
  guardSection,
  notEvaluated,
  type Section,
  sectionOf,
  stateSection,
  viewSection,
} from './html-sections.ts'
import {
  appliedCounts,
  appliedVerdict,
  banner,
  countsOf,
  fact,
  factsOf,
  type Verdict,
  verdictOf,
} from './html-verdict.ts'
import type { Applied } from './outcome.ts'
import type { ReportData } from './page/data.ts'
import { counted, grouped, plain } from './plain.ts'

export interface HtmlSettings {
  /** `data:` addresses of pictures by the SHA-256 of their file; a picture that is not in it is named only. */
  readonly pictures: ReadonlyMap<string, string>
}

export function renderPlanHtml(plan: Plan, settings: Partial<HtmlSettings> = {}): string {
  const verdict = verdictOf(plan)
  const head = banner(verdict, countsOf(plan), factsOf(plan))
  return reportOf({ plan, verdict, head, notes: plan.diagnostics }, settings)
}

/** What was done, on the page of the plan that it was done by. */
export function renderAppliedHtml(applied: Applied, plan?: Plan, settings: Partial<HtmlSettings> = {}): string {
  const verdict = appliedVerdict(applied)
  if (plan === undefined) {
    const run = fact('Run', markup`<code>${plain(applied.run)}</code>`)
    return page({
      title: verdict.title,
      body: bodyOf(banner(verdict, [], [run]), diagnosticSection(applied.diagnostics)),
    })
  }
  const head = banner(verdict, appliedCounts(applied), factsOf(plan, applied.run))
  const { outcomes, calls, diagnostics } = applied
  return reportOf({ plan, verdict, head, notes: diagnostics, outcomes, calls }, settings)
}

/** A run that made no plan: what was wrong. */
export function renderDiagnosticsHtml(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const title = errors === 0 ? 'No plan was made' : `No plan was made: ${counted(errors, 'error')}`
  const verdict: Verdict = { tone: 'stop', title, said: 'The run ended with what is told below.' }
  const codes = [...new Set(diagnostics.map(({ code }) => code))]
  const head = banner(verdict, [], [fact('Codes', markup`${codes.map(plain).join(', ')}`)])
  return page({ title, body: bodyOf(head, diagnosticSection(diagnostics)) })
}

interface Report {
  readonly plan: Plan
  readonly verdict: Verdict
  readonly head: Markup
  readonly notes: readonly Diagnostic[]
  readonly outcomes?: readonly OutcomeEntry[]
  readonly calls?: { readonly [connection: string]: number }
}

function reportOf({ plan, verdict, head, notes, outcomes, calls }: Report, settings: Partial<HtmlSettings>): string {
  const { rows, groups } = rowsOf(plan, outcomes)
  const operations = operationsOf(plan)
  const data: ReportData = { rows, groups, operations, pictures: Object.fromEntries(settings.pictures ?? []) }
  const sections = [
    ...notEvaluated(plan),
    ...guardSection(plan.guards),
    ...(rows.length === 0 ? [] : [changeSection(rows.length)]),
    ...dueSection(plan),
    ...diagnosticSection(notes),
    ...stateSection(plan),
    ...(operations.length === 0 ? [] : [operationSection(operations.length)]),
    ...costSection(plan.cost, calls),
    ...viewSection(plan.views),
  ]
  return page({
    title: verdict.title,
    body: bodyOf(head, sections),
    ...(rows.length === 0 && operations.length === 0 ? {} : { data }),
  })
}

function bodyOf(head: Markup, sections: readonly Section[]): Markup {
  const main = sections.some(({ id }) => id === 'changes') ? 'changes' : (sections[0]?.id ?? 'content')
  const links = sections.map(
    ({ id, title, count }) =>
      markup`<li><a href="#${id}">${title}${count === undefined ? '' : ` (${grouped(count)})`}</a></li>`,
  )
  return markup`<a class="skip" href="#${main}">Skip to ${main === 'changes' ? 'the changes' : 'the content'}</a>
${head}
${links.length < 2 ? markup`` : markup`<nav class="parts" aria-label="Parts of this page"><ul>${links}</ul></nav>`}
<main id="content">
${sections.map(sectionOf)}
</main>`
}

/** Empty until the script fills it: ten thousand rows are made quicker than they are read. */
function changeSection(count: number): Section {
  const body = markup`<noscript><p class="alarm">The script of this page shows the ${counted(count, 'change')}. Allow it, or see the plan as text or JSON.</p></noscript>
<div class="review">
<form id="filters" class="filters" role="search" aria-label="Changes">
<label for="search">Search <kbd title="this key goes to the search">/</kbd></label>
<input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="address, name, field or value">
<details id="facets-fold"><summary>Filters</summary><div id="facets"></div></details>
<button type="reset">Clear all</button>
</form>
<div class="found">
<div class="bar"><p id="found" role="status"></p><button type="button" id="open-all">Open all</button> <button type="button" id="close-all">Close all</button></div>
<div id="groups"></div>
</div>
</div>`
  return { id: 'changes', title: 'Changes', count, body }
}

function operationSection(count: number): Section {
  const body = markup`<p>The calls that apply makes to write, in this order. It looks again before and after.</p>
<details id="operations-fold"><summary>${counted(count, 'call')}</summary><div id="operation-list" role="list"></div></details>`
  return { id: 'operations', title: 'Operations in order', count, body }
}
