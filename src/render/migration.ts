/** What a migration made and what did not come along, for people: nothing that was left out goes unnamed. Pure. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { counted, cut, plain } from './plain.ts'
import { type RenderSettings, styleOf } from './style.ts'

/** As pipeline/migrate.ts makes it. */
export interface MigrationShown {
  readonly files: readonly string[]
  /** False: nothing was written (`--dry-run`). */
  readonly written: boolean
  /** What is wrong with the files as they are made. */
  readonly problems: readonly Pick<Diagnostic, 'code' | 'summary' | 'hint' | 'source'>[]
  readonly report: {
    readonly made: readonly {
      readonly section: string
      readonly resources: number
      readonly of: number
      readonly passed: number
    }[]
    readonly dropped: readonly {
      readonly kind: string
      readonly field: string
      readonly objects: number
      readonly example?: string
      readonly meant: boolean
    }[]
    readonly unmapped: readonly {
      readonly section: string
      readonly field: string
      readonly from: string
      readonly value: string
      readonly why: string
      readonly ids: readonly string[]
    }[]
    readonly skipped: readonly { readonly section: string; readonly id: string; readonly why: string }[]
  }
}

const mostIds = 5

export function renderMigration(
  { files, report, problems, written }: MigrationShown,
  settings: Partial<RenderSettings> = {},
): string {
  const style = styleOf(settings)
  const { made, dropped, unmapped, skipped } = report
  const lost = dropped.filter(({ meant }) => !meant)
  const meant = dropped.filter((one) => one.meant)
  const group = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', style.bold(title), ...lines]
  const field = ({ kind, field: name, objects, example }: (typeof dropped)[number]): string => {
    const held =
      objects === 0 ? 'empty everywhere' : `${counted(objects, 'value')}, such as ${cut(plain(example ?? ''), 60)}`
    return `  ${plain(kind)}.${plain(name)}  ${style.dim(held)}`
  }
  const lines = [
    ...made.map(
      ({ section, resources, of, passed }) =>
        `${section}: ${counted(resources, 'resource')} from ${counted(of, 'object')}${passed === 0 ? '' : `, of which the map leaves out ${passed}`}`,
    ),
    ...group(
      'values that became nothing',
      unmapped.map(
        ({ section, field: name, from, value, why, ids }) =>
          `  ${section}.${plain(name)} from ${plain(from)}: ${JSON.stringify(plain(value))}, ${why}  ${style.dim(idsOf(ids))}`,
      ),
    ),
    ...group(
      'objects left out',
      skipped.map(({ section, id, why }) => `  ${section}: ${plain(id)}, ${why}`),
    ),
    ...group('fields dropped', lost.map(field)),
    ...group('fields that the map leaves out', meant.map(field)),
    ...group('to be put right before a plan, in the files or in the map', problems.map(problemLine)),
    '',
    files.length === 0 ? 'Nothing to write.' : `${written ? 'Wrote' : 'Would write'} ${files.join(', ')}`,
  ]
  return `${lines.join('\n')}\n`
}

function problemLine({ code, summary, hint, source }: MigrationShown['problems'][number]): string {
  const place = source === undefined ? '' : `${source.file}:${source.line}:${source.column} `
  return `  ${plain(place)}${code} ${plain(summary)}${hint === undefined ? '' : `; ${plain(hint)}`}`
}

function idsOf(ids: readonly string[]): string {
  const shown = ids.slice(0, mostIds).map(plain).join(', ')
  return ids.length > mostIds ? `${shown} and ${ids.length - mostIds} more` : shown
}
