/** What surrounds the changes: what was not evaluated, guards with what acknowledges them, warnings and notes. */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic, Severity } from '../model/diagnostic.ts'
import type { Guard, Plan } from '../model/plan.ts'
import { counted, cut, listed, padded, plain, widest, widthOf } from './plain.ts'
import type { Style } from './style.ts'

const addressesShown = 5
const notesShown = 3

/** The loudest part of a plan that rests on a partial read. */
/** How much of the shop was seen. */
interface Looked extends Pick<Plan, 'complete' | 'views'> {
  readonly summary: Pick<Plan['summary'], 'notEvaluated'>
}

export function notEvaluatedLines(plan: Looked, style: Style): string[] {
  if (plan.complete) return []
  const views = plan.views.filter(({ reach }) => reach === 'partial' || reach === 'unreadable')
  const names = views.map(({ connection, kind }) => `${plain(connection)}/${plain(kind)}`)
  const count = plan.summary.notEvaluated
  const what = count === 0 ? 'part of the shop' : counted(count, 'resource')
  const width = widest(names)
  return [
    '',
    style.red(style.bold(`NOT EVALUATED: ${what}. This plan is incomplete, and apply refuses it.`)),
    ...views.map(
      (view, index) =>
        `  ${padded(names[index] ?? '', width)}  ${view.reach === 'partial' ? 'read only in part' : 'could not be read'}`,
    ),
    ...(names.length === 0
      ? []
      : [
          style.dim(
            `  Nothing is created or deleted there. Narrow the run with --connection or --exclude, or try again.`,
          ),
        ]),
  ]
}

export function guardLines(guards: readonly Guard[], style: Style): string[] {
  if (guards.length === 0) return []
  const width = widest(guards.map(({ name }) => name))
  return ['', style.bold('Guards'), ...guards.flatMap((guard) => linesOfGuard(guard, width, style))]
}

function linesOfGuard(guard: Guard, width: number, style: Style): string[] {
  const name = padded(plain(guard.name), width)
  const head = guard.acked ? style.green(`  ✓ ${name}  acknowledged`) : style.red(`  ✗ ${name}  stops this plan`)
  const message = wrapped(plain(guard.message), style.columns - 6).map((line) => `      ${line}`)
  return [head, ...message, ...addressLine(guard.addresses, style)]
}

function addressLine(addresses: readonly AddressId[], style: Style): string[] {
  if (addresses.length === 0) return []
  if (style.verbose) return addresses.map((address) => style.dim(`      ${plain(address)}`))
  const shown = addresses.slice(0, addressesShown).map(plain)
  const more = addresses.length - shown.length
  const line = more === 0 ? shown.join(', ') : `${shown.join(', ')}, … ${more} more`
  return wrapped(line, style.columns - 6).map((text) => style.dim(`      ${text}`))
}

/** One paragraph a code: the first few in full, the rest counted. Errors are never cut. */
export function diagnosticLines(diagnostics: readonly Diagnostic[], style: Style): string[] {
  if (diagnostics.length === 0) return []
  const groups = new Map<string, Diagnostic[]>()
  for (const severity of ['error', 'warning', 'note'] as const satisfies readonly Severity[]) {
    for (const diagnostic of diagnostics) {
      if (diagnostic.severity !== severity) continue
      const key = `${severity} ${diagnostic.code}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [diagnostic])
      else group.push(diagnostic)
    }
  }
  return ['', style.bold(countsOf(diagnostics)), ...[...groups.values()].flatMap((group) => groupLines(group, style))]
}

function countsOf(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
  const [errors, warnings, notes] = [count('error'), count('warning'), count('note')]
  const words = [
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
    ...(notes === 0 ? [] : [counted(notes, 'note')]),
  ]
  return listed(words)
}

function groupLines(group: readonly Diagnostic[], style: Style): string[] {
  const [first] = group
  if (first === undefined) return []
  const paint = first.severity === 'error' ? style.red : first.severity === 'warning' ? style.yellow : style.cyan
  const all = style.verbose || first.severity === 'error'
  const shown = all ? group : group.slice(0, notesShown)
  const more = group.length - shown.length
  const hints = [...new Set(shown.map(({ hint }) => hint).filter((hint) => hint !== undefined))]
  const lines = shown.flatMap((diagnostic) => {
    const where = diagnostic.address === undefined ? '' : `${plain(diagnostic.address)}: `
    const said = wrapped(`${where}${plain(diagnostic.summary)}`, style.columns - 10)
    const detail = all && diagnostic.detail !== undefined ? wrapped(plain(diagnostic.detail), style.columns - 10) : []
    const label = `  ${paint(first.code)}  `
    return [
      ...said.map((line, index) => (index === 0 ? label : ' '.repeat(9)) + line),
      ...detail.map((line) => ' '.repeat(9) + line),
    ]
  })
  return [
    ...lines,
    ...(more === 0 ? [] : [style.dim(`${' '.repeat(9)}… ${more} more of these (-v shows them)`)]),
    ...hints.flatMap((hint) =>
      wrapped(plain(hint), style.columns - 13).map((line, index) =>
        style.dim(`${' '.repeat(9)}${index === 0 ? '→ ' : '  '}${line}`),
      ),
    ),
  ]
}

/** Broken at spaces; a word wider than the line is cut. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? cut(word, width) : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}
