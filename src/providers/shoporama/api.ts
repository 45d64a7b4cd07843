/** Every operation of the page for `butik api`: sent through the session, and paged where the vendor pages. */
import { apiOf } from '../../http/api.ts'
import { jsonOf } from '../../http/json-text.ts'
import type { Operation } from '../../http/operation.ts'
import { repeatOf } from '../../http/repeat.ts'
import type { Api, ApiInput, ApiReply } from '../../model/provider.ts'
import { rows } from './answers.ts'
import { operations, pagedLists } from './contract.ts'
import { exchange, headersOf, type ShoporamaSession } from './session.ts'

export const api: Api<ShoporamaSession> = apiOf<ShoporamaSession>({
  operations,
  send: (session, operation, request, signal) =>
    // By hand nothing is assumed of the account, so a stock level is not sent twice.
    exchange(session, operation, { ...request, repeat: repeatOf(operation, { body: request.body }), signal }),
  address: ({ settings }) => ({ base: settings.url, headers: headersOf(settings) }),
  secrets: ({ settings }) => [settings.token],
  paging: { pages: ({ id }) => pagedLists.has(id), next },
})

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
