/** One field of a change as the page shows it. Every text leaves here harmless: nothing in it can move or hide what stands beside it. */
import { partsOf } from '../model/address.ts'
import { isJsonObject, type Json, type JsonObject, sameJson } from '../model/json.ts'
import type { Change, FieldChange } from '../model/plan.ts'
import { isAsset, isSecret } from '../model/resource.ts'
import { freshLines, isLong, lineDiff } from './html-diff.ts'
import type { FieldRow, FieldView, Line, Part, Picture } from './page/data.ts'
import { counted, grouped, plain } from './plain.ts'
import { isPlainObject, pair, priceMark, stockMark, without } from './text-field.ts'
import { hidden, inside, isPicture, nothing, type Place, shown } from './text-value.ts'

export function fieldOf(change: Change, field: FieldChange): FieldRow {
  const { meaning, cause } = field
  const mark = markOf(change, field)
  return {
    path: plain(field.path),
    meaning,
    ...(cause === 'config' ? {} : { cause }),
    ...(mark === '' ? {} : { mark }),
    view: viewOf(change, field),
  }
}

function markOf(change: Change, field: FieldChange): string {
  if (change.action === 'create') return ''
  const mark = field.meaning === 'price' ? priceMark(field) : field.meaning === 'stock' ? stockMark(field) : ''
  // The group says already that it is a price.
  return mark === 'price' || mark === 'stock' ? '' : mark.replace(/^stock /, '')
}

function viewOf(change: Change, field: FieldChange): FieldView {
  const place: Place = { connection: partsOf(change.address).connection, meaning: field.meaning }
  const made = change.action === 'create'
  if (field.sensitive || isSecret(field.before) || isSecret(field.after))
    return made ? { is: 'fresh', text: hidden } : { is: 'pair', before: hidden, after: hidden }
  const picture = pictureView(change, field)
  if (picture !== undefined) return picture
  return made ? freshView(field.after, place) : changedView(field, place)
}

function freshView(value: Json | undefined, place: Place): FieldView {
  if (typeof value === 'string' && isLong(value))
    return { is: 'text', said: `${grouped([...value].length)} characters`, lines: freshLines(value) }
  if (Array.isArray(value) && value.length > 0)
    return { is: 'list', said: '', added: value.map((one) => shown(one, place)), removed: [] }
  return { is: 'fresh', text: shown(value, place) }
}

function changedView({ before, after }: FieldChange, place: Place): FieldView {
  if (Array.isArray(before) || Array.isArray(after)) return listView(before, after, place)
  if (isPlainObject(before) && isPlainObject(after)) return { is: 'parts', parts: partsBetween(before, after, place) }
  if (typeof before === 'string' && typeof after === 'string' && (isLong(before) || isLong(after)))
    return { is: 'text', said: measured(before, after), lines: lineDiff(before, after) }
  if (typeof after === 'string' && before === undefined && isLong(after)) return freshView(after, place)
  if (typeof before === 'string' && after === undefined && isLong(before))
    return { is: 'text', said: 'removed', lines: freshLines(before).map(removedLine) }
  const [old, fresh] = pair(before, after, place)
  return { is: 'pair', before: old, after: fresh }
}

function removedLine(line: Line): Line {
  return line.mark === '+' ? { ...line, mark: '-' } : line
}

function measured(before: string, after: string): string {
  const delta = [...after].length - [...before].length
  if (delta === 0) return 'as long as before'
  return `${counted(Math.abs(delta), 'character')} ${delta > 0 ? 'longer' : 'shorter'}`
}

function listView(before: Json | undefined, after: Json | undefined, place: Place): FieldView {
  const old = Array.isArray(before) ? before : []
  const fresh = Array.isArray(after) ? after : []
  const all = (values: readonly Json[]): string[] => values.map((value) => shown(value, place))
  if (after === undefined || after === null) return { is: 'pair', before: shown(before, place), after: nothing }
  const [added, removed] = [without(fresh, old), without(old, fresh)]
  if (added.length === 0 && removed.length === 0)
    return { is: 'pair', before: all(old).join(', '), after: all(fresh).join(', ') }
  const said = fresh.length === 0 && old.length > 0 ? 'now empty' : ''
  return { is: 'list', said, added: all(added), removed: all(removed) }
}

function partsBetween(before: Json | undefined, after: Json | undefined, place: Place): Part[] {
  const old = isJsonObject(before) ? before : {}
  const fresh = isJsonObject(after) ? after : {}
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
  return names
    .filter((name) => !sameJson(old[name], fresh[name]))
    .map((name) => {
      const [left, right] = pair(old[name], fresh[name], inside(name, fresh[name] ?? old[name], place))
      return { name: plain(name), before: left, after: right }
    })
}

const named = /^(\w+)\[(.*)\]$/s

/** `images[oak.jpg]` comes or goes; `images[oak.jpg].description` is another word for one that stays, and needs no picture. */
function pictureView(change: Change, field: FieldChange): FieldView | undefined {
  if (field.meaning !== 'image') return undefined
  const [, list = '', name] = named.exec(field.path) ?? []
  if (name === undefined) return valueView(change, field)
  const { before, after } = field
  if (before === undefined) return { is: 'picture', after: pictureIn(change.write?.[list], name, after) }
  if (after === undefined) return { is: 'picture', before: ofVendor(name, before) }
  return undefined
}

/** A field that holds one picture: the image of a category. */
function valueView(change: Change, { before, after }: FieldChange): FieldView | undefined {
  if (!(isOne(before) || isOne(after))) return undefined
  const made = change.action === 'create' || !isOne(before)
  return {
    is: 'picture',
    ...(made ? {} : { before: ofValue(before) }),
    ...(isOne(after) ? { after: ofValue(after) } : {}),
  }
}

function isOne(value: Json | undefined): value is JsonObject {
  return isJsonObject(value) && isPicture(value)
}

function ofValue(value: JsonObject): Picture {
  const content = isAsset(value) ? value.asset.sha256 : ''
  const place: Place = { connection: '', meaning: 'image' }
  const { description, ...rest } = value
  return { name: shown(rest, place), description: words(description), content }
}

/** The list that is sent says which file it is; the path of the change has its last part only. */
function pictureIn(list: Json | undefined, name: string, description: Json | undefined): Picture {
  const files = Array.isArray(list) ? list.filter(isAsset) : []
  const found = files.find(({ asset }) => asset.path === name || asset.path.endsWith(`/${name}`))
  return {
    name: plain(name),
    description: words(description),
    content: found?.asset.sha256 ?? '',
  }
}

/** Only the vendor has it: the page names it and shows an empty frame. */
function ofVendor(name: string, description: Json | undefined): Picture {
  return { name: plain(name.replace(/^#/, 'id ')), description: words(description), content: '' }
}

function words(value: Json | undefined): string {
  return typeof value === 'string' ? plain(value) : ''
}
