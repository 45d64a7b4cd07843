/** Images of products and categories: a list of entries that add, change and remove, and the renditions shown for them. */
import type { JsonRecord } from '../json.ts'
import { assetAt, decodeBase64, digestOf, pictureType } from './assets.ts'
import type { Call, Context } from './context.ts'
import { badRequest } from './errors.ts'
import { readEntry, readId, readList, readNumber, readText } from './fields.ts'
import type { Picture } from './records.ts'
import { slugOf } from './slug.ts'

type Content = Pick<Picture, 'sha256' | 'type' | 'source'>

function contentOf(call: Call, entry: JsonRecord): Content | undefined {
  const { data, url } = entry
  if (data !== undefined && data !== null && data !== '') {
    const bytes = decodeBase64(data, 'images.data')
    return { sha256: digestOf(bytes), type: pictureType(bytes), source: null }
  }
  if (typeof url !== 'string' || url === '') return undefined
  const bytes = assetAt(call.assets, url)
  if (bytes === undefined) return { sha256: digestOf(url), type: 'jpg', source: url }
  return { sha256: digestOf(bytes), type: pictureType(bytes), source: url }
}

/** PHP's truth: the category page says only "set this field". */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== '' && value !== '0'
}

function byWeight(a: Picture, b: Picture): number {
  return a.weight - b.weight || a.id - b.id
}

/** Without a weight a picture goes last, ten after the one before: 10, 20, 30 were seen. */
function nextWeight(pictures: readonly Picture[]): number {
  return Math.max(0, ...pictures.map((picture) => picture.weight)) + 10
}

function changed(call: Call, before: Picture, entry: JsonRecord): Picture {
  const { weight, description } = entry
  return {
    ...before,
    ...(weight === undefined || weight === '' ? {} : { weight: readNumber(weight, 'images.weight') }),
    ...(description === undefined ? {} : { description: readText(call, description, 'images.description') }),
    ...contentOf(call, entry),
  }
}

function added(call: Call, entry: JsonRecord, weight: number): Picture {
  const content = contentOf(call, entry)
  if (content === undefined) throw badRequest('an image needs data or url')
  return changed(
    call,
    { id: call.store.images.newId(), weight, description: '', ...content },
    { ...entry, data: null, url: null },
  )
}

/** The images after a body's `images`. */
export function mergePictures(call: Call, before: readonly Picture[], value: unknown): readonly Picture[] {
  const after = new Map(before.map((picture) => [picture.id, picture]))
  const named = new Set<number>()
  for (const element of readList(value, 'images')) {
    const entry = readEntry(element, 'images')
    const id = readId(entry['image_id'] ?? null, 'image_id')
    const known = after.get(id)
    if (id === 0) {
      if (isSet(entry['remove'])) throw badRequest('an image is removed by its image_id')
      const picture = added(call, entry, nextWeight([...after.values()]))
      after.set(picture.id, picture)
      named.add(picture.id)
    } else if (known === undefined) throw badRequest(`image_id ${id} is not an image of this object`)
    else if (isSet(entry['remove'])) after.delete(id)
    else {
      after.set(id, changed(call, known, entry))
      named.add(id)
    }
  }
  const kept =
    call.switches.images_unmentioned === 'left'
      ? [...after.values()]
      : [...after.values()].filter(({ id }) => named.has(id))
  const sorted = kept.sort(byWeight)
  if (call.switches.image_weights === 'kept') return sorted
  return sorted.map((picture, index) => ({ ...picture, weight: (index + 1) * 10 }))
}

/** `url` is a scaled rendition, its path the digits of the id; it never is the address that was sent. */
export function showPicture(context: Context, picture: Picture): Record<string, string | null> {
  const slug = slugOf(picture.description)
  const name = `${slug === '' ? '' : `${slug}-`}fit-1000x1000x90.${picture.type}`
  return {
    image_id: String(picture.id),
    weight: String(picture.weight),
    variant_name: null,
    description: picture.description,
    url: `${context.downloads}/cache/${String(picture.id).split('').join('/')}/${name}`,
  }
}
