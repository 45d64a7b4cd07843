/** One value in one line, as the owner of the shop would write it: money with its øre, references by key, pictures by file. */
import { isAddressId, partsOf } from '../model/address.ts'
import { canonicalDecimal } from '../model/decimal.ts'
import type { Meaning } from '../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { isAsset, isId, isRef, isSecret } from '../model/resource.ts'
import { grouped, plain } from './plain.ts'

/** What the same text means depends on where it stands. */
export interface Place {
  readonly connection: string
  readonly meaning: Meaning
}

export const nothing = '(none)'
export const hidden = '(sensitive)'

export function shown(value: Json | undefined, place: Place): string {
  if (value === undefined || value === null) return nothing
  if (typeof value === 'string') return shownText(value, place)
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  if (isJsonObject(value)) return shownObject(value, place)
  return value.length === 0 ? '(empty)' : value.map((element) => shown(element, place)).join(', ')
}

function shownText(text: string, place: Place): string {
  if (isAddressId(text) && text.startsWith(`${place.connection}/`)) return partsOf(text).key
  const decimal = canonicalDecimal(text)
  if (decimal !== undefined && place.meaning === 'price') return money(decimal)
  if (decimal !== undefined && decimal === text) return text
  return quotedWhereNeeded(plain(text))
}

/** Quotes only where a reader would be misled without them: nothing at all, blanks at the ends, a look of our own marks. */
function quotedWhereNeeded(text: string): string {
  return text === '' || text.trim() !== text || /^\(|^-?[\d.]+$|^"|→/.test(text) ? `"${text}"` : text
}

/** `1299` → `1299.00`; finer amounts keep every digit. */
export function money(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}

function shownObject(value: JsonObject, place: Place): string {
  if (isSecret(value)) return hidden
  if (isRef(value)) return plain(partsOf(value.ref).key)
  if (isId(value)) return `id:${plain(value.id)}`
  if (isAsset(value) || isPicture(value)) return shownFile(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return '(empty)'
  return `{ ${entries.map(([key, part]) => `${plain(key)}: ${shown(part, inside(key, part, place))}`).join(', ')} }`
}

/** Inside a compound price only what is a price by name or by its øre is money: `{ over: 5, discount: 12.50 }`. */
export function inside(key: string, part: Json | undefined, place: Place): Place {
  if (place.meaning !== 'price') return place
  const priced = /price|discount|amount/.test(key) || (typeof part === 'string' && part.includes('.'))
  return priced || isJsonObject(part) ? place : { ...place, meaning: 'other' }
}

export function isPicture(value: Json | undefined): boolean {
  return isJsonObject(value) && (isAsset(value) || typeof value['url'] === 'string' || value['image_id'] !== undefined)
}

/** `oak-chair.jpg (Forfra)`: the file name first, its folder is in the YAML. */
function shownFile(value: JsonObject): string {
  const description = value['description']
  const name = fileName(value)
  return typeof description === 'string' && description !== '' ? `${name} (${plain(description)})` : name
}

function fileName(value: JsonObject): string {
  if (isAsset(value))
    return `${plain(lastPart(value.asset.path))}${value.asset.bytes > 0 ? ` ${size(value.asset.bytes)}` : ''}`
  const url = value['url']
  if (typeof url === 'string') return plain(lastPart(url.replace(/[?#].*$/, '')))
  return `picture id:${plain(String(value['image_id']))}`
}

function lastPart(path: string): string {
  return (
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? path
  )
}

function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${grouped(Math.round(bytes / 1000))} kB`
}
