/** `moved:`, `imports:` and `mute:` of butik.yaml → what is well-formed of them. What is wrong is said by validate-told.ts. */
import { isAddressId } from '../model/address.ts'
import type { DeclaredImport, DeclaredMove, Mute } from '../model/told.ts'
import type { YamlNode, YamlScalar } from '../model/yaml.ts'

export function readMoved(node: YamlNode | undefined): DeclaredMove[] {
  return linesOf(node).flatMap(({ key, text }) =>
    isAddressId(key.text) && isAddressId(text) ? { from: key.text, to: text, at: key.at } : [],
  )
}

export function readImports(node: YamlNode | undefined): DeclaredImport[] {
  return linesOf(node).flatMap(({ key, text }) =>
    isAddressId(key.text) ? { address: key.text, remoteId: text, at: key.at } : [],
  )
}

export function readMute(node: YamlNode | undefined): Mute[] {
  if (node?.type !== 'list') return []
  return node.items.flatMap((item) => {
    const addresses = textAt(item, 'address')
    const field = textAt(item, 'field')
    const until = textAt(item, 'until')
    const reason = textAt(item, 'reason')
    if (addresses === undefined || field === undefined || until === undefined || reason === undefined) return []
    return isDay(until) ? { addresses, field, until, reason, at: item.at } : []
  })
}

export interface ToldLine {
  readonly key: YamlScalar
  readonly value: YamlScalar
  readonly text: string
}

/** An environment says with `null` that it does without a line. */
export function linesOf(node: YamlNode | undefined): ToldLine[] {
  if (node?.type !== 'map') return []
  return [...node.pairs.values()].flatMap(({ key, value }) =>
    value.type === 'scalar' && value.value !== null && value.tag === undefined
      ? { key, value, text: value.text.trim() }
      : [],
  )
}

/** `2026-12-31`, and a day that there is. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const instant = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text)
}

function textAt(node: YamlNode, key: string): string | undefined {
  const found = node.type === 'map' ? node.pairs.get(key)?.value : undefined
  if (found?.type !== 'scalar' || found.value === null || found.tag !== undefined) return undefined
  return found.text.trim() === '' ? undefined : found.text.trim()
}
