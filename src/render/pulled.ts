/** What `butik pull` prints: the files, what the shop has that is not in them, and what a person can do about it. */
import type { AddressId } from '../model/address.ts'
import { counted, plain } from './plain.ts'
import { type RenderSettings, styleOf } from './style.ts'

export interface PulledReport {
  readonly files: readonly { readonly path: string; readonly action: 'created' | 'edited' }[]
  readonly added: readonly AddressId[]
  readonly gone: readonly AddressId[]
  readonly left: readonly { readonly address: AddressId; readonly path?: string; readonly why: string }[]
  readonly refused: readonly { readonly file: string; readonly path: string; readonly why: string }[]
  readonly unfit: readonly {
    readonly connection: string
    readonly kind: string
    readonly remoteIds: readonly string[]
    readonly why: string
    readonly hint: string
  }[]
  readonly unread: readonly {
    readonly connection: string
    readonly kind: string
    readonly problem?: { readonly summary: string }
  }[]
  readonly unmanaged: readonly {
    readonly connection: string
    readonly vendor: string
    readonly fields: { readonly [kind: string]: readonly string[] }
    readonly things: readonly string[]
  }[]
  /** Absent where pictures were not asked for. */
  readonly pictures?: {
    readonly fetched: number
    readonly there: number
    readonly wanted: number
    readonly failed: number
  }
  readonly calls: { readonly [connection: string]: number }
  /** False: nothing was written (`--dry-run`). */
  readonly written: boolean
}

const shown = 10

export function renderPulled(report: PulledReport, settings: Partial<RenderSettings> = {}): string {
  const style = styleOf(settings)
  const { files, gone, left, refused, unfit, unread, unmanaged, calls } = report
  const some = (lines: readonly string[], most = shown): string[] => {
    const few = style.verbose ? lines : lines.slice(0, most)
    const more = lines.length - few.length
    return [...few.map((line) => `  ${plain(line)}`), ...(more === 0 ? [] : [`  and ${more} more: -v shows them all`])]
  }
  const part = (title: string, lines: readonly string[], most?: number): string[] =>
    lines.length === 0 ? [] : ['', style.bold(title), ...some(lines, most)]
  const yaml = files.filter(({ path }) => /\.(?:ya?ml|csv|tsv)$/i.test(path))
  const texts = files.length - yaml.length
  const asked = Object.entries(calls).map(([name, count]) => `${name}: ${counted(count, 'call')}`)
  return [
    style.bold(heading(report)),
    ...some(yaml.map(({ path, action }) => `${action} ${path}`)),
    ...(texts === 0
      ? []
      : [`  and ${counted(texts, 'text')} in ${texts === 1 ? 'a file of its' : 'files of their'} own`]),
    ...pictureLines(report.pictures),
    ...asked.map((line) => style.dim(plain(line))),
    // All of them: each is something to be done.
    ...part(
      'Not read whole, so nothing of it was written; run butik pull again',
      unread.map(({ connection, kind, problem }) => `${connection}/${kind}: ${problem?.summary ?? 'it came short'}`),
      Number.POSITIVE_INFINITY,
    ),
    ...part(
      'In the shop, and not written',
      unfit.map(
        ({ connection, kind, remoteIds, why, hint }) =>
          `${connection}/${kind} ${remoteIds.join(', ')}: ${why}; ${hint}`,
      ),
    ),
    ...part('Gone from the shop; commented out in the files unless said otherwise below', gone),
    ...part(
      'Not as the shop has it in the files',
      left.map(({ address, path, why }) => `${address}${path === undefined ? '' : ` ${path}`}: ${why}`),
    ),
    ...part(
      'Not edited, since the place in the file cannot be changed alone',
      refused.map(({ file, path, why }) => `${file} ${path}: ${why}`),
    ),
    ...part('Not managed by butik, and left as it is in the shop', unmanaged.flatMap(unmanagedLines)),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function heading({ files, added, left, refused, unfit, unread, written, pictures }: PulledReport): string {
  if (files.length === 0) {
    // A part that was not read, or not written, is never said to be as it should.
    if (unread.length > 0) return 'Nothing was written: the shop was not read whole.'
    if (!written && pictures !== undefined && pictures.wanted > 0) return 'Would fetch pictures; nothing was written.'
    if (left.length + refused.length + unfit.length > 0)
      return 'Nothing was written; what the files do not have is below.'
    return 'The files have what the shop has: nothing to write.'
  }
  const where = counted(files.length, 'file')
  if (added.length === 0)
    return written
      ? `Brought ${where} up to date with the shop.`
      : `Would bring ${where} up to date; nothing was written.`
  const what = `${counted(added.length, 'resource')} into ${where}`
  return written ? `Pulled ${what}.` : `Would pull ${what}; nothing was written.`
}

function pictureLines(pictures: PulledReport['pictures']): string[] {
  if (pictures === undefined) return []
  const { fetched, there, wanted, failed } = pictures
  const lines = [
    ...(fetched === 0 ? [] : [`${counted(fetched, 'picture')} fetched: renditions, not what was uploaded`]),
    ...(there === 0 ? [] : [`${counted(there, 'picture')} found in files that an earlier run has left`]),
    ...(wanted === 0 ? [] : [`${counted(wanted, 'picture')} would be fetched, and { image_id } become a file`]),
    ...(failed === 0 ? [] : [`${counted(failed, 'picture')} could not be fetched and stay as they are; see below`]),
  ]
  return lines.map((line) => `  ${line}`)
}

function unmanagedLines({ connection, vendor, fields, things }: PulledReport['unmanaged'][number]): string[] {
  const ofKinds = Object.entries(fields).map(([kind, names]) => `${connection}/${kind}: ${names.join(', ')}`)
  return things.length === 0
    ? ofKinds
    : [...ofKinds, `${connection}: ${things.join(', ')} (butik api ${connection} reads what ${vendor} shows)`]
}
