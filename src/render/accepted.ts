/** `butik accept` for people: what the files say now as the shop has it, and what they do not and why. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { FieldChange } from '../model/plan.ts'
import { counted, cut, plain } from './plain.ts'
import { type RenderSettings, styleOf } from './style.ts'
import { pair } from './text-field.ts'
import { hidden } from './text-value.ts'

export interface DriftedPart {
  readonly address: AddressId
  /** Absent: all of it is gone from the shop. */
  readonly field?: string
  readonly changes: readonly FieldChange[]
}

export interface AcceptedReport {
  /** Relative to the folder of butik.yaml. */
  readonly files: readonly string[]
  readonly taken: readonly DriftedPart[]
  readonly kept: readonly { readonly address: string; readonly path?: string; readonly why: string }[]
  /** Of what was not named. */
  readonly muted: readonly { readonly address: string; readonly path?: string; readonly why: string }[]
  readonly written: boolean
  /** What could not be seen: of that nothing is told. */
  readonly problems: readonly Pick<Diagnostic, 'code' | 'summary'>[]
}

/** One row for each part that moved: what the files say, and what the shop has. */
export function renderDrifted(
  { address, field, changes }: DriftedPart,
  settings: Partial<RenderSettings> = {},
): string {
  const style = styleOf(settings)
  const name = style.bold(plain(address))
  if (field === undefined) return `${name} is gone from the shop\n`
  const { connection } = partsOf(address)
  const rows = changes.map(({ path, before, after, meaning, sensitive }) => {
    if (sensitive) return `  ${plain(path)}: ${hidden}`
    const [shop, files] = pair(before, after, { connection, meaning })
    return `  ${plain(path)}: ${cut(files, widestValue)} → ${cut(shop, widestValue)}`
  })
  return [name, ...rows].map((line) => `${line}\n`).join('')
}

const widestValue = 200

export function renderAccepted(report: AcceptedReport, settings: Partial<RenderSettings> = {}): string {
  const style = styleOf(settings)
  const { files, taken, kept, muted, written, problems } = report
  const rest = [...kept, ...muted].map(
    ({ address, path, why }) => `  ${plain(`${address}${path === undefined ? '' : `#${path}`}: ${why}`)}`,
  )
  return [
    style.bold(heading(taken, files.length, written)),
    ...(rest.length === 0 ? [] : ['', style.bold('Left as it is in the files'), ...rest]),
    ...(problems.length === 0
      ? []
      : [
          '',
          style.bold('Not seen whole: what has drifted there is not told'),
          ...problems.map(({ code, summary }) => `  ${code}  ${plain(summary)}`),
        ]),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function heading(taken: AcceptedReport['taken'], files: number, written: boolean): string {
  if (files === 0) return 'Nothing was accepted; no file was written.'
  const fields = taken.filter(({ field }) => field !== undefined).length
  const gone = taken.length - fields
  const parts = [
    ...(fields === 0 ? [] : [counted(fields, 'field')]),
    ...(gone === 0 ? [] : [`${counted(gone, 'resource')} that ${gone === 1 ? 'is' : 'are'} gone`]),
  ]
  // A field of several parts may have some that are left.
  const what = parts.length === 0 ? 'parts of what has drifted' : parts.join(' and ')
  const where = `into ${counted(files, 'file')}`
  return written ? `Accepted ${what} ${where}.` : `Would accept ${what} ${where}; nothing was written.`
}
