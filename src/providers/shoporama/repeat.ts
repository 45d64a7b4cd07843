/** What decides whether a write of this vendor may be sent twice: what its body adds, and how stock is taken. */
import type { RepeatRule } from '../../http/repeat.ts'
import { isJsonObject, type Json } from '../../model/json.ts'

/**
 * A PUT sets, but what it has without an id of its own is added (seed): pictures, a file, lines of an order. A picture that
 * is taken away is not there the second time: its id would be refused, and what was done would be said to have failed.
 */
export const setsUnlessItAdds: RepeatRule = {
  classes: ['safe', 'look-first'],
  says: 'safe; look-first with a new picture, one that is taken away, a file or a new line of an order',
  of: ({ body }) => (adds(body) || takesAway(body) ? 'look-first' : 'safe'),
}

function takesAway(body: Json | undefined): boolean {
  const images = body === undefined || !isJsonObject(body) ? undefined : body['images']
  return Array.isArray(images) && images.some((image) => isJsonObject(image) && image['remove'] !== undefined)
}

function adds(body: Json | undefined): boolean {
  if (body === undefined || !isJsonObject(body)) return false
  return addsFile(body['file']) || addsTo(body['images'], 'image_id') || addsTo(body['products'], 'order_product_id')
}

/** One that is taken away can be taken away twice. */
function addsFile(file: Json | undefined): boolean {
  return file !== undefined && !(isJsonObject(file) && file['remove'] !== undefined)
}

function addsTo(list: Json | undefined, id: string): boolean {
  return Array.isArray(list) && list.some((element) => !isJsonObject(element) || element[id] === undefined)
}

/** Whether a posting is the level or a difference is assumed: where nothing may be assumed, twice could be twice as much. */
export const setsALevel: RepeatRule = {
  classes: ['safe', 'look-first'],
  says: 'safe where a posting is the level, look-first where it is a difference or that is not known',
  of: ({ assume }) => (assume?.['stockMode'] === 'absolute' ? 'safe' : 'look-first'),
}
