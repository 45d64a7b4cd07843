/**
 * Pictures. What the vendor answers is a rendition at an address that changes (seen), so content is never compared here:
 * an observed element is its id, description and weight, in the order in which the shop shows them.
 */
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Column } from './columns.ts'
import { decimalOf, idOf, listOf, type Row, textOf } from './normalise.ts'
import type { Assumptions } from './settings.ts'

export const images: Column = {
  field: { shape: 'images', meaning: 'image' },
  read: (row) => listOf(row['images'])?.flatMap(seenImage).sort(byWeight),
  write: (value, assume) => ({
    images: Array.isArray(value) ? value.flatMap((element) => wireImage(element, assume)) : [],
  }),
}

interface SeenImage extends JsonObject {
  readonly image_id: string
  readonly description: string | null
  readonly weight: string
}

function seenImage(item: unknown): SeenImage[] {
  if (!isJsonObject(item)) return []
  const id = idOf(item['image_id'])
  if (typeof id !== 'string') return []
  return [{ image_id: id, description: textOf(item['description']) ?? null, weight: decimalOf(item['weight']) ?? '0' }]
}

/** Where the row shows each of its pictures. */
export function addressesIn(row: Row): { readonly imageId: string; readonly url: string }[] {
  return (listOf(row['images']) ?? []).flatMap((item) => {
    if (!isJsonObject(item)) return []
    const [imageId, url] = [idOf(item['image_id']), textOf(item['url'])]
    return typeof imageId === 'string' && typeof url === 'string' ? [{ imageId, url }] : []
  })
}

/** The id settles a tie, so that the order is the same on every read. */
function byWeight(a: SeenImage, b: SeenImage): number {
  return Number(a.weight) - Number(b.weight) || Number(a.image_id) - Number(b.image_id)
}

function wireImage(element: Json, assume: Assumptions): JsonObject[] {
  if (!isJsonObject(element)) return []
  const id = element['image_id']
  if (element['remove'] === true) return [{ ...wireImageId(id), remove: 1 }]
  const changes = {
    ...(element['weight'] === undefined ? {} : { weight: element['weight'] }),
    ...(element['description'] === undefined ? {} : { description: element['description'] ?? '' }),
  }
  if (id !== undefined) {
    const needed = Object.keys(changes).length > 0 || assume.imagesUnmentioned === 'removed'
    return needed ? [{ ...wireImageId(id), ...changes }] : []
  }
  return [{ ...content(element), ...changes }]
}

function wireImageId(id: Json | undefined): JsonObject {
  return { image_id: id ?? null }
}

/** The page has no name for the file of a picture; only its bytes. */
function content(element: JsonObject): JsonObject {
  const upload = element['upload']
  if (isJsonObject(upload)) return { data: upload['data'] ?? '' }
  return { url: element['url'] ?? '' }
}
