/** Every operation of the page for `butik api`: sent through the session, and paged where the vendor pages. */
import { apiOf } from '../../http/api.ts'
import { jsonOf } from '../../http/json-text.ts'
import type { Operation } from '../../http/operation.ts'
import { isJsonObject, type Json } from '../../model/json.ts'
import type { Api, ApiInput, ApiReply, Repeat } from '../../model/provider.ts'
import { rows } from './answers.ts'
import { operations, pagedLists } from './contract.ts'
import { exchange, headersOf, type ShoporamaSession } from './session.ts'

export const api: Api<ShoporamaSession> = apiOf<ShoporamaSession>({
  operations,
  send: (session, operation, request, signal) =>
    exchange(session, operation, { ...request, repeat: repeatOf(operation, request.body), signal }),
  address: ({ settings }) => ({ base: settings.url, headers: headersOf(settings) }),
  secrets: ({ settings }) => [settings.token],
  paging: { pages: ({ id }) => pagedLists.has(id), next },
})

/** A PUT sets, but what it has without an id of its own is added (seed): pictures, a file, lines of an order. */
function repeatOf({ repeat }: Operation, body: Json | undefined): Repeat {
  if (repeat === 'look-first' || body === undefined || !isJsonObject(body)) return repeat
  const adds = (list: string, id: string): boolean => {
    const elements = body[list]
    return Array.isArray(elements) && elements.some((element) => !isJsonObject(element) || element[id] === undefined)
  }
  const isSafe = body['file'] === undefined && !adds('images', 'image_id') && !adds('products', 'order_product_id')
  return isSafe ? 'safe' : 'look-first'
}

/**
 * The next page starts where this one ended, as the most rows of a page are only assumed. `count` comes first: in a
 * stock list it counts products, of which one can have many rows or none. A list that tells no total has no next page.
 */
function next(_: Operation, { parameters }: ApiInput, { text }: ApiReply): ApiInput | undefined {
  const page = rows.safeParse(jsonOf(text)).data
  if (page?.total === undefined) return undefined
  const size = page.count ?? page.rows.length
  const offset = Number(parameters['offset'] ?? 0) + size
  if (size === 0 || offset >= page.total) return undefined
  // Unless asked, a page has 5 rows (seen): calls are the scarce resource.
  return { parameters: { limit: mostRows, ...parameters, offset: String(offset) } }
}

/** More than the vendor gives is cut to what it gives (assumed). */
const mostRows = '100'
