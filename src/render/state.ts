/** What `state list` and `state show` print: addresses with the vendor's ids, and what was last written. */
import { type AddressId, partsOf } from '../model/address.ts'
import { byCodeUnit, isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { isAsset, isId, isRef, isSecret } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { cut, padded, plain, widest } from './plain.ts'
import { type RenderSettings, type Style, styleOf } from './style.ts'
import { wrapped } from './text-notes.ts'
import { hidden, isPicture, shown } from './text-value.ts'

export interface StateLine {
  readonly address: AddressId
  readonly remoteId: string
}

export function renderStateList(lines: readonly StateLine[]): string {
  const width = widest(lines.map(({ address }) => address))
  return lines.map(({ address, remoteId }) => `${padded(plain(address), width)}  ${plain(remoteId)}\n`).join('')
}

export function renderStateEntry(
  address: AddressId,
  entry: StateEntry,
  settings: Partial<RenderSettings> = {},
): string {
  const style = styleOf(settings)
  const facts: [string, string][] = [
    ['remote id', plain(entry.remoteId)],
    ['protect', String(entry.policy.protect)],
    ['on_remove', entry.policy.onRemove],
  ]
  const lines = [
    style.bold(plain(address)),
    ...facts.map(([name, value]) => `  ${style.dim(padded(name, 9))}  ${value}`),
    ...needsLines(entry.needs, style),
    ...specLines('applied', entry.applied, address, style),
    ...specLines('stored otherwise by the vendor', entry.stored, address, style),
  ]
  return `${lines.join('\n')}\n`
}

function needsLines(needs: readonly AddressId[], style: Style): string[] {
  return wrapped(needs.map(plain).join(', '), style.columns - 13).map(
    (line, index) => `  ${style.dim(padded(index === 0 ? 'needs' : '', 9))}  ${line}`,
  )
}

function specLines(title: string, spec: JsonObject, address: AddressId, style: Style): string[] {
  const names = Object.keys(spec).toSorted(byCodeUnit)
  if (names.length === 0) return []
  const width = widest(names)
  return ['', style.bold(title), ...names.flatMap((name) => fieldLines(name, spec[name], { address, width, style }))]
}

interface FieldPlace {
  readonly address: AddressId
  readonly width: number
  readonly style: Style
}

function fieldLines(name: string, value: Json | undefined, { address, width, style }: FieldPlace): string[] {
  const place = { connection: partsOf(address).connection, meaning: 'other' } as const
  const label = `  ${style.dim(padded(plain(name), width))}  `
  const room = Math.max(24, style.columns - width - 4)
  if (Array.isArray(value) && value.some(isCompound)) {
    return [
      label.trimEnd(),
      ...value.map((element) => `    - ${cut(shown(element, place), style.verbose ? Number.MAX_SAFE_INTEGER : room)}`),
    ]
  }
  const text = isSecret(value) ? hidden : shown(value, place)
  return [label + (style.verbose ? text : cut(text, room))]
}

function isCompound(value: Json): boolean {
  return isJsonObject(value) && !isRef(value) && !isId(value) && !isAsset(value) && !isPicture(value)
}

/** Secrets stay what they are in the state: the name of a variable and a digest. */
export function stateEntryJson(address: AddressId, entry: StateEntry): JsonObject {
  return {
    address,
    remoteId: entry.remoteId,
    applied: entry.applied,
    stored: entry.stored,
    policy: { protect: entry.policy.protect, onRemove: entry.policy.onRemove },
    needs: [...entry.needs],
  }
}
