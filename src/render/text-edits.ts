/** What to write into the files beside a plan that takes a run back, place by place: none is left out, whoever copies needs all. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { byCodeUnit } from '../model/json.ts'
import { counted, padded, plain, widest } from './plain.ts'
import type { Style } from './style.ts'
import { wrapped } from './text-notes.ts'

export function isEdit({ code }: Diagnostic): boolean {
  return code === 'N1030'
}

export function editLines(diagnostics: readonly Diagnostic[], style: Style): string[] {
  const edits = diagnostics.filter(isEdit).toSorted(byPlace)
  if (edits.length === 0) return []
  const places = edits.map(placeOf)
  const width = Math.min(widest(places), Math.floor(style.columns / 2))
  const heading = `In the files: ${counted(edits.length, 'edit')}, or the next plan does it again`
  return [
    '',
    style.bold(style.yellow(heading)),
    ...edits.flatMap(({ hint, summary }, index) =>
      wrapped(plain(hint ?? summary), Math.max(20, style.columns - width - 4)).map(
        (line, row) => `  ${padded(row === 0 ? (places[index] ?? '') : '', width)}  ${line}`,
      ),
    ),
  ]
}

function placeOf({ source, address }: Diagnostic): string {
  return source === undefined ? plain(address ?? '') : `${plain(source.file)}:${source.line}:${source.column}`
}

/** In the order of the files; what has no place comes last. */
function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.source === undefined || b.source === undefined)
    return Number(a.source === undefined) - Number(b.source === undefined)
  return byCodeUnit(a.source.file, b.source.file) || a.source.line - b.source.line || a.source.column - b.source.column
}
