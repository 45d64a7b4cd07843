/** Drift as the text of an issue: what the shop moved first, money before words. Pure: the same drift gives the same bytes. */
import type { Drift, Unmanaged } from '../model/drift.ts'
import type { Change } from '../model/plan.ts'
import { acceptCommands, driftVerdict, isMuting, ourWords, unmanagedWords } from './drift.ts'
import { leftOutLine, type MarkdownSettings } from './markdown.ts'
import { actionWord, fieldPoint, type Stopped, titleOf } from './markdown-change.ts'
import { commentLimit, fitted, folded, type Part } from './markdown-fit.ts'
import { diagnosticsPart, notEvaluatedPart } from './markdown-notes.ts'
import { code, prose } from './markdown-text.ts'
import { counted, listed } from './plain.ts'
import { type Style, styleOf } from './style.ts'
import { ranks } from './text-change.ts'
import { costLines } from './text-summary.ts'
import { viewLines } from './text-views.ts'

const style: Style = styleOf({ columns: 1000 })
const factsShown = 12
const nothingStops: Stopped = new Map()

export function renderDriftMarkdown(drift: Drift, settings: MarkdownSettings = {}): string {
  const said = drift.diagnostics.filter((one) => !isMuting(one))
  const parts = [
    notEvaluatedPart(drift),
    diagnosticsPart(said, 'error'),
    theirPart(drift.drifted),
    diagnosticsPart(said, 'warning'),
    ourPart(drift.ours),
    mutedPart(drift),
    manualPart(drift.manual),
    ...(drift.unmanaged ?? []).map(unmanagedPart),
    diagnosticsPart(said, 'note'),
  ]
  return fitted((leftOut) => headOf(drift, leftOut, settings), parts, settings.limit ?? commentLimit)
}

function headOf(drift: Drift, leftOut: readonly string[], settings: MarkdownSettings): string {
  const { ours, muted, drifted, complete } = drift
  const facts = [...costLines(drift, style), ...viewLines(drift.views, style)]
  const others = [
    ...(ours.length === 0 ? [] : [`${counted(ours.length, 'resource')} that the files moved`]),
    ...(muted.length === 0 ? [] : [`${counted(muted.length, 'field')} muted`]),
  ]
  const sign = drifted.length > 0 || !complete ? '⚠️' : '✅'
  return [
    `## ${sign} ${driftVerdict(drift)}`,
    ...(others.length === 0 ? [] : ['', `Beside it: ${listed(others)}.`]),
    ...(leftOut.length === 0 ? [] : ['', leftOutLine(leftOut, settings)]),
    '',
    ...facts.slice(0, factsShown).map((line) => `- ${prose(line, 200)}`),
    ...(facts.length > factsShown ? [`- … ${facts.length - factsShown} more`] : []),
  ].join('\n')
}

function theirPart(drifted: readonly Change[]): Part {
  const rows = drifted.flatMap((change) => {
    if (change.diff.length === 0) return [{ rank: 0, row: () => `- ${titleOf(change)} · ${prose(change.reason)}` }]
    return change.diff.map((field) => ({
      rank: 1 + ranks[field.meaning],
      row: () => fieldPoint(change, field, nothingStops),
    }))
  })
  const commands = acceptCommands(drifted).map((command) => code(command, 300))
  const hints = commands.length === 0 ? [] : [` Into the files instead: ${commands.join(', or all of it: ')}.`]
  return {
    row: ['difference', 'differences'],
    open: `### Theirs: the shop moved (${drifted.length})\n\nThe right side is what the files say: \`butik apply\` puts it back.${hints.join('')}\n`,
    rows: rows.toSorted((a, b) => a.rank - b.rank).map(({ row }) => row),
  }
}

function ourPart(ours: readonly Change[]): Part {
  return {
    row: ['resource that the files moved', 'resources that the files moved'],
    ...folded(`Ours: the files moved, and the next apply writes it (${ours.length})`),
    rows: ours.map((change) => () => `- ${titleOf(change)}${actionWord(change)} · ${prose(ourWords(change))}`),
  }
}

function mutedPart({ muted }: Drift): Part {
  return {
    row: ['muted field', 'muted fields'],
    ...folded(`Muted (${muted.length})`),
    rows: muted.map(({ address, diff, until, reason }) => () => {
      const paths = diff.slice(0, 3).map(({ path }) => code(path))
      const more = diff.length > paths.length ? ' and more' : ''
      return `- ${code(address)} ${paths.join(', ')}${more} until ${code(until, 20)} · ${prose(reason)}`
    }),
  }
}

function manualPart(manual: readonly Change[]): Part {
  return {
    row: ['difference in what is only watched', 'differences in what is only watched'],
    ...folded(`To do by hand (${manual.length})`),
    rows: manual.map((change) => () => `- ${titleOf(change)} · ${prose(change.reason)}`),
  }
}

function unmanagedPart(one: Unmanaged): Part {
  const { connection, kind, objects } = one
  const place = () => `- ${code(`${connection}/${kind}`)} ${unmanagedWords(one)}`
  return {
    row: ['object that nothing declares', 'objects that nothing declares'],
    ...folded(`Not managed (${objects.length})`),
    rows: [
      place,
      ...objects.map(
        ({ remoteId, label, name }) =>
          () =>
            `- ${code(remoteId, 60)} ${code(label)}${name === undefined ? '' : ` · ${prose(name, 60)}`}`,
      ),
    ],
  }
}
