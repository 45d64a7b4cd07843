/** `butik drift` for people: who moved, field by field, and how to go on. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Drift, Unmanaged } from '../model/drift.ts'
import type { Change } from '../model/plan.ts'
import type { Muted } from '../model/told.ts'
import { counted, cut, listed, plain } from './plain.ts'
import { type RenderSettings, type Style, styleOf } from './style.ts'
import { changeLines, paintOf, symbols } from './text-change.ts'
import { editLines, isEdit } from './text-edits.ts'
import { diagnosticLines, notEvaluatedLines } from './text-notes.ts'
import { costLines } from './text-summary.ts'
import { viewLines } from './text-views.ts'

const linesShown = 8

export function renderDrift(drift: Drift, settings: Partial<RenderSettings> = {}): string {
  const style = styleOf(settings)
  const lines = [
    ...theirLines(drift.drifted, style),
    ...ourLines(drift.ours, style),
    ...mutedLines(drift.muted, style),
    ...unmanagedLines(drift.unmanaged ?? [], style),
    ...diagnosticLines(
      drift.diagnostics.filter((one) => !isEdit(one) && !isMuting(one)),
      style,
    ),
    ...editLines(drift.diagnostics, style),
    ...notEvaluatedLines(drift, style),
    '',
    style.bold(driftVerdict(drift)),
    ...(drift.manual.length === 0
      ? []
      : [
          style.dim(`${counted(drift.manual.length, 'difference')} in what butik only watches; butik plan shows them.`),
        ]),
    ...costLines(drift, style),
    ...viewLines(drift.views, style),
  ]
  return `${lines.slice(lines[0] === '' ? 1 : 0).join('\n')}\n`
}

/** What its pile says anyway. */
export function isMuting({ code }: Diagnostic): boolean {
  return code === 'N1062'
}

function theirLines(drifted: readonly Change[], style: Style): string[] {
  if (drifted.length === 0) return []
  return [
    '',
    style.bold(`Theirs: the shop moved (${counted(drifted.length, 'resource')})`),
    ...changeLines(drifted, style),
    '',
    style.dim('  The right side is what the files say: butik apply puts it back.'),
    ...acceptLines(drifted).map((line) => style.dim(line)),
  ]
}

/** Commands that take what the shop has into the files, the first of one field, or of what is gone from the shop. */
export function acceptCommands(drifted: readonly Change[]): string[] {
  const fields = drifted.flatMap(({ address, action, diff }) =>
    action === 'create' ? [address] : fieldsOf(diff).map((field) => `${address}#${field}`),
  )
  const [first, ...others] = fields
  if (first === undefined) return []
  return [`butik accept ${first}`, ...(others.length === 0 ? [] : ['butik accept --all'])]
}

function fieldsOf(diff: Change['diff']): string[] {
  return [...new Set(diff.map(({ path }) => path.split(/[.[]/)[0] ?? path))]
}

function acceptLines(drifted: readonly Change[]): string[] {
  const commands = acceptCommands(drifted).map(plain)
  return commands.length === 0 ? [] : [`  Into the files instead: ${commands.join(', or all of it: ')}`]
}

function ourLines(ours: readonly Change[], style: Style): string[] {
  if (ours.length === 0) return []
  const shown = style.verbose ? ours : ours.slice(0, linesShown)
  const more = ours.length - shown.length
  return [
    '',
    style.bold(`Ours: the files moved (${counted(ours.length, 'resource')})`),
    ...shown.map((change) => {
      const sign = paintOf(change.action, style)(symbols[change.action])
      return cut(`  ${sign} ${plain(change.address)}  ${plain(ourWords(change))}`, style.columns).trimEnd()
    }),
    ...(more === 0 ? [] : [style.dim(`  … ${more} more (-v shows them)`)]),
    style.dim('  butik plan shows them whole, and butik apply writes them.'),
  ]
}

/** Fields that an update changes; of everything else, why. */
export function ourWords({ action, diff, reason }: Change): string {
  const fields = fieldsOf(diff)
  return action === 'update' && fields.length > 0 ? listed(fields) : reason
}

function mutedLines(muted: readonly Muted[], style: Style): string[] {
  if (muted.length === 0) return []
  const shown = style.verbose ? muted : muted.slice(0, linesShown)
  const more = muted.length - shown.length
  return [
    '',
    style.bold(`Muted (${counted(muted.length, 'field')})`),
    ...shown.map((one) => cut(`  ${plain(mutedWords(one))}`, style.columns)),
    ...(more === 0 ? [] : [style.dim(`  … ${more} more (-v shows them)`)]),
  ]
}

export function mutedWords({ address, diff, until, reason }: Muted): string {
  const paths = diff.map(({ path }) => path)
  const said = paths.length > 3 ? `${paths.slice(0, 3).join(', ')}, …` : listed(paths)
  return `${address}  ${said}  until ${until}: ${reason}`
}

function unmanagedLines(unmanaged: readonly Unmanaged[], style: Style): string[] {
  if (unmanaged.length === 0) return []
  return [
    '',
    style.bold('Not managed: in the shop, and declared by nothing'),
    ...unmanaged.flatMap((one) => {
      const { connection, kind, objects } = one
      const shown = style.verbose ? objects : objects.slice(0, linesShown)
      const more = objects.length - shown.length
      return [
        `  ${plain(`${connection}/${kind}`)}  ${unmanagedWords(one)}`,
        ...shown.map(({ remoteId, label, name = '' }) =>
          style.dim(cut(`    id ${plain(remoteId)}  ${plain(label)}  ${plain(name)}`.trimEnd(), style.columns)),
        ),
        ...(more === 0 ? [] : [style.dim(`    … ${more} more (-v shows them)`)]),
      ]
    }),
  ]
}

export function unmanagedWords({ seen, objects }: Unmanaged): string {
  if (seen === 'unknown') return 'not read whole; nothing can be told'
  return `${objects.length === 0 ? 'none' : counted(objects.length, 'object')}${seen === 'listed' ? ' (what is offline was not looked for)' : ''}`
}

export function driftVerdict({ drifted, complete }: Pick<Drift, 'drifted' | 'complete'>): string {
  const seen = complete ? '' : ', as far as could be seen'
  if (drifted.length === 0) return `No drift${seen}.`
  return `Drift: ${counted(drifted.length, 'resource')} moved away from what was applied${seen}.`
}
