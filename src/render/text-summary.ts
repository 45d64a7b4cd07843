/** The last lines of a plan: what it does in numbers, and what it costs in calls. */

import { byCodeUnit } from '../model/json.ts'
import type { Cost, Plan, Summary } from '../model/plan.ts'
import { counted, grouped, listed, padded, plain, widest } from './plain.ts'
import type { Style } from './style.ts'

export function summaryLine(plan: Plan, style: Style): string {
  const { summary } = plan
  if (isEmpty(summary) && isFit(plan)) return emptyLine(plan, style)
  const always = ['create', 'update', 'delete', 'adopt', 'forget'] as const
  const seldom = ['replace', 'manual'] as const
  const words = [
    ...always.map((action) => `${grouped(summary[action])} to ${action}`),
    ...seldom
      .filter((action) => summary[action] > 0)
      .map((action) =>
        action === 'manual' ? `${grouped(summary.manual)} to do by hand` : `${grouped(summary[action])} to ${action}`,
      ),
  ]
  const rest = [
    `${grouped(summary.none)} in sync`,
    ...(plan.complete
      ? []
      : [
          style.red(
            summary.notEvaluated === 0 ? 'not everything evaluated' : `${grouped(summary.notEvaluated)} not evaluated`,
          ),
        ]),
  ]
  return `${style.bold(`${nameOf(plan)}${placeOf(plan)}: ${words.join(', ')}`)} · ${rest.join(' · ')}`
}

/** ` in staging`; what has no environments is `default`. */
function placeOf({ basis: { environment } }: Plan): string {
  return environment === 'default' ? '' : ` in ${plain(environment)}`
}

function nameOf({ basis }: Plan): string {
  if (basis.undo !== undefined) return `Undo of ${plain(basis.undo)}`
  return basis.destroy ? 'Destroy' : 'Plan'
}

/** Beside an error or a guard that stops the plan, "no changes" would read as if all were well. */
function isFit({ complete, guards, diagnostics }: Plan): boolean {
  return complete && guards.every(({ acked }) => acked) && diagnostics.every(({ severity }) => severity !== 'error')
}

function isEmpty(summary: Summary): boolean {
  const { create, update, replace, delete: remove, adopt, forget, manual, notEvaluated } = summary
  return create + update + replace + remove + adopt + forget + manual + notEvaluated === 0
}

function emptyLine(plan: Plan, style: Style): string {
  const names = connectionsOf(plan)
  if (plan.basis.destroy) return style.green(`Nothing to destroy${placeOf(plan)}.`)
  if (plan.basis.undo !== undefined) return style.green(`Nothing to take back of ${plain(plan.basis.undo)}.`)
  if (plan.basis.due === true)
    return style.green(`Nothing is due${placeOf(plan)}: the sales say what was last written.`)
  const unseen = new Set(plan.views.filter(({ reach }) => reach === 'unseen').map((view) => plain(view.connection)))
  const seen = names.filter((name) => !unseen.has(name))
  const shops =
    names.length === 0
      ? 'Nothing is declared'
      : [
          ...(seen.length === 0
            ? []
            : [`${listed(seen)} ${seen.length === 1 ? 'matches' : 'match'} the configuration`]),
          ...[...unseen].map((name) => `${name} is as last written`),
        ].join(', ')
  const { target, exclude, connection } = plan.basis.selection
  const part = target.length + exclude.length + connection.length > 0 ? ', as far as this run was asked to look' : ''
  return style.green(`No changes${placeOf(plan)}. ${shops}${part} (${counted(plan.summary.none, 'resource')}).`)
}

function connectionsOf(plan: Plan): string[] {
  const names = new Set([...Object.keys(plan.cost), ...plan.views.map(({ connection }) => connection)])
  return [...names].toSorted(byCodeUnit).map(plain)
}

/** `shop: 12 reads made · apply: 2 reads + 5 writes · 981 left today`. */
export function costLines(plan: Pick<Plan, 'cost'>, style: Style): string[] {
  const names = Object.keys(plan.cost).toSorted(byCodeUnit)
  const width = widest(names.map(plain)) + 1
  return names.flatMap((name) => {
    const cost = plan.cost[name]
    return cost === undefined ? [] : [style.dim(`${padded(`${plain(name)}:`, width)} ${costOf(cost)}`)]
  })
}

function costOf(cost: Cost): string {
  const apply =
    cost.applyReads + cost.writes === 0
      ? []
      : [`apply: ${counted(cost.applyReads, 'read')} + ${counted(cost.writes, 'write')}`]
  const left = cost.remaining === null ? [] : [`${grouped(cost.remaining)} left today`]
  return [`${counted(cost.planReads, 'read')} made`, ...apply, ...left].join(' · ')
}
