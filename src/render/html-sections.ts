/** What stands beside the changes: what stops the plan, what is to be known, what it rests on and what it costs. */
import type { Diagnostic, Severity } from '../model/diagnostic.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Cost, Guard, Plan, PlanView } from '../model/plan.ts'
import { type Markup, markup } from './html-markup.ts'
import { counted, grouped, plain } from './plain.ts'
import { dueTitle } from './text-due.ts'
import { restsOn } from './text-views.ts'

export interface Section {
  readonly id: string
  readonly title: string
  /** How much of it there is, in the list of the parts. */
  readonly count?: number
  readonly body: Markup
}

export function sectionOf({ id, title, count, body }: Section): Markup {
  const many = count === undefined ? markup`` : markup` <span class="many">${grouped(count)}</span>`
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}${many}</h2>
${body}
</section>`
}

/** The loudest part of a plan that rests on a partial read. */
export function notEvaluated({ complete, views, summary }: Plan): Section[] {
  if (complete) return []
  const unread = views.filter(({ reach }) => reach === 'partial' || reach === 'unreadable')
  const what = summary.notEvaluated === 0 ? 'Part of the shop' : counted(summary.notEvaluated, 'resource')
  const rows = unread.map(
    ({ connection, kind, reach }) =>
      markup`<li><code>${plain(connection)}/${plain(kind)}</code> ${reach === 'partial' ? 'read only in part' : 'could not be read'}</li>`,
  )
  const body = markup`<div class="alarm"><p><strong>${what} not evaluated.</strong> This plan is incomplete, and apply refuses it.
Nothing is created or deleted there. Narrow the run with --connection or --exclude, or try again.</p>
<ul>${rows}</ul></div>`
  return [{ id: 'not-evaluated', title: 'Not evaluated', body }]
}

export function guardSection(guards: readonly Guard[]): Section[] {
  if (guards.length === 0) return []
  const stopsFirst = guards.toSorted((a, b) => Number(a.acked) - Number(b.acked))
  return [
    {
      id: 'guards',
      title: 'Guards',
      count: guards.length,
      body: markup`<ul class="cards">${stopsFirst.map(guardCard)}</ul>`,
    },
  ]
}

const addressesShown = 200
const addressesOpen = 5

function guardCard({ name, acked, message, addresses }: Guard): Markup {
  const shown = addresses.slice(0, addressesShown).map((address) => markup`<li><code>${plain(address)}</code></li>`)
  const list =
    addresses.length <= addressesOpen
      ? markup`<ul>${shown}</ul>`
      : markup`<details><summary>${counted(addresses.length, 'address', 'addresses')}</summary><ul>${shown}</ul>${moreThan(addresses.length, addressesShown)}</details>`
  return markup`<li class="card" data-tone="${acked ? 'go' : 'stop'}">
<p><strong>${plain(name)}</strong> <span class="badge">${acked ? 'acknowledged' : 'stops this plan'}</span></p>
<p class="message">${plain(message)}</p>
${list}
</li>`
}

function moreThan(count: number, shown: number): Markup {
  return count <= shown ? markup`` : markup`<p>… ${grouped(count - shown)} more; the plan as JSON names them all.</p>`
}

const notesShown = 50
const severities: readonly Severity[] = ['error', 'warning', 'note']

export function diagnosticSection(diagnostics: readonly Diagnostic[]): Section[] {
  if (diagnostics.length === 0) return []
  const groups = new Map<string, Diagnostic[]>()
  for (const severity of severities) {
    for (const diagnostic of diagnostics) {
      if (diagnostic.severity !== severity) continue
      const group = groups.get(`${severity} ${diagnostic.code}`)
      if (group === undefined) groups.set(`${severity} ${diagnostic.code}`, [diagnostic])
      else group.push(diagnostic)
    }
  }
  const body = markup`<ul class="cards">${[...groups.values()].map(diagnosticCard)}</ul>`
  return [{ id: 'notes', title: 'Errors, warnings and notes', count: diagnostics.length, body }]
}

/** One card a code. Errors are never cut. */
function diagnosticCard(group: readonly Diagnostic[]): Markup {
  const [first] = group
  if (first === undefined) return markup``
  const shown = first.severity === 'error' ? group : group.slice(0, notesShown)
  const hints = [...new Set(shown.map(({ hint }) => hint).filter((hint) => hint !== undefined))]
  const said = shown.map(
    ({ address, summary, detail, source }) => markup`<li>
${address === undefined ? markup`` : markup`<code>${plain(address)}</code> `}${plain(summary)}
${source === undefined ? markup`` : markup`<span class="where">${plain(source.file)}:${source.line}:${source.column}</span>`}
${detail === undefined ? markup`` : markup`<p class="detail">${plain(detail)}</p>`}</li>`,
  )
  return markup`<li class="card" data-tone="${toneOf(first.severity)}">
<p><strong>${first.code}</strong> <span class="badge">${first.severity}</span></p>
<ul>${said}</ul>
${group.length > shown.length ? markup`<p>… ${grouped(group.length - shown.length)} more of these; the plan as JSON has them all.</p>` : markup``}
${hints.map((hint) => markup`<p class="hint">${plain(hint)}</p>`)}
</li>`
}

function toneOf(severity: Severity): string {
  return severity === 'error' ? 'stop' : severity === 'warning' ? 'wait' : 'note'
}

export function costSection(cost: Plan['cost'], made?: { readonly [connection: string]: number }): Section[] {
  const names = [...new Set([...Object.keys(cost), ...Object.keys(made ?? {})])].toSorted(byCodeUnit)
  if (names.length === 0) return []
  const rows = names.map((name) => costRow(name, cost[name], made))
  const calls = made === undefined ? markup`` : markup`<th scope="col">Calls made by apply</th>`
  const body = markup`<div class="table" role="group" aria-labelledby="calls-title" tabindex="0"><table>
<thead><tr><th scope="col">Connection</th><th scope="col">Reads of this plan</th><th scope="col">Reads of apply</th><th scope="col">Writes of apply</th><th scope="col">Left today</th>${calls}</tr></thead>
<tbody>${rows}</tbody></table></div>`
  return [{ id: 'calls', title: 'Price in calls', body }]
}

function costRow(
  name: string,
  cost: Cost | undefined,
  made: { readonly [connection: string]: number } | undefined,
): Markup {
  const cell = (count: number | null | undefined): Markup =>
    typeof count === 'number' ? markup`<td>${grouped(count)}</td>` : markup`<td>not known</td>`
  return markup`<tr><th scope="row">${plain(name)}</th>${cell(cost?.planReads)}${cell(cost?.applyReads)}${cell(cost?.writes)}${cell(cost?.remaining)}${made === undefined ? markup`` : cell(made[name] ?? 0)}</tr>`
}

export function viewSection(views: readonly PlanView[]): Section[] {
  if (views.length === 0) return []
  const rows = views.map(
    (view) =>
      markup`<tr><th scope="row">${plain(view.connection)}/${plain(view.kind)}</th><td>${view.reach}</td><td>${isFresh(view) ? 'read for this plan' : restsOn(view)}</td></tr>`,
  )
  const body = markup`<div class="table" role="group" aria-labelledby="views-title" tabindex="0"><table>
<thead><tr><th scope="col">Kind</th><th scope="col">Reach</th><th scope="col">Rests on</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
  return [{ id: 'views', title: 'What the plan rests on', body }]
}

/** Merged today, these come later. */
export function dueSection({ due = [] }: Plan): Section[] {
  if (due.length === 0) return []
  const rows = due.map((one) => {
    const shown = one.resources
      .slice(0, addressesShown)
      .map(
        ({ address, price }) =>
          markup`<li><code>${plain(address)}</code>${price === null ? '' : ` ${plain(price)}`}</li>`,
      )
    return markup`<li class="card" data-tone="note"><details><summary><strong>${plain(one.day)}</strong> ${dueTitle(one)}</summary><ul>${shown}</ul>${moreThan(one.resources.length, addressesShown)}</details></li>`
  })
  return [{ id: 'due', title: 'Falls due', count: due.length, body: markup`<ul class="cards">${rows}</ul>` }]
}

function isFresh({ age, proof, reach }: PlanView): boolean {
  return age === 0 && proof === undefined && reach !== 'unseen'
}

export function stateSection({ stateUpdates, doubts }: Plan): Section[] {
  const learnt = stateUpdates
    .toSorted((a, b) => byCodeUnit(a.address, b.address))
    .slice(0, addressesShown)
    .map(({ address, reason }) => markup`<li><code>${plain(address)}</code> ${plain(reason)}</li>`)
  const doubtful = doubts.map(
    ({ address, role, run }) =>
      markup`<li><code>${plain(address)}</code> ${role}${run === undefined ? '' : ` of run ${plain(run)}`}: whether it was carried out is not known</li>`,
  )
  return [
    ...(doubts.length === 0
      ? []
      : [{ id: 'doubts', title: 'In doubt', count: doubts.length, body: markup`<ul>${doubtful}</ul>` }]),
    ...(stateUpdates.length === 0
      ? []
      : [
          {
            id: 'state',
            title: 'State only',
            count: stateUpdates.length,
            body: markup`<p>No call to the shop.</p><details><summary>${counted(stateUpdates.length, 'entry', 'entries')}</summary><ul>${learnt}</ul>${moreThan(stateUpdates.length, addressesShown)}</details>`,
          },
        ]),
  ]
}
