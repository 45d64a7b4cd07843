/** What `state rebuild` prints: where each part of the new state comes from, and what a person still has to say. */
import type { AddressId } from '../model/address.ts'
import { counted, plain } from './plain.ts'
import { type RenderSettings, styleOf } from './style.ts'

export interface RebuiltState {
  readonly from?: string
  readonly aside: readonly string[]
  readonly kept: readonly AddressId[]
  readonly undeclared: readonly AddressId[]
  readonly found: readonly AddressId[]
  readonly trusted: readonly { readonly address: AddressId; readonly fields: readonly string[] }[]
  readonly missing: readonly AddressId[]
  readonly inDoubt: readonly { readonly address: AddressId; readonly id?: string }[]
  readonly lost: readonly { readonly address: AddressId; readonly id: string }[]
  readonly undecided: readonly { readonly address: AddressId; readonly why: string }[]
  readonly calls: { readonly [connection: string]: number }
}

const shown = 10

/** Undefined: there was nothing to do. */
export function renderRebuilt(rebuilt: RebuiltState | undefined, settings: Partial<RenderSettings> = {}): string {
  if (rebuilt === undefined) return 'The state is whole: there is nothing to rebuild.\n'
  const style = styleOf(settings)
  const { from, kept, undeclared, found, trusted, missing, inDoubt, lost, undecided, aside, calls } = rebuilt
  const part = (title: string, lines: readonly string[]): string[] => {
    if (lines.length === 0) return []
    const some = style.verbose ? lines : lines.slice(0, shown)
    const more = lines.length - some.length
    const rest = more === 0 ? [] : [`  and ${more} more: -v shows them all`]
    return [style.bold(`${title}: ${lines.length}`), ...some.map((line) => `  ${plain(line)}`), ...rest]
  }
  const lines = [
    ...part(`taken over from ${from === undefined ? 'the journals' : plain(from)}`, kept),
    ...part('found in the shops by natural key', found),
    ...part(
      'not shown by the vendor, taken to be as declared',
      trusted.map(({ address, fields }) => `${address}: ${fields.join(', ')}`),
    ),
    ...part('declared and not in the shops; the next plan makes them', missing),
    ...part('declared no more; the next plan says what becomes of them', undeclared),
    // All of them: each is something to be done.
    ...inDoubt.flatMap(({ address, id }) => [
      style.bold(`in doubt: ${plain(address)}`),
      ...(id === undefined
        ? []
        : [`  the damaged state has the id ${plain(id)}: look at the vendor whether it is that one`]),
      `  it may be there, and nobody can look: butik state resolve ${plain(address)} --id ${plain(id ?? 'N')} | --absent`,
    ]),
    ...part(
      'owned before as far as the damaged state can be read, and no more; the shop keeps them',
      lost.map(({ address, id }) => `${address} (id ${id})`),
    ),
    ...part(
      'not decided; butik import ADDRESS ID says which object it is',
      undecided.map(({ address, why }) => `${address}: ${why}`),
    ),
    ...aside.map((file) => `put aside: ${plain(file)}`),
    ...Object.entries(calls).map(([connection, count]) => `${plain(connection)}: ${counted(count, 'call')}`),
    'The state is rebuilt. Plans saved before are refused; butik plan shows what differs.',
  ]
  return `${lines.join('\n')}\n`
}
