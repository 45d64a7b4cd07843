/**
 * Pictures: which of the written ones the shop has, which to upload, describe anew, move or remove. Pure.
 * A rendition never equals what was uploaded, so a picture is known by the content we last uploaded for its image_id;
 * without that (adoption) pictures pair by position and description.
 */
import { isJsonObject, type Json, type JsonObject, sameJson } from '../model/json.ts'
import type { Cause, FieldChange } from '../model/plan.ts'
import { isAsset } from '../model/resource.ts'
import { asList } from './compare.ts'

export interface ImagesDifference {
  readonly changes: readonly FieldChange[]
  /** Elements to send; empty where nothing differs. */
  readonly write: readonly Json[]
  /** What the state keeps: the written elements with their source and, where known, image_id. */
  readonly applied: readonly Json[]
}

interface Wanted {
  readonly element: JsonObject
  readonly source: string
  readonly description: string | null | undefined
  readonly name: string
  image?: Seen
}

interface Seen {
  readonly id: string
  readonly description: string
  readonly source: string | undefined
}

/** What a picture is made of, as one text: content by hash, address, or the vendor's own id. */
export function sourceOf(element: JsonObject): string {
  if (typeof element['source'] === 'string') return element['source']
  if (isAsset(element)) return `sha256:${element.asset.sha256}`
  if (typeof element['url'] === 'string') return `url:${element['url']}`
  return `id:${String(element['image_id'] ?? '')}`
}

/** Whether two lists that the state may keep are made of the same pictures in the same order. */
export function sameSources(applied: Json | undefined, wanted: Json): boolean {
  const sources = (list: Json | undefined) => asList(list).map((element) => isJsonObject(element) && sourceOf(element))
  return sameJson(sources(applied), sources(wanted))
}

/** `adopted`: nothing was applied by us yet, so position and description pair. */
export function compareImages(
  path: string,
  desired: Json,
  applied: Json | undefined,
  observed: Json | undefined,
): ImagesDifference {
  const ours = asList(applied).filter(isJsonObject)
  const sources = new Map(ours.map((element) => [String(element['image_id']), sourceOf(element)]))
  const seen = asList(observed)
    .filter(isJsonObject)
    .map((element): Seen => {
      const id = String(element['image_id'])
      return { id, description: text(element['description']) ?? '', source: sources.get(id) }
    })
  const wanted = asList(desired).filter(isJsonObject).map(wantedOf)
  pair(wanted, seen, !ours.some((element) => typeof element['image_id'] === 'string'))
  return difference(path, wanted, seen, new Map(ours.map((element) => [sourceOf(element), element])))
}

function wantedOf(element: JsonObject): Wanted {
  const description = element['description'] === undefined ? undefined : text(element['description'])
  const name = isAsset(element)
    ? fileName(element.asset.path)
    : (text(element['url']) ?? `#${String(element['image_id'])}`)
  return { element, source: sourceOf(element), description, name }
}

function pair(wanted: readonly Wanted[], seen: readonly Seen[], adopting: boolean): void {
  const free = new Map(seen.map((image) => [image.id, image]))
  const take = (want: Wanted, image: Seen | undefined) => {
    if (image === undefined) return
    want.image = image
    free.delete(image.id)
  }
  const unpaired = () => wanted.filter((want) => want.image === undefined)
  for (const want of wanted) if (want.source.startsWith('id:')) take(want, free.get(want.source.slice(3)))
  for (const want of unpaired()) {
    const known = [...free.values()].find((image) => image.source === want.source)
    take(want, known)
  }
  if (!adopting) return
  for (const [index, want] of wanted.entries()) {
    const image = seen[index]
    if (want.image !== undefined || image === undefined || !free.has(image.id)) continue
    if (want.description === undefined || (want.description ?? '') === image.description) take(want, image)
  }
}

function difference(
  path: string,
  wanted: readonly Wanted[],
  seen: readonly Seen[],
  ours: ReadonlyMap<string, JsonObject>,
): ImagesDifference {
  const moved = !sameOrder(wanted, seen)
  const reweighed = moved || wanted.some((want) => want.image === undefined)
  const parts = [
    ...wanted.map((want, index) => wantedPart(path, want, ours.get(madeOf(want)), reweighed ? weightOf(index) : {})),
    ...surplus(wanted, seen).map((image) => surplusPart(path, image, ours)),
  ]
  const order = moved ? [orderChange(path, wanted, seen, ours)] : []
  const changes = [...parts.flatMap((part) => part.changes), ...order]
  const write = changes.length === 0 ? [] : parts.map((part) => part.write)
  return { changes, write, applied: wanted.map((want) => appliedElement(want)) }
}

interface Part {
  readonly changes: readonly FieldChange[]
  readonly write: Json
}

function weightOf(index: number): JsonObject {
  return { weight: String((index + 1) * 10) }
}

/** `before`: what the state keeps of it. */
function wantedPart(path: string, want: Wanted, before: JsonObject | undefined, weight: JsonObject): Part {
  const described = want.description === undefined ? {} : { description: want.description ?? '' }
  const at = `${path}[${want.name}]`
  if (want.image === undefined) {
    const added = change(at, undefined, want.description ?? '', before === undefined ? 'config' : 'drift')
    return { changes: [added], write: { ...want.element, ...described, ...weight } }
  }
  // Every kept picture is named: a vendor that drops unnamed ones must not lose any.
  const kept = { image_id: want.image.id }
  if (want.description === undefined || (want.description ?? '') === want.image.description) {
    return { changes: [], write: { ...kept, ...weight } }
  }
  const asApplied = before?.['description'] !== undefined && text(before['description']) === want.description
  const cause = asApplied ? 'drift' : 'config'
  const redescribed = change(`${at}.description`, want.image.description, want.description ?? '', cause)
  return { changes: [redescribed], write: { ...kept, ...described, ...weight } }
}

function surplus(wanted: readonly Wanted[], seen: readonly Seen[]): Seen[] {
  const kept = new Set(wanted.flatMap((want) => want.image?.id ?? []))
  return seen.filter((image) => !kept.has(image.id))
}

function surplusPart(path: string, image: Seen, ours: ReadonlyMap<string, JsonObject>): Part {
  const foreign = image.source === undefined && ours.size > 0
  const before = image.description === '' ? 'image' : image.description
  const removed = change(`${path}[#${image.id}]`, before, undefined, foreign ? 'drift' : 'config')
  return { changes: [removed], write: { image_id: image.id, remove: true } }
}

function orderChange(
  path: string,
  wanted: readonly Wanted[],
  seen: readonly Seen[],
  ours: ReadonlyMap<string, JsonObject>,
): FieldChange {
  const before = seen.map((image) => nameOf(image, wanted))
  const after = wanted.map((want) => want.name)
  const applied = [...ours.keys()]
  const asApplied = sameJson(wanted.map(madeOf), applied)
  return change(path, before, after, asApplied ? 'drift' : 'config')
}

function change(path: string, before: Json | undefined, after: Json | undefined, cause: Cause): FieldChange {
  return {
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    cause,
    sensitive: false,
    meaning: 'image',
  }
}

function nameOf(image: Seen, wanted: readonly Wanted[]): string {
  return wanted.find((want) => want.image?.id === image.id)?.name ?? `#${image.id}`
}

/** A picture that is named by its id is still made of what was uploaded for it: the file may be written again. */
function madeOf({ source, image }: Wanted): string {
  return source.startsWith('id:') ? (image?.source ?? source) : source
}

function appliedElement(want: Wanted): Json {
  return {
    source: madeOf(want),
    ...(want.description === undefined ? {} : { description: want.description }),
    ...(want.image === undefined ? {} : { image_id: want.image.id }),
  }
}

function sameOrder(wanted: readonly Wanted[], seen: readonly Seen[]): boolean {
  const order = wanted.flatMap((want) => (want.image === undefined ? [] : [want.image.id]))
  const kept = new Set(order)
  const rest = seen.map((image) => image.id).filter((id) => kept.has(id))
  return order.every((id, index) => id === rest[index])
}

function text(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
