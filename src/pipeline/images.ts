/**
 * Pictures: which of the written ones the shop has, which to upload, describe anew, move or remove. Pure.
 * A rendition never equals what was uploaded, so a picture is known by the content we last uploaded for its image_id;
 * without that (adoption) pictures pair by position and description.
 */
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
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

/** `adopted`: nothing was applied by us yet, so position and description pair. */
export function compareImages(path: string, desired: Json, applied: Json | undefined, observed: Json | undefined): ImagesDifference {
  const ours = asList(applied).filter(isJsonObject)
  const sources = new Map(ours.map((element) => [String(element['image_id']), sourceOf(element)]))
  const seen = asList(observed).filter(isJsonObject).map((element): Seen => {
    const id = String(element['image_id'])
    return { id, description: text(element['description']) ?? '', source: sources.get(id) }
  })
  const wanted = asList(desired).filter(isJsonObject).map(wantedOf)
  pair(wanted, seen, !ours.some((element) => typeof element['image_id'] === 'string'))
  return difference(path, wanted, seen, new Map(ours.map((element) => [sourceOf(element), element])))
}

function wantedOf(element: JsonObject): Wanted {
  const description = element['description'] === undefined ? undefined : text(element['description'])
  const name = isAsset(element) ? fileName(element.asset.path) : (text(element['url']) ?? `#${String(element['image_id'])}`)
  return { element, source: sourceOf(element), description, name }
}

function pair(wanted: readonly Wanted[], seen: readonly Seen[], adopting: boolean): void {
  const free = new Map(seen.map((image) => [image.id, image]))
  const take = (want: Wanted, image: Seen | undefined) => {
    if (image === undefined) return
    want.image = image
    free.delete(image.id)
  }
  for (const want of wanted) {
    if (want.source.startsWith('id:')) take(want, free.get(want.source.slice(3)))
  }
  for (const want of wanted) {
    if (want.image === undefined) take(want, [...free.values()].find((image) => image.source === want.source))
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
  const changes: FieldChange[] = []
  const note = (at: string, before: Json | undefined, after: Json | undefined, cause: Cause) =>
    changes.push({
      path: at,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      cause,
      sensitive: false,
      meaning: 'image',
    })
  const kept = new Set(wanted.flatMap((want) => (want.image === undefined ? [] : [want.image.id])))
  const moved = !sameOrder(wanted, seen)
  const reweighed = moved || wanted.some((want) => want.image === undefined)
  const write: Json[] = []
  for (const [index, want] of wanted.entries()) {
    const weight = String((index + 1) * 10)
    const described = want.description === undefined ? {} : { description: want.description ?? '' }
    const before = ours.get(want.source)
    if (want.image === undefined) {
      note(`${path}[${want.name}]`, undefined, want.description ?? '', before === undefined ? 'config' : 'drift')
      write.push({ ...want.element, ...described, weight })
      continue
    }
    const redescribed = want.description !== undefined && (want.description ?? '') !== want.image.description
    if (redescribed) {
      const cause = text(before?.['description']) === want.description ? 'drift' : 'config'
      note(`${path}[${want.name}].description`, want.image.description, want.description ?? '', cause)
    }
    // Every kept picture is named: a vendor that drops unnamed ones must not lose any.
    write.push({ image_id: want.image.id, ...(redescribed ? described : {}), ...(reweighed ? { weight } : {}) })
  }
  for (const image of seen.filter((candidate) => !kept.has(candidate.id))) {
    const foreign = image.source === undefined && ours.size > 0
    note(`${path}[#${image.id}]`, image.description === '' ? 'image' : image.description, undefined, foreign ? 'drift' : 'config')
    write.push({ image_id: image.id, remove: true })
  }
  if (moved) note(path, seen.map((image) => nameOf(image, wanted)), wanted.map((want) => want.name), 'config')
  const applied = wanted.map((want) => appliedElement(want))
  return { changes, write: changes.length === 0 ? [] : write, applied }
}

function nameOf(image: Seen, wanted: readonly Wanted[]): string {
  return wanted.find((want) => want.image?.id === image.id)?.name ?? `#${image.id}`
}

function appliedElement(want: Wanted): Json {
  return {
    source: want.source,
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
